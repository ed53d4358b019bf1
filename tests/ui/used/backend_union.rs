//~ ERROR Shop : is a union
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, ExternalKey, Model, Record, RecordId, Related, schema};
use connector_store::{Error, Store, Stored};

#[derive(Backend)]
#[backend(name = "shop.backend")]
union Shop {
    location: i64,
    other: i64,
}
#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
    place: Option<String>,
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
        place: None,
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

static REGISTERED: Option<Changes<Shop>> = None;
struct Holder {
    one: Option<Box<Shop>>,
    two: Vec<Stored<Shop>>,
}
type Alias = Shop;
fn take(_: &Shop) {}
fn give() -> Option<Shop> {
    None
}
fn changes(_: &Changes<Shop>) -> Changes<Alias> {
    Changes::new()
}
fn meta() -> (&'static str, &'static str, usize, usize) {
    (<Shop as Model>::NAME, Shop::TABLE, Shop::FIELDS.len(), Shop::UNIQUE.len())
}
fn generic<M: Model>(_: Option<M>) {}
fn call() {
    generic::<Shop>(None);
    take(&give().unwrap());
    let _ = changes(&Changes::<Shop>::between(&give().unwrap(), &give().unwrap()));
}
async fn rows(store: &Store, id: &<Shop as Model>::Id) -> Result<(), Error> {
    let all: Vec<Stored<Shop>> = store.all::<Shop>().await?;
    let _ = store.get::<Shop>(id).await?;
    let _ = store.get_many::<Shop>(std::slice::from_ref(id)).await?;
    store.update::<Shop>(id, &Changes::new()).await?;
    store.delete::<Shop>(id).await?;
    let _ = store.count::<Shop>().await?;
    for row in all {
        take(&row);
        let _ = row.id();
        let value: Shop = row.into_value();
        let _ = store.put(value).await?;
    }
    Ok(())
}
impl Holder {
    fn first(self) -> Option<Shop> {
        self.one.map(|one| *one)
    }
}

fn main() {}
