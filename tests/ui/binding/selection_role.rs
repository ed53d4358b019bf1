//~ ERROR selection : `selection` goes with `String`, and `backend_id` is `BackendId<Shop>`
//~ HELP remove `selection`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

fn shops() -> Vec<(String, String)> {
    Vec::new()
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    #[field(selection = shops)]
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
