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
    // What cargo told this command of the package `xtask`: some build scripts (ring's) would run again for it, and all that stands on them
    // would be compiled anew, here and at the next cargo that is called by hand.
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_of_a_package)) {
        command.env_remove(name);
    }
    if env::var_os("CI").is_some() {
        // Nothing is compiled twice there: what incremental builds keep would only cost time and disk.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Whether a variable says which package cargo runs.
fn is_of_a_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cargo_of_ours_is_as_one_that_is_called_by_hand() {
        // The test itself runs in a package.
        assert!(env::var_os("CARGO_PKG_NAME").is_some() && env::var_os("CARGO_MANIFEST_DIR").is_some());
        let command = cargo();
        let removed: Vec<_> = command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        for name in ["CARGO_PKG_NAME", "CARGO_PKG_VERSION_MAJOR", "CARGO_MANIFEST_DIR"] {
            assert!(removed.iter().any(|removed| *removed == name), "{name}: {removed:?}");
        }
    }
}
