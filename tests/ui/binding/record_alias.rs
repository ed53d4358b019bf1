//~ ERROR Id : the record of a binding is a `RecordId<...>`, and not `BackendId<Shop>`
//~ HELP write `RecordId<MyRecord>`, where `MyRecord` derives `Record`
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

type Id = BackendId<Shop>;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: Id,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
