//! What derives cost while a crate is compiled, by CPU seconds. See `README.md`.

mod subjects;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use connector_benches::report::{Figure, Options, Report};
use connector_benches::{Failed, Result};

use subjects::Subject;

/// What the kernel counts CPU time in, on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;
const UNIT: &str = "CPU s";

/// Compares the CPU time of cargo and its compilers.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// How many rounds
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
}

/// Our derive against another one, each over the same types without it.
struct Derives {
    name: &'static str,
    goal: Option<f64>,
    ours: [&'static Subject; 2],
    peer: [&'static Subject; 2],
}

const DERIVES: [Derives; 4] = [
    Derives {
        name: "compile.binding_derive.vs_serde",
        goal: Some(0.25),
        ours: [&subjects::BINDING, &subjects::NONE],
        peer: [&subjects::SERDE, &subjects::NONE],
    },
    Derives {
        name: "compile.binding_derive.vs_diesel",
        goal: Some(2.0),
        ours: [&subjects::BINDING, &subjects::NONE],
        peer: [&subjects::DIESEL_PAIR, &subjects::DIESEL_NONE],
    },
    Derives {
        name: "compile.binding_derive.vs_seaorm",
        goal: None,
        ours: [&subjects::BINDING, &subjects::NONE],
        peer: [&subjects::SEA_ORM_ENTITY, &subjects::SEA_ORM_NONE],
    },
    Derives {
        name: "compile.selection_derive.vs_serde",
        goal: None,
        ours: [&subjects::SELECTION, &subjects::SELECTION_NONE],
        peer: [&subjects::SELECTION_SERDE, &subjects::SELECTION_NONE],
    },
];

/// What a crate with our derive is compared with, where one of its structs is changed. (Diesel is left out: each struct would need a `table!` of its own.)
const INCREMENTAL: [(&str, &Subject, Option<f64>); 3] = [
    ("compile.incremental_check.vs_no_derive", &subjects::NONE, Some(1.2)),
    ("compile.incremental_check.vs_serde", &subjects::SERDE, None),
    ("compile.incremental_check.vs_seaorm", &subjects::SEA_ORM_ENTITY, None),
];

/// Where the crates are compiled.
struct Place {
    folder: PathBuf,
    /// One of so many types are compiled.
    one_of: usize,
}

fn main() -> Result<()> {
    let Cli { options, rounds } = Cli::parse();
    let rounds = if options.quick { 1 } else { rounds.max(1) };
    let mut report = Report::new(options);
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the benchmarks stand in the house")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| house.join("benches/target"), PathBuf::from);
    let one_of = if report.options.quick { 5 } else { 1 };
    let place = Place { folder: std::path::absolute(target)?.join("compile-time"), one_of };
    subjects::write(house, &place.folder, one_of)?;
    place.derives(&mut report, rounds)?;
    place.incremental(&mut report, rounds)?;
    place.cold(&mut report, rounds)?;
    report.finish()
}

impl Place {
    fn derives(&self, report: &mut Report, rounds: usize) -> Result<()> {
        let wanted: Vec<&Derives> = DERIVES.iter().filter(|derives| report.options.wants(derives.name)).collect();
        let mut all: Vec<&Subject> = wanted.iter().flat_map(|derives| derives.ours.into_iter().chain(derives.peer)).collect();
        all.sort_by_key(|subject| subject.name);
        all.dedup_by_key(|subject| subject.name);
        for subject in &all {
            self.check(subject, false)?; // The dependencies are built here, and not measured.
        }
        let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); all.len()];
        for round in 0..rounds {
            // Forth, back, forth, …
            let turn: Vec<usize> = if round % 2 == 0 { (0..all.len()).collect() } else { (0..all.len()).rev().collect() };
            for place in turn {
                all[place].touch(&self.folder, round, self.one_of)?;
                seconds[place].push(self.check(all[place], false)?);
            }
        }
        let of = |subject: &Subject, round: usize| {
            let place = all.iter().position(|other| other.name == subject.name);
            place.map(|place| seconds[place][round]).ok_or_else(|| Failed::from("every one was measured"))
        };
        for derives in wanted {
            let over = |[with, without]: [&Subject; 2], round| Ok::<_, Failed>(of(with, round)? - of(without, round)?);
            let pairs =
                (0..rounds).map(|round| Ok((over(derives.ours, round)?, over(derives.peer, round)?))).collect::<Result<Vec<_>>>()?;
            report.add(Figure::of_values(derives.name.to_owned(), &pairs, UNIT).goal(derives.goal));
        }
        Ok(())
    }

