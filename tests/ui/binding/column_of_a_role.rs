//~ ERROR "external_id" : the column `external_id` of `code` is already the column of `external_id`
//~ HELP give one of them another one: `#[field(column = "...")]`
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
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(column = "external_id")]
    code: String,
}

fn main() {}
