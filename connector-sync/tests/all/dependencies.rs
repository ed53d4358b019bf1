//! What is linked is imported first, through its own importer, once.

use crate::fixtures::*;
use connector_sync::{Adapter, Page, Progress, Registry, RemoteError, RemoteErrorKind, RemotePage, Report, Retry, Window};

fn category_counts(report: &Report) -> [u64; 5] {
    counts(report, "shop.category")
}

/// Categories, each in the next one, and the last in none.
fn chain(length: u32) -> Vec<RemoteCategory> {
    (1..=length).map(|id| category(id, (id < length).then_some(id + 1))).collect()
}

async fn categories(house: &House) -> u64 {
    house.store.count::<ShopCategory>().await.unwrap()
}

fn in_category(n: u32, category: u32) -> RemoteProduct {
    RemoteProduct { category: Some(category), ..product(n) }
}

#[tokio::test]
async fn once_for_many() {
    let all = (1..=100).map(|n| in_category(n, n % 5 + 1)).collect();
    let house = House::new(all, (1..=5).map(|id| category(id, None)).collect()).await;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(10)).await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([100, 0, 0, 0, 0], [5, 0, 0, 0, 0]));
    assert_eq!(house.categories.calls().len(), 1);
    let product = house.product("p7").await;
    let bound = house.store.binder::<ShopCategory>(house.shop.id()).to_internal(&3).await.unwrap().unwrap();
    assert_eq!(product.category_id.as_ref(), Some(&bound.record_id));
}

#[tokio::test]
async fn parents_after_children_on_one_page() {
    let house = House::new(Vec::new(), chain(50)).await;
    let report = house.import::<ShopCategory>().await;
    assert_eq!(category_counts(&report), [50, 0, 0, 0, 0]);
    assert_eq!(house.categories.calls().len(), 1);
    let all = house.store.all::<Category>().await.unwrap();
    assert_eq!(all.iter().filter(|category| category.parent_id.is_none()).count(), 1);
}

#[tokio::test]
async fn a_chain_of_hundreds_across_pages() {
    let house = House::new(Vec::new(), chain(300)).await;
    let report = house.import_with::<ShopCategory>(|import| import.page_size(5)).await;
    // Those that were imported as parents are there when their own page comes.
    assert_eq!(category_counts(&report), [300, 0, 295, 0, 0]);
    assert_eq!(categories(&house).await, 300);
    let asked = house.categories.calls().into_iter().filter(|call| matches!(call, Call::Read(_))).count();
    assert_eq!(asked, 295, "each is read once");
}

/// A remote that says of each category that there is another one above it.
struct Endless;

impl Adapter<ShopCategory> for Endless {
    type Remote = RemoteCategory;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteCategory>, RemoteError> {
        Ok(RemotePage::of_records(Vec::new()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        Ok(ids.iter().map(|id| Some(category(*id, Some(id + 1)))).collect())
    }
}

#[test]
fn a_chain_without_end_fails_and_leaves_the_stack_alone() {
    // A worker of a runtime has four times as much. One page takes half of this without optimization: were each written inside the one
    // that needs it, a thousand would not fit into anything.
    on_a_stack_of(512 * 1024, async {
        let mut house = House::new(vec![in_category(1, 1), product(2)], Vec::new()).await;
        let registry = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Endless));
        house.registry = registry.binding::<ShopProduct>(|binding| binding.adapter(house.products.clone())).build().unwrap();
        let report = house.import::<ShopProduct>().await;
        assert_eq!((product_counts(&report), category_counts(&report)), ([1, 0, 0, 0, 1], [0, 0, 0, 0, 1_000]));
        let error = &errors(&report, "shop.product")[0].1;
        assert!(error.contains("too long a chain of links"), "{error}");
        assert!(error.len() < 250, "{error}");
        assert_eq!((categories(&house).await, house.kept().await), (0, (1, 1)));
    });
}

fn on_a_stack_of(bytes: usize, test: impl Future<Output = ()> + Send + 'static) {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    std::thread::Builder::new().stack_size(bytes).spawn(run).unwrap().join().unwrap();
}

#[tokio::test]
async fn too_long_a_chain_is_imported_from_its_end_by_some_runs() {
    let house = House::new(vec![in_category(1, 1)], chain(1_400)).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([0, 0, 0, 0, 1], [0, 0, 0, 0, 1_000]));
    // The categories by themselves: the end that hangs on nothing first, then what hangs on it.
    house.import::<ShopCategory>().await;
    let first = categories(&house).await;
    assert!(first > 0 && first < 1_400, "{first}");
    house.import_with::<ShopCategory>(|import| import.retry(Retry::All)).await;
    assert_eq!(categories(&house).await, 1_400);
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await), [1, 0, 0, 0, 0]);
    assert!(house.failures::<ShopCategory>().await.is_empty());
}

