//~ ERROR Opaque : the trait bound `Opaque: Default` is not satisfied
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalKey, Model, Record, RecordId, Related, schema};
use connector_store::{Error, Store, Stored};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Debug)]
struct Opaque;
#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(skip)]
    more: Opaque,
    title: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.location)]
    place: Related<String>,
    #[field(related = record_id.title)]
    heading: Related<String>,
}

fn ids(shop: BackendId<Shop>, record: RecordId<Product>, binding: BindingId<ShopProduct>) -> (BackendId<Shop>, RecordId<Product>) {
    let _: ExternalKey<ShopProduct> = ExternalKey::new(shop, "a".to_owned());
    let _ = binding;
    (shop, record)
}
fn literal(shop: BackendId<Shop>, record: RecordId<Product>) -> ShopProduct {
    ShopProduct {
        record_id: record,
        backend_id: shop,
        external_id: None,
        sync_date: None,
        place: Related::default(),
        heading: Related::default(),
    }
}
async fn bind(store: &Store, shop: BackendId<Shop>, id: BindingId<ShopProduct>) -> Result<(), Error> {
    let binder = store.binder::<ShopProduct>(shop);
    binder.bind(id, &"SKU".to_owned()).await?;
    let _: Option<RecordId<Product>> = binder.to_record(&"SKU".to_owned()).await?;
    let _ = binder.to_internal(&"SKU".to_owned()).await?;
    let _ = binder.linked(&"SKU".to_owned()).await?;
    binder.unbind(id).await?;
    Ok(())
}
schema! { static ALL = [Shop, Product, ShopProduct]; }

static REGISTERED: Option<Changes<Product>> = None;
struct Holder {
    one: Option<Box<Product>>,
    two: Vec<Stored<Product>>,
}
type Alias = Product;
fn take(_: &Product) {}
fn give() -> Option<Product> {
    None
}
fn changes(_: &Changes<Product>) -> Changes<Alias> {
    Changes::new()
}
fn meta() -> (&'static str, &'static str, usize, usize) {
    (<Product as Model>::NAME, Product::TABLE, Product::FIELDS.len(), Product::UNIQUE.len())
}
fn generic<M: Model>(_: Option<M>) {}
fn call() {
    generic::<Product>(None);
    take(&give().unwrap());
    let _ = changes(&Changes::<Product>::between(&give().unwrap(), &give().unwrap()));
}
async fn rows(store: &Store, id: &<Product as Model>::Id) -> Result<(), Error> {
    let all: Vec<Stored<Product>> = store.all::<Product>().await?;
    let _ = store.get::<Product>(id).await?;
    let _ = store.get_many::<Product>(std::slice::from_ref(id)).await?;
    store.update::<Product>(id, &Changes::new()).await?;
    store.delete::<Product>(id).await?;
    let _ = store.count::<Product>().await?;
    for row in all {
        take(&row);
        let _ = row.id();
        let value: Product = row.into_value();
        let _ = store.put(value).await?;
    }
    Ok(())
}
impl Holder {
    fn first(self) -> Option<Product> {
        self.one.map(|one| *one)
    }
}

fn main() {}
