//~ ERROR Shop : struct `Shop` is private
use chrono::{DateTime, Utc};
use connector_core::{BackendId, ExternalBinding};

mod shops {
    #[derive(connector_core::Backend)]
    #[backend(name = "shop")]
    struct Shop {
        name: String,
    }
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<shops::Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
