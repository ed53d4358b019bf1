//! A server that lives no longer than the value that stands for it, nor than this process.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::group::Group;
use crate::error::{Error, Explain as _, Result};
use crate::process;

const BOOT_LIMIT: Duration = Duration::from_mins(1);
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Runs a server until its own input ends: that is when this process does, also when it is killed.
const SUPERVISOR: &str = r#"
trap : TERM
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ cat <&3 >/dev/null; kill -TERM "$server" 2>/dev/null; } &
exec 3<&-
wait "$server"
status=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
exit "$status"
"#;

/// A server that answers.
pub struct Server {
    group: Group,
    address: SocketAddr,
}

impl Server {
    /// Starts `command` with its output in the file `log`, and asks for `path` until it gives any answer. It must listen at
    /// `address`.
    pub fn boot(command: &Command, address: SocketAddr, path: &str, log: &Path) -> Result<Self> {
        let mut supervised = supervised(command);
        process::log_to(supervised.stdin(Stdio::piped()), log)?;
        let mut server = Self { group: Group::start(&mut supervised)?, address };
        server.wait_for_answer(path, log)?;
        Ok(server)
    }

    /// Its address, as others write it: `http://127.0.0.1:8000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until it ends, or this process is asked to.
    pub fn stay(&mut self) -> Result<()> {
        while self.group.wait_within(Duration::from_secs(1))?.is_none() {}
        Ok(())
    }

    fn wait_for_answer(&mut self, path: &str, log: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let Err(refusal) = ask(self.address, path) else { return Ok(()) };
            if let Some(status) = self.group.wait_within(process::POLL)? {
                return Err(Error::new(format!("the server ended ({status}); {}", process::tail(log))));
            }
            if start.elapsed() >= BOOT_LIMIT {
                let seconds = BOOT_LIMIT.as_secs();
                let log = process::tail(log);
                return Err(Error::new(format!("the server did not answer within {seconds} s: {refusal}\n{log}")));
            }
        }
    }
}

/// The same command, which ends when its standard input does.
fn supervised(command: &Command) -> Command {
    let mut supervised = Command::new("sh");
    supervised.args(["-c", SUPERVISOR, "sh"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        supervised.current_dir(folder);
    }
    supervised.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    supervised
}

/// A port that is free at this moment.
pub fn free_address() -> Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .explain(|| "cannot find a free port on 127.0.0.1")
}

/// Whether a web server answers, whatever it says.
fn ask(address: SocketAddr, path: &str) -> Result<()> {
    let what = || format!("GET http://{address}{path}");
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2)).explain(what)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT)).explain(what)?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).explain(what)?;
    let mut start = [0_u8; 5];
    stream.read_exact(&mut start).explain(what)?;
    if &start == b"HTTP/" { Ok(()) } else { Err(Error::new(format!("{}: no HTTP", what()))) }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn one_that_ends_early_is_reported_with_its_log() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo address in use; exit 1"]);
        let error = Server::boot(&command, free_address().unwrap(), "/", log.path()).err().unwrap().to_string();
        assert!(error.contains("address in use"), "{error}");
    }

    /// As when this process is killed.
    #[test]
    fn one_whose_starter_is_gone_ends() {
        let log: PathBuf = tempfile::NamedTempFile::new().unwrap().path().to_owned();
        let mut server = Command::new("sh");
        server.args(["-c", "trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.1; done"]);
        let mut supervised = supervised(&server);
        process::log_to(supervised.stdin(Stdio::piped()), &log).unwrap();
        let mut child = supervised.spawn().unwrap();
        while !std::fs::read_to_string(&log).unwrap().contains("ready") {
            std::thread::sleep(process::POLL);
        }
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        assert!(std::fs::read_to_string(&log).unwrap().contains("asked"));
    }
}
