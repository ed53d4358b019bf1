//~ ERROR flatten : `flatten` does not go with `ExportMapper`
//~ HELP remove it
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
    #[map(from = record.title)]
    name: String,
    #[map(value = std::collections::BTreeMap::new())]
    #[serde(flatten)]
    more: std::collections::BTreeMap<String, String>,
}

fn main() {}
