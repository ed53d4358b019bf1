//~ ERROR record_id : `record_id` is a second record of this binding: `partner` is it already
//~ HELP remove one of them, or give `record_id` another name, with `#[field(column = "record_id")]` if its column is to keep it
//~ ERROR sync_date : `shop` cannot have two roles
//~ HELP keep one of them, and declare a field for the other
//~ ERROR ShopPartner : the binding `ShopPartner` has no date of the last synchronization
//~ HELP add `sync_date: Option<DateTime<Utc>>,`, or mark the field that is it with `#[binding(sync_date)]`
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
#[binding(name = "shop.partner")]
struct ShopPartner {
    #[binding(record)]
    partner: RecordId<Partner>,
    record_id: RecordId<Partner>,
    #[binding(backend, sync_date)]
    shop: BackendId<Shop>,
    external_id: Option<String>,
}

fn main() {}
