//! Where things are, and which cargo builds them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace: the folder above this crate's.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    let chosen = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    chosen.map_or_else(|| root().join("target"), |chosen| std::path::absolute(&chosen).unwrap_or(chosen))
}

/// The cargo that started this command, in the root of the workspace.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    if env::var_os("CI").is_some() {
        // Nothing is compiled twice there: what incremental builds keep would only cost time and disk.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}
