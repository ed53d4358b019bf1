//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use connector_core::{Backend, BackendId};
use connector_store::{Error, Store, Stored};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop")]
struct Shop {
    location: String,
}

pub async fn used(store: &Store, id: BackendId<Shop>) -> Result<Stored<Shop>, Error> {
    let stored = store.put(Shop { location: "here".to_owned() }).await?;
    let _ = store.get::<Shop>(&id).await?.map(|shop| shop.location.len());
    store.delete::<Shop>(&stored.id()).await?;
    store.by_name::<Shop>("x").await
}

fn main() {}
