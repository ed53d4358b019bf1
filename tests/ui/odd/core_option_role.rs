//~ ERROR core::option::Option<chrono::DateTime<chrono::Local>> : and not
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
    external_id: Option<String>,
    sync_date: core::option::Option<chrono::DateTime<chrono::Local>>,
}

fn main() {}
