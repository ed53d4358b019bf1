//! `cargo xtask deny`: licences, sources and known faults of what is linked, as `deny.toml` says.

use crate::error::Result;
use crate::process;
use crate::tools::Tool;

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Checks all of it. The database of known faults is fetched: where it cannot be reached, that one check is left out, and said to be.
pub fn run() -> Result<()> {
    process::run(DENY.command()?.args(["check", "licenses", "bans", "sources"]), "cargo deny")?;
    let fetched = process::run(DENY.command()?.args(["fetch", "db"]), "fetching the database of known faults");
    if let Err(error) = fetched {
        println!("advisories: NOT CHECKED: {error}");
        return Ok(());
    }
    process::run(DENY.command()?.args(["check", "--disable-fetch", "advisories"]), "cargo deny")
}
