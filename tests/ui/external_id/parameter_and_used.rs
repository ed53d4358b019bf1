//~ ERROR T : `OrderId` has the parameter `T`: `derive(ExternalId)` goes on a type without parameters
//~ HELP remove the parameter
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId<T>(T);

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<OrderId<u32>>,
    sync_date: Option<DateTime<Utc>>,
}

pub fn used(order: &Order) -> bool {
    order.external_id() == Some(&OrderId(5))
}

fn main() {}
