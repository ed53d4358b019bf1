//! Progress bars, and what was done as JSON.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use connector_sync::{ModelReport, Progress, RecordOutcome, Report, WorkError, jobs};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// A bar for each binding. Without a terminal, a line for each page.
#[derive(Debug, Default)]
pub struct Bars {
    all: MultiProgress,
    bars: HashMap<&'static str, ProgressBar>,
}

impl Bars {
    /// Shows one event.
    pub fn show(&mut self, event: &Progress<'_>) {
        match event {
            Progress::Page { report, total, .. } => self.count(report.model, report.total(), *total, &numbers(report)),
            Progress::Listed { model, listed, total, .. } => self.count(model, *listed, *total, "listed"),
            Progress::Waiting { model, error, pause, .. } => {
                self.line(&format!("{model}: {error}; asked again in {} ms", pause.as_millis()));
            }
            Progress::Record { model, reference, outcome: RecordOutcome::Failed(error), .. } => {
                self.line(&format!("{model} {reference} failed: {error}"));
            }
            Progress::Finished { report, .. } => {
                if let Some(bar) = self.bars.get(report.model) {
                    bar.finish();
                }
            }
            _ => {}
        }
    }

    /// Shows what jobs have done so far, and what failed of the last one.
    pub fn so_far(&mut self, all: &Report, last: &Report) {
        for model in last.models() {
            let so_far = all.models().iter().find(|all| all.model == model.model);
            if let Some(so_far) = so_far.filter(|_| model.total() > 0) {
                self.count(so_far.model, so_far.total(), None, &numbers(so_far));
            }
            for failure in &model.failures {
                self.line(&format!("{} {} failed: {}", model.model, failure.reference, failure.error));
            }
        }
    }

    fn count(&mut self, model: &'static str, done: u64, total: Option<u64>, numbers: &str) {
        if std::io::stderr().is_terminal() {
            let bar = self.bar(model);
            // A remote may say how many there are on the first page only.
            bar.set_length(total.or(bar.length()).unwrap_or(done).max(done));
            bar.set_position(done);
            bar.set_message(numbers.to_owned());
        } else {
            let of = total.map_or_else(String::new, |total| format!(" of {}", total.max(done)));
            eprintln!("{model}: {done}{of}: {numbers}");
        }
    }

    fn line(&self, text: &str) {
        if std::io::stderr().is_terminal() {
            // A line that cannot be shown is no reason to stop an import.
            let _ = self.all.println(text);
        } else {
            eprintln!("{text}");
        }
    }

    fn bar(&mut self, model: &'static str) -> &ProgressBar {
        let all = &self.all;
        self.bars.entry(model).or_insert_with(|| {
            let bar = all.add(ProgressBar::new(0));
            if let Ok(style) = ProgressStyle::with_template("{prefix:28} {bar:24.green} {pos:>5}/{len:<5} {msg}") {
                bar.set_style(style);
            }
            bar.with_prefix(model)
        })
    }
}

/// `10 new, 2 failed`: whatever there is of each.
fn numbers(report: &ModelReport) -> String {
    let counts = [
        (report.created, "new"),
        (report.updated, "changed"),
        (report.unchanged, "as they were"),
        (report.failed, "failed"),
        (report.delayed, "left to jobs"),
    ];
    let said: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if said.is_empty() { "nothing yet".to_owned() } else { said.join(", ") }
}

/// What comes after the bars begins on a line of its own.
impl Drop for Bars {
    fn drop(&mut self) {
        if self.bars.values().any(ProgressBar::is_finished) {
            eprintln!();
        }
    }
}

/// What was done, step by step, as JSON.
#[derive(Debug, Default)]
pub struct Summary {
    steps: serde_json::Map<String, serde_json::Value>,
    failed: HashMap<String, u64>,
}

impl Summary {
    /// What a step did. Said again, it takes the place of what was said before.
    pub fn report(&mut self, step: &str, report: &Report) {
        self.failed.insert(step.to_owned(), report.failed());
        self.steps.insert(step.to_owned(), summary(report));
    }

    /// What a step did, also where it was stopped.
    ///
    /// # Errors
    /// What stopped it.
    #[allow(clippy::result_large_err)] // As it came.
    pub fn keep(&mut self, step: &str, done: Result<Report, WorkError>) -> Result<Report, WorkError> {
        self.report(step, done.as_ref().unwrap_or_else(|stopped| &stopped.report));
        done
    }

    /// What became of the jobs of a step.
    pub fn jobs(&mut self, step: &str, jobs: &jobs::Summary) {
        let counts = serde_json::json!({"done": jobs.done, "failed": jobs.failed, "retried": jobs.retried});
        self.steps.insert(format!("{step} jobs"), counts);
    }

    /// A number.
    pub fn count(&mut self, what: &str, count: u64) {
        self.steps.insert(what.to_owned(), count.into());
    }

    /// How many records failed in all.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed.values().sum()
    }

    /// Writes it to a file.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let json = serde_json::Value::from(self.steps.clone()).to_string();
        std::fs::write(file, json).map_err(|error| format!("cannot write {}: {error}", file.display()))
    }
}

/// What an import did, by binding.
#[must_use]
pub fn summary(report: &Report) -> serde_json::Value {
    report
        .models()
        .iter()
        .map(|model| {
            let counts = serde_json::json!({
                "created": model.created,
                "updated": model.updated,
                "unchanged": model.unchanged,
                "skipped": model.skipped_in_all(),
                "delayed": model.delayed,
                "deleted": model.deleted,
                "failed": model.failed,
            });
            (model.model.to_owned(), counts)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Ends a program that imported: prints what was done, and writes it to a file where one is named.
#[must_use]
pub fn finish(result: Result<Report, Box<dyn std::error::Error>>, file: Option<&Path>) -> ExitCode {
    let report = match result {
        Ok(report) => report,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(stopped) = error.downcast_ref::<WorkError>() {
                println!("{}", stopped.report);
            }
            return ExitCode::FAILURE;
        }
    };
    println!("{report}");
    if let Some(file) = file
        && let Err(error) = std::fs::write(file, summary(&report).to_string())
    {
        eprintln!("error: cannot write {}: {error}", file.display());
        return ExitCode::FAILURE;
    }
    if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
