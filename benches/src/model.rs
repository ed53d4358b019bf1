//! What is kept: a shop, things, and which thing is which one there.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, schema};

/// A shop.
#[derive(Debug, Clone, Backend)]
#[backend(name = "bench.backend")]
pub struct Shop {
    /// Its name.
    pub name: String,
}

/// A record.
#[derive(Debug, Clone, Record)]
#[record(name = "bench.record")]
pub struct Thing {
    /// Its name.
    pub name: String,
}

/// A binding.
#[derive(Debug, Clone, ExternalBinding)]
#[binding(name = "bench.binding")]
pub struct Bound {
    /// The record.
    pub record_id: RecordId<Thing>,
    /// The shop.
    pub backend_id: BackendId<Shop>,
    /// The ID there.
    pub external_id: Option<String>,
    /// Last synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// What differs from shop to shop.
    pub tax_class_id: Option<i64>,
}

schema! { pub static BENCH = [Shop, Thing, Bound]; }

/// The external ID of the record `n`.
pub fn sku(n: i64) -> String {
    format!("SKU-{n:08}")
}

/// The bindings of some records.
pub fn bindings(shop: BackendId<Shop>, records: std::ops::Range<i64>) -> Vec<Bound> {
    let time = Some(Utc::now());
    records
        .map(|n| Bound {
            record_id: RecordId::new(n),
            backend_id: shop,
            external_id: Some(sku(n)),
            sync_date: time,
            tax_class_id: Some(n % 7),
        })
        .collect()
}
