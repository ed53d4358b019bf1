//~ ERROR related : which has to be stored
//~ HELP remove
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    #[field(related = record_id.title)]
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
