//~ ERROR magento_id : `ShopProduct` has no field `magento_id`
//~ HELP did you mean `external_id`?
//~ ERROR i64 : the backend of a binding is `BackendId<MyBackend>`, and not `i64`
//~ HELP write `backend_id: BackendId<MyBackend>`
//~ ERROR lable : `lable` is no key of `#[field(...)]` on a field
//~ HELP did you mean `label`?
//~ ERROR set_null : `set_null` on `brand`: the field cannot be null
//~ HELP write `brand: Option<RecordId<Brand>>`, or `restrict` or `cascade`
use chrono::{DateTime, Utc};
use connector_core::{ExternalBinding, Record, RecordId};

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    name: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
#[unique(backend_id, magento_id)]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: i64,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(lable = "Shown in the shop")]
    active: bool,
    #[field(ondelete = set_null)]
    brand: RecordId<Brand>,
}

fn main() {}
