//~ ERROR Option<(u32, String)> : `external_id: Option<(u32, String)>` cannot be an external ID
//~ HELP make it a struct with these fields, and `#[derive(ExternalId)]` on it
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<(u32, String)>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
