//! Extensions in an import: written with record and binding, compared with what is kept, all of it or nothing.

use std::sync::{Arc, Mutex};

use crate::fixtures::*;
use chrono::{DateTime, Utc};
use connector_core::{Extension, ImportMapper, LinkRequests, MapContext, Mapped, MappingError, RecordId, Secret, Skip, schema};
use connector_store::{Error, Store, Stored, Tx};
use connector_sync::{ImportHooks, Imported, Registry, Report};

/// What Acme adds to the binding of a product.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = ShopProduct, name = "acme.shop.product", description = "Acme Product")]
#[unique(place, name = "acme_place", message = "Two things are in this place.")]
struct AcmeShopProduct {
    #[field(size = 6)]
    place: Option<String>,
    key: Option<Secret>,
}

/// What Acme adds to the record itself.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    rating: i64,
}

schema! {
    static ACME = [Shop, Category, Product, Tag, ShopCategory, ShopProduct, ShopTag, AcmeShopProduct, AcmeProduct];
}

/// A product as Acme's shop sends it: the connector's, and more.
#[derive(Clone, Default)]
struct RemoteAcmeProduct {
    product: RemoteProduct,
    place: Option<&'static str>,
    rating: Option<i64>,
    key: Option<&'static str>,
}

impl ImportMapper for RemoteAcmeProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<String, MappingError> {
        self.product.external_id()
    }
    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        self.product.external_updated_at()
    }
    fn skip(&self) -> Option<Skip> {
        self.product.skip()
    }
    fn links(&self, links: &mut LinkRequests) {
        self.product.links(links);
    }
    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        let key = self.key.map(Secret::from);
        // Said twice: the last word counts.
        let mapped = self.product.map(context)?.with_extension(AcmeShopProduct { place: Some("nowhere at all".into()), key: None });
        let mapped = mapped.with_extension(AcmeShopProduct { place: self.place.map(str::to_owned), key });
        Ok(match self.rating {
            Some(rating) => mapped.with_extension(AcmeProduct { rating }),
            None => mapped,
        })
    }
}

/// Product `n`, whose date never tells anything.
fn acme(n: u32, place: &'static str) -> RemoteAcmeProduct {
    let product = RemoteProduct { updated_at: None, ..product(n) };
    RemoteAcmeProduct { product, place: Some(place), rating: Some(i64::from(n)), key: None }
}

/// (external ID, record, whether it is new)
type Told = (String, Option<RecordId<Product>>, bool);

/// (place, rating)
type Added = (Option<String>, Option<i64>);

/// Remembers for whom it was called, and binds by name where it is told to.
#[derive(Clone, Default)]
struct Seen {
    after: Arc<Mutex<Vec<Told>>>,
    matches: bool,
}

impl ImportHooks<ShopProduct> for Seen {
    async fn match_existing(&self, tx: &mut Tx<'_>, record: &Product) -> Result<Vec<RecordId<Product>>, Error> {
        let all = tx.all::<Product>().await?;
        Ok(all.into_iter().filter(|kept| self.matches && kept.name == record.name).map(|kept| kept.id()).collect())
    }
    async fn after(&self, tx: &mut Tx<'_>, imported: &Imported<ShopProduct>) -> Result<(), Error> {
        // What was added is there already.
        assert!(tx.get::<AcmeShopProduct>(&imported.binding).await?.is_some());
        self.after.lock().unwrap().push((imported.external_id.clone(), imported.record.clone(), imported.created));
        Ok(())
    }
}

/// With which hooks. Without any, the records of a page are created at once.
#[derive(Clone, Copy, PartialEq)]
enum Hooked {
    No,
    Watching,
    Matching,
}

struct Acme {
    store: Store,
    shop: Stored<Shop>,
    remote: Scripted<RemoteAcmeProduct>,
    seen: Seen,
    registry: Registry<Shop>,
    _directory: tempfile::TempDir,
}

impl Acme {
    async fn new(records: Vec<RemoteAcmeProduct>, hooks: Hooked) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = connect(&directory).await;
        store.migrate(&ACME).await.unwrap();
        let shop = put_shop(&store).await;
        let (remote, seen) = (Scripted::new(records), Seen { matches: hooks == Hooked::Matching, ..Seen::default() });
        let (adapter, hook) = (remote.clone(), seen.clone());
        let registry = Registry::builder().binding::<ShopProduct>(|binding| match hooks {
            Hooked::No => binding.adapter(adapter),
            Hooked::Watching | Hooked::Matching => binding.adapter(adapter).hooks(hook),
        });
        Self { store, shop, remote, seen, registry: registry.build().unwrap(), _directory: directory }
    }

    async fn import(&self) -> Report {
        self.registry.work_on(&self.store, &self.shop).import_changed::<ShopProduct>().await.unwrap()
    }

    /// What is added to the product with this ID.
    async fn kept(&self, id: &str) -> Added {
        let binding = self.store.binder::<ShopProduct>(self.shop.id()).to_internal(&id.to_owned()).await.unwrap().unwrap();
        let of_binding = self.store.get_extended::<AcmeShopProduct>(&binding.id()).await.unwrap().unwrap();
        let of_record = self.store.get_extended::<AcmeProduct>(&binding.record_id).await.unwrap().unwrap();
        (of_binding.extension.and_then(|more| more.place), of_record.extension.map(|more| more.rating))
    }
}

fn place(text: &str, rating: i64) -> Added {
    (Some(text.to_owned()), Some(rating))
}

