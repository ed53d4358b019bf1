//! The project's own commands: `cargo xtask test`, `cargo xtask ui`, `cargo xtask real both`, `cargo xtask bench`,
//! `cargo xtask pictures`.

mod bench;
mod error;
mod needs;
mod pictures;
mod process;
mod real;
mod tally;
mod test;
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
    /// Draw the pictures of the README from what the programs print
    Pictures,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Test => test::run(),
        Command::Ui { dir } => ui::run(dir.as_deref()),
        Command::Bench(bench) => bench::run(&bench),
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
