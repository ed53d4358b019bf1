//~ ERROR ShopPartner : has no date of the last synchronization
//~ ERROR i64 : write `backend_id:
//~ ERROR magento_id : did you mean `external_id`?
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
