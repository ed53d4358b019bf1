//~ ERROR foreign : `foreign` is no key of `#[binding(...)]` on a struct: it belongs to `#[record(...)]` on a struct
//~ HELP the keys here are `name`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", foreign)]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
