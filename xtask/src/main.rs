//! The project's own commands: `cargo xtask test`, `ui`, `real`, `bench`, `pictures`, and for releases `deny`, `semver` and `docs`.

mod bench;
mod deny;
mod docs;
mod error;
mod needs;
mod pictures;
mod process;
mod real;
mod semver;
mod tally;
mod test;
mod tools;
mod ui;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the tests need if it is missing, then run every test of the workspace
    Test,
    /// Compile what must not compile, and check that N mistakes are N errors, each on its token with its fix
    Ui {
        /// The folder with the cases, instead of the workspace's own
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Try examples against real external systems, installed and booted on this machine
    Real(real::Options),
    /// Measure the store, imports and derives against the same by hand, and against other libraries
    Bench(bench::Bench),
    /// Check the licences, sources and known faults of what is linked, as `deny.toml` says
    Deny,
    /// Compare the public items with those of an earlier commit, against what the versions say
    Semver {
        /// The commit, instead of the last tag
        #[arg(long, value_name = "COMMIT")]
        baseline: Option<String>,
    },
    /// Count the public items, those without docs or an example, and the documentation tests
    Docs,
    /// Draw the pictures of the README from what the programs print
    Pictures,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Test => test::run(),
        Command::Ui { dir } => ui::run(dir.as_deref()),
        Command::Bench(bench) => bench::run(&bench),
        Command::Deny => deny::run().map(|()| ExitCode::SUCCESS),
        Command::Semver { baseline } => semver::run(baseline.as_deref()).map(|()| ExitCode::SUCCESS),
        Command::Docs => docs::run().map(|()| ExitCode::SUCCESS),
        Command::Pictures => pictures::run().map(|()| ExitCode::SUCCESS),
        Command::Real(options) => real::run(&options).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
