//~ ERROR children : `children` takes what it fills, in parentheses
//~ HELP write it like `children(to = record.lines, with = line)`
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

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Line {
    text: String,
}

#[derive(Record)]
#[record(name = "order")]
struct Order {
    lines: Option<connector_core::Json<Vec<Line>>>,
    note: Option<String>,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.order")]
struct ShopOrder {
    record_id: RecordId<Order>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(ImportMapper)]
#[mapper(to = ShopOrder)]
struct Remote {
    #[map(external_id)]
    sku: String,
    #[map(children)]
    lines: Vec<String>,
}

fn main() {}
