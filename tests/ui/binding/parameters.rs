//~ ERROR T : the binding `ShopPartner` has the parameter `T`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.partner", direct)]
struct ShopPartner<T> {
    backend_id: BackendId<T>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
