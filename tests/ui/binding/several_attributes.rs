//~ ERROR descripton : `descripton` is no key of `#[binding(...)]` on a struct
//~ HELP did you mean `description`?
//~ ERROR many_per_record : a `direct` binding links no record, so there cannot be many per record
//~ HELP remove `many_per_record` or `direct`
//~ ERROR = true : `direct` takes no value
//~ HELP write `direct` alone
//~ ERROR "Shop Partner" : the technical name "Shop Partner" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "shop.partner"
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "Shop Partner", descripton = "x", direct = true, many_per_record)]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
