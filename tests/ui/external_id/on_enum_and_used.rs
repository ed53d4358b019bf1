//~ ERROR OrderId : `derive(ExternalId)` goes on a struct around an ID, and `OrderId` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
enum OrderId {
    A,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<OrderId>,
    sync_date: Option<DateTime<Utc>>,
}

pub fn used(order: &Order) -> bool {
    order.external_id() == Some(&OrderId::A)
}

fn main() {}
