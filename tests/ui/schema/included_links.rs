//~ ERROR Offer : `product_id` of `offer` links `product`, which this schema does not list
//~ HELP add it
use connector_core::{Record, RecordId, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(Record)]
#[record(name = "category")]
struct Category {
    title: String,
}
#[derive(Record)]
#[record(name = "offer")]
struct Offer {
    product_id: RecordId<Product>,
}

schema! {
    static CATEGORIES = [Category];
}
schema! {
    pub static FAIR = [..CATEGORIES, Offer];
}

fn main() {}
