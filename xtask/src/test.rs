//! `cargo xtask test`: every test of the workspace, with one count at the end.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{ExitCode, Stdio};

use crate::error::{Explain as _, Result};
use crate::tally::Tally;
use crate::{needs, process, workspace};

/// The two runs that reach everything: cargo does not mix documentation tests with chosen targets.
const RUNS: [(&str, &[&str]); 2] =
    [("libraries, programs, integration tests and examples", &["--lib", "--bins", "--tests", "--examples"]), ("documentation", &["--doc"])];

/// Installs what is missing, runs all tests, prints the sum as the last line. The code tells whether all is well.
pub fn run() -> Result<ExitCode> {
    needs::install_missing(needs::TESTS)?;
    let mut sum = Tally::default();
    let mut all_well = true;
    for (what, targets) in RUNS {
        println!("\ntests: {what}");
        let (tally, well) = run_targets(targets)?;
        sum.passed += tally.passed;
        sum.failed += tally.failed;
        sum.skipped += tally.skipped;
        all_well &= well;
        if !well && tally.failed == 0 {
            // It did not build, or a test program was ended from outside: that must not end in "0 failed".
            eprintln!("error: cargo stopped without naming a failed test (see above); counted as one failure");
            sum.failed += 1;
            break;
        }
    }
    println!("\n{sum}");
    Ok(if all_well && sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One run of cargo's tests: its output goes through as it comes. Tells also whether cargo itself was content.
fn run_targets(targets: &[&str]) -> Result<(Tally, bool)> {
    let mut command = workspace::cargo();
    // All features: PostgreSQL beside SQLite, and every kind of value.
    command.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).args(targets).stdout(Stdio::piped());
    let mut child = process::spawn(&mut command)?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).explain(|| "cannot read what the tests print")? > 0 {
            io::stdout().write_all(&line).explain(|| "cannot show what the tests print")?;
            tally.add_line(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let status = child.wait().explain(|| "cannot wait for the tests")?;
    Ok((tally, status.success()))
}
