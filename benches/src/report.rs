//! What was measured: a line for people as soon as it is there, and all of it for programs in the end.

use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::Result;
use crate::compare::{Took, median};

/// What every program of the benchmarks is told.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Fewer pairs, and less of what takes long: to see that it runs
    #[arg(long)]
    pub quick: bool,
    /// Measure only what has this in its name
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

impl Options {
    /// Whether something with this name is measured.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }
}

/// What was measured under one name.
pub struct Figure {
    name: String,
    unit: &'static str,
    ours: f64,
    peer: Option<f64>,
    goal: Option<f64>,
    /// Ours to the peer's, of each pair.
    ratios: Vec<f64>,
    cpu: Option<f64>,
}

impl Figure {
    /// Of one value that is compared with nothing.
    pub fn alone(name: String, ours: f64, unit: &'static str) -> Self {
        Self { name, unit, ours, peer: None, goal: None, ratios: Vec::new(), cpu: None }
    }

    /// Of values that were measured by turns, ours first: medians, and the ratio of each pair.
    pub fn of_values(name: String, pairs: &[(f64, f64)], unit: &'static str) -> Self {
        let each = |value: fn(&(f64, f64)) -> f64| median(&pairs.iter().map(value).collect::<Vec<_>>());
        let (ours, peer) = (each(|pair| pair.0), each(|pair| pair.1));
        Self { name, unit, ours, peer: Some(peer), goal: None, ratios: pairs.iter().map(|(ours, peer)| ours / peer).collect(), cpu: None }
    }

    /// Of times, each of so many items, in such parts of a second.
    pub fn of_times(name: String, items: usize, pairs: &[(Took, Took)], (unit, second): (&'static str, f64)) -> Self {
        let each = |took: Took| took.clock / items as f64 * second;
        let clocks: Vec<_> = pairs.iter().map(|(ours, peer)| (each(*ours), each(*peer))).collect();
        // The sums: a single short one is below what the kernel counts well.
        let cpu = pairs.iter().map(|pair| pair.0.cpu).sum::<f64>() / pairs.iter().map(|pair| pair.1.cpu).sum::<f64>();
        Self { cpu: Some(cpu), ..Self::of_values(name, &clocks, unit) }
    }

    /// What the ratio shall not exceed.
    #[must_use]
    pub fn goal(self, goal: impl Into<Option<f64>>) -> Self {
        Self { goal: goal.into(), ..self }
    }

    /// The median of the pairs' ratios; nothing where nothing is compared.
    pub fn ratio(&self) -> Option<f64> {
        (!self.ratios.is_empty()).then(|| median(&self.ratios))
    }

    fn range(&self) -> (f64, f64) {
        self.ratios.iter().fold((f64::MAX, 0.0), |(low, high), ratio| (ratio.min(low), ratio.max(high)))
    }

    /// One line of a table.
    pub fn line(&self) -> String {
        let Self { name, unit, ours, .. } = self;
        let (Some(peer), Some(ratio)) = (self.peer, self.ratio()) else {
            return format!("{name:54} {ours:>11.2} {:>11} {unit:6}", "");
        };
        let (low, high) = self.range();
        let cpu = self.cpu.map_or_else(|| "   -".to_owned(), |cpu| format!("{cpu:4.2}"));
        let goal = match (self.goal, self.cpu) {
            (Some(goal), _) if ratio <= goal => format!("≤ {goal:.2} met"),
            (Some(goal), Some(cpu)) if cpu <= goal => format!("≤ {goal:.2} met by CPU, missed by the clock"),
            (Some(goal), _) => format!("≤ {goal:.2} MISSED"),
            (None, _) => String::new(),
        };
        format!("{name:54} {ours:>11.2} {peer:>11.2} {unit:6} {ratio:>5.2} ({low:.2} to {high:.2}), {cpu} {goal}")
    }

    /// The same for programs.
    fn json(&self) -> Value {
        let mut value = json!({ "ratio": self.ratio(), "ours": self.ours, "peer": self.peer, "unit": self.unit });
        if let (Some(ratio), Value::Object(keys)) = (self.ratio(), &mut value) {
            let (low, high) = self.range();
            let met = self.goal.map(|goal| ratio <= goal);
            keys.extend([("min", json!(low)), ("max", json!(high))].map(|(key, value)| (key.to_owned(), value)));
            keys.extend([("pairs", json!(self.ratios.len())), ("cpu_ratio", json!(self.cpu))].map(|(key, value)| (key.to_owned(), value)));
            keys.extend([("goal", json!(self.goal)), ("met", json!(met))].map(|(key, value)| (key.to_owned(), value)));
        }
        value
    }
}

/// Everything that a program measured.
pub struct Report {
    /// What it was told.
    pub options: Options,
    figures: Map<String, Value>,
}

impl Report {
    /// Of nothing so far.
    pub fn new(options: Options) -> Self {
        Self { options, figures: Map::new() }
    }

    /// Shows it, and keeps it for the file; what was not asked for is dropped.
    pub fn add(&mut self, figure: Figure) {
        if self.options.wants(&figure.name) {
            println!("{}", figure.line());
            self.figures.insert(figure.name.clone(), figure.json());
        }
    }

    /// Writes the file that was asked for: an object with a key for each name.
    pub fn finish(self) -> Result<()> {
        if let Some(path) = &self.options.json {
            serde_json::to_writer_pretty(File::create(path)?, &self.figures)?;
        }
        Ok(())
    }
}
