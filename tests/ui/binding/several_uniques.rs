//~ ERROR magento_id : `ShopPartner` has no field `magento_id`
//~ HELP did you mean `external_id`?
//~ ERROR many_per_record : `many_per_record` contradicts the `#[unique]` over the backend and the record
//~ HELP remove `many_per_record`, or that `#[unique]`
//~ ERROR where : the key over these fields holds for all rows: it cannot be weakened
//~ HELP remove `where`
//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
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
#[binding(name = "shop.partner", many_per_record)]
#[unique(backend_id, magento_id)]
#[unique(backend_id, record_id)]
#[unique(backend_id, external_id, where = active)]
#[unique(name = "x")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    active: bool,
}

fn main() {}
