//~ ERROR external_id : `external_id` is a second external ID of this binding: `code` is it already
//~ HELP remove one of them, or give `external_id` another name, with `#[field(column = "external_id")]` if its column is to keep it
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    #[binding(external_id)]
    code: String,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
