//~ ERROR RecordId<Partner> : the backend of a binding is `BackendId<MyBackend>`, and not `RecordId<Partner>`
//~ HELP write `backend_id: BackendId<MyBackend>`
use chrono::{DateTime, Utc};
use connector_core::{Backend, ExternalBinding, Record, RecordId};

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
    backend_id: RecordId<Partner>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
