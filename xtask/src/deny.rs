//! `cargo xtask deny`: licences, sources, doubled versions and known faults of what is linked, as `deny.toml` says.

use crate::error::Result;
use crate::process;
use crate::tools::Tool;

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Checks all of it. The database of known faults is fetched: where it cannot be reached, that one check is left out, and said to be.
pub fn run() -> Result<()> {
    process::run(DENY.command()?.args(["check", "licenses", "bans", "sources"]), "cargo deny")?;
    if process::succeeds(DENY.command()?.args(["fetch", "db"])) {
        return process::run(DENY.command()?.args(["check", "--disable-fetch", "advisories"]), "cargo deny");
    }
    println!("advisories: NOT CHECKED, as the database of known faults cannot be reached from here");
    Ok(())
}
