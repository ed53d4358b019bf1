//~ ERROR ShopProduct : has no backend
use chrono::{DateTime, Utc};
use connector_core::{Backend, ExternalBinding, Record, RecordId, Related};

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
#[unique(backend_id, external_id)]
struct ShopProduct {
    record_id: RecordId<Product>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.location)]
    place: Related<String>,
}

fn main() {}
