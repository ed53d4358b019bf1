//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Changes, ExternalBinding, Model, Record, RecordId, Related, schema};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    colour: Colour,
}

#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = record_id.title)]
    title: Related<String>,
}

schema! {
    pub static SHOP = [Shop, Product, ShopProduct];
}

fn takes<R: Record>(_: &R, _: RecordId<R>) {}

pub fn used(id: RecordId<Product>) -> usize {
    let made = Product { title: "a".to_owned(), colour: Colour };
    takes(&made, id);
    let _: Changes<Product> = Changes::new();
    Product::FIELDS.len()
}

fn main() {}
