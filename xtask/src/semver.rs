//! `cargo xtask semver`: what has changed in the public items since a commit, against what the versions say.

use std::process::Command;

use crate::error::{Error, Result};
use crate::tools::Tool;
use crate::{process, workspace};

const SEMVER_CHECKS: Tool = Tool { name: "cargo-semver-checks", version: "0.51.0" };

/// The crates that users depend on. The derives have no items of their own that a program could check.
const CRATES: [&str; 3] = ["connector-core", "connector-store", "connector-sync"];

/// Compares with `baseline`, or else with the last tag.
pub fn run(baseline: Option<&str>) -> Result<()> {
    let baseline = baseline.map_or_else(last_tag, |baseline| Ok(baseline.to_owned()))?;
    println!("compared with {baseline}");
    let mut check = SEMVER_CHECKS.command()?;
    check.args(["--all-features", "--baseline-rev", &baseline]);
    check.args(CRATES.iter().flat_map(|name| ["--package", name]));
    process::run(&mut check, "cargo semver-checks")
}

fn last_tag() -> Result<String> {
    let mut describe = Command::new("git");
    describe.args(["describe", "--tags", "--abbrev=0"]).current_dir(workspace::root());
    match process::capture(&mut describe, "git describe") {
        Ok(tag) => Ok(tag.trim().to_owned()),
        Err(error) => Err(Error::new(format!("there is no tag to compare with; name a commit: --baseline COMMIT\n{error}"))),
    }
}
