//~ ERROR Option<u64> : `external_id: Option<u64>` cannot be an external ID
//~ HELP integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<u64>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
