//! The example's own program, in a process of its own.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use connector_examples::oscar::model::OscarBackend;
use connector_examples::scenario::Failure;
use connector_store::{Stored, variable_of};
use tokio::process::{Child, Command};

/// How long it may run.
const LIMIT: Duration = Duration::from_mins(2);

/// The program on one shop.
pub struct Program {
    path: PathBuf,
    database: String,
    name: String,
    url: String,
    password: String,
}

impl Program {
    /// On the same database as this scenario. It stands beside the scenario's own program.
    pub fn new(database: &str, shop: &Stored<OscarBackend>, password: &str) -> Result<Self, Failure> {
        let path = std::env::current_exe()?.with_file_name("oscar");
        if !path.exists() {
            return Err(format!("{} is missing: cargo build --example oscar", path.display()).into());
        }
        let (name, url) = (shop.name.clone(), shop.location.clone());
        Ok(Self { path, database: database.to_owned(), name, url, password: password.to_owned() })
    }

    /// Starts it: it does `action`, and finds the shop at `location`. It ends with the value that stands for it.
    pub fn start(&self, action: &str, location: &str) -> Result<Child, Failure> {
        let variable = |field| variable_of::<OscarBackend>(&self.name, field);
        let mut command = Command::new(&self.path);
        command.args([action, "--url", &self.url, "--name", &self.name, "--database", &self.database]);
        command.env(variable("location"), location).env(variable("password"), &self.password);
        Ok(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?)
    }

    /// Runs it to its end, which must be a good one. Gives what it printed.
    pub async fn run(&self, action: &str) -> Result<String, Failure> {
        let output = tokio::time::timeout(LIMIT, self.start(action, &self.url)?.wait_with_output()).await??;
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.success() {
            Ok(said.into_owned())
        } else {
            Err(format!("oscar {action}: {}: {said}{errors}", output.status).into())
        }
    }
}
