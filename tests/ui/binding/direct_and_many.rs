//~ ERROR many_per_record : a `direct` binding links no record, so there cannot be many per record
//~ HELP remove `many_per_record` or `direct`
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
#[binding(name = "shop.partner", direct, many_per_record)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
