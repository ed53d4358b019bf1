//! Tryton: one server with two databases, installed, initialized and loaded once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::{self, Folder, step};
use super::server::{self, Server};
use super::system::System;
use super::venv::Venv;
use super::{group, interrupt};
use crate::error::Result;
use crate::workspace;

/// Where the example finds the password of the user `admin`.
const PASSWORD_VARIABLE: &str = "TRYTON_PASSWORD";

/// The databases, and how many parties and products each has.
const DATABASES: [(&str, u32); 2] = [("main", 300), ("second", 60)];

const PREPARE_LIMIT: Duration = Duration::from_mins(5);

/// What its scenario is made of.
pub const PROGRAMS: &[&str] = &["real-tryton"];

/// The databases, installed and filled.
pub fn prepare() -> Result<()> {
    Erp::prepared(&Folder::hold("tryton")?).map(drop)
}

/// Everything, from the installation to a server that answers.
pub fn boot() -> Result<System> {
    let folder = Folder::hold("tryton")?;
    let (erp, password) = Erp::prepared(&folder)?;
    let server = step("tryton: booted", || erp.boot())?;
    let mut places = vec![("url", server.url())];
    places.extend(DATABASES.iter().map(|(name, _)| (*name, (*name).to_owned())));
    Ok(System { name: "tryton", places, secret: (PASSWORD_VARIABLE, password), servers: vec![server], folder })
}

/// The preparation's source with what the server needs to run.
struct Erp<'f> {
    source: PathBuf,
    venv: Venv,
    folder: &'f Folder,
}

impl<'f> Erp<'f> {
    /// The server's source, installed, with databases that are filled, and the password of `admin`.
    fn prepared(folder: &'f Folder) -> Result<(Self, String)> {
        let source = workspace::root().join("examples/tryton/erp");
        let venv = step("tryton: installed", || Venv::install(folder, &source.join("requirements.txt")))?;
        let erp = Self { source, venv, folder };
        let password = step("tryton: prepared", || erp.prepare())?;
        Ok((erp, password))
    }

    /// Databases that are initialized and loaded, once for each content of what decides them. Gives the password of `admin`.
    fn prepare(&self) -> Result<String> {
        let decisive = ["requirements.txt", "load.py"].map(|name| self.source.join(name));
        let words = DATABASES.map(|(name, records)| format!("{name} {records}"));
        files::prepare_once(self.folder, &decisive, &words, |password| {
            let prepared = self.folder.file("prepared");
            let configuration = self.configure(&prepared)?;
            let file = self.folder.file("prepared/password");
            files::write(&file, password)?;
            let empty = prepared.join("empty.sqlite");
            println!("initializing {}", empty.display());
            // The server makes no file by itself.
            files::write(&empty, "")?;
            let mut admin = self.venv.command("trytond-admin");
            admin.arg("--config").arg(&configuration).args([
                "--database",
                "empty",
                "--email",
                "admin@example.com",
                "-u",
                "product",
                "party",
                "--activate-dependencies",
            ]);
            admin.env("TRYTONPASSFILE", &file);
            group::run_logged(PREPARE_LIMIT, &mut admin, &self.folder.file("admin.log"), "trytond-admin")?;
            for (name, records) in DATABASES {
                let database = prepared.join(format!("{name}.sqlite"));
                println!("loading {}", database.display());
                files::copy_database(&empty, &database)?;
                let mut load = self.venv.command("python");
                load.arg(self.source.join("load.py")).arg(&configuration).args([name, &records.to_string()]);
                group::run_logged(PREPARE_LIMIT, &mut load, &self.folder.file("load.log"), "load.py")?;
            }
            Ok(())
        })
    }

    /// Boots the server on copies of the prepared databases.
    fn boot(&self) -> Result<Server> {
        interrupt::check()?;
        let data = self.folder.folder("data")?;
        for (name, _) in DATABASES {
            let file = format!("{name}.sqlite");
            files::copy_database(&self.folder.file("prepared").join(&file), &data.join(&file))?;
        }
        let address = server::free_address()?;
        let mut serve = self.venv.command("python");
        serve.arg(self.source.join("serve.py")).args([address.ip().to_string(), address.port().to_string()]);
        serve.env("TRYTOND_CONFIG", self.configure(&data)?).env("TRYTOND_DATABASE_NAMES", DATABASES.map(|(name, _)| name).join(","));
        Server::boot(&serve, address, "/", &self.folder.file("server.log"))
    }

    /// Writes the configuration for the databases in `data`.
    fn configure(&self, data: &Path) -> Result<PathBuf> {
        let path = self.folder.file("trytond.conf");
        files::write(&path, &format!("[database]\nuri = sqlite://\npath = {}\n", data.display()))?;
        Ok(path)
    }
}
