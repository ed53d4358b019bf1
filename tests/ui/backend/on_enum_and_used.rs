//~ ERROR Shop : `derive(Backend)` goes on a struct with named fields, and `Shop` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, schema};

#[derive(Backend)]
#[backend(name = "shop")]
enum Shop {
    A,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

schema! {
    pub static SHOP = [Shop, ShopPartner];
}

pub fn used(shop: &Shop) -> usize {
    let _ = Shop::A;
    shop.name().len()
}

fn main() {}
