//~ ERROR Option<Option<String>> : `external_id: Option<Option<String>>` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`
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
    external_id: Option<Option<String>>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
