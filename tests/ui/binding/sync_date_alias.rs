//~ ERROR Stamp : a date of a binding is `Option<DateTime<Utc>>`, and not `i64`
//~ HELP write `Option<DateTime<Utc>>`, with `DateTime` and `Utc` of chrono
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

type Stamp = i64;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Stamp,
}

fn main() {}
