//~ ERROR ShopProduct : is a tuple struct
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalKey, Model, Record, RecordId, schema};
use connector_store::{Error, Store, Stored};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct(RecordId<Product>, BackendId<Shop>, Option<String>);

fn ids(shop: BackendId<Shop>, record: RecordId<Product>, binding: BindingId<ShopProduct>) -> (BackendId<Shop>, RecordId<Product>) {
    let _: ExternalKey<ShopProduct> = ExternalKey::new(shop, "a".to_owned());
    let _ = binding;
    (shop, record)
}
fn literal(shop: BackendId<Shop>, record: RecordId<Product>) -> ShopProduct {
    ShopProduct(record, shop, None)
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

static REGISTERED: Option<Changes<ShopProduct>> = None;
struct Holder {
    one: Option<Box<ShopProduct>>,
    two: Vec<Stored<ShopProduct>>,
}
type Alias = ShopProduct;
fn take(_: &ShopProduct) {}
fn give() -> Option<ShopProduct> {
    None
}
fn changes(_: &Changes<ShopProduct>) -> Changes<Alias> {
    Changes::new()
}
fn meta() -> (&'static str, &'static str, usize, usize) {
    (<ShopProduct as Model>::NAME, ShopProduct::TABLE, ShopProduct::FIELDS.len(), ShopProduct::UNIQUE.len())
}
fn generic<M: Model>(_: Option<M>) {}
fn call() {
    generic::<ShopProduct>(None);
    take(&give().unwrap());
    let _ = changes(&Changes::<ShopProduct>::between(&give().unwrap(), &give().unwrap()));
}
async fn rows(store: &Store, id: &<ShopProduct as Model>::Id) -> Result<(), Error> {
    let all: Vec<Stored<ShopProduct>> = store.all::<ShopProduct>().await?;
    let _ = store.get::<ShopProduct>(id).await?;
    let _ = store.get_many::<ShopProduct>(std::slice::from_ref(id)).await?;
    store.update::<ShopProduct>(id, &Changes::new()).await?;
    store.delete::<ShopProduct>(id).await?;
    let _ = store.count::<ShopProduct>().await?;
    for row in all {
        take(&row);
        let _ = row.id();
        let value: ShopProduct = row.into_value();
        let _ = store.put(value).await?;
    }
    Ok(())
}
impl Holder {
    fn first(self) -> Option<ShopProduct> {
        self.one.map(|one| *one)
    }
}

fn main() {}
