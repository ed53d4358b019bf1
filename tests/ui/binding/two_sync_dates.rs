//~ ERROR sync_date : `written` is a second date of the last synchronization of this binding: `sync_date` is it already
//~ HELP remove `#[binding(sync_date)]` from one of them
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
    #[binding(sync_date)]
    written: Option<DateTime<Utc>>,
}

fn main() {}
