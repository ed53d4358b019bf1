//~ ERROR DateTime : cannot find type `DateTime` in this scope
use connector_core::{Backend, BackendId, ExternalBinding};
use chrono::Utc;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
