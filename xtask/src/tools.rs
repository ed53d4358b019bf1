//! Commands of cargo that others have written, in one version each, installed under the target folder where they are first needed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::error::{Explain as _, Result};
use crate::{process, workspace};

/// A program of the registry that cargo runs as one of its commands.
pub struct Tool {
    /// The package, and the program in it.
    pub name: &'static str,
    /// This version, and no other.
    pub version: &'static str,
}

impl Tool {
    /// Where it is: installed once for each version, and kept from run to run.
    pub fn install(&self) -> Result<PathBuf> {
        let root = workspace::target().join("tools").join(format!("{}-{}", self.name, self.version));
        let program = root.join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            println!("installing {} {} into {}", self.name, self.version, root.display());
            let build = root.join("build");
            let mut install = workspace::cargo();
            // Built without optimization: it runs for seconds, and would be built for minutes.
            install.args(["install", "--locked", "--quiet", "--debug", "--version", self.version, "--root"]).arg(&root);
            install.arg(self.name).env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
            process::run(&mut install, &format!("installing {} {}", self.name, self.version))?;
            fs::remove_dir_all(&build).explain(|| format!("cannot remove {}", build.display()))?;
        }
        Ok(program)
    }

    /// A command line of it, in the root of the workspace, as cargo would start it.
    pub fn command(&self) -> Result<Command> {
        let mut command = Command::new(self.install()?);
        command.arg(self.name.strip_prefix("cargo-").unwrap_or(self.name)).current_dir(workspace::root());
        Ok(command)
    }
}
