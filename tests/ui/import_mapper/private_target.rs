//~ ERROR title : field `title` of struct `Secretive` is private
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    weight: Option<f64>,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    position: i64,
}

mod other {
    #[derive(connector_core::Record)]
    #[record(name = "secretive")]
    pub struct Secretive {
        title: Option<String>,
    }
}

#[derive(ExternalBinding)]
#[binding(name = "shop.secretive")]
struct Other {
    record_id: RecordId<other::Secretive>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(ImportMapper)]
#[mapper(to = Other)]
struct Remote {
    #[map(external_id)]
    sku: String,
    #[map(to = record.title)]
    name: String,
}

fn main() {}
