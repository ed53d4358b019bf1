//~ ERROR Id : the backend of a binding is a `BackendId<...>`, and not `i64`
//~ HELP write `BackendId<MyBackend>`, where `MyBackend` derives `Backend`
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

type Id = i64;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: Id,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
