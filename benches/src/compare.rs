//! Two ways to do one piece of work, measured in pairs: A B, B A, A B, …

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

use crate::Result;

/// The name of microseconds, and how many of them make a second.
pub const MICROSECONDS: (&str, f64) = ("µs", 1e6);
/// The same of nanoseconds.
pub const NANOSECONDS: (&str, f64) = ("ns", 1e9);

/// What one side took, in seconds.
#[derive(Clone, Copy, Default)]
pub struct Took {
    /// By the clock.
    pub clock: f64,
    /// CPU time of this process, and of a server that is [counted](count).
    pub cpu: f64,
}

/// Measures what runs until it is asked.
pub struct Watch {
    clock: Instant,
    cpu: f64,
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

/// How many pairs are measured.
#[derive(Debug, Clone, Copy)]
pub struct Pairs(pub usize);

impl Pairs {
    /// Measures pairs, of which `run` does one side, ours where it is told `true`. Both have run once before.
    pub async fn measure(self, mut run: impl AsyncFnMut(bool) -> Result<Took>) -> Result<Vec<(Took, Took)>> {
        run(true).await?;
        run(false).await?;
        let mut pairs = Vec::with_capacity(self.0);
        for pair in 0..self.0.max(1) {
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