#[tokio::test]
async fn what_stops_far_in_stops_all_and_the_next_run_goes_on() {
    let house = House::new(vec![in_category(1, 1), product(2)], chain(100)).await;
    house.categories.fault(|call| match call {
        Call::Read(ids) if ids.contains(&"90".into()) => Err(RemoteError::new(RemoteErrorKind::Unauthorized, "the key is not valid")),
        _ => Ok(()),
    });
    let error = house.work().import_changed::<ShopProduct>().await.unwrap_err();
    assert_eq!((error.model, error.during.as_str()), ("shop.category", "while reading 90"));
    assert_eq!(product_counts(&error.report), [0, 0, 0, 0, 0], "{error}");
    assert_eq!((categories(&house).await, house.kept().await), (0, (0, 0)));
    house.categories.heal();
    let report = house.import::<ShopProduct>().await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([2, 0, 0, 0, 0], [100, 0, 0, 0, 0]));
}

#[tokio::test]
async fn what_is_told_comes_from_the_innermost_out() {
    let with_cover = RemoteCategory { cover: Some("p9".into()), ..category(2, Some(3)) };
    let house = House::new(
        vec![in_category(1, 1), in_category(9, 4)],
        vec![category(1, Some(2)), with_cover, category(3, None), category(4, None)],
    )
    .await;
    let mut told = Vec::new();
    let work = house.work();
    let import = work.import_changed::<ShopProduct>().page_size(1).progress(|event| {
        if let Progress::Record { model, reference, .. } = event {
            told.push(format!("{model} {reference}"));
        }
    });
    let report = import.await.unwrap();
    assert_eq!(told, ["shop.category 3", "shop.category 4", "shop.product p9", "shop.category 2", "shop.category 1", "shop.product p1"]);
    assert_eq!((product_counts(&report), category_counts(&report)), ([2, 0, 1, 0, 0], [4, 0, 0, 0, 0]));
    assert_eq!(house.cursor().await, Some(at(1)), "it is the first page's: what is imported on the way does not move it");
}

#[tokio::test]
async fn a_circle_on_one_page() {
    let house = House::new(Vec::new(), vec![category(1, Some(2)), category(2, Some(1)), category(3, Some(1)), category(4, None)]).await;
    let report = house.import::<ShopCategory>().await;
    assert_eq!(category_counts(&report), [1, 0, 0, 0, 3]);
    for (reference, error) in errors(&report, "shop.category") {
        assert!(error.contains("shop.category") && error.contains("in a circle"), "{reference}: {error}");
    }
    assert_eq!(categories(&house).await, 1);
    assert_eq!(house.store.count::<Category>().await.unwrap(), 1);
}

#[tokio::test]
async fn a_circle_across_pages_and_bindings() {
    for by_product in [false, true] {
        let mut first = category(1, Some(2));
        let mut all = Vec::new();
        if by_product {
            first = RemoteCategory { cover: Some("p1".into()), ..category(1, None) };
            all.push(in_category(1, 1));
        }
        let house = House::new(all, vec![first, category(2, Some(1))]).await;
        let report = house.import_with::<ShopCategory>(|import| import.page_size(1)).await;
        assert_eq!((categories(&house).await, house.kept().await), (0, (0, 0)));
        assert_eq!(category_counts(&report)[0], 0);
        let told = [errors(&report, "shop.category"), errors(&report, "shop.product")].concat();
        assert!(told.len() >= 2 && told.iter().all(|(_, error)| error.contains("in a circle")), "{told:?}");
    }
}

#[tokio::test]
async fn a_link_back_to_a_neighbour_that_waits_for_nothing_is_no_circle() {
    // The cover of 1 is in 2, which is on the page of 1.
    let first = RemoteCategory { cover: Some("p1".into()), ..category(1, None) };
    let house = House::new(vec![in_category(1, 2)], vec![first, category(2, None)]).await;
    let report = house.import::<ShopCategory>().await;
    assert_eq!((report.failed(), categories(&house).await, house.kept().await), (0, 2, (1, 1)), "{report}");
}

#[tokio::test]
async fn a_self_link() {
    let house = House::new(Vec::new(), vec![category(1, Some(1)), category(2, None)]).await;
    let report = house.import::<ShopCategory>().await;
    assert_eq!(errors(&report, "shop.category"), [("1".to_owned(), "it links shop.category 1: it links itself".to_owned())]);
    assert_eq!(categories(&house).await, 1);
}

