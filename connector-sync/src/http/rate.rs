//! How often a remote may be asked.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::ops::Add;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

/// How many requests may be sent in which time. Who comes too early waits for its turn; nothing fails by it.
///
/// ```
/// use std::time::Duration;
/// use connector_sync::http::Rate;
/// // Two a second, and up to forty at once after a pause.
/// assert_eq!(Rate::per_second(2).burst(40), Rate::new(2, Duration::from_secs(1)).burst(40));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    time: Duration,
    burst: u32,
}

impl Rate {
    /// So many requests in so much time, evenly.
    #[must_use]
    pub fn new(count: u32, time: Duration) -> Self {
        Self { count, time, burst: 1 }
    }

    /// So many requests a second, evenly.
    #[must_use]
    pub fn per_second(count: u32) -> Self {
        Self::new(count, Duration::from_secs(1))
    }

    /// So many requests a minute, evenly.
    #[must_use]
    pub fn per_minute(count: u32) -> Self {
        Self::new(count, Duration::from_mins(1))
    }

    /// After a pause, so many may be sent at once; 1 unless said otherwise.
    #[must_use]
    pub fn burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }

    /// `None` where it lets nothing through, or does not limit.
    fn quota(self) -> Option<Quota> {
        let one = self.time.checked_div(self.count)?;
        Some(Quota::with_period(one)?.allow_burst(NonZeroU32::new(self.burst)?))
    }
}

/// Lets requests through at a rate, in the order in which they come.
pub(super) struct Limiter {
    rate: Rate,
    limiter: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Moment>>,
    queue: tokio::sync::Mutex<()>,
}

/// Of this process: each piece of work opens a client of its own, and all those of one backend share a rate.
static LIMITERS: Mutex<BTreeMap<String, Arc<Limiter>>> = Mutex::new(BTreeMap::new());

impl Limiter {
    /// The one of `whose`, with this rate from now on. `None` where that is no rate.
    pub(super) fn shared(whose: &str, rate: Rate) -> Option<Arc<Self>> {
        let mut limiters = LIMITERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limiter) = limiters.get(whose).filter(|limiter| limiter.rate == rate) {
            return Some(Arc::clone(limiter));
        }
        let limiter = RateLimiter::direct_with_clock(rate.quota()?, TokioClock);
        let limiter = Arc::new(Self { rate, limiter, queue: tokio::sync::Mutex::new(()) });
        limiters.insert(whose.to_owned(), Arc::clone(&limiter));
        Some(limiter)
    }

    /// Waits for the turn of one request.
    pub(super) async fn turn(&self) {
        let _first = self.queue.lock().await;
        while let Err(early) = self.limiter.check() {
            tokio::time::sleep(early.wait_time_from(TokioClock.now())).await;
        }
    }
}

/// The clock that [`tokio::time::sleep`] goes by, so that a test may stop it.
#[derive(Debug, Clone, Copy)]
struct TokioClock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(Instant);

impl Clock for TokioClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(Instant::now())
    }
}

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, time: Nanos) -> Self {
        Self(self.0 + Duration::from(time))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, time: Nanos) -> Self {
        Self(self.0.checked_sub(time.into()).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_comes_too_early_waits_in_turn() {
        let limiter = Limiter::shared("in turn", Rate::per_second(4).burst(3)).unwrap();
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..6 {
            limiter.turn().await;
            times.push(start.elapsed().as_millis());
        }
        // Timers are counted in whole milliseconds.
        for (time, expected) in times.iter().zip([0, 0, 0, 250, 500, 750]) {
            assert!((expected..=expected + 2).contains(time), "{times:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_is_shared_by_name_and_can_be_changed() {
        let start = Instant::now();
        for whose in ["one", "one", "one", "another"] {
            Limiter::shared(whose, Rate::per_minute(1)).unwrap().turn().await;
        }
        let elapsed = start.elapsed().as_secs();
        assert!((120..=121).contains(&elapsed), "{elapsed}");
        // Another rate is another beginning.
        Limiter::shared("one", Rate::per_minute(2)).unwrap().turn().await;
        assert_eq!(start.elapsed().as_secs(), elapsed);
        for no_rate in [Rate::per_second(0), Rate::per_second(1).burst(0), Rate::new(3, Duration::ZERO)] {
            assert!(Limiter::shared("none", no_rate).is_none(), "{no_rate:?}");
        }
    }
}
