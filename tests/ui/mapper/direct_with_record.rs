//~ ERROR binding : type mismatch resolving `<ShopPartner as ExternalBinding>::Record == NoRecord`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Mapped, Record, RecordId};

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
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

pub fn mapped(binding: ShopPartner) {
    let _ = Mapped::direct(binding);
}

fn main() {}
