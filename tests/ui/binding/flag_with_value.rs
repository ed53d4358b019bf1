//~ ERROR = true : `direct` takes no value
//~ HELP write `direct` alone
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
#[binding(name = "shop.partner", direct = true)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
