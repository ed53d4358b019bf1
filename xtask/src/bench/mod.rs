//! `cargo xtask bench`: everything that is measured, as one table and one file. The benchmarks are a workspace of their own, as what is
//! compared with is heavy.

mod chart;
mod figures;
mod plots;
mod programs;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use crate::error::{Error, Explain as _, Result};
use crate::{needs, process, workspace};

use figures::Figures;
use programs::{Depth, Program};

/// What is measured.
#[derive(Args)]
pub struct Bench {
    /// Fewer pairs, and less of what takes long: to see that it runs
    #[arg(long)]
    quick: bool,
    /// Lookups among ten million rows, too: takes long, and some gigabytes of disk
    #[arg(long, conflicts_with = "quick")]
    full: bool,
    /// Measure only what has this in its name, as `store.postgres`, `put_many` or `compile`
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw lookups against rows, and imports against records, into this folder
    #[arg(long, value_name = "FOLDER")]
    plots: Option<PathBuf>,
    /// Measure nothing: take the figures of a file that an earlier run wrote
    #[arg(long, value_name = "FILE", requires = "plots", conflicts_with_all = ["quick", "full", "only", "json"])]
    from: Option<PathBuf>,
}

/// Installs what is missing, builds the programs, runs them one after another, and gathers their figures.
pub fn run(bench: &Bench) -> Result<ExitCode> {
    let figures = match &bench.from {
        Some(file) => Figures::read(file)?,
        None => measure(bench)?,
    };
    if let Some(file) = &bench.json {
        figures.write(file)?;
    }
    if let Some(folder) = &bench.plots {
        plots::draw(&figures, folder)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(bench: &Bench) -> Result<Figures> {
    let start = Instant::now();
    let depth = match (bench.quick, bench.full) {
        (true, _) => Depth::Quick,
        (_, true) => Depth::Full,
        (false, false) => Depth::Normal,
    };
    let all: Vec<(Program, Vec<String>)> =
        programs::all().into_iter().map(|program| (program, program.names(depth, bench.only.as_deref()))).collect();
    let wanted: Vec<(Program, Vec<String>)> = all.into_iter().filter(|(_, names)| !names.is_empty()).collect();
    if wanted.is_empty() {
        let only = bench.only.as_deref().unwrap_or_default();
        return Err(Error::new(format!("nothing that is measured has `{only}` in its name; the names are in benches/README.md")));
    }
    needs::install_missing(needs::TESTS)?;
    if wanted.iter().any(|(program, _)| program.has_peers()) {
        needs::install_missing(needs::PEERS)?;
    }
    // First everything is built: nothing else shall run while something is measured.
    for (program, _) in &wanted {
        process::run(cargo("build", *program).arg("--quiet"), &format!("building the benchmark {}", program.bin))?;
    }
    println!("built, after {} s", start.elapsed().as_secs());
    let folder = workspace::target().join("bench");
    std::fs::create_dir_all(&folder).explain(|| format!("cannot make {}", folder.display()))?;
    println!("{:54} {:>11} {:>11} {:6} ratio (min to max), by CPU, goal", "work", "ours", "peer", "unit");
    let mut figures = Figures::default();
    for (program, names) in wanted {
        let file = folder.join(format!("{}.json", program.bin));
        process::run(&mut start_of(program, bench, &file), &format!("the benchmark {}", program.bin))?;
        figures.add(Figures::read(&file)?, &names)?;
    }
    println!("\n{}\nafter {} s", figures.summary(), start.elapsed().as_secs());
    Ok(figures)
}

fn cargo(command: &str, program: Program) -> std::process::Command {
    let mut cargo = workspace::cargo();
    cargo.args([command, "--release", "--manifest-path", "benches/Cargo.toml", "--package", program.package, "--bin", program.bin]);
    cargo
}

fn start_of(program: Program, bench: &Bench, file: &Path) -> std::process::Command {
    let mut command = cargo("run", program);
    command.args(["--quiet", "--", "--json"]).arg(file);
    if bench.quick {
        command.arg("--quick");
    }
    if let (true, Some(arguments)) = (bench.full, program.full) {
        command.args(arguments);
    }
    if let Some(only) = &bench.only {
        command.args(["--only", only]);
    }
    command
}
