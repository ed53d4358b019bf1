//~ ERROR ShopPartner : the binding `ShopPartner` has no backend
//~ HELP add `backend_id: BackendId<MyBackend>,`, or mark the field that is it with `#[binding(backend)]`
use chrono::{DateTime, Utc};
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
struct ShopPartner {
    record_id: RecordId<Partner>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn takes<T: ExternalBinding>(binding: &T) -> Option<DateTime<Utc>> {
    binding.sync_date()
}

pub fn used(binding: &ShopPartner) -> Option<DateTime<Utc>> {
    let _ = binding.external_id();
    let _ = binding.external_key();
    takes(binding)
}

fn main() {}
