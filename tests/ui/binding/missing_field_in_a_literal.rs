//~ ERROR ShopPartner : the binding `ShopPartner` has no backend
//~ HELP add `backend_id: BackendId<MyBackend>,`, or mark the field that is it with `#[binding(backend)]`
//~ ERROR backend_id : struct `ShopPartner` has no field named `backend_id`
use chrono::{DateTime, Utc};
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
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

pub fn used(shop: BackendId<Shop>, partner: RecordId<Partner>) -> ShopPartner {
    ShopPartner { record_id: partner, backend_id: shop, external_id: None, sync_date: None }
}

fn main() {}
