//~ ERROR ShopProduct : has no external ID
//~ HELP external_id: Option<String>
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
#[unique(backend_id, external_id, name = "shop_uniq", message = "Already bound.")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    sync_date: Option<DateTime<Utc>>,

}

fn main() {}
