//~ ERROR role : is no key of
//~ HELP `backend`
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
    #[binding(role = backend)]
    shop: BackendId<Shop>,
    record_id: RecordId<Product>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
