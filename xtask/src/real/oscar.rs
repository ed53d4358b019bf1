//! django-oscar: two shops, installed, migrated and loaded once.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::files::{self, Folder, step};
use super::server::{self, Server};
use super::system::System;
use super::venv::Venv;
use super::{group, interrupt};
use crate::error::Result;
use crate::workspace;

/// Where the shop and its example find the password of the shops' staff user.
const PASSWORD_VARIABLE: &str = "OSCAR_PASSWORD";

/// The shops, and how many products each has.
const SHOPS: [(&str, u32); 2] = [("main", 1_000), ("second", 300)];

const PREPARE_LIMIT: Duration = Duration::from_mins(5);

/// What its scenario is made of.
pub const PROGRAMS: &[&str] = &["real-oscar", "oscar"];

/// The shops, installed and filled.
pub fn prepare() -> Result<()> {
    Site::prepared(&Folder::hold("oscar")?).map(drop)
}

/// Everything, from the installation to shops that answer.
pub fn boot() -> Result<System> {
    let folder = Folder::hold("oscar")?;
    let (site, password) = Site::prepared(&folder)?;
    let servers = step("oscar: booted", || SHOPS.iter().map(|(name, _)| site.boot(name)).collect::<Result<Vec<_>>>())?;
    let places = SHOPS.iter().zip(&servers).map(|((name, _), shop)| (*name, shop.url())).collect();
    Ok(System { name: "oscar", places, secret: (PASSWORD_VARIABLE, password), servers, folder })
}

/// The site's source with what it needs to run.
struct Site<'f> {
    source: PathBuf,
    venv: Venv,
    folder: &'f Folder,
}

impl<'f> Site<'f> {
    /// The site, installed and filled, and the staff user's password.
    fn prepared(folder: &'f Folder) -> Result<(Self, String)> {
        let source = workspace::root().join("examples/oscar/shop");
        let venv = step("oscar: installed", || Venv::install(folder, &source.join("requirements.txt")))?;
        let site = Self { source, venv, folder };
        let password = step("oscar: prepared", || site.prepare())?;
        Ok((site, password))
    }

    /// Databases that are migrated and loaded, once for each content of what decides them. Gives the staff user's password.
    fn prepare(&self) -> Result<String> {
        let decisive = ["requirements.txt", "manage.py", "load.py", "shop/settings.py"].map(|name| self.source.join(name));
        let words = SHOPS.map(|(name, products)| format!("{name} {products}"));
        files::prepare_once(self.folder, &decisive, &words, |password| {
            let empty = self.folder.file("prepared/empty.sqlite3");
            println!("migrating {}", empty.display());
            let mut migrate = self.python("manage.py", &empty);
            migrate.arg("migrate");
            group::run_logged(PREPARE_LIMIT, &mut migrate, &self.folder.file("migrate.log"), "manage.py migrate")?;
            for (name, products) in SHOPS {
                let database = self.folder.file(&format!("prepared/{name}.sqlite3"));
                println!("loading {}", database.display());
                files::copy_database(&empty, &database)?;
                let mut load = self.python("load.py", &database);
                load.args([name, &products.to_string()]).env(PASSWORD_VARIABLE, password);
                group::run_logged(PREPARE_LIMIT, &mut load, &self.folder.file("load.log"), "load.py")?;
            }
            Ok(())
        })
    }

    /// Boots a shop on a copy of its prepared database.
    fn boot(&self, name: &str) -> Result<Server> {
        interrupt::check()?;
        let database = self.folder.file(&format!("{name}.sqlite3"));
        files::copy_database(&self.folder.file(&format!("prepared/{name}.sqlite3")), &database)?;
        let address = server::free_address()?;
        let mut gunicorn = self.in_site(self.venv.command("gunicorn"), &database);
        gunicorn.args(["--bind", &address.to_string(), "shop.wsgi"]);
        Server::boot(&gunicorn, address, "/api/sync/products/", &self.folder.file(&format!("{name}.log")))
    }

    fn python(&self, script: &str, database: &std::path::Path) -> Command {
        let mut command = self.in_site(self.venv.command("python"), database);
        // The catalogue has no search index here, and haystack warns of that at each change.
        command.args(["-W", "ignore::UserWarning", script]);
        command
    }

    fn in_site(&self, mut command: Command, database: &std::path::Path) -> Command {
        command.current_dir(&self.source).env("SHOP_DATABASE", database);
        command
    }
}
