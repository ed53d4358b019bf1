//~ ERROR u64 : `u64` cannot be an external ID
//~ HELP use `i64` where the IDs are small enough, and `String` otherwise
//~ ERROR bool : `bool` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, ExternalKey};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    product: u64,
    warehouse: bool,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.stock", direct)]
struct Stock {
    backend_id: BackendId<Shop>,
    external_id: StockId,
    sync_date: Option<DateTime<Utc>>,
}

fn key(shop: BackendId<Shop>) -> ExternalKey<Stock> {
    ExternalKey::new(shop, StockId { product: 1, warehouse: true })
}

fn main() {
    let _ = key(BackendId::new(1)).id().product;
}
