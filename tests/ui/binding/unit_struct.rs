//~ ERROR ShopPartner : the binding `ShopPartner` has no record
//~ HELP add `record_id: RecordId<MyRecord>,`, or mark the field that is it with `#[binding(record)]`
//~ ERROR ShopPartner : the binding `ShopPartner` has no backend
//~ HELP add `backend_id: BackendId<MyBackend>,`, or mark the field that is it with `#[binding(backend)]`
//~ ERROR ShopPartner : the binding `ShopPartner` has no external ID
//~ HELP add `external_id: Option<String>,`, or mark the field that is it with `#[binding(external_id)]`
//~ ERROR ShopPartner : the binding `ShopPartner` has no date of the last synchronization
//~ HELP add `sync_date: Option<DateTime<Utc>>,`, or mark the field that is it with `#[binding(sync_date)]`
use connector_core::ExternalBinding;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner;

fn main() {}