    /// One struct of many is changed, and cargo checks what that changes.
    fn incremental(&self, report: &mut Report, rounds: usize) -> Result<()> {
        let ours = &subjects::BINDING;
        let peers: Vec<_> = INCREMENTAL.iter().filter(|(name, ..)| report.options.wants(name)).collect();
        if peers.is_empty() {
            return Ok(());
        }
        let sides: Vec<&Subject> = std::iter::once(ours).chain(peers.iter().map(|(_, peer, _)| *peer)).collect();
        let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); sides.len()];
        // The first change fills what the compiler keeps, and the second one is the first that finds it filled by a change.
        for round in 0..2 * rounds + 2 {
            let turn: Vec<usize> = if round % 2 == 0 { (0..sides.len()).collect() } else { (0..sides.len()).rev().collect() };
            for side in turn {
                sides[side].change_one(&self.folder, round, self.one_of)?;
                let took = self.check(sides[side], true)?;
                if round >= 2 {
                    seconds[side].push(took);
                }
            }
        }
        for ((name, _, goal), peer) in peers.into_iter().zip(&seconds[1..]) {
            let pairs: Vec<(f64, f64)> = seconds[0].iter().copied().zip(peer.iter().copied()).collect();
            report.add(Figure::of_values((*name).to_owned(), &pairs, UNIT).goal(*goal));
        }
        Ok(())
    }

    /// Everything is built anew, dependencies and all.
    fn cold(&self, report: &mut Report, rounds: usize) -> Result<()> {
        let name = "compile.cold_build.vs_serde";
        if !report.options.wants(name) {
            return Ok(());
        }
        let mut pairs = Vec::new();
        for round in 0..rounds.min(3) {
            let mut took = [0.0; 2];
            for side in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
                let target = self.folder.join("cold");
                if target.exists() {
                    fs::remove_dir_all(&target)?;
                }
                let subject = [&subjects::COLD_OURS, &subjects::COLD_SERDE][side];
                took[side] = self.cargo("build", subject, &target, false)?;
                fs::remove_dir_all(&target)?;
            }
            pairs.push((took[0], took[1]));
        }
        report.add(Figure::of_values(name.to_owned(), &pairs, UNIT).goal(1.3));
        Ok(())
    }

    fn check(&self, subject: &Subject, incremental: bool) -> Result<f64> {
        self.cargo("check", subject, &self.folder.join("target"), incremental)
    }

    /// The CPU seconds of cargo, its compilers and what they start.
    fn cargo(&self, command: &str, subject: &Subject, target: &Path, incremental: bool) -> Result<f64> {
        let before = children_seconds()?;
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()))
            .args([command, "--quiet", "--package", &format!("subject-{}", subject.name), "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" })
            .status()?;
        let took = children_seconds()? - before;
        if status.success() { Ok(took) } else { Err(format!("cargo {command} of `{}` failed", subject.name).into()) }
    }
}

/// The CPU time of all children that have ended, and of theirs: user and system.
fn children_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses, and may hold anything.
    let (_, fields) = text.rsplit_once(')').ok_or("an unknown form of /proc/self/stat")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).ok_or("an unknown form of /proc/self/stat")?.parse::<f64>().map_err(Failed::from);
    Ok((ticks(13)? + ticks(14)?) / TICKS_PER_SECOND)
}
