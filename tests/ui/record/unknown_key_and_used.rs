//~ ERROR trnaslate : `trnaslate` is no key of `#[field(...)]` on a field
//~ HELP did you mean `translate`?
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Model, Record, RecordId, Translated, schema};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(trnaslate)]
    title: Translated,
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

fn takes<R: Record>(_: RecordId<R>) {}

pub fn used(id: RecordId<Product>) -> usize {
    takes(id);
    Product::FIELDS.len()
}

fn main() {}
