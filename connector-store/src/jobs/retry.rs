//! How long a job waits before it is tried again.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::str::FromStr;
use std::time::Duration;

use connector_core::ReadError;

/// How long a failed job waits before its next try, by how often it was tried. It is kept with each job, so that a worker that
/// does not know the job's type can put it back.
///
/// ```
/// use std::time::Duration;
/// use connector_store::jobs::{RetryPattern, Wait};
///
/// const PATTERN: RetryPattern =
///     RetryPattern::of(&[(1, Wait::seconds(10)), (5, Wait::seconds(60)), (10, Wait::between(100, 300))]);
/// assert_eq!(PATTERN.wait(1), Duration::from_secs(10));
/// assert_eq!(PATTERN.wait(4), Duration::from_secs(10));
/// assert_eq!(PATTERN.wait(7), Duration::from_secs(60));
/// assert!((100..=300).contains(&PATTERN.wait(20).as_secs()));
/// // As it is kept:
/// assert_eq!(PATTERN.to_string(), "1=10 5=60 10=100-300");
/// assert_eq!("1=10 5=60 10=100-300".parse(), Ok(PATTERN));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPattern(Cow<'static, [(u32, Wait)]>);

/// A time to wait: always the same, or a random one between two.
///
/// ```
/// use std::time::Duration;
/// use connector_store::jobs::{RetryPattern, Wait};
///
/// let pattern: RetryPattern = [(1, Wait::minutes(2)), (3, Wait::between(60, 90))].into_iter().collect();
/// assert_eq!(pattern.wait(1), Duration::from_secs(120));
/// assert!((60..=90).contains(&pattern.wait(3).as_secs()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    least: u32,
    most: u32,
}

impl Wait {
    /// So many seconds.
    #[must_use]
    pub const fn seconds(seconds: u32) -> Self {
        Self { least: seconds, most: seconds }
    }

    /// So many minutes.
    #[must_use]
    pub const fn minutes(minutes: u32) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// A random time between two, in seconds, both included: what failed together does not come back together.
    #[must_use]
    pub const fn between(least: u32, most: u32) -> Self {
        if least <= most { Self { least, most } } else { Self { least: most, most: least } }
    }

    fn draw(self) -> Duration {
        let span = u64::from(self.most - self.least) * 1_000;
        let more = if span == 0 { 0 } else { RandomState::new().build_hasher().finish() % (span + 1) };
        Duration::from_secs(self.least.into()) + Duration::from_millis(more)
    }
}

impl RetryPattern {
    /// After 10 seconds, then 1, 5 and 30 minutes, and then every two hours.
    pub const DEFAULT: Self =
        Self::of(&[(1, Wait::seconds(10)), (2, Wait::minutes(1)), (3, Wait::minutes(5)), (4, Wait::minutes(30)), (5, Wait::minutes(120))]);

    /// At once, each time.
    pub const AT_ONCE: Self = Self::of(&[]);

    /// `(tries, wait)`: once it was tried so often, it waits so long. The greatest number that is not more than the tries counts;
    /// fewer tries than any of them wait not at all.
    #[must_use]
    pub const fn of(steps: &'static [(u32, Wait)]) -> Self {
        Self(Cow::Borrowed(steps))
    }

    /// How long to wait after so many tries.
    #[must_use]
    pub fn wait(&self, tries: u32) -> Duration {
        let step = self.0.iter().filter(|(from, _)| *from <= tries).max_by_key(|(from, _)| *from);
        step.map_or(Duration::ZERO, |(_, wait)| wait.draw())
    }
}

/// As it is kept: `1=10 5=60 10=100-300`.
impl fmt::Display for RetryPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (from, Wait { least, most })) in self.0.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{from}={least}")?;
            if least != most {
                write!(f, "-{most}")?;
            }
        }
        Ok(())
    }
}

/// From what is kept.
impl FromStr for RetryPattern {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        let step = |step: &str| {
            let (from, wait) = step.split_once('=')?;
            let (least, most) = wait.split_once('-').unwrap_or((wait, wait));
            Some((from.parse().ok()?, Wait::between(least.parse().ok()?, most.parse().ok()?)))
        };
        let steps = text.split_whitespace().map(step).collect::<Option<Vec<_>>>();
        steps.map(|steps| Self(Cow::Owned(steps))).ok_or_else(|| ReadError::kind("a retry pattern", &format!("{text:?}")))
    }
}

/// For patterns that are not known before the program runs.
impl FromIterator<(u32, Wait)> for RetryPattern {
    fn from_iter<I: IntoIterator<Item = (u32, Wait)>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl Default for RetryPattern {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{RetryPattern, Wait};

    proptest! {
        #[test]
        fn a_pattern_is_kept_as_it_is(steps in proptest::collection::vec((any::<u32>(), any::<u32>(), any::<u32>()), 0..8)) {
            let steps: Vec<(u32, Wait)> = steps.into_iter().map(|(from, least, most)| (from, Wait::between(least, most))).collect();
            let pattern: RetryPattern = steps.into_iter().collect();
            prop_assert_eq!(pattern.to_string().parse(), Ok(pattern));
        }

        #[test]
        fn it_waits_within_its_bounds(tries in 1_u32..40, least in 0_u32..1_000, more in 0_u32..1_000) {
            let pattern: RetryPattern = [(1, Wait::between(least, least + more)), (20, Wait::seconds(7))].into_iter().collect();
            let wait = pattern.wait(tries);
            let range = if tries < 20 { (least, least + more) } else { (7, 7) };
            prop_assert!((range.0.into()..=u64::from(range.1) * 1_000).contains(&(wait.as_secs())), "{wait:?}");
            prop_assert!(wait.as_millis() >= u128::from(range.0) * 1_000 && wait.as_millis() <= u128::from(range.1) * 1_000);
        }
    }
}
