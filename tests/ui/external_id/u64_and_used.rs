//~ ERROR u64 : `u64` cannot be an external ID
//~ HELP integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, ExternalKey, ExternalValue};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(u64);

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<OrderId>,
    sync_date: Option<DateTime<Utc>>,
    previous: Option<OrderId>,
}

pub fn used(shop: BackendId<Shop>, order: &Order) -> Option<ExternalKey<Order>> {
    let _: ExternalValue<'_> = OrderId(5).to_external();
    let _ = order.external_id().map(|id| id.0);
    let _ = ExternalKey::<Order>::new(shop, OrderId(7));
    order.external_key()
}

fn main() {}