#[tokio::test]
async fn they_come_with_record_and_binding() {
    let acme = Acme::new(vec![acme(1, "A 1"), acme(2, "A 2")], Hooked::Watching).await;
    assert_eq!(product_counts(&acme.import().await), [2, 0, 0, 0, 0]);
    assert_eq!((acme.kept("p1").await, acme.kept("p2").await), (place("A 1", 1), place("A 2", 2)));
    // Nothing different: nothing is written, and nobody is told.
    let date = acme.store.all::<ShopProduct>().await.unwrap()[0].sync_date;
    assert_eq!(product_counts(&acme.import().await), [0, 0, 2, 0, 0]);
    assert_eq!(acme.store.all::<ShopProduct>().await.unwrap()[0].sync_date, date);
    assert_eq!(acme.seen.after.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_change_of_one_alone_is_an_update() {
    let acme = Acme::new(vec![acme(1, "A 1"), acme(2, "A 2")], Hooked::Watching).await;
    acme.import().await;
    let date = acme.store.all::<ShopProduct>().await.unwrap()[0].sync_date;
    acme.remote.change(0, |remote| remote.place = Some("B 1"));
    acme.remote.change(1, |remote| remote.rating = Some(5));
    let report = acme.import().await;
    assert_eq!(product_counts(&report), [0, 2, 0, 0, 0]);
    assert_eq!((acme.kept("p1").await, acme.kept("p2").await), (place("B 1", 1), place("A 2", 5)));
    assert!(acme.store.all::<ShopProduct>().await.unwrap()[0].sync_date > date);
    assert_eq!(acme.seen.after.lock().unwrap().iter().filter(|(_, _, created)| !created).count(), 2);
    // What the mapper does not give any more stays.
    acme.remote.change(1, |remote| remote.rating = None);
    assert_eq!(product_counts(&acme.import().await), [0, 0, 2, 0, 0]);
    assert_eq!(acme.kept("p2").await, place("A 2", 5));
}

/// The rows were there before Acme's crate was.
#[tokio::test]
async fn rows_that_were_there_before_are_extended() {
    let acme = Acme::new(vec![acme(1, "A 1")], Hooked::Watching).await;
    acme.import().await;
    let binding = acme.store.all::<ShopProduct>().await.unwrap().remove(0);
    acme.store.delete::<AcmeShopProduct>(&binding.id()).await.unwrap();
    acme.store.delete::<AcmeProduct>(&binding.record_id).await.unwrap();
    assert_eq!(acme.kept("p1").await, (None, None));
    assert_eq!(product_counts(&acme.import().await), [0, 1, 0, 0, 0]);
    assert_eq!(acme.kept("p1").await, place("A 1", 1));
}

async fn one_fails_alone(hooks: Hooked) {
    let secret = RemoteAcmeProduct { key: Some("s3cr3t"), ..acme(4, "A 4") };
    let acme = Acme::new(vec![acme(1, "A 1"), acme(2, "too long a place"), acme(3, "A 1"), secret, acme(5, "A 5")], hooks).await;
    let report = acme.import().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 3]);
    let errors = errors(&report, "shop.product");
    let error = |id: &str| &errors.iter().find(|(reference, _)| reference == id).unwrap().1;
    assert!(error("p2").contains("`place`") || error("p2").contains("Place"), "{errors:?}");
    assert!(error("p3").contains("Two things are in this place."), "{errors:?}");
    assert!(error("p4").contains("`key` of acme.shop.product is a secret") && !error("p4").contains("s3cr3t"), "{errors:?}");
    // Neither record nor binding of them is there.
    assert_eq!((acme.store.count::<Product>().await.unwrap(), acme.store.count::<ShopProduct>().await.unwrap()), (2, 2));
    assert_eq!((acme.kept("p1").await, acme.kept("p5").await), (place("A 1", 1), place("A 5", 5)));
    // Each hook was told of its own record.
    let bindings = acme.store.all::<ShopProduct>().await.unwrap();
    let kept: Vec<_> = bindings.iter().map(|kept| (kept.external_id.clone(), Some(kept.record_id.clone()), true)).collect();
    assert_eq!(*acme.seen.after.lock().unwrap(), if hooks == Hooked::No { Vec::new() } else { kept });
}

#[tokio::test]
async fn one_that_fails_fails_its_record_alone_and_whole() {
    one_fails_alone(Hooked::No).await;
    one_fails_alone(Hooked::Watching).await;
}

#[tokio::test]
async fn one_that_fails_leaves_what_is_kept_as_it_was() {
    let acme = Acme::new(vec![acme(1, "A 1")], Hooked::Watching).await;
    acme.import().await;
    acme.remote.change(0, |remote| {
        remote.product.price = 99;
        remote.rating = Some(9);
        remote.place = Some("too long a place");
    });
    assert_eq!(product_counts(&acme.import().await), [0, 0, 0, 0, 1]);
    assert_eq!(acme.kept("p1").await, place("A 1", 1));
    assert_eq!(acme.store.all::<Product>().await.unwrap()[0].price, 1);
    // Put right: the same record is updated.
    acme.remote.change(0, |remote| remote.place = Some("B 1"));
    assert_eq!(product_counts(&acme.import().await), [0, 1, 0, 0, 0]);
    assert_eq!(acme.kept("p1").await, place("B 1", 9));
}

#[tokio::test]
async fn a_record_that_matches_is_extended() {
    let acme = Acme::new(vec![acme(1, "A 1")], Hooked::Matching).await;
    let ours = Product { name: "Product 1".into(), price: 7, note: None, category_id: None };
    let ours = acme.store.put(ours).await.unwrap().id();
    assert_eq!(product_counts(&acme.import().await), [1, 0, 0, 0, 0]);
    assert_eq!(acme.kept("p1").await, place("A 1", 1));
    assert_eq!(acme.store.get::<AcmeProduct>(&ours).await.unwrap().unwrap().rating, 1);
}
