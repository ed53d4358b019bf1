//! When things were created, when they changed last, and how often they have changed.

use chrono::{DateTime, Utc};

use super::draw::{Draw, draw};

/// Seconds.
pub const MINUTE: u64 = 60;
/// Seconds.
pub const DAY: u64 = 24 * 60 * MINUTE;

/// Everything was created from 2022-01-01 on ...
pub const OPENED: i64 = 1_640_995_200;
/// ... and before 2026-06-01.
const COMPLETE: i64 = 1_780_272_000;

/// A moment of a history: when something was created, when it changed last, and how often it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// When it came into the shop.
    pub created: DateTime<Utc>,
    /// When it changed last.
    pub updated: DateTime<Utc>,
    /// How often it has changed.
    pub changes: u64,
}

impl History {
    /// The history at `now` of what was created at `created` and changes once in `period` seconds.
    pub fn at(now: DateTime<Utc>, created: i64, period: u64) -> Self {
        // Whole seconds only: a change is visible in all of its second, so that whoever asks for what changed from the
        // last second on that he has seen misses nothing.
        let age = u64::try_from(now.timestamp() - created).unwrap_or(0);
        let period = period.max(1);
        let changes = age / period;
        let updated = created + i64::try_from(changes * period).unwrap_or(0);
        Self { created: moment(created), updated: moment(updated), changes }
    }
}

/// A moment, from the seconds since 1970.
pub fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// When the thing of an index came into the shop.
pub fn created(index: u64, purpose: Draw) -> i64 {
    let span = (COMPLETE - OPENED).unsigned_abs();
    OPENED + i64::try_from(draw(index, purpose) % span).unwrap_or(0)
}
