//! Running other programs: with their output shown, kept in a file, or taken.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

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

/// Runs `command` and gives what it wrote to its standard output.
pub fn capture(command: &mut Command, what: &str) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::piped()).output().explain(|| what)?;
    if output.status.success() {
        return String::from_utf8(output.stdout).explain(|| format!("{what}: the output is no UTF-8"));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!("{what}: {}\n{}", output.status, said.trim_end())))
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

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("no-such-program-anywhere"), "trying").unwrap_err();
        assert!(error.to_string().contains("`no-such-program-anywhere`"), "{error}");
    }
}
