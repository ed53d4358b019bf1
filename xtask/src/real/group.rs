//! A program with everything that it starts: a process group, which ends with the value that stands for it.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::interrupt;
use crate::error::{Error, Explain as _, Result};
use crate::process;

/// How long a program may take to stop by itself.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// A started program. Dropping it stops its whole process group: asked first, then forced.
pub struct Group {
    leader: Child,
}

impl Group {
    /// Starts `command` in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        Ok(Self { leader: process::spawn(command.process_group(0))? })
    }

    /// Waits at most as long as `limit`; `None` when it goes on.
    pub fn wait_within(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            interrupt::check()?;
            let status = self.leader.try_wait().explain(|| "cannot ask for the state of a started program")?;
            if status.is_some() || start.elapsed() >= limit {
                return Ok(status);
            }
            thread::sleep(process::POLL);
        }
    }

    /// Sends a signal to all of it.
    fn signal(&self, name: &str) {
        let script = format!("kill -{name} -{}", self.leader.id());
        process::succeeds(Command::new("sh").args(["-c", &script]));
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal("TERM");
        let start = Instant::now();
        while self.leader.try_wait().is_ok_and(|status| status.is_none()) && start.elapsed() < STOP_LIMIT {
            thread::sleep(process::POLL);
        }
        // Whoever is left of the group.
        self.signal("KILL");
        // Nobody can do more here.
        let _ = self.leader.wait();
    }
}

/// Runs `command` to its end, with its output shown. `what` says in the error what did not work.
pub fn run(limit: Duration, command: &mut Command, what: &str) -> Result<()> {
    match Group::start(command.stdin(Stdio::null()))?.wait_within(limit)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(Error::new(format!("{what}: {status}"))),
        None => Err(Error::new(format!("{what}: not done after {} s, so it was ended", limit.as_secs()))),
    }
}

/// Runs `command` to its end, with its output in the file `log`; an error repeats the end of it.
pub fn run_logged(limit: Duration, command: &mut Command, log: &Path, what: &str) -> Result<()> {
    process::log_to(command, log)?;
    run(limit, command, what).map_err(|error| Error::new(format!("{error}\n{}", process::tail(log))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failure_repeats_what_the_program_said() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let error = run_logged(Duration::from_secs(20), &mut shell("echo not today >&2; exit 3"), log.path(), "trying").unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with("trying: exit status: 3"), "{error}");
        assert!(error.ends_with("not today"), "{error}");
    }

    #[test]
    fn what_takes_too_long_is_ended_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let child = folder.path().join("child");
        let script = format!("sleep 60 & echo $! > {0}.new; mv {0}.new {0}; wait", child.display());
        let mut group = Group::start(&mut shell(&script)).unwrap();
        while !child.exists() {
            assert!(group.wait_within(process::POLL).unwrap().is_none());
        }
        drop(group);
        let child = fs::read_to_string(child).unwrap();
        // A dead one may still wait for whoever takes it over to notice.
        let is_gone = format!("ps -o stat= -p {} | grep -qv Z && exit 1 || exit 0", child.trim());
        assert!(process::succeeds(&mut shell(&is_gone)), "{child}");
        let error = run(Duration::from_millis(100), &mut shell("sleep 60"), "sleeping").unwrap_err();
        assert!(error.to_string().contains("so it was ended"), "{error}");
    }
}
