//~ ERROR T : without parameters
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ExternalBinding, ExternalId, ExternalKey, schema};

use connector_store::{Error, Store};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId<T>(T);
#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<OrderId<u32>>,
    sync_date: Option<DateTime<Utc>>,
    other: Option<OrderId<u32>>,
}
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct LineId {
    order: OrderId<u32>,
    number: u32,
}
schema! { static ALL = [Shop, Order]; }
fn key(shop: BackendId<Shop>, id: OrderId<u32>) -> ExternalKey<Order> {
    let _ = id.to_external();
    let _ = OrderId::<u32>::from_external(id.to_external());
    ExternalKey::new(shop, id.clone())
}
async fn bind(store: &Store, shop: BackendId<Shop>, binding: BindingId<Order>, id: &OrderId<u32>) -> Result<(), Error> {
    let _ = store.binder::<Order>(shop).to_internal(id).await?;
    store.binder::<Order>(shop).bind(binding, id).await?;
    store.put(Order { backend_id: shop, external_id: Some(id.clone()), sync_date: None, other: None }).await?;
    Ok(())
}

fn main() {}
