//~ ERROR Option<&'static str> : `external_id: Option<&'static str>` cannot be an external ID
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
    external_id: Option<&'static str>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
