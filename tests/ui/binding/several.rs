//~ ERROR ShopPartner : the binding `ShopPartner` has no date of the last synchronization
//~ HELP add `sync_date: Option<DateTime<Utc>>,`, or mark the field that is it with `#[binding(sync_date)]`
//~ ERROR i64 : the backend of a binding is `BackendId<MyBackend>`, and not `i64`
//~ HELP write `backend_id: BackendId<MyBackend>`
//~ ERROR magento_id : `ShopPartner` has no field `magento_id`
//~ HELP did you mean `external_id`?
use connector_core::{Backend, ExternalBinding, Record, RecordId};

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
#[binding(name = "shop.partner")]
#[unique(backend_id, magento_id)]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: i64,
    external_id: Option<String>,
}

fn main() {}
