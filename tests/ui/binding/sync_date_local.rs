//~ ERROR Option<DateTime<Local>> : the date of the last synchronization of a binding is `Option<DateTime<Utc>>`, and not `Option<DateTime<Local>>`
//~ HELP write `sync_date: Option<DateTime<Utc>>`
use chrono::{DateTime, Local};
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
    sync_date: Option<DateTime<Local>>,
}

fn main() {}
