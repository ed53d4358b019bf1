//~ ERROR u64 : `u64` cannot be an external ID
//~ HELP integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId};
use connector_store::{Error, Store};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(u64);

#[derive(Debug, Clone, ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: OrderId,
    sync_date: Option<DateTime<Utc>>,
}

pub async fn used(store: &Store, shop: BackendId<Shop>) -> Result<bool, Error> {
    let found = store.binder::<Order>(shop).to_internal(&OrderId(1)).await?;
    Ok(found.is_some())
}

fn main() {}
