//~ ERROR i64 : and not `i64`
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
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: i64,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.location)]
    place: Related<String>,
}

fn main() {}