#[tokio::test]
async fn what_the_remote_does_not_have_is_asked_for_once() {
    let house = House::new((1..=6).map(|n| in_category(n, 77)).chain([product(7)]).collect(), Vec::new()).await;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(2)).await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([1, 0, 0, 0, 6], [0, 0, 0, 1, 0]));
    let error = &errors(&report, "shop.product")[0].1;
    assert_eq!(error, "it links shop.category 77, which the remote does not have");
    assert_eq!(house.categories.calls().len(), 1);
}

#[tokio::test]
async fn what_is_skipped_is_asked_for_once_and_named() {
    let hidden = RemoteCategory { skip: true, ..category(1, None) };
    let house = House::new((1..=6).map(|n| in_category(n, 1)).collect(), vec![hidden, category(2, Some(1))]).await;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(2)).await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([0, 0, 0, 0, 6], [0, 0, 0, 1, 0]));
    assert_eq!(errors(&report, "shop.product")[5].1, "it links shop.category 1, which was skipped: hidden");
    assert_eq!(house.categories.calls().len(), 1);
    // On one page with what links it.
    let report = house.import::<ShopCategory>().await;
    assert_eq!(category_counts(&report), [0, 0, 0, 1, 1]);
    assert_eq!(house.categories.calls().len(), 1);
}

#[tokio::test]
async fn a_model_without_an_adapter() {
    let house = House::new(vec![RemoteProduct { tag: Some(3), ..product(1) }, product(2)], Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [1, 0, 0, 0, 1]);
    assert_eq!(errors(&report, "shop.product")[0].1, "it links shop.tag 3, which the registry has no adapter for");
}

#[tokio::test]
async fn a_dependency_that_fails_is_named_and_both_are_tried_again() {
    let broken = RemoteCategory { broken: true, ..category(1, None) };
    let house = House::new((1..=4).map(|n| in_category(n, 2)).collect(), vec![broken, category(2, Some(1))]).await;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(2)).await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([0, 0, 0, 0, 4], [0, 0, 0, 0, 2]));
    let error = "it links shop.category 2, which failed: it links shop.category 1, which failed: the category's name is no text";
    assert_eq!(errors(&report, "shop.product")[3].1, error);
    assert_eq!(house.failures::<ShopCategory>().await.len(), 2);

    house.categories.change(0, |category| category.broken = false);
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    assert_eq!((product_counts(&report)[0], category_counts(&report)), (4, [2, 0, 0, 0, 0]));
    // Those of the dependencies are forgotten, too.
    assert!(house.failures::<ShopProduct>().await.is_empty());
    assert!(house.failures::<ShopCategory>().await.is_empty());
}

#[tokio::test]
async fn a_failure_on_the_same_page_is_named() {
    let broken = RemoteCategory { broken: true, ..category(1, None) };
    let house = House::new(Vec::new(), vec![category(3, Some(2)), category(2, Some(1)), broken]).await;
    let told = errors(&house.import::<ShopCategory>().await, "shop.category");
    let of = |id: &str| told.iter().find(|(reference, _)| reference == id).map(|(_, error)| error.as_str());
    assert_eq!(of("2"), Some("it links shop.category 1, which failed: the category's name is no text"));
    assert_eq!(
        of("3"),
        Some("it links shop.category 2, which failed: it links shop.category 1, which failed: the category's name is no text")
    );
}

#[tokio::test]
async fn a_dependency_that_cannot_be_read_fails_what_links_it_alone() {
    let house = House::new(vec![in_category(1, 1), in_category(2, 2)], vec![category(1, None), category(2, None)]).await;
    house.categories.fault(|call| match call {
        Call::Read(ids) if ids.contains(&"1".into()) => Err(RemoteError::permanent("row is locked")),
        _ => Ok(()),
    });
    let report = house.import::<ShopProduct>().await;
    assert_eq!((product_counts(&report), category_counts(&report)), ([1, 0, 0, 0, 1], [1, 0, 0, 0, 1]));
    assert_eq!(errors(&report, "shop.product")[0].1, "it links shop.category 1, which failed: it refused: row is locked");
    house.categories.heal();
    assert_eq!(product_counts(&house.import::<ShopProduct>().await)[0], 1);
}

#[tokio::test]
async fn what_is_up_to_date_asks_for_no_dependency() {
    let house = House::new(vec![in_category(1, 1)], vec![category(1, None)]).await;
    house.import::<ShopProduct>().await;
    house.categories.calls();
    house.products.change(0, |product| product.category = Some(2));
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 1, 0, 0]);
    assert!(house.categories.calls().is_empty());
}
