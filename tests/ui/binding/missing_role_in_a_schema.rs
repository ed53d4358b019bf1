//~ ERROR ShopPartner : the binding `ShopPartner` has no backend
//~ HELP add `backend_id: BackendId<MyBackend>,`, or mark the field that is it with `#[binding(backend)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ExternalBinding, Model, Record, RecordId, schema};

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

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.order", direct)]
struct Order {
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    partner: BindingId<ShopPartner>,
}

schema! {
    pub static SHOP = [Shop, Partner, ShopPartner, Order];
}

pub fn used(id: BindingId<ShopPartner>) -> usize {
    let _ = id.get();
    ShopPartner::FIELDS.len()
}

fn main() {}
