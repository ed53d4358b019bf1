//! The shop: migrated once, loaded and booted for each run.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::names::{MODELS, Model, PASSWORD_VARIABLE, PRODUCT, PUBLIC_PRODUCTS, USER};
use crate::error::{Error, Explain as _, Result};
use crate::real::files::{self, Folder, step};
use crate::real::http::{self, Client};
use crate::real::server::Server;
use crate::real::venv::Venv;
use crate::{process, workspace};

const BOOT_LIMIT: Duration = Duration::from_mins(1);

/// A shop that is filled and answers.
pub struct Shop {
    /// How it is asked.
    pub client: Client,
    /// The password of its staff user.
    pub password: String,
    site: Site,
    server: Server,
}

/// The fixture with its environment and its database file.
struct Site {
    source: PathBuf,
    venv: Venv,
    database: PathBuf,
}

impl Shop {
    /// Installs, migrates, loads and boots a shop with `products` products.
    pub fn open(folder: &Folder, products: u32) -> Result<Self> {
        let source = workspace::root().join("examples/oscar/shop");
        let venv = step("virtual environment", || Venv::install(folder, &source.join("requirements.txt")))?;
        let site = Site { source, venv, database: folder.file("shop.sqlite3") };
        step("migrated database", || site.prepare(folder))?;
        let password = password()?;
        let loaded = step("loaded", || {
            let load = site.python("load.py").arg(products.to_string()).env(PASSWORD_VARIABLE, &password).capture()?;
            Ok(load.trim().to_owned())
        })?;
        println!("the shop has {loaded}");
        let (client, server) = step("booted", || site.boot(folder, &password))?;
        Ok(Self { client, password, site, server })
    }

    /// Changes so many products, and gives their upcs.
    pub fn change(&self, number: u32) -> Result<Vec<String>> {
        let upcs = self.site.python("change.py").arg(number.to_string()).capture()?;
        Ok(upcs.lines().map(str::to_owned).collect())
    }

    /// How many records of `model` there are.
    pub fn count(&self, model: &Model) -> Result<u64> {
        let flat = self.count_at(model.list)?;
        if model.name == PRODUCT.name && self.count_at(PUBLIC_PRODUCTS)? != flat {
            return Err(Error::new(format!("the shop disagrees with itself: {PUBLIC_PRODUCTS}, {}", model.list)));
        }
        Ok(flat)
    }

    /// The IDs and titles of these products, by their upcs.
    pub fn titles(&self, upcs: &[String]) -> Result<Vec<(i64, String)>> {
        let all = self.client.get(&format!("{}?limit={}", PRODUCT.list, self.count(&PRODUCT)?))?;
        let rows = all["results"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_wanted = |row: &&Value| row["upc"].as_str().is_some_and(|upc| upcs.iter().any(|wanted| wanted == upc));
        let titles: Vec<(i64, String)> =
            rows.iter().filter(is_wanted).filter_map(|row| Some((row["id"].as_i64()?, row["title"].as_str()?.to_owned()))).collect();
        if titles.len() == upcs.len() { Ok(titles) } else { Err(Error::new("the shop lost a product it changed")) }
    }

    /// Leaves the shop running until it is stopped from outside.
    pub fn stay(&mut self) -> Result<()> {
        println!("\nThe shop stays at {}, until Ctrl-C.", self.client.url());
        println!("User {USER}, password {}", self.password);
        self.server.wait()
    }

    fn count_at(&self, list: &str) -> Result<u64> {
        let answer = self.client.get(&format!("{list}?limit=1"))?;
        answer["count"].as_u64().ok_or_else(|| Error::new(format!("{list} of the shop tells no count: {answer}")))
    }
}

impl Site {
    /// A fresh database: a copy of one that is migrated once for each content of what decides its tables.
    fn prepare(&self, folder: &Folder) -> Result<()> {
        let prepared = folder.file("prepared.sqlite3");
        let stamp_file = folder.file("prepared.stamp");
        let decisive = ["requirements.txt", "manage.py", "shop/settings.py"].map(|name| self.source.join(name));
        let stamp = files::stamp(&decisive, &[])?;
        files::remove_database(&self.database)?;
        if !(prepared.exists() && files::is_stamped(&stamp_file, &stamp)) {
            println!("migrating an empty database; it is kept as {}", prepared.display());
            files::remove_if_there(fs::remove_file(&stamp_file)).explain(|| "cannot remove an old stamp")?;
            let mut migrate = self.python("manage.py").arg("migrate").command;
            process::run_logged(&mut migrate, &folder.file("migrate.log"), "manage.py migrate")?;
            fs::rename(&self.database, &prepared).explain(|| format!("cannot write {}", prepared.display()))?;
            files::write(&stamp_file, &stamp)?;
        }
        fs::copy(&prepared, &self.database).explain(|| format!("cannot copy {}", prepared.display()))?;
        Ok(())
    }

    fn boot(&self, folder: &Folder, password: &str) -> Result<(Client, Server)> {
        let address = http::free_address()?;
        let mut gunicorn = self.in_site(self.venv.command("gunicorn"));
        gunicorn.args(["--config", "stop_with_parent.py", "--bind", &address.to_string(), "shop.wsgi"]);
        let mut server = Server::start(&mut gunicorn, &folder.file("server.log"))?;
        let client = Client::new(address, USER, password);
        for model in MODELS {
            server.wait_for(BOOT_LIMIT, || client.get(&format!("{}?limit=1", model.list)))?;
        }
        Ok((client, server))
    }

    fn python(&self, script: &str) -> Script {
        let mut command = self.in_site(self.venv.command("python"));
        // The catalogue has no search index here, and haystack warns of that at each change.
        command.args(["-W", "ignore::UserWarning", script]);
        Script { command, name: script.to_owned() }
    }

    fn in_site(&self, mut command: Command) -> Command {
        command.current_dir(&self.source).env("SHOP_DATABASE", &self.database);
        command
    }
}

/// A script of the fixture, about to be run.
struct Script {
    command: Command,
    name: String,
}

impl Script {
    fn arg(mut self, argument: impl AsRef<str>) -> Self {
        self.command.arg(argument.as_ref());
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    fn capture(mut self) -> Result<String> {
        process::capture(&mut self.command, &self.name)
    }
}

/// A password for this run alone.
fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .explain(|| "cannot make a password from /dev/urandom")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
