//! What is published: each crate's package has all that its sources read, and the licences.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const CRATES: [&str; 4] = ["connector-derive", "connector-core", "connector-store", "connector-sync"];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What cargo would pack, by its own word.
fn packed(name: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--list", "--offline", "--allow-dirty", "--package", name]).current_dir(workspace());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.replace('\\', "/")).collect()
}

/// The paths that `include_str!` names in a source, from the crate's folder.
fn read_by(source: &str, folder: &str) -> Vec<String> {
    let names = source.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let from_folder = |name: &str| {
        let mut path: Vec<&str> = folder.split('/').collect();
        for part in name.split('/') {
            if part == ".." {
                path.pop();
            } else {
                path.push(part);
            }
        }
        path.join("/")
    };
    names.map(from_folder).collect()
}

#[test]
fn a_package_has_what_its_sources_read() {
    let mut count = 0;
    for name in CRATES {
        let packed = packed(name);
        for wanted in ["Cargo.toml", "README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(packed.contains(wanted), "{name} is packed without {wanted}");
        }
        for file in packed.iter().filter(|file| file.starts_with("src/") && Path::new(file).extension().is_some_and(|end| end == "rs")) {
            let source = std::fs::read_to_string(workspace().join(name).join(file)).unwrap();
            let folder = file.rsplit_once('/').unwrap().0;
            for read in read_by(&source, folder) {
                assert!(packed.contains(&read), "{name}/{file} reads {read}, which is not packed");
                count += 1;
            }
        }
    }
    assert!(count > 10, "only {count} files are read");
}
