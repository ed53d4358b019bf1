//~ ERROR also : type mismatch resolving `<ShopCategory as ExternalBinding>::Record == Product`
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

#[derive(Record)]
#[record(name = "category")]
struct Category {
    title: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.category")]
struct ShopCategory {
    record_id: RecordId<Category>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Record)]
#[record(name = "article")]
struct Article {
    category: Option<RecordId<Category>>,
    title: Option<String>,
    also: Option<RecordId<Product>>,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.article")]
struct ShopArticle {
    record_id: RecordId<Article>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(ImportMapper)]
#[mapper(to = ShopArticle)]
struct Remote {
    #[map(external_id)]
    sku: String,
    #[map(to = record.also, via = ShopCategory)]
    category: u32,
}

fn main() {}
