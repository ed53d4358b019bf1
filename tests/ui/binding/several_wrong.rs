//~ ERROR i64 : the backend of a binding is `BackendId<MyBackend>`, and not `i64`
//~ HELP write `backend_id: BackendId<MyBackend>`
//~ ERROR String : the record of a binding is `RecordId<MyRecord>`, and not `String`
//~ HELP write `record_id: RecordId<MyRecord>`
//~ ERROR f64 : `external_id: f64` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`
//~ ERROR DateTime<Utc> : the date of the last synchronization of a binding is `Option<DateTime<Utc>>`, and not `DateTime<Utc>`
//~ HELP write `sync_date: Option<DateTime<Utc>>`
use chrono::{DateTime, Utc};
use connector_core::ExternalBinding;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: String,
    backend_id: i64,
    external_id: f64,
    sync_date: DateTime<Utc>,
}

fn main() {}
