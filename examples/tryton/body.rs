//! What Tryton is sent of a party.

use connector_core::ExportMapper;
use serde::{Deserialize, Serialize};

use super::model::{TrytonParty, TrytonPartyCategory, TrytonPartyCategoryId};

/// A party as `party.party` takes it, but for its categories, which Tryton takes as what is to be added and removed.
#[derive(Debug, Clone, Serialize, Deserialize, ExportMapper)]
#[mapper(from = TrytonParty)]
pub struct PartyBody {
    #[map(from = record.name)]
    name: String,
    /// By it the party is found again, so that there must be one. Tryton gives one where none is sent.
    #[map(from = record.code, with = code)]
    pub(super) code: String,
    #[map(from = record.active)]
    active: bool,
    #[map(from = record.categories, via = TrytonPartyCategory)]
    pub(super) categories: Vec<TrytonPartyCategoryId>,
}

fn code(code: Option<&str>) -> Result<String, &'static str> {
    code.map(str::to_owned).ok_or("a party goes to Tryton by its code: give it one")
}
