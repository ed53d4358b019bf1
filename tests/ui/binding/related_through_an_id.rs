//~ ERROR external_id : `Option<OrderId>` is no link
//~ HELP a related field is read through a `RecordId<...>`, a `BackendId<...>` or a `BindingId<...>`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, Related};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(u32);

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<OrderId>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = external_id.branch)]
    branch: Related<String>,
}

fn main() {}
