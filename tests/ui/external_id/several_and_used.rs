//~ ERROR StockId : `derive(ExternalId)` goes on a struct with one field, and `StockId` has 2 fields
//~ HELP wrap the ID as the external system writes it: `struct StockId(String);`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, ExternalKey};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    product: String,
    warehouse: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.stock", direct)]
struct Stock {
    backend_id: BackendId<Shop>,
    external_id: StockId,
    sync_date: Option<DateTime<Utc>>,
}

fn key(shop: BackendId<Shop>) -> ExternalKey<Stock> {
    ExternalKey::new(shop, StockId { product: "p".into(), warehouse: "w".into() })
}

fn main() {
    let _ = key(BackendId::new(1)).id().product.len();
}
