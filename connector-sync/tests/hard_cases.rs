//! What goes wrong in practice: one poisoned record among many, pages that lie, failures that others link, and hooks that need to
//! know what the remote said.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use connector_core::RecordId;
use connector_store::{Error, Tx};
use connector_sync::{Adapter, ImportHooks, Imported, Page, Registry, RemoteError, RemotePage, RemoteRecord, Retry, Window};

use support::{House, Product, RemoteProduct, ShopCategory, ShopProduct, at, category, counts, errors, product, product_counts, products};

#[tokio::test]
async fn one_poisoned_record_among_a_thousand() {
    let house = House::new(products(1..=1_000), Vec::new()).await;
    house.products.change(499, |product| product.broken = true);
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [999, 0, 0, 0, 1], "{report}");
    assert_eq!(house.kept().await, (999, 999));
    let failures = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap();
    let failure = &failures[0];
    assert_eq!((failures.len(), failure.reference.as_str(), failure.tries), (1, "p500", 1));
    assert!(failure.error.contains("the price is no number") && failure.next_try_at >= failure.failed_at, "{}", failure.error);
    // Still poisoned: its next try is later.
    house.import::<ShopProduct>().await;
    let again = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap().remove(0);
    assert!(again.tries == 2 && again.next_try_at - again.failed_at >= chrono::TimeDelta::seconds(60), "{again:?}");
    // It heals, and nothing else is touched.
    house.products.change(499, |product| product.broken = false);
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    assert_eq!((report.models()[0].created, report.models()[0].updated, report.failed()), (1, 0, 0), "{report}");
    assert!(house.failures::<ShopProduct>().await.is_empty());
    assert_eq!((house.kept().await, house.product("p500").await.price), ((1_000, 1_000), 500));
}

/// Pages as they are said to be, whatever is asked for.
struct Lying {
    pages: Vec<Vec<RemoteProduct>>,
    total: Option<u64>,
}

impl Adapter<ShopProduct> for Lying {
    type Remote = RemoteProduct;

    async fn changed(&self, (): &(), _: &Window, page: &Page) -> Result<RemotePage<String, RemoteProduct>, RemoteError> {
        let place = usize::try_from(page.number()).unwrap() - 1;
        let next = (place + 1 < self.pages.len()).then(|| (page.number() + 1).to_string());
        Ok(RemotePage::of_records(self.pages[place].clone()).next(next).total(self.total))
    }

    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Ok(ids.iter().map(|_| None).collect())
    }
}

/// In words; the numbers on each page; how many it says there are.
type Said = (&'static str, Vec<Vec<u32>>, Option<u64>);

#[tokio::test]
async fn pages_that_lie() {
    let pages: [Said; 6] = [
        ("empty, with a next one", vec![vec![], vec![1, 2, 3], vec![], vec![4], vec![]], None),
        ("repeated", vec![vec![1, 2], vec![1, 2], vec![1, 2], vec![3, 4]], None),
        ("reordered, and repeated much later", vec![vec![4, 2], vec![3, 1], vec![2, 4]], None),
        ("fewer than asked for", vec![vec![1], vec![2, 3], vec![4]], None),
        ("more than asked for", vec![vec![1, 2, 3, 4]], None),
        ("a count that does not fit", vec![vec![1, 2], vec![3, 4]], Some(1_000_000)),
    ];
    for (what, pages, total) in pages {
        let house = House::new(Vec::new(), Vec::new()).await;
        let pages = pages.into_iter().map(products).collect();
        let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Lying { pages, total })).build().unwrap();
        let report = registry.work_on(&house.store, &house.shop).import_changed::<ShopProduct>().page_size(2).await.unwrap();
        assert_eq!((report.models()[0].created, report.failed()), (4, 0), "{what}: {report}");
        assert_eq!(house.kept().await, (4, 4), "{what}");
    }
}

#[tokio::test]
async fn a_failure_that_others_link_is_counted_once() {
    // Products on two pages link a category that is broken, and one that is skipped.
    let mut records = products(1..=6);
    for (place, product) in records.iter_mut().enumerate() {
        product.category = Some(if place % 2 == 0 { 1 } else { 2 });
    }
    let mut categories = vec![category(1, None), category(2, None)];
    categories[0].broken = true;
    categories[1].skip = true;
    let house = House::new(records, categories).await;
    let work = house.work();
    let first = work.import_changed::<ShopProduct>().page_size(2).await.unwrap();
    assert_eq!(counts(&first, "shop.category"), [0, 0, 0, 1, 1], "{first}");
    assert_eq!(product_counts(&first), [0, 0, 0, 0, 6]);
}

