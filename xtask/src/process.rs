//! Running other programs: with their output shown, kept in a file, or taken.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Explain as _, Result};

/// How often a process is looked at while it is waited for.
pub const POLL: Duration = Duration::from_millis(50);

/// How many lines of a log an error repeats.
const TAIL: usize = 15;

/// Starts `command`, with an error that names the program.
pub fn spawn(command: &mut Command) -> Result<Child> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.spawn().explain(|| format!("cannot start `{program}`; is it installed and in the PATH?"))
}

/// Whether `command` can be started and ends well; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs `command` to its end and shows what it prints. `what` says in the error what did not work.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = spawn(command)?.wait().explain(|| what)?;
    succeeded(status, what)
}

/// Like [`run`], but ends the program when it takes longer than `limit`.
pub fn run_within(limit: Duration, command: &mut Command, what: &str) -> Result<()> {
    let mut child = spawn(command)?;
    if let Some(status) = wait_within(limit, &mut child)? {
        return succeeded(status, what);
    }
    child.kill().and_then(|()| child.wait()).explain(|| format!("{what}: took too long and cannot be ended"))?;
    Err(Error::new(format!("{what}: not done after {} s, so it was ended", limit.as_secs())))
}

/// Runs `command` and keeps what it prints in the file `log`; an error repeats the end of it.
pub fn run_logged(command: &mut Command, log: &Path, what: &str) -> Result<()> {
    log_to(command.stdin(Stdio::null()), log)?;
    let status = spawn(command)?.wait().explain(|| what)?;
    succeeded(status, what).map_err(|error| Error::new(format!("{error}\n{}", tail(log))))
}

/// Runs `command` and gives what it wrote to its standard output.
pub fn capture(command: &mut Command, what: &str) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::piped()).output().explain(|| what)?;
    if output.status.success() {
        return String::from_utf8(output.stdout).explain(|| format!("{what}: the output is no UTF-8"));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!("{what}: {}\n{}", output.status, said.trim_end())))
}

/// Waits for `child` at most as long as `limit`; `None` when it goes on.
pub fn wait_within(limit: Duration, child: &mut Child) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        let status = child.try_wait().explain(|| "cannot ask for the state of a started program")?;
        if status.is_some() || start.elapsed() >= limit {
            return Ok(status);
        }
        thread::sleep(POLL);
    }
}

/// Sends both outputs of `command` to the file `log`.
pub fn log_to(command: &mut Command, log: &Path) -> Result<()> {
    let file = File::create(log).explain(|| format!("cannot write {}", log.display()))?;
    let copy = file.try_clone().explain(|| format!("cannot write {}", log.display()))?;
    command.stdout(file).stderr(copy);
    Ok(())
}

/// The end of a log, for an error.
pub fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines[lines.len().saturating_sub(TAIL)..].join("\n");
    format!("the end of {}:\n{shown}", log.display())
}

fn succeeded(status: ExitStatus, what: &str) -> Result<()> {
    if status.success() { Ok(()) } else { Err(Error::new(format!("{what}: {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failure_repeats_what_the_program_said() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let error = run_logged(&mut shell("echo not today >&2; exit 3"), log.path(), "trying").unwrap_err().to_string();
        assert!(error.starts_with("trying: exit status: 3"), "{error}");
        assert!(error.ends_with("not today"), "{error}");
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let start = Instant::now();
        let error = run_within(Duration::from_millis(100), &mut shell("exec sleep 30"), "sleeping").unwrap_err();
        assert!(error.to_string().contains("so it was ended"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("no-such-program-anywhere"), "trying").unwrap_err();
        assert!(error.to_string().contains("`no-such-program-anywhere`"), "{error}");
    }
}
