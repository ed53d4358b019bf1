//~ ERROR ShopPartner : the binding `ShopPartner` has no external ID
//~ HELP add `external_id: Option<String>,`, or mark the field that is it with `#[binding(external_id)]`
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
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
