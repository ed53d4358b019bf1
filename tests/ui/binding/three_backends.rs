//~ ERROR backend : `b` is a second backend of this binding: `a` is it already
//~ HELP remove `#[binding(backend)]` from one of them
//~ ERROR backend : `c` is a second backend of this binding: `a` is it already
//~ HELP remove `#[binding(backend)]` from one of them
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
    #[binding(backend)]
    a: BackendId<Shop>,
    #[binding(backend)]
    b: BackendId<Shop>,
    #[binding(backend)]
    c: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
