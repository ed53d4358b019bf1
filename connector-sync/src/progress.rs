//! What happens while an import runs.

use std::time::Duration;

use crate::{ModelReport, RecordOutcome, RemoteError};

/// An event of a running import. What it says is committed.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let mut told = Vec::new();
/// let work = registry.work_on(&store, &shop);
/// work.import_changed::<ShopProduct>()
///     .progress(|progress| {
///         if let Progress::Record { model, reference, outcome, .. } = progress {
///             told.push(format!("{model} {reference}: {outcome:?}"));
///         }
///     })
///     .await?;
/// assert_eq!(told, ["shop.product 12: Created"]);
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<'p> {
    /// A record was created, updated, skipped or delayed, or failed. (Unchanged ones are only counted.)
    #[non_exhaustive]
    Record {
        /// The binding.
        model: &'static str,
        /// The external ID, or words by which a person finds the record.
        reference: &'p str,
        /// What became of it.
        outcome: &'p RecordOutcome,
    },
    /// A page was committed.
    #[non_exhaustive]
    Page {
        /// What was done so far.
        report: &'p ModelReport,
        /// How many records the remote has in this window, where it says so.
        total: Option<u64>,
    },
    /// A sweep read a page of the remote's IDs.
    #[non_exhaustive]
    Listed {
        /// The binding.
        model: &'static str,
        /// How many IDs it has read.
        listed: u64,
        /// How many there are, where the remote says so.
        total: Option<u64>,
    },
    /// The remote is asked again after a pause.
    #[non_exhaustive]
    Waiting {
        /// The binding.
        model: &'static str,
        /// Why.
        error: &'p RemoteError,
        /// How long.
        pause: Duration,
    },
    /// The import of this binding is through.
    #[non_exhaustive]
    Finished {
        /// What was done.
        report: &'p ModelReport,
    },
}

/// Takes the events.
pub(crate) type OnProgress<'p> = Box<dyn FnMut(&Progress<'_>) + Send + 'p>;
