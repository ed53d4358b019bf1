//! The plots of `docs/performance.md`.

use std::fs;
use std::path::Path;

use crate::error::{Explain as _, Result};

use super::chart::{Chart, Line};
use super::figures::Figures;
use super::programs::ROWS;

const COLOURS: [&str; 4] = ["#1b6ca8", "#c2571a", "#2e7d32", "#7b3fa0"];

/// Writes what can be drawn of these figures.
pub fn draw(figures: &Figures, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).explain(|| format!("cannot make {}", folder.display()))?;
    let charts =
        [("lookups-sqlite", lookups(figures, "sqlite", "SQLite")), ("lookups-postgres", lookups(figures, "postgres", "PostgreSQL"))];
    for (name, chart) in charts.into_iter().chain([("imports", imports(figures))]) {
        let file = folder.join(format!("{name}.svg"));
        match chart.svg() {
            Some(svg) => {
                fs::write(&file, svg).explain(|| format!("cannot write {}", file.display()))?;
                println!("drew {}", file.display());
            }
            None => println!("{name}: the figures have not two points of a line (measure without --quick and --only)"),
        }
    }
    Ok(())
}

/// Ours, and dashed what it is compared with.
fn pair(figures: &Figures, [ours, peer]: [&str; 2], colour: &'static str, points: &[(f64, String, f64)]) -> [Line; 2] {
    let line = |label: &str, key: &str, dashed| {
        let points = points.iter().filter_map(|(x, name, factor)| Some((*x, figures.number(name, key)? * factor))).collect();
        Line { label: label.to_owned(), colour, dashed, points }
    };
    [line(ours, "ours", false), line(peer, "peer", true)]
}

/// What a lookup takes against the number of rows.
fn lookups(figures: &Figures, database: &str, title: &str) -> Chart {
    let works = ["to_internal", "to_internal_many", "to_external", "to_external_many"];
    let lines = works.iter().zip(COLOURS).flat_map(|(work, colour)| {
        let points = ROWS.map(|(label, rows, _)| (rows, format!("store.{database}.scale.{label}.{work}.vs_raw"), 1.0));
        pair(figures, [work, &format!("{work}, by hand")], colour, &points)
    });
    Chart { title: format!("A lookup on {title}"), x: "rows", y: "µs each", lines: lines.collect() }
}

/// What an import takes against the number of records.
fn imports(figures: &Figures) -> Chart {
    let counts = [("10k", 1e4), ("100k", 1e5), ("1m", 1e6)];
    // Microseconds a record become seconds for all.
    let points = counts.map(|(label, count)| (count, format!("sync.import_{label}.vs_fetch"), count / 1e6));
    let lines = pair(figures, ["import", "fetching and decoding alone"], COLOURS[0], &points);
    Chart { title: "An import over HTTP into SQLite".to_owned(), x: "records", y: "seconds", lines: lines.into() }
}
