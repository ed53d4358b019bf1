//~ ERROR i64 : the version of a backend is `Extensible<MyVersion>`, and not `i64`
//~ HELP write `version: Extensible<MyVersion>`
use connector_core::{Backend, BackendId};
use connector_store::{Error, Store};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: i64,
}

pub async fn used(store: &Store, id: BackendId<Shop>) -> Result<(), Error> {
    let stored = store.put(Shop { name: "here".to_owned(), version: 5 }).await?;
    let _ = store.get::<Shop>(&id).await?.map(|shop| shop.version().map(|version| version.value().len()));
    store.delete::<Shop>(&stored.id()).await
}

fn main() {}
