//! What a sweep found and did.

use std::fmt;

use super::OnGone;
use crate::Report;

/// How many IDs are kept word by word; the others are counted.
const KEPT: usize = 20;

/// How many bindings may always be gone: in a small shop a few are many per cent.
pub(super) const HANDFUL: u64 = 5;

/// What a sweep found and did. Its `Display` is a table for people.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let swept = registry.work_on(&store, &shop).sweep::<ShopProduct>().await?;
/// assert_eq!((swept.model, swept.on_gone, swept.listed, swept.missing.count), ("shop.product", OnGone::Keep, 1, 1));
/// println!("{swept}");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swept {
    /// The technical name of the binding.
    pub model: &'static str,
    /// What becomes of what is gone.
    pub on_gone: OnGone,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// How many bindings there are that have an external ID.
    pub bound: u64,
    /// How many IDs the remote gave, repeated ones included.
    pub listed: u64,
    /// What the remote has, and is not bound here.
    pub missing: SomeIds,
    /// What is bound, and not among the IDs that the remote gave.
    pub unlisted: SomeIds,
    /// What of it is not there either when it is asked for: what was acted upon.
    pub gone: SomeIds,
    /// How many are not listed, and were known to be gone: a sweep before has acted upon them, or a person has decided.
    pub known: u64,
    /// How many were known to be gone, and are there again.
    pub back: u64,
    /// Why a sweep that is no dry run would have been refused.
    pub refused: Option<TooManyGone>,
    /// What was imported, kept, archived, unbound, deleted, or failed, one by one.
    pub report: Report,
}

/// How many, and the first of their IDs.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(7, "Chair", 60);
/// remote_has(9, "Table", 60);
/// let swept = registry.work_on(&store, &shop).sweep::<ShopProduct>().await?;
/// assert_eq!(swept.missing.to_string(), "2: 7, 9");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SomeIds {
    /// How many.
    pub count: u64,
    /// The first twenty.
    pub first: Vec<String>,
}

impl SomeIds {
    pub(super) fn add(&mut self, id: impl fmt::Display) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(id.to_string());
        }
    }
}

/// `2: 7, 9`
impl fmt::Display for SomeIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.count)?;
        if !self.first.is_empty() {
            write!(f, ": {}", self.first.join(", "))?;
        }
        if self.count > self.first.len() as u64 {
            f.write_str(", …")?;
        }
        Ok(())
    }
}

/// Too much seems to be gone on the remote: it is more likely that its list is not whole. Nothing was done with what it lacks.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// for id in 1..=20 {
///     remote_has(id, "Chair", 60);
/// }
/// let work = registry.work_on(&store, &shop);
/// work.import_changed::<ShopProduct>().await?;
/// remote().clear(); // an answer that is not whole
///
/// let error = work.sweep::<ShopProduct>().await.unwrap_err();
/// assert!(matches!(error.cause, Cause::TooManyGone(TooManyGone { bound: 20, unlisted: 20, .. })), "{error}");
/// assert_eq!(store.count::<ShopProduct>().await?, 20);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooManyGone {
    /// How many bindings there are that have an external ID, and were not known to be gone.
    pub bound: u64,
    /// How many IDs the remote gave.
    pub listed: u64,
    /// How many bindings are not among them.
    pub unlisted: u64,
    /// How many per cent may be.
    pub percent: u8,
}

impl TooManyGone {
    /// Whether it is so.
    pub(super) fn check(bound: u64, listed: u64, unlisted: u64, percent: u8) -> Option<Self> {
        let over = unlisted > HANDFUL && u128::from(unlisted) * 100 > u128::from(bound) * u128::from(percent);
        (unlisted > 0 && (listed == 0 || over)).then_some(Self { bound, listed, unlisted, percent })
    }
}

impl fmt::Display for TooManyGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bound, listed, unlisted, percent } = self;
        if *listed == 0 {
            return write!(
                f,
                "the remote lists nothing, and {bound} are bound: none was touched. An empty list is never acted upon; if the remote is \
                 empty indeed, unbind or delete what is here by yourself"
            );
        }
        write!(
            f,
            "{unlisted} of {bound} bindings are not among the {listed} IDs that the remote lists, more than the {percent} % that a sweep \
             acts upon: none was touched. Look whether the list is whole; if it is right, set `.threshold(…)` higher"
        )
    }
}

impl fmt::Display for Swept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, bound, listed, unlisted, gone, .. } = self;
        write!(f, "{model}: {bound} bound here, {listed} listed by the remote")?;
        if self.missing.count > 0 {
            write!(f, "\n  not bound here: {}", self.missing)?;
        }
        if unlisted.count > 0 {
            write!(f, "\n  bound, and not listed: {unlisted}")?;
        }
        if gone.count > 0 {
            let done = if self.dry_run { format!("to be {}", self.on_gone) } else { self.on_gone.to_string() };
            write!(f, "\n  gone ({done}): {gone}")?;
        }
        if self.known > 0 {
            write!(f, "\n  known to be gone: {}", self.known)?;
        }
        if self.back > 0 {
            write!(f, "\n  there again: {}", self.back)?;
        }
        if let Some(refused) = &self.refused {
            write!(f, "\n  to be refused: {refused}")?;
        }
        if self.report.models().iter().any(|model| model.total() > 0) {
            write!(f, "\n{}", self.report)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::TooManyGone;

    #[test]
    fn a_handful_may_go_and_an_empty_list_says_nothing() {
        let refused = |bound, listed, unlisted, percent| TooManyGone::check(bound, listed, unlisted, percent).is_some();
        assert!(!refused(6, 1, 5, 10) && refused(6, 1, 6, 10));
        assert!(!refused(100, 90, 10, 10) && refused(100, 89, 11, 10) && !refused(100, 89, 11, 11));
        assert!(refused(1, 0, 1, 100) && !refused(0, 0, 0, 10));
        assert!(refused(u64::MAX, 1, u64::MAX, 99) && !refused(u64::MAX, 1, u64::MAX, 100));
        assert!(refused(10, 4, 6, 0));
    }
}
