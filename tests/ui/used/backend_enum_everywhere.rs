//~ ERROR Shop : is an enum
//~ HELP Selection
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Extension, Record, schema};

#[derive(Backend)]
#[backend(name = "shop.backend")]
enum Shop {
    One,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.site", direct)]
struct Site {
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}
#[derive(Extension)]
#[extension(of = Shop, name = "acme.shop")]
struct Acme {
    a: String,
}
#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    shop: Option<BackendId<Shop>>,
}
schema! { static ALL = [Shop, Site, Acme, Thing]; }
fn id(shop: BackendId<Shop>) -> Site {
    let _ = Shop::One;
    Site { backend_id: shop, external_id: None, sync_date: None }
}

fn main() {}
