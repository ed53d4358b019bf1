//! `cargo xtask real`: the examples against real external systems, installed and booted on this machine.

mod files;
mod group;
mod interrupt;
mod oscar;
mod scenario;
mod server;
mod tryton;
mod venv;

use clap::{Args, ValueEnum};

use self::scenario::Database;
use crate::error::Result;
use crate::needs;

/// What can be chosen on the command line.
#[derive(Args)]
pub struct Options {
    /// Which system
    system: Choice,
    /// What the example keeps its records in: a new SQLite file, or a PostgreSQL server that lives as long as this command
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
    /// Leave the system running after its scenario, until Ctrl-C
    #[arg(long)]
    keep: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    /// django-oscar: two shops
    Oscar,
    /// Tryton: one server with two databases
    Tryton,
    /// One after the other
    Both,
}

/// Installs and boots the chosen systems, runs their scenarios, and stops everything, also when that fails or is interrupted.
pub fn run(options: &Options) -> Result<()> {
    interrupt::listen()?;
    needs::install_missing(needs::PYTHON)?;
    if matches!(options.database, Database::Postgres) {
        needs::install_missing(needs::TESTS)?;
    }
    if matches!(options.system, Choice::Oscar | Choice::Both) {
        oscar::run(options.database, options.keep)?;
    }
    if matches!(options.system, Choice::Tryton | Choice::Both) {
        tryton::run(options.database, options.keep)?;
    }
    Ok(())
}
