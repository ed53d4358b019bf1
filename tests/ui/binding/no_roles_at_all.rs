//~ ERROR ShopProduct : has no backend
//~ HELP BackendId
//~ ERROR ShopProduct : has no record
//~ HELP RecordId
//~ ERROR ShopProduct : has no external ID
//~ HELP external_id
//~ ERROR ShopProduct : has no date of the last synchronization
//~ HELP sync_date: Option<DateTime<Utc>>
use connector_core::{ExternalBinding};

#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    title: String,
}

fn main() {}
