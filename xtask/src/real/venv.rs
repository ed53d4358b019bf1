//! A Python virtual environment, installed once for each content of its requirements.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::error::{Explain as _, Result};
use crate::process;
use crate::real::files::{self, Folder};
use crate::real::group;

/// How long an installation may take.
const LIMIT: Duration = Duration::from_mins(10);

/// A virtual environment with everything in it.
pub struct Venv {
    path: PathBuf,
}

impl Venv {
    /// The environment `venv` in `folder`, with what the file `requirements` names; installed if that changed.
    pub fn install(folder: &Folder, requirements: &Path) -> Result<Self> {
        let path = folder.file("venv");
        let version = process::capture(Command::new("python3").arg("--version"), "python3 --version")?;
        let stamp = files::stamp(&[requirements.to_path_buf()], &[&version])?;
        // Inside, so that it cannot outlive what it speaks of.
        let stamp_file = path.join("installed.stamp");
        let venv = Self { path };
        if files::is_stamped(&stamp_file, &stamp) {
            return Ok(venv);
        }
        println!("installing {} into {}", requirements.display(), venv.path.display());
        files::remove_if_there(fs::remove_dir_all(&venv.path)).explain(|| format!("cannot remove {}", venv.path.display()))?;
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&venv.path);
        group::run_logged(LIMIT, &mut make, &folder.file("venv.log"), "making the virtual environment")?;
        let mut install = venv.command("pip");
        install.args(["install", "--no-input", "--requirement"]).arg(requirements);
        group::run_logged(LIMIT, &mut install, &folder.file("pip.log"), "pip install")?;
        files::write(&stamp_file, &stamp)?;
        Ok(venv)
    }

    /// A program of this environment. It leaves no compiled files in the folders of its sources.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.path.join("bin").join(program));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}
