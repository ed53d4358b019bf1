//! A record of a page: as it came, and what became of it.

use std::fmt;

use connector_core::{ExternalBinding, ExternalId, ExternalValue, LinkRequest};

use crate::erased::AnyRemote;
use crate::{RecordOutcome, Unreadable};

/// A record of a page that is to be written.
pub(super) struct Entry<T: ExternalBinding> {
    pub(super) id: T::ExternalId,
    pub(super) remote: AnyRemote<T>,
    pub(super) requests: Vec<LinkRequest>,
}

/// A record whose outcome is known.
pub(crate) struct Settled {
    /// Its ID as text, or words by which a person finds it.
    pub(crate) reference: String,
    pub(super) has_id: bool,
    /// Its ID, where others may link it.
    pub(crate) id: Option<ExternalValue<'static>>,
    /// Whether it was asked for by its ID, and the remote does not have it.
    pub(crate) gone: bool,
    pub(crate) outcome: RecordOutcome,
}

/// Why something that is linked cannot be imported.
pub(super) enum Refusal {
    Gone,
    Unregistered,
    TooDeep,
    Skipped(String),
    Failed(String),
}

/// What stands between a link and the error of what it links.
const WHICH_FAILED: &str = ", which failed: ";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str(", which the remote does not have"),
            Self::Unregistered => f.write_str(", which the registry has no adapter for"),
            Self::TooDeep => f.write_str(", which is at the end of too long a chain of links: import it first"),
            Self::Skipped(reason) => write!(f, ", which was skipped: {reason}"),
            // Of a chain of failures, the next one and the first cause: texts do not grow with its length.
            Self::Failed(error) => {
                let (cut, sign) = error.rmatch_indices(WHICH_FAILED).nth(1).unwrap_or((0, ""));
                write!(f, "{WHICH_FAILED}{}", &error[cut + sign.len()..])
            }
        }
    }
}

impl Settled {
    /// Of what was asked for by its ID, and the remote does not have.
    pub(super) fn gone<T: ExternalBinding>(id: &T::ExternalId) -> Self {
        let outcome = RecordOutcome::Skipped("the remote does not have it (any more)".to_owned());
        Self { gone: true, ..Self::unread::<T>(id, outcome) }
    }

    /// Of what was asked for by its ID, and did not come.
    pub(super) fn unread<T: ExternalBinding>(id: &T::ExternalId, outcome: RecordOutcome) -> Self {
        let id = id.to_external().into_owned();
        Self { reference: id.to_string(), has_id: true, id: Some(id), gone: false, outcome }
    }

    /// Of what the adapter could not read.
    pub(super) fn unreadable<T: ExternalBinding>(unreadable: Unreadable<T::ExternalId>) -> Self {
        let Unreadable { id, reference, error } = unreadable;
        match id.map(|id| id.to_external().into_owned()).filter(|id| id.fault().is_none()) {
            Some(id) => Self { reference: id.to_string(), has_id: true, id: Some(id), gone: false, outcome: RecordOutcome::Failed(error) },
            None => Self { reference, has_id: false, id: None, gone: false, outcome: RecordOutcome::Failed(error) },
        }
    }
}

impl<T: ExternalBinding> Entry<T> {
    /// Whether what was imported last has the remote's date. A later date is that of another run, which was faster.
    pub(super) fn is_up_to_date(&self, kept: &T) -> bool {
        let date = self.remote.external_updated_at().map(connector_core::to_microseconds);
        date.is_some() && date <= kept.external_updated_at()
    }

    pub(super) fn reference(&self) -> String {
        self.id.to_external().to_string()
    }

    pub(super) fn settled(&self, outcome: RecordOutcome) -> Settled {
        Settled { reference: self.reference(), has_id: true, id: Some(self.id.to_external().into_owned()), gone: false, outcome }
    }
}
