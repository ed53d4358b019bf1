//~ ERROR Option<RecordId<Partner>> : the record of a binding is `RecordId<MyRecord>`, and not `Option<RecordId<Partner>>`
//~ HELP write `record_id: RecordId<Partner>`
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
    record_id: Option<RecordId<Partner>>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
