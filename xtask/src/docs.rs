//! `cargo xtask docs`: how many public items there are, how many of them are documented and have an example, and how many examples run
//! as tests. Rustdoc counts types, traits and functions, and no methods.

use serde_json::Value;

use crate::error::{Explain as _, Result};
use crate::{process, workspace};

/// What is published.
const CRATES: [&str; 4] = ["connector-derive", "connector-core", "connector-store", "connector-sync"];

/// Where the documentation tests of the README and the guide are.
const GUIDE: &str = "tests/suite";

/// What rustdoc counts in a crate.
#[derive(Debug, Default, PartialEq, Eq)]
struct Coverage {
    items: u64,
    documented: u64,
    /// Items that could have an example.
    examinable: u64,
    examples: u64,
}

/// Prints a line for each crate.
pub fn run() -> Result<()> {
    let listed = doctests()?;
    println!("{:<18}{:>8}{:>16}{:>20}{:>11}", "crate", "items", "without docs", "without example", "doctests");
    for name in CRATES {
        let found = coverage(name)?;
        let (bare, unshown) = (found.items - found.documented, found.examinable - found.examples);
        println!("{name:<18}{:>8}{bare:>16}{unshown:>20}{:>11}", found.items, of(name, &listed));
    }
    println!("{:<18}{:>8}{:>16}{:>20}{:>11}", "the guide", "", "", "", of(GUIDE, &listed));
    Ok(())
}

/// Counts by rustdoc, whose option for it is not stable: so with artifacts of its own, which are made once.
fn coverage(name: &str) -> Result<Coverage> {
    let mut rustdoc = workspace::cargo();
    rustdoc.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", workspace::target().join("docs-coverage"));
    rustdoc.args(["rustdoc", "--quiet", "--package", name, "--lib", "--all-features", "--"]);
    rustdoc.args(["-Z", "unstable-options", "--show-coverage", "--output-format", "json"]);
    let said = process::capture(&mut rustdoc, "rustdoc")?;
    counted(&said)
}

/// Sums rustdoc's files.
fn counted(said: &str) -> Result<Coverage> {
    let files: Value = serde_json::from_str(said.trim()).explain(|| "rustdoc did not count as expected")?;
    let mut sum = Coverage::default();
    for file in files.as_object().into_iter().flat_map(|files| files.values()) {
        let number = |key: &str| file[key].as_u64().unwrap_or_default();
        sum.items += number("total");
        sum.documented += number("with_docs");
        sum.examinable += number("total_examples");
        sum.examples += number("with_examples");
    }
    Ok(sum)
}

/// Lists the examples in the docs that are tests, as they are when all tests run.
fn doctests() -> Result<String> {
    let mut test = workspace::cargo();
    test.args(["test", "--quiet", "--workspace", "--doc", "--all-features", "--", "--list"]);
    process::capture(&mut test, "cargo test --doc")
}

/// How many of them are in a folder.
fn of(folder: &str, listed: &str) -> usize {
    let tests = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    tests.filter(|test| test.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_summed() {
        let said = r#"{
            "src/a.rs": { "total": 3, "with_docs": 2, "total_examples": 2, "with_examples": 1 },
            "src/b.rs": { "total": 1, "with_docs": 1, "total_examples": 1, "with_examples": 1 }
        }"#;
        assert_eq!(counted(said).unwrap(), Coverage { items: 4, documented: 3, examinable: 3, examples: 2 });
        assert!(counted("").is_err(), "what was not counted is not nothing");
    }

    #[test]
    fn tests_are_counted_by_their_folders() {
        let listed =
            "a/src/lib.rs - b (line 3): test\na/src/c.rs - c (line 9): test\na-b/src/lib.rs - (line 1): test\n3 tests, 0 benchmarks\n";
        assert_eq!([of("a", listed), of("a-b", listed), of("b", listed)], [2, 1, 0]);
    }
}
