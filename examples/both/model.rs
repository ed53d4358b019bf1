//! What is kept: the shop's records, and what a product is in the ERP.

use chrono::{DateTime, Utc};
use connector_core::{BackendId, ExternalBinding, RecordId, schema};

use crate::oscar::model::{Product, SHOP};
use crate::tryton::model::{TrytonBackend, TrytonTemplateId};

/// A product of the application as an ERP has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.article")]
pub struct TrytonArticle {
    /// The product: the very one that the shop has.
    pub record_id: RecordId<Product>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there; none before it is exported.
    pub external_id: Option<TrytonTemplateId>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

schema! {
    /// Everything that is kept.
    pub static BOTH = [..SHOP, TrytonBackend, TrytonArticle];
}
