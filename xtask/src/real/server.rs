//! A server that lives no longer than the value that stands for it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Explain as _, Result};
use crate::process;

/// How long a server may take to stop by itself.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// A started server. Dropping it stops its whole process group: asked first, then forced.
///
/// The server's standard input is a pipe whose other end this process holds: a server that stops when its input ends
/// goes down also when this process is killed.
pub struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts `command` in a process group of its own, with its output in the file `log`.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        process::log_to(command.stdin(Stdio::piped()).process_group(0), log)?;
        Ok(Self { child: process::spawn(command)?, log: log.to_path_buf() })
    }

    /// Asks until the server answers; an error when it ends before, or does not answer within `limit`.
    pub fn wait_for<T>(&mut self, limit: Duration, ask: impl Fn() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        loop {
            let refusal = match ask() {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if let Some(status) = process::wait_within(process::POLL, &mut self.child)? {
                return Err(Error::new(format!("the server ended ({status}); {}", process::tail(&self.log))));
            }
            if start.elapsed() >= limit {
                let seconds = limit.as_secs();
                let log = process::tail(&self.log);
                return Err(Error::new(format!("the server did not answer within {seconds} s: {refusal}\n{log}")));
            }
        }
    }

    /// Waits until the server ends.
    pub fn wait(&mut self) -> Result<()> {
        while self.child.try_wait().explain(|| "cannot wait for the server")?.is_none() {
            thread::sleep(process::POLL);
        }
        Ok(())
    }

    /// Sends a signal to the server's process group.
    fn signal(&self, name: &str) {
        let script = format!("kill -{name} -{}", self.child.id());
        process::succeeds(Command::new("sh").args(["-c", &script]));
    }

    fn ends_within(&mut self, limit: Duration) -> bool {
        process::wait_within(limit, &mut self.child).is_ok_and(|status| status.is_some())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("TERM");
        if !self.ends_within(STOP_LIMIT) {
            self.signal("KILL");
            self.ends_within(STOP_LIMIT);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    /// A "server" that says its process ID, and what else the script does.
    fn start(script: &str, log: &Path) -> (Server, String) {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("echo $$; {script}")]);
        let mut server = Server::start(&mut command, log).unwrap();
        let read = || {
            let text = fs::read_to_string(log).unwrap();
            if text.ends_with("ready\n") { Ok(text) } else { Err(Error::new("not yet")) }
        };
        let text = server.wait_for(LIMIT, read).unwrap();
        (server, text.lines().next().unwrap().to_owned())
    }

    fn group_is_gone(group: &str) -> bool {
        !process::succeeds(Command::new("sh").args(["-c", &format!("kill -0 -{group}")]))
    }

    #[test]
    fn a_dropped_server_takes_its_children_along() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let (server, group) = start("sleep 60 & echo ready; wait", log.path());
        assert!(!group_is_gone(&group));
        drop(server);
        let start = Instant::now();
        while !group_is_gone(&group) && start.elapsed() < LIMIT {
            thread::sleep(process::POLL);
        }
        assert!(group_is_gone(&group));
    }

    #[test]
    fn one_that_ended_early_is_reported_with_its_log() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo address in use; exit 1"]);
        let mut server = Server::start(&mut command, log.path()).unwrap();
        let error = server.wait_for(LIMIT, || Err::<(), _>(Error::new("refused"))).unwrap_err().to_string();
        assert!(error.contains("address in use"), "{error}");
    }
}
