//! Where the server's programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do when there are none.
pub const MISSING: &str = "a PostgreSQL server is needed, and there is none: run `cargo xtask test`, which installs it, or `apt-get \
                           install postgresql`, or name a running one by CONNECTOR_TEST_POSTGRES=postgres://user:password@host:5432/postgres";

/// The folder with `initdb` and `pg_ctl`: the one that `pg_config` tells, the newest of Debian's, one of the `PATH`.
pub fn find() -> Option<PathBuf> {
    let has = |folder: &Path| folder.join("initdb").exists() && folder.join("pg_ctl").exists();
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|folder| folder.path().join("bin"));
    let mut debian: Vec<PathBuf> = debian.collect();
    debian.sort_by_key(|folder| folder.parent().and_then(|version| version.file_name()?.to_str()?.parse::<u32>().ok()));
    let path: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    told.into_iter().chain(debian.into_iter().rev()).chain(path).find(|folder| has(folder))
}
