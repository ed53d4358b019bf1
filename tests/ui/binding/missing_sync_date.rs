//~ ERROR ShopPartner : the binding `ShopPartner` has no date of the last synchronization
//~ HELP add `sync_date: Option<DateTime<Utc>>,`, or mark the field that is it with `#[binding(sync_date)]`
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
}

fn main() {}
