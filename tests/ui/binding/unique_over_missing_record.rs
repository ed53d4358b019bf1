//~ ERROR ShopProduct : has no record
//~ HELP record_id: RecordId<
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
#[unique(backend_id, record_id, message = "x")]
struct ShopProduct {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
