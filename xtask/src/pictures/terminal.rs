//! Runs a program in a terminal of 100 columns, and gives what it shows in the end.

use std::num::NonZero;
use std::process::{Command, Stdio};

use super::screen;
use crate::error::{Error, Explain as _, Result};
use crate::process;

/// How wide the terminal is.
const COLUMNS: NonZero<u16> = NonZero::new(100).unwrap();
/// More lines than any picture has: nothing is scrolled away.
const LINES: NonZero<u16> = NonZero::new(300).unwrap();

/// What a program shows, with its colours, as escape codes. `succeeds` says how it must end.
pub fn run(program: &Command, succeeds: bool) -> Result<String> {
    let words: Vec<String> =
        [program.get_program()].into_iter().chain(program.get_args()).map(|word| quoted(&word.to_string_lossy())).collect();
    let line = format!("stty columns {COLUMNS} rows {LINES} && {}", words.join(" "));
    // `script` gives the program a terminal, so that it prints as it does for a person.
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    if let Some(folder) = program.get_current_dir() {
        script.current_dir(folder);
    }
    script.env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("CARGO_TERM_COLOR");
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            script.env(name, value);
        }
    }
    script.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = process::spawn(&mut script)?.wait_with_output().explain(|| "cannot wait for the program")?;
    let shown = screen::contents(&output.stdout, COLUMNS, LINES);
    if shown.trim().is_empty() {
        return Err(Error::new(format!("`{line}` showed nothing: {}", String::from_utf8_lossy(&output.stderr).trim_end())));
    }
    if output.status.success() != succeeds {
        return Err(Error::new(format!("`{line}` ended with {}, and showed:\n{shown}", output.status)));
    }
    Ok(shown)
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
