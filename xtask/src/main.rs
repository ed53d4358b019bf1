//! The project's own commands: `cargo xtask test`, `cargo xtask real oscar`.

mod error;
mod needs;
mod process;
mod real;
mod tally;
mod test;
mod workspace;

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
    /// Try an example against a real external system, installed and booted on this machine
    Real {
        #[command(subcommand)]
        system: real::System,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Test => test::run(),
        Command::Real { system } => real::run(&system).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
