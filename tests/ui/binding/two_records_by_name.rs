//~ ERROR odoo_id : `odoo_id` is a second record of this binding: `record_id` is it already
//~ HELP remove one of them, or give `odoo_id` another name, with `#[field(column = "odoo_id")]` if its column is to keep it
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
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    odoo_id: RecordId<Partner>,
}

fn main() {}
