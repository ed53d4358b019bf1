//! Sums the `test result:` lines of a test run.

use std::fmt::{self, Display};

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and were right.
    pub passed: u64,
    /// Tests that ran and were wrong.
    pub failed: u64,
    /// Tests that are marked as not to be run.
    pub skipped: u64,
}

impl Tally {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed, skipped: self.skipped + other.skipped }
    }

    /// Adds what `line` says, if it is a summary line of Rust's test runner.
    pub fn add_line(&mut self, line: &str) {
        let Some(summary) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in summary.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(kind)) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) else {
                continue;
            };
            match kind {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }
}

impl Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_lines_are_summed_and_others_are_not() {
        let mut tally = Tally::default();
        tally.add_line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s");
        tally.add_line("test a::b ... ok");
        tally.add_line("    test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured");
        tally.add_line("test result: \u{1b}[31mFAILED\u{1b}[m. 2 passed; 1 failed; 0 ignored; 0 measured; finished in 11.50s");
        assert_eq!(tally, Tally { passed: 14, failed: 1, skipped: 1 });
        assert_eq!(tally.and(tally), Tally { passed: 28, failed: 2, skipped: 2 });
        assert_eq!(tally.to_string(), "14 passed, 1 failed, 1 skipped");
    }
}
