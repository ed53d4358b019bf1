//~ ERROR cache : `cache` cannot be in a key: it is not stored
//~ HELP remove it from `#[unique(...)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
#[unique(backend_id, cache)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(skip)]
    cache: String,
}

fn main() {}
