//~ ERROR product.title : `from` takes a field of the binding, or `record.` and a field of its record
//~ HELP write it like `from = record.name`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExportMapper, ExternalBinding, Record, RecordId};

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

#[derive(serde::Serialize, ExportMapper)]
#[mapper(from = ShopProduct)]
struct Body {
    #[map(from = product.title)]
    name: String,
}

fn main() {}
