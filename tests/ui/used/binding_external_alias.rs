//~ ERROR Number : cannot be an external ID
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalKey, Model, Record, RecordId, Related, schema};
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
type Number = f64;
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Number,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = backend_id.location)]
    place: Related<String>,
    #[field(related = record_id.title)]
    heading: Related<String>,
}

fn ids(shop: BackendId<Shop>, record: RecordId<Product>, binding: BindingId<ShopProduct>) -> (BackendId<Shop>, RecordId<Product>) {
    let _: ExternalKey<ShopProduct> = ExternalKey::new(shop, 1.0);
    let _ = binding;
    (shop, record)
}
fn literal(shop: BackendId<Shop>, record: RecordId<Product>) -> ShopProduct {
    ShopProduct {
        record_id: record,
        backend_id: shop,
        external_id: 1.0,
        sync_date: None,
        place: Related::default(),
        heading: Related::default(),
    }
}
async fn bind(store: &Store, shop: BackendId<Shop>, id: BindingId<ShopProduct>) -> Result<(), Error> {
    let binder = store.binder::<ShopProduct>(shop);
    binder.bind(id, &1.0).await?;
    let _: Option<RecordId<Product>> = binder.to_record(&1.0).await?;
    let _ = binder.to_internal(&1.0).await?;
    let _ = binder.linked(&1.0).await?;
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
