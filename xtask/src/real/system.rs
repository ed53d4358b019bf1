//! A real system that runs.

use super::files::Folder;
use super::server::Server;
use crate::error::{Error, Result};

/// A real system that runs until this value is dropped.
pub struct System {
    /// What it is called.
    pub name: &'static str,
    /// What its scenario is told of where it is: `--main http://…`.
    pub places: Vec<(&'static str, String)>,
    /// Where its scenario finds the password, and the password.
    pub secret: (&'static str, String),
    /// First they stop, and then another command may take the folder.
    pub servers: Vec<Server>,
    /// Its folder.
    pub folder: Folder,
}

impl System {
    /// The arguments that say where it is.
    pub fn arguments(&self) -> Vec<String> {
        self.places.iter().flat_map(|(name, place)| [format!("--{name}"), place.clone()]).collect()
    }

    /// One of its places.
    pub fn place(&self, wanted: &str) -> Result<String> {
        let place = self.places.iter().find(|(name, _)| *name == wanted);
        place.map(|(_, place)| place.clone()).ok_or_else(|| Error::new(format!("{} has no {wanted}", self.name)))
    }

    /// The variable with the password.
    pub fn secret(&self) -> (&str, &str) {
        (self.secret.0, &self.secret.1)
    }

    /// Waits until its servers end, or this process is asked to.
    pub fn stay(&mut self) -> Result<()> {
        self.servers.iter_mut().try_for_each(Server::stay)
    }
}
