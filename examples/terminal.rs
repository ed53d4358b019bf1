//! Progress bars, and what an import did as JSON.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use connector_sync::{Progress, RecordOutcome, Report, WorkError};
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
            Progress::Page { report, total, .. } => {
                let done = report.total();
                let numbers = format!(
                    "{} new, {} changed, {} as they were, {} failed",
                    report.created, report.updated, report.unchanged, report.failed
                );
                if std::io::stderr().is_terminal() {
                    let bar = self.bar(report.model);
                    // A remote may say how many there are on the first page only.
                    bar.set_length(total.or(bar.length()).unwrap_or(done).max(done));
                    bar.set_position(done);
                    bar.set_message(numbers);
                } else {
                    let of = total.map_or_else(String::new, |total| format!(" of {}", total.max(done)));
                    eprintln!("{}: {done}{of}: {numbers}", report.model);
                }
            }
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
            if let Ok(style) = ProgressStyle::with_template("{prefix:26} {bar:30} {pos:>6}/{len:<6} {msg}") {
                bar.set_style(style);
            }
            bar.with_prefix(model)
        })
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
