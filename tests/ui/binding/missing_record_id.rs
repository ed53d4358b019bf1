//~ ERROR ShopPartner : the binding `ShopPartner` has no record
//~ HELP add `record_id: RecordId<MyRecord>,`, or mark the field that is it with `#[binding(record)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record};

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
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
