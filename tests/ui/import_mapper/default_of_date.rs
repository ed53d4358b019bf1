//~ ERROR default : `default` does not go with `external_updated_at`
//~ HELP remove `default`
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

#[derive(ImportMapper)]
#[mapper(to = ShopProduct)]
struct Remote {
    #[map(external_id)]
    sku: String,
    #[map(external_updated_at, default = Utc::now())]
    updated_at: Option<DateTime<Utc>>,
    #[map(to = record.title)]
    name: String,
    #[map(to = position)]
    position: i64,
}

fn main() {}
