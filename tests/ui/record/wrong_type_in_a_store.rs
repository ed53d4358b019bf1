//~ ERROR u64 : a field of type `u64` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::{Changes, Record, RecordId};
use connector_store::{Error, Store};

#[derive(Debug, Clone, Record)]
#[record(name = "product")]
struct Product {
    title: String,
    views: u64,
}

pub async fn used(store: &Store, id: RecordId<Product>) -> Result<u64, Error> {
    let made = Product { title: "a".to_owned(), views: 5 };
    let _ = store.put(made.clone()).await?.title.len();
    let _ = store.put_many(&[made]).await?;
    store.update(&id, &Changes::<Product>::new()).await?;
    let _ = store.get::<Product>(&id).await?.map(|product| product.views);
    store.count::<Product>().await
}

fn main() {}
