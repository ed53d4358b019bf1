//! What a derive costs while a crate is checked: 500 structs of 8 fields, by CPU seconds. See `README.md`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const STRUCTS: usize = 500;
const ROUNDS: usize = 5;
/// What the kernel counts CPU time in, on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

type Failed = Box<dyn Error>;

/// The crates that are compared: the same structs, with different derives.
const KINDS: [Kind; 3] = [
    Kind { name: "none", derives: "" },
    Kind { name: "binding", derives: "#[derive(ExternalBinding)]\n#[binding(name = \"bench.item{n}\")]\n" },
    Kind { name: "serde", derives: "#[derive(Serialize, Deserialize)]\n" },
];

struct Kind {
    name: &'static str,
    derives: &'static str,
}

fn main() -> Result<(), Failed> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the benchmarks stand in the house")?;
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| house.join("benches/target"), PathBuf::from).join("compile-time");
    write_crates(house, &folder)?;
    for kind in &KINDS {
        check(&folder, kind)?; // The dependencies are built here, and not measured.
    }
    let mut seconds = vec![Vec::new(); KINDS.len()];
    for round in 0..ROUNDS {
        for (place, kind) in KINDS.iter().enumerate() {
            // What has not changed is not checked again.
            let source = folder.join(kind.name).join("src/lib.rs");
            let text = fs::read_to_string(&source)?;
            fs::write(&source, format!("{text}// round {round}\n"))?;
            let before = children_seconds()?;
            check(&folder, kind)?;
            seconds[place].push(children_seconds()? - before);
        }
    }
    println!("cargo check of {STRUCTS} structs of 8 fields, CPU seconds (least and median of {ROUNDS} rounds)");
    let least: Vec<f64> = seconds.iter().map(|times| times.iter().copied().fold(f64::INFINITY, f64::min)).collect();
    for ((kind, times), least) in KINDS.iter().zip(&mut seconds).zip(&least) {
        times.sort_by(f64::total_cmp);
        println!("{:<10} {least:>6.2} {:>6.2}", kind.name, times[ROUNDS / 2]);
    }
    let (ours, theirs) = (least[1] - least[0], least[2] - least[0]);
    println!("compile.binding_derive.vs_serde    {:.2}   ({ours:.2} s over no derive, serde's pair {theirs:.2} s)", ours / theirs);
    println!("                         in all    {:.2}   (the structs themselves included)", least[1] / least[2]);
    Ok(())
}

/// A workspace with one crate a kind, on the dependencies of the house.
fn write_crates(house: &Path, folder: &Path) -> Result<(), Failed> {
    let members: Vec<String> = KINDS.iter().map(|kind| format!("{:?}", kind.name)).collect();
    fs::create_dir_all(folder)?;
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", ")))?;
    fs::copy(house.join("benches/Cargo.lock"), folder.join("Cargo.lock"))?;
    for kind in &KINDS {
        let sources = folder.join(kind.name).join("src");
        fs::create_dir_all(&sources)?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nchrono = {{ version = \"0.4\", \
             default-features = false, features = [\"clock\", \"serde\"] }}\nconnector-core = {{ path = {:?} }}\nserde = {{ version = \
             \"1\", features = [\"derive\"] }}\n",
            format_args!("subject-{}", kind.name),
            house.join("connector-core"),
        );
        fs::write(sources.with_file_name("Cargo.toml"), manifest)?;
        fs::write(sources.join("lib.rs"), source(kind)?)?;
    }
    Ok(())
}

fn source(kind: &Kind) -> Result<String, Failed> {
    let mut text = String::from(
        "#![allow(unused_imports)]\nuse chrono::{DateTime, Utc};\nuse connector_core::{Backend, BackendId, ExternalBinding, Record, \
         RecordId};\nuse serde::{Deserialize, Serialize};\n\n#[derive(Backend)]\n#[backend(name = \"bench.backend\")]\npub struct \
         Shop {\n    pub name: String,\n}\n\n#[derive(Record)]\n#[record(name = \"bench.record\")]\npub struct Thing {\n    pub \
         name: String,\n}\n\n",
    );
    for n in 0..STRUCTS {
        let derives = kind.derives.replace("{n}", &n.to_string());
        writeln!(
            text,
            "{derives}pub struct Item{n} {{\n    pub record_id: RecordId<Thing>,\n    pub backend_id: BackendId<Shop>,\n    pub \
             external_id: Option<String>,\n    pub sync_date: Option<DateTime<Utc>>,\n    pub title: String,\n    pub price: \
             f64,\n    pub tax_class_id: Option<i64>,\n    pub active: bool,\n}}\n"
        )?;
    }
    Ok(text)
}

fn check(folder: &Path, kind: &Kind) -> Result<(), Failed> {
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--package", &format!("subject-{}", kind.name), "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("cargo check of `{}` failed", kind.name).into()) }
}

/// The CPU time of all children that have ended: user and system.
fn children_seconds() -> Result<f64, Failed> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses, and may hold anything.
    let (_, fields) = text.rsplit_once(')').ok_or("an unknown form of /proc/self/stat")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).ok_or("an unknown form of /proc/self/stat")?.parse::<f64>().map_err(Failed::from);
    Ok((ticks(13)? + ticks(14)?) / TICKS_PER_SECOND)
}
