//~ ERROR Acme : is an extension itself
use connector_core::{Backend, BackendId, Changes, Extension, Model, schema};

use connector_store::{Error, Store};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Extension)]
#[extension(of = Shop, name = "acme.shop")]
struct Acme {
    channel: String,
    count: i64,
}
async fn run(store: &Store, id: &BackendId<Shop>) -> Result<(), Error> {
    store.extend(id, Acme { channel: String::new(), count: 5 }).await?;
    let _ = store.get_extended::<Acme>(id).await?;
    let put = store.put_extended(Shop { name: String::new(), location: String::new() }, Acme { channel: String::new(), count: 1 }).await?;
    let (_, acme) = put.into_parts();
    let _ = acme.map(|acme| acme.channel);
    store.update(id, &Changes::<Acme>::new()).await?;
    let _ = store.all::<Acme>().await?;
    store.delete::<Acme>(id).await?;
    Ok(())
}
schema! { static ALL = [Shop, Acme]; }
fn meta() -> (&'static str, usize) {
    (Acme::NAME, Acme::FIELDS.len())
}
#[derive(Extension)]
#[extension(of = Acme, name = "more.shop")]
struct More {
    a: String,
}
fn more(_: &More) -> (&'static str, Changes<More>) {
    (More::NAME, Changes::new())
}
async fn again(store: &Store, id: &BackendId<Shop>) -> Result<(), Error> {
    store.extend(id, More { a: String::new() }).await?;
    let _ = store.all::<More>().await?;
    Ok(())
}
schema! { static EVEN = [Shop, Acme, More]; }

fn main() {}
