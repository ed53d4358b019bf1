//~ ERROR related : `external_id` has the role `external_id`, which has to be stored
//~ HELP remove `related`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Related};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    #[field(related = backend_id.name)]
    external_id: Related<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
