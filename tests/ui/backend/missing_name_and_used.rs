//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Changes, ExternalBinding, ExternalKey, Extensible, Model, NoVersion, Record, Related, schema};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop")]
struct Shop {
    location: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.location)]
    location: Related<String>,
}

#[derive(Record)]
#[record(name = "setting")]
struct Setting {
    shop: BackendId<Shop>,
}

schema! {
    pub static SHOP = [Shop, ShopPartner, Setting];
}

fn takes<B: Backend>(backend: &B) -> String {
    backend.name().to_owned()
}

fn version(shop: &Shop) -> Option<Extensible<NoVersion>> {
    shop.version()
}

fn key(shop: BackendId<Shop>) -> ExternalKey<ShopPartner> {
    ExternalKey::new(shop, 12)
}

pub fn used(shop: BackendId<Shop>) -> (String, usize) {
    let made = Shop { location: "here".to_owned() };
    let _ = version(&made);
    let _ = key(shop);
    let _: Changes<Shop> = Changes::new();
    (takes(&made), Shop::FIELDS.len() + Shop::TABLE.len() + SHOP.models().count())
}

fn main() {}
