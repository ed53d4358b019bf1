//~ ERROR shop_name : `shop_name` of shop.linked is not stored, so no change of it is known
//~ HELP name a stored field
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExportMapper, ExternalBinding, Record, RecordId, Related};

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

#[derive(ExternalBinding)]
#[binding(name = "shop.linked", direct)]
struct Linked {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.name)]
    shop_name: Related<String>,
}

#[derive(serde::Serialize, ExportMapper)]
#[mapper(from = Linked)]
struct Body {
    #[map(from = shop_name, with = text)]
    name: String,
}

fn text(name: &Related<String>) -> String {
    format!("{name:?}")
}

fn main() {}
