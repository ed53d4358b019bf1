//~ ERROR dircet : `dircet` is no key of `#[binding(...)]` on a struct
//~ HELP did you mean `direct`?
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", dircet)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
