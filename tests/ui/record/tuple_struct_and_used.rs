//~ ERROR Product : `derive(Record)` goes on a struct with named fields, and `Product` is a tuple struct
//~ HELP give the fields names: `struct Product { ... }`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Model, Record, RecordId, schema};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product(String);

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

pub fn used(_: RecordId<Product>) -> usize {
    Product("a".to_owned()).0.len() + Product::NAME.len()
}

fn main() {}