#[tokio::test]
async fn a_failure_of_its_own_kind_that_others_link_is_counted_once() {
    // A category whose parent comes on a later page, and is broken.
    let mut categories: Vec<_> = (1..=3).map(|id| category(id, Some(9))).collect();
    categories.push(support::RemoteCategory { broken: true, ..category(9, None) });
    let house = House::new(Vec::new(), categories).await;
    let report = house.import_with::<ShopCategory>(|import| import.page_size(2)).await;
    assert_eq!(counts(&report, "shop.category"), [0, 0, 0, 0, 4], "{report}");
    assert_eq!(errors(&report, "shop.category").len(), 4);
    let failures = house.store.failures::<ShopCategory>(house.shop.id()).await.unwrap();
    assert!(failures.len() == 4 && failures.iter().all(|failure| failure.tries == 1), "{failures:?}");
}

#[tokio::test]
async fn what_failed_further_in_and_is_imported_in_the_end_did_not_fail() {
    // The first read of the parent fails; on its own page it comes whole.
    let categories = vec![category(1, Some(9)), category(2, None), category(9, None)];
    let house = House::new(Vec::new(), categories).await;
    let reads = AtomicU64::new(0);
    house.categories.fault(move |call| match call {
        support::Call::Read(_) if reads.fetch_add(1, Ordering::Relaxed) == 0 => Err(RemoteError::invalid_data("half a page of HTML")),
        _ => Ok(()),
    });
    let report = house.import_with::<ShopCategory>(|import| import.page_size(2)).await;
    assert_eq!(counts(&report, "shop.category"), [2, 0, 0, 0, 1], "{report}");
    assert_eq!(errors(&report, "shop.category")[0].0, "1");
    assert_eq!(house.failures::<ShopCategory>().await.len(), 1);
}

/// Hooks that look at what the remote said.
#[derive(Clone, Default)]
struct Looking(Arc<Mutex<Vec<(String, u32)>>>);

impl ImportHooks<ShopProduct> for Looking {
    async fn match_remote(&self, tx: &mut Tx<'_>, _: &Product, remote: RemoteRecord<'_>) -> Result<Vec<RecordId<Product>>, Error> {
        // By something that is not mapped.
        let Some(remote) = remote.get::<RemoteProduct>() else { return Err(Error::application("another adapter's")) };
        let wanted = format!("entity {}", remote.entity);
        Ok(tx.all::<Product>().await?.into_iter().filter(|kept| kept.note.as_ref() == Some(&wanted)).map(|kept| kept.id()).collect())
    }

    async fn after_remote(&self, _: &mut Tx<'_>, imported: &Imported<ShopProduct>, remote: RemoteRecord<'_>) -> Result<(), Error> {
        assert!(remote.get::<String>().is_none());
        let entity = remote.get::<RemoteProduct>().map(|remote| remote.entity).unwrap_or_default();
        self.0.lock().unwrap().push((imported.external_id.clone(), entity));
        Ok(())
    }
}

#[tokio::test]
async fn hooks_see_what_the_remote_sent() {
    let house = House::new(products(1..=3), Vec::new()).await;
    let known = house.store.put(Product { name: "Old".into(), price: 0, note: Some("entity 2".into()), category_id: None }).await.unwrap();
    let hooks = Looking::default();
    let registry =
        Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(house.products.clone()).hooks(hooks.clone())).build().unwrap();
    let work = registry.work_on(&house.store, &house.shop);
    work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(house.product("p2").await.id(), known.id());
    house.products.set(vec![RemoteProduct { price: 9, updated_at: Some(at(50)), ..product(3) }]);
    work.import_changed::<ShopProduct>().await.unwrap();
    let mut seen = hooks.0.lock().unwrap().clone();
    seen.sort();
    assert_eq!(seen, [("p1".to_owned(), 1), ("p2".to_owned(), 2), ("p3".to_owned(), 3), ("p3".to_owned(), 3)]);
}
