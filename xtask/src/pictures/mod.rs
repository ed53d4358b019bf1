//! `cargo xtask pictures`: the pictures of the README, from what the programs really print.

mod screen;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anstyle_svg::{Term, WIN10_CONSOLE};

use crate::error::{Explain as _, Result};
use crate::{needs, process, workspace};

/// What must not compile, and shows how that is told.
const CASE: &str = "tests/ui/several/binding_four.rs";

/// Draws all of them.
pub fn run() -> Result<()> {
    needs::install_missing(needs::TERMINAL)?;
    let folder = workspace::root().join("docs/pictures");
    fs::create_dir_all(&folder).explain(|| format!("cannot make the folder {}", folder.display()))?;
    for (name, printed) in [("magento", magento()?), ("compile-error", compile_error()?)] {
        let file = folder.join(format!("{name}.svg"));
        fs::write(&file, Term::new().palette(WIN10_CONSOLE).render_svg(&printed)).explain(|| format!("cannot write {}", file.display()))?;
        println!("drew {}", file.display());
    }
    Ok(())
}

/// The main job, on a database of its own.
fn magento() -> Result<String> {
    let build = ["build", "--quiet", "--package", "connector-examples", "--example", "magento"];
    process::run(workspace::cargo().args(build), "building the example")?;
    let folder = empty(&workspace::target().join("pictures/magento"))?;
    let program = workspace::target().join("debug/examples/magento");
    // The shop's clock stands still: what it has is the same in each picture. Only which of the jobs that run at once ends first may differ,
    // and so the order of two lines.
    let mut command = Command::new(program);
    command.args(["--demonstration-time", "2026-11-23T12:00:00Z"]).current_dir(folder);
    Ok(prompt("cargo run --example magento") + &without_chance(&terminal::run(&command, true)?))
}

/// What the compiler says of a case, compiled as somebody's own package.
fn compile_error() -> Result<String> {
    let folder = empty(&workspace::target().join("pictures/shop"))?;
    let case = fs::read_to_string(workspace::root().join(CASE)).explain(|| format!("cannot read {CASE}"))?;
    // Without the lines that say what is expected of the compiler.
    let program: String = case.lines().skip_while(|line| line.starts_with("//~")).flat_map(|line| [line, "\n"]).collect();
    let core = workspace::root().join("connector-core");
    let core = core.display().to_string();
    let manifest = format!(
        "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nchrono = \"0.4\"\nconnector-core = {{ path = {core:?} }}\n"
    );
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).explain(|| "cannot read the workspace's Cargo.lock")?;
    fs::create_dir_all(folder.join("src")).explain(|| "cannot make the folder src")?;
    for (name, text) in [("Cargo.toml", manifest), ("Cargo.lock", lock), ("src/main.rs", program)] {
        fs::write(folder.join(name), text).explain(|| format!("cannot write {name}"))?;
    }
    let mut command = workspace::cargo();
    command.args(["check", "--quiet"]).current_dir(folder).env("CARGO_TARGET_DIR", workspace::target());
    Ok(prompt("cargo check") + &terminal::run(&command, false)?)
}

/// How the command was called.
fn prompt(command: &str) -> String {
    format!("\x1b[1;32m$\x1b[0m \x1b[1m{command}\x1b[0m\n")
}

/// Without what is another thing each time: the number of the port, and how long it took, which is said at the end.
fn without_chance(printed: &str) -> String {
    const ADDRESS: &str = "http://127.0.0.1:";
    let end = printed.rfind(" s; all of it is kept in ").and_then(|took| printed[..took].rfind('\n')).unwrap_or(printed.len());
    let printed = printed[..end].trim_end().to_owned() + "\n";
    match printed.split_once(ADDRESS) {
        Some((before, after)) => format!("{before}{ADDRESS}8080{}", after.trim_start_matches(|digit: char| digit.is_ascii_digit())),
        None => printed,
    }
}

/// The folder, empty.
fn empty(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).explain(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).explain(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_another_thing_each_time_is_left_out() {
        let printed = "a demonstration at http://127.0.0.1:36143\n\nDone.\n\n4.8 s; all of it is kept in magento.db\nIt answered.\n";
        assert_eq!(without_chance(printed), "a demonstration at http://127.0.0.1:8080\n\nDone.\n");
        assert_eq!(without_chance("Done.\n"), "Done.\n");
    }
}
