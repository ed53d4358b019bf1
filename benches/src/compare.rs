//! Two ways to do one piece of work, measured in pairs: A B, B A, A B, …

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use crate::Result;

/// What was measured of one piece of work.
pub struct Comparison {
    /// `store.<database>.<work>.vs_<peer>`
    pub name: String,
    /// What the ratio shall not exceed, where something is asked for.
    pub goal: Option<f64>,
    /// Microseconds an item, ours.
    pub ours: f64,
    /// Microseconds an item, the peer's.
    pub peer: f64,
    /// Ours to the peer's, by the clock, of each pair.
    pub ratios: Vec<f64>,
    /// The same by CPU time: this process's, and that of a server that is [counted](count).
    pub cpu: f64,
}

/// What one side took, in seconds.
#[derive(Clone, Copy, Default)]
pub struct Took {
    clock: f64,
    cpu: f64,
}

/// Measures what runs until it is asked.
pub struct Watch {
    clock: Instant,
    cpu: f64,
}

impl Took {
    /// By the clock, in seconds.
    pub fn clock(self) -> f64 {
        self.clock
    }
}

/// The server whose CPU time counts, too: 0 where there is none.
static SERVER: AtomicU32 = AtomicU32::new(0);

/// From now on, the CPU time of this server's processes counts, too.
pub fn count(server: u32) {
    SERVER.store(server, Ordering::Relaxed);
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9 + server_seconds().unwrap_or_default()
}

/// What the kernel counted for the processes that serve clients, in nanoseconds; `None` where it does not say it. Others come and go
/// in between, and work for themselves.
fn server_seconds() -> Option<f64> {
    let server = SERVER.load(Ordering::Relaxed);
    let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children")).ok()?;
    let serves = |child: &&str| std::fs::read_to_string(format!("/proc/{child}/cmdline")).is_ok_and(|title| title.contains("127.0.0.1("));
    let of = |child: &str| std::fs::read_to_string(format!("/proc/{child}/schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok();
    Some(children.split_whitespace().filter(serves).filter_map(of).sum::<f64>() / 1e9)
}

impl Watch {
    /// Begins to measure.
    pub fn start() -> Self {
        Self { cpu: cpu_seconds(), clock: Instant::now() }
    }

    /// Since it began.
    pub fn read(&self) -> Took {
        Took { clock: self.clock.elapsed().as_secs_f64(), cpu: cpu_seconds() - self.cpu }
    }
}

/// The middle one; of the two middle ones, the mean.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

impl Comparison {
    /// Of pairs, each of so many items.
    pub fn of(name: String, goal: Option<f64>, items: usize, pairs: &[(Took, Took)]) -> Self {
        let each = |took: fn(&(Took, Took)) -> f64| median(&pairs.iter().map(took).collect::<Vec<_>>());
        Self {
            name,
            goal,
            ours: each(|pair| pair.0.clock) / items as f64 * 1e6,
            peer: each(|pair| pair.1.clock) / items as f64 * 1e6,
            ratios: pairs.iter().map(|(ours, peer)| ours.clock / peer.clock).collect(),
            // The sums: a single short one is below what the kernel counts well.
            cpu: pairs.iter().map(|pair| pair.0.cpu).sum::<f64>() / pairs.iter().map(|pair| pair.1.cpu).sum::<f64>(),
        }
    }

    /// The median of the pairs' ratios.
    pub fn ratio(&self) -> f64 {
        median(&self.ratios)
    }

    fn range(&self) -> (f64, f64) {
        self.ratios.iter().fold((f64::MAX, 0.0), |(low, high), ratio| (ratio.min(low), ratio.max(high)))
    }

    /// What stands over the lines.
    pub fn head() -> String {
        format!("{:50} {:>10} {:>10}   ratio (min to max), by CPU, goal", "work, µs an item", "ours", "peer")
    }

    /// One line of a table.
    pub fn line(&self) -> String {
        let (low, high) = self.range();
        let goal = match self.goal {
            Some(goal) if self.ratio() <= goal => format!("≤ {goal:.2} met"),
            Some(goal) => format!("≤ {goal:.2} MISSED"),
            None => "-".to_owned(),
        };
        format!(
            "{:50} {:>10.2} {:>10.2}   {:>5.2} ({low:.2} to {high:.2}), {:.2}, {goal}",
            self.name,
            self.ours,
            self.peer,
            self.ratio(),
            self.cpu
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let (low, high) = self.range();
        json!({
            "name": self.name, "ratio": self.ratio(), "min": low, "max": high, "cpu_ratio": self.cpu, "pairs": self.ratios.len(),
            "ours_us": self.ours, "peer_us": self.peer, "goal": self.goal,
        })
    }
}

/// How much is measured, and what.
pub struct Plan {
    /// Part of the name of what is measured; all of it where there is none.
    pub only: Option<String>,
    /// How many pairs.
    pub pairs: usize,
}

impl Plan {
    /// Whether something with this name is measured.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    /// Whether anything may be measured on a database.
    pub fn wants_database(&self, database: &str) -> bool {
        let other = ["sqlite", "postgres"].into_iter().find(|other| *other != database);
        self.only.as_ref().is_none_or(|only| other.is_none_or(|other| !only.contains(&format!("store.{other}"))))
    }

    /// Measures pairs, of which `run` does one side, ours where it is told `true`. Both have run once before.
    pub async fn measure(&self, mut run: impl AsyncFnMut(bool) -> Result<Took>) -> Result<Vec<(Took, Took)>> {
        run(true).await?;
        run(false).await?;
        let mut pairs = Vec::with_capacity(self.pairs);
        for pair in 0..self.pairs {
            // Who begins changes.
            let pair = if pair % 2 == 0 {
                let ours = run(true).await?;
                (ours, run(false).await?)
            } else {
                let peer = run(false).await?;
                (run(true).await?, peer)
            };
            pairs.push(pair);
        }
        Ok(pairs)
    }
}
