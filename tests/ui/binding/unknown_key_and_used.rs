//~ ERROR lable : `lable` is no key of `#[field(...)]` on a field
//~ HELP did you mean `label`?
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalKey, Model, Record, RecordId, schema};

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
    backend_id: BackendId<Shop>,
    #[field(lable = "ID")]
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

pub fn used(shop: BackendId<Shop>, partner: RecordId<Partner>) -> Option<ExternalKey<ShopPartner>> {
    let mut made = ShopPartner { record_id: partner, backend_id: shop, external_id: Some(5), sync_date: None };
    made.set_external_id(7);
    let _ = made.record_id().map(RecordId::get);
    let _: Changes<ShopPartner> = Changes::new();
    let _ = ShopPartner::FIELDS;
    made.external_key()
}

fn main() {}
