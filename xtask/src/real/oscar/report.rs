//! The table that closes the command.

use super::names::{MODELS, Model};
use super::summary::Counts;

/// One import, as it went.
pub struct Run {
    /// What it was for.
    pub name: &'static str,
    /// How long the example ran.
    pub seconds: f64,
    /// What it did, in the order of [`MODELS`].
    pub counts: [Counts; MODELS.len()],
}

/// The runs as a table with a line for each model.
pub fn table(runs: &[Run]) -> String {
    let mut text = format!(
        "{:<20}{:>8}  {:<16}{:>8}{:>8}{:>10}{:>8}{:>7}\n",
        "run", "seconds", "model", "created", "updated", "unchanged", "skipped", "failed"
    );
    for run in runs {
        let mut start = format!("{:<20}{:>8.2}", run.name, run.seconds);
        for (model, counts) in MODELS.into_iter().zip(run.counts) {
            text += &line(&start, model, counts);
            start = " ".repeat(start.len());
        }
    }
    text
}

fn line(start: &str, model: &Model, counts: Counts) -> String {
    let Counts { created, updated, unchanged, skipped, failed } = counts;
    format!("{start}  {:<16}{created:>8}{updated:>8}{unchanged:>10}{skipped:>8}{failed:>7}\n", model.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_their_names() {
        let counts = Counts { created: 1000, ..Counts::default() };
        let text = table(&[Run { name: "first import", seconds: 1.5, counts: [counts; 2] }]);
        let expected = "\
run                  seconds  model            created updated unchanged skipped failed
first import            1.50  oscar.category      1000       0         0       0      0
                              oscar.product       1000       0         0       0      0
";
        assert_eq!(text, expected);
    }
}
