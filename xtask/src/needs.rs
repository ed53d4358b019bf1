//! What the commands need on the machine beyond cargo, and how it gets there.

use std::process::Command;

use crate::error::{Error, Explain as _, Result};
use crate::process;

/// A program that a command needs, and the Debian package that brings it.
pub struct Need {
    /// What people call it.
    pub program: &'static str,
    /// A command line that ends well when it is there.
    pub probe: &'static [&'static str],
    /// The Debian package to install when it is not.
    pub package: &'static str,
    /// What it is needed for.
    pub why: &'static str,
}

/// What `cargo xtask test` needs: `SQLite` is compiled in, and the tests start a `PostgreSQL` server of their own.
pub const TESTS: &[Need] = &[Need {
    program: "a PostgreSQL server",
    probe: &[
        "sh",
        "-c",
        r#"[ -n "$CONNECTOR_TEST_POSTGRES" ] || ls "$(pg_config --bindir)/initdb" || ls /usr/lib/postgresql/*/bin/initdb || command -v initdb"#,
    ],
    package: "postgresql",
    why: "every test of the store runs on both databases",
}];

/// What the benchmarks against other libraries need: diesel speaks to `PostgreSQL` through its client library.
pub const PEERS: &[Need] = &[Need {
    program: "PostgreSQL's client library with its headers",
    probe: &["sh", "-c", r#"ls "$(pg_config --libdir)/libpq.so" && ls "$(pg_config --includedir)/libpq-fe.h""#],
    package: "libpq-dev",
    why: "diesel, which the store is compared with, is linked with it",
}];

/// What a real system that is written in Python needs.
pub const PYTHON: &[Need] = &[Need {
    program: "python3 with virtual environments",
    probe: &["python3", "-c", "import ensurepip, venv"],
    package: "python3-venv",
    why: "the real system is installed in a virtual environment of its own",
}];

/// What the pictures of programs need.
pub const TERMINAL: &[Need] =
    &[Need { program: "script", probe: &["script", "--version"], package: "bsdutils", why: "it gives a program a terminal to print to" }];

/// Installs what is missing of `needs`, and says what it does.
pub fn install_missing(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !is_there(need)).collect();
    if missing.is_empty() {
        println!("needs: nothing to install");
        return Ok(());
    }
    for need in &missing {
        println!("needs: {} is missing ({}); installing the package {}", need.program, need.why, need.package);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let wanted = packages.join(" ");
    let help = || format!("cannot install {wanted}; do it by hand: apt-get install {wanted}");
    apt_get(&["update", "-q"]).explain(help)?;
    let install = ["install", "-qy", "--no-install-recommends"];
    apt_get(&[&install[..], &packages].concat()).explain(help)?;
    match missing.iter().find(|need| !is_there(need)) {
        None => Ok(()),
        Some(need) => {
            let (program, package) = (need.program, need.package);
            let probe = need.probe.join(" ");
            Err(Error::new(format!("{package} is installed, but {program} still does not work; try: {probe}")))
        }
    }
}

fn is_there(need: &Need) -> bool {
    let [program, arguments @ ..] = need.probe else {
        return true;
    };
    process::succeeds(Command::new(program).args(arguments))
}

/// Debian's package manager, as root or through sudo.
fn apt_get(arguments: &[&str]) -> Result<()> {
    let user = process::capture(Command::new("id").arg("-u"), "asking who runs this")?;
    let mut command = if user.trim() == "0" { Command::new("env") } else { Command::new("sudo") };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    process::run(&mut command, &format!("apt-get {}", arguments.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(probe: &'static [&'static str]) -> Need {
        Need { program: "it", probe, package: "it", why: "a test" }
    }

    #[test]
    fn a_need_is_met_when_its_probe_ends_well() {
        assert!(is_there(&need(&["sh", "-c", "exit 0"])));
        assert!(!is_there(&need(&["sh", "-c", "exit 1"])));
        assert!(!is_there(&need(&["no-such-program-anywhere"])));
    }
}
