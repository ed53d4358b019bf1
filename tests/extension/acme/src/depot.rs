//! A kind of backend of Acme's own, on records of the shop's.

use cc::{Backend, BackendId, ExternalBinding, ExternalId, Record, RecordId, Related, Selection};
use chrono::{DateTime, Utc};
use shop::Product;

/// Whether a depot is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(crate = cc)]
pub enum DepotState {
    /// It is.
    #[selection("open")]
    Open,
    /// It is not.
    #[selection("closed")]
    Closed,
}

/// A depot that is asked what it has.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "acme.depot", crate = cc)]
pub struct Depot {
    /// How people call it.
    pub name: String,
    /// Whether it is in use.
    pub state: DepotState,
}

/// A place in a depot.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "acme.place", crate = cc)]
pub struct Place {
    /// Which one.
    pub code: String,
}

/// The number of a product in a depot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
#[external_id(crate = cc)]
pub struct DepotProductId(u32);

impl DepotProductId {
    /// The product with this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }
}

/// A product in a depot.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "acme.depot.product", crate = cc)]
pub struct DepotProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The depot.
    pub backend_id: BackendId<Depot>,
    /// Its number there.
    pub external_id: Option<DepotProductId>,
    /// When both were last in step.
    pub sync_date: Option<DateTime<Utc>>,
    /// Where it is.
    pub place: Option<RecordId<Place>>,
    /// What is written there.
    #[field(related = place.code)]
    pub code: Related<String>,
}
