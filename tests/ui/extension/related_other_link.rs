//~ ERROR product : has no field `product`
//~ HELP there are no links
use connector_core::{Extension, Record, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    #[field(related = product.title)]
    title: Related<String>,
}

fn main() {}
