//~ ERROR i64 : the date of the last change on the external system of a binding is `Option<DateTime<Utc>>`, and not `i64`
//~ HELP write `external_updated_at: Option<DateTime<Utc>>`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: i64,
}

fn main() {}
