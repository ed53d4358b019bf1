//~ ERROR AcmeProduct { shelf: None } : has no rows of its own
//~ HELP extend(&id, extension)
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

pub async fn put(store: &connector_store::Store) {
    let _ = store.put(AcmeProduct { shelf: None }).await;
}

fn main() {}
