//! Whether the oldest change comes first, where an adapter says so.

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{ExternalBinding, ExternalId};

use crate::erased::AnyRemote;

/// What an adapter says of the order of its pages, held against the dates that come.
pub(super) struct Order {
    /// Whether each date was none older than those before it, so far.
    pub(super) oldest_first: bool,
    /// By how much a date may be older: a window begins so much earlier, and brings again what was passed over.
    tolerance: TimeDelta,
    newest: Option<DateTime<Utc>>,
}

impl Order {
    pub(super) fn new(oldest_first: bool, tolerance: TimeDelta) -> Self {
        Self { oldest_first, tolerance, newest: None }
    }

    /// Looks at the next records. Gives whether they have shown, just now, that the oldest change does not come first. A date after
    /// `latest` is a mistake of the remote's, and says nothing.
    pub(super) fn is_broken_by<T: ExternalBinding>(&mut self, records: &[AnyRemote<T>], latest: DateTime<Utc>) -> bool {
        for remote in records.iter().filter(|_| self.oldest_first) {
            let Some(date) = remote.external_updated_at().filter(|date| *date <= latest) else { continue };
            if let Some(newest) = self.newest
                && newest.signed_duration_since(date) > self.tolerance
            {
                let id = remote.external_id().map_or_else(|_| String::new(), |id| id.to_external().to_string());
                tracing::warn!(
                    model = T::NAME, external_id = id, %date, after = %newest,
                    "the adapter says OLDEST_FIRST, and an older change comes after a newer one: the cursor moves at the end alone; \
                     list the oldest change first, or leave OLDEST_FIRST out"
                );
                self.oldest_first = false;
                return true;
            }
            self.newest = self.newest.max(Some(date));
        }
        false
    }
}
