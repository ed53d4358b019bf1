//~ ERROR Product : the record `Product` has no technical name
//~ HELP add `#[record(name = "product")]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Model, Record, RecordId, schema};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
struct Product {
    title: String,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

schema! {
    pub static SHOP = [Shop, Product, ShopProduct];
}

pub fn used(id: RecordId<Product>) -> usize {
    let made = Product { title: id.to_string() };
    made.title.len() + Product::NAME.len()
}

fn main() {}
