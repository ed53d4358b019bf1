//! `cargo xtask test`: every test of the workspace, with one count at the end.

use std::io::{self, BufRead as _, BufReader, Write};
use std::process::{ExitCode, Stdio};
use std::thread;

use crate::error::{Error, Explain as _, Result};
use crate::tally::Tally;
use crate::{needs, process, workspace};

/// What has programs of its own.
const PROGRAMS: &[&str] = &["--lib", "--bins", "--tests", "--examples"];

/// Cargo does not mix these with chosen targets.
const DOCUMENTATION: &[&str] = &["--doc"];

/// Installs what is missing, runs all tests, prints the sum as the last line. The code tells whether all is well.
///
/// The tests in the documentation are compiled by one thread alone for each crate, and the others often wait: so both run at the
/// same time, and what the former say is shown in the end.
pub fn run() -> Result<ExitCode> {
    needs::install_missing(needs::TESTS)?;
    let documentation = thread::spawn(|| {
        let mut said = Vec::new();
        (run_targets(DOCUMENTATION, &mut said), said)
    });
    println!("\ntests: libraries, programs, integration tests and examples");
    let programs = run_targets(PROGRAMS, &mut io::stdout());
    let (documentation, said) = documentation.join().map_err(|_| Error::new("the tests in the documentation were not run to their end"))?;
    println!("\ntests: documentation");
    io::stdout().write_all(&said).explain(|| "cannot show what the tests print")?;
    let sum = programs?.and(documentation?);
    println!("\n{sum}");
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One run of cargo's tests: its output goes to `shown` as it comes.
fn run_targets(targets: &[&str], shown: &mut dyn Write) -> Result<Tally> {
    let mut command = workspace::cargo();
    // All features: PostgreSQL beside SQLite, and every kind of value.
    command.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).args(targets).stdout(Stdio::piped());
    let mut child = process::spawn(&mut command)?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).explain(|| "cannot read what the tests print")? > 0 {
            shown.write_all(&line).explain(|| "cannot show what the tests print")?;
            tally.add_line(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let status = child.wait().explain(|| "cannot wait for the tests")?;
    if !status.success() && tally.failed == 0 {
        // It did not build, or a test program was ended from outside: that must not end in "0 failed".
        eprintln!("error: cargo stopped without naming a failed test (see above); counted as one failure");
        tally.failed += 1;
    }
    Ok(tally)
}
