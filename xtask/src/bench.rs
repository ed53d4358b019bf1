//! `cargo xtask bench`: the store's figures. The benchmarks are a workspace of their own, as what is compared with may be heavy.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::Result;
use crate::{needs, process, workspace};

/// What is measured.
#[derive(Args)]
pub struct Bench {
    /// Fewer pairs: to see that it runs
    #[arg(long)]
    quick: bool,
    /// Ten million rows on each database instead: takes long, and some gigabytes of disk
    #[arg(long, conflicts_with_all = ["quick", "only"])]
    full: bool,
    /// Measure only what has this in its name, as `store.postgres` or `put_many`
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Installs what is missing, builds the benchmarks, and runs them.
pub fn run(bench: &Bench) -> Result<ExitCode> {
    needs::install_missing(needs::TESTS)?;
    let mut command = workspace::cargo();
    command.args(["run", "--release", "--quiet", "--manifest-path", "benches/Cargo.toml", "--bin"]);
    command.args([if bench.full { "scale" } else { "connector-benches" }, "--"]);
    if bench.quick {
        command.arg("--quick");
    }
    if let Some(only) = &bench.only {
        command.args(["--only", only]);
    }
    if let Some(json) = &bench.json {
        // Cargo runs in the root of the workspace, wherever this was called.
        command.arg("--json").arg(std::path::absolute(json).unwrap_or_else(|_| json.clone()));
    }
    process::run(&mut command, "the benchmarks")?;
    Ok(ExitCode::SUCCESS)
}
