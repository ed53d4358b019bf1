//! Compiles all cases as programs of one package, against the crates of this workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::diagnostic::Found;
use crate::error::{Error, Explain as _, Result};
use crate::{process, workspace};

/// The crates of ours that a case can use; `golden` is somebody else's, for what shows across crates alone.
const OURS: [(&str, &str); 4] = [
    ("connector-core", "connector-core"),
    ("connector-store", "connector-store"),
    ("connector-sync", "connector-sync"),
    ("golden", "tests/golden"),
];

/// What else a case can use, as a user would depend on it; `uuid` only where the workspace has it.
const OTHERS: [(&str, &str); 3] = [
    ("chrono", r#"{ version = "0.4", default-features = false, features = ["clock", "serde"] }"#),
    ("serde", r#"{ version = "1", features = ["derive"] }"#),
    ("serde_json", r#""1""#),
];

/// What the compiler says of each file, in their order.
pub fn check(files: &[PathBuf]) -> Result<Vec<Found>> {
    let package = workspace::target().join("ui");
    fs::create_dir_all(&package).explain(|| format!("cannot make the folder {}", package.display()))?;
    // One run at a time: the next one writes the package anew.
    let lock = File::create(package.join("lock")).explain(|| "cannot make a lock file")?;
    lock.lock().explain(|| "cannot wait for another run")?;
    write_package(&package, files)?;
    let mut command = workspace::cargo();
    command.args(["check", "--quiet", "--bins", "--keep-going", "--message-format=json", "--manifest-path"]);
    // In the folder of the package: so the compiler names every file by its whole path.
    command.arg(package.join("Cargo.toml")).current_dir(&package).env("CARGO_TARGET_DIR", workspace::target());
    let output = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = process::spawn(output)?.wait_with_output().explain(|| "cannot wait for the compiler")?;
    let said = String::from_utf8_lossy(&output.stdout);
    read(&said, files)?
        .ok_or_else(|| Error::new(format!("the cases were not compiled:\n{}", String::from_utf8_lossy(&output.stderr).trim_end())))
}

/// Sorts cargo's messages to the files; nothing where a file was not reached.
fn read(said: &str, files: &[PathBuf]) -> Result<Option<Vec<Found>>> {
    let places: BTreeMap<&Path, usize> = files.iter().enumerate().map(|(place, file)| (file.as_path(), place)).collect();
    let mut found: Vec<Found> = files.iter().map(|_| Found::default()).collect();
    let mut reached = BTreeSet::new();
    for line in said.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let Some(place) = message["target"]["src_path"].as_str().and_then(|path| places.get(Path::new(path)).copied()) else {
            continue;
        };
        reached.insert(place);
        if message["reason"] == "compiler-message" {
            let file = &files[place];
            let source = fs::read_to_string(file).explain(|| format!("cannot read {}", file.display()))?;
            found[place].add(&message["message"], file, &source);
        }
    }
    Ok((reached.len() == files.len()).then_some(found))
}

/// Writes the package of which each case is a program, with the versions that the workspace has locked.
fn write_package(package: &Path, files: &[PathBuf]) -> Result<()> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).explain(|| "cannot read the workspace's Cargo.lock")?;
    for (name, text) in [("Cargo.toml", manifest(files, &lock)), ("Cargo.lock", lock)] {
        let path = package.join(name);
        fs::write(&path, text).explain(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn manifest(files: &[PathBuf], lock: &str) -> String {
    let quoted = |path: &Path| Value::from(path.to_string_lossy()).to_string();
    let mut text =
        String::from("[package]\nname = \"ui-cases\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\nautobins = false\n\n");
    // A case declares and uses nothing: that much is no fault of it. The profile is the workspace's, so that nothing is built twice.
    text.push_str("[workspace]\n\n[lints.rust]\ndead_code = \"allow\"\n\n");
    text.push_str("[profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n\n[dependencies]\n");
    for (name, folder) in OURS {
        let _ = writeln!(text, "{name} = {{ path = {} }}", quoted(&workspace::root().join(folder)));
    }
    for (name, requirement) in OTHERS {
        let _ = writeln!(text, "{name} = {requirement}");
    }
    if lock.contains("name = \"uuid\"\n") {
        text.push_str("uuid = \"1\"\n");
    }
    for (place, file) in files.iter().enumerate() {
        let _ = writeln!(text, "\n[[bin]]\nname = \"case-{place}\"\npath = {}", quoted(file));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sorted_to_their_files() {
        let dir = tempfile::tempdir().unwrap();
        let files: Vec<PathBuf> = ["a.rs", "b.rs"].iter().map(|name| dir.path().join(name)).collect();
        for file in &files {
            fs::write(file, "fn main() {}").unwrap();
        }
        let message = |file: &Path, reason: &str| {
            serde_json::json!({
                "reason": reason, "target": { "src_path": file },
                "message": { "level": "error", "message": "no", "spans": [], "children": [] },
            })
        };
        let other = message(Path::new("/elsewhere/lib.rs"), "compiler-artifact");
        let said = format!("{}\nno json\n{}\n{other}\n", message(&files[1], "compiler-message"), message(&files[0], "compiler-artifact"));
        let found = read(&said, &files).unwrap().unwrap();
        assert_eq!(found.iter().map(|found| found.errors.len()).collect::<Vec<_>>(), [0, 1]);
        assert!(read("", &files).unwrap().is_none(), "a case that was not compiled is no case that compiles");
    }

    #[test]
    fn the_manifest_has_a_program_for_each_case() {
        let text = manifest(&[PathBuf::from("/cases/a \"b\".rs")], "");
        assert!(text.contains("name = \"case-0\"\npath = \"/cases/a \\\"b\\\".rs\"\n"), "{text}");
    }
}
