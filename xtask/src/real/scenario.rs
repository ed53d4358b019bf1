//! Runs an example's scenario: the program `real-NAME`, which checks both sides.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;
use connector_test_cluster::Cluster;

use super::files::{self, Folder};
use super::group;
use crate::error::{Explain as _, Result};
use crate::workspace;

const BUILD_LIMIT: Duration = Duration::from_mins(15);
const RUN_LIMIT: Duration = Duration::from_mins(5);

/// What an example keeps its records in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// A file
    Sqlite,
    /// A server
    Postgres,
}

/// Builds scenarios, and the programs that they start: for both databases, and as the tests need the crates below, so that those
/// are compiled once.
pub fn build(programs: &[&str]) -> Result<()> {
    let mut build = workspace::cargo();
    build.args(["build", "--workspace", "--all-features"]);
    build.args(programs.iter().flat_map(|program| ["--example", program]));
    group::run(BUILD_LIMIT, &mut build, "building the scenarios")
}

/// Runs the scenario on a new, empty database. `arguments` say where the remote is, `secrets` are variables and their values.
pub fn run(folder: &Folder, name: &str, database: Database, arguments: &[String], secrets: &[(&str, &str)]) -> Result<()> {
    // It lives as long as the scenario runs.
    let (url, _cluster) = match database {
        Database::Sqlite => (sqlite(&folder.file(&format!("{name}.db")))?, None),
        Database::Postgres => {
            let cluster = Cluster::get("-c shared_buffers=64MB").explain(|| "cannot start a PostgreSQL server")?;
            (cluster.url("postgres"), Some(cluster))
        }
    };
    // As it was built: cargo would build it again where somebody changes the source meanwhile, and within the scenario's time.
    let program = workspace::target().join("debug/examples").join(format!("real-{name}{}", std::env::consts::EXE_SUFFIX));
    let mut scenario = Command::new(program);
    scenario.args(["--database", &url]).args(arguments).envs(secrets.iter().copied()).current_dir(workspace::root());
    group::run(RUN_LIMIT, &mut scenario, &format!("the scenario of {name}"))
}

fn sqlite(path: &Path) -> Result<String> {
    files::remove_database(path)?;
    Ok(format!("sqlite:{}", path.display()))
}
