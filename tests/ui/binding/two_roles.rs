//~ ERROR record : `changed` cannot have two roles
//~ HELP keep one of them, and declare a field for the other
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
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[binding(external_updated_at, record)]
    changed: Option<DateTime<Utc>>,
}

fn main() {}
