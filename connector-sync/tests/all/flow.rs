//! The import of what changed: outcomes, pages, and the cursor.
#![allow(clippy::redundant_closure_for_method_calls)] // The method itself is not general enough.

use crate::fixtures::*;
use chrono::TimeDelta;
use connector_sync::{Cause, RemoteError, RemoteErrorKind};

#[tokio::test]
async fn created_then_unchanged_then_updated() {
    let house = House::new(products(1..=3), Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [3, 0, 0, 0, 0]);
    assert_eq!(house.kept().await, (3, 3));
    let before = house.binding("p2").await;
    assert_eq!(before.external_updated_at, Some(at(2)));
    assert!(before.sync_date.is_some());
    house.hooks.0.lock().unwrap().after.clear();

    // The same date: nothing is looked at. Another date and the same values: nothing is written.
    house.products.change(0, |product| product.updated_at = Some(at(10)));
    let report = house.import_with::<ShopProduct>(|import| import.since(at(0))).await;
    assert_eq!(product_counts(&report), [0, 0, 3, 0, 0]);
    assert_eq!(house.binding("p2").await, before);
    assert_eq!(house.binding("p1").await.external_updated_at, Some(at(1)));
    assert!(house.hooks.0.lock().unwrap().after.is_empty());

    // The application's own field stays.
    let id = before.record_id.clone();
    let changes = connector_core::Changes::<Product>::new().set("note", &Some("ours".to_owned())).unwrap();
    house.store.update(&id, &changes).await.unwrap();
    house.products.change(1, |product| (product.price, product.updated_at) = (99, Some(at(20))));
    let mut updated = Vec::new();
    let work = house.work();
    let report = work
        .import_changed::<ShopProduct>()
        .progress(|event| {
            if let connector_sync::Progress::Record { reference, outcome: connector_sync::RecordOutcome::Updated(fields), .. } = event {
                updated.push((reference.to_string(), fields.clone()));
            }
        })
        .await
        .unwrap();
    assert_eq!(product_counts(&report), [0, 1, 1, 0, 0]);
    assert_eq!(updated, [("p2".to_owned(), vec!["price"])]);
    let after = house.binding("p2").await;
    assert!(after.sync_date > before.sync_date);
    assert_eq!(after.external_updated_at, Some(at(20)));
    let product = house.product("p2").await;
    assert_eq!((product.price, product.note.as_deref()), (99, Some("ours")));
    assert_eq!(house.hooks.0.lock().unwrap().after, [("p2".to_owned(), false)]);
}

#[tokio::test]
async fn skipped_with_reasons() {
    let mut all = products(1..=5);
    all[0].skip = Some("a draft");
    all[1].skip = Some("a draft");
    all[2].skip = Some("of another company");
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 3, 0]);
    let reasons: Vec<_> = report.models()[0].skipped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    assert_eq!(reasons, [("a draft", 2), ("of another company", 1)]);
    assert!(report.to_string().contains("shop.product: 2 skipped: a draft"), "{report}");
    assert_eq!(house.kept().await, (2, 2));
}

#[tokio::test]
async fn a_second_change_within_the_remotes_clock_is_found_by_everything_and_by_id() {
    let house = House::new(products(1..=2), Vec::new()).await;
    house.import::<ShopProduct>().await;
    // Changed without another date.
    house.products.change(0, |product| product.price = 50);
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.since(at(0))).await), [0, 0, 2, 0, 0]);
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.everything()).await), [0, 1, 1, 0, 0]);
    house.products.change(0, |product| product.price = 60);
    let report = house.work().import::<ShopProduct>(&"p1".into()).await.unwrap();
    assert_eq!(product_counts(&report), [0, 1, 0, 0, 0]);
    assert_eq!(house.product("p1").await.price, 60);
}

#[tokio::test]
async fn what_was_read_before_a_later_version_was_written_does_not_undo_it() {
    let house = House::new(products(1..=1), Vec::new()).await;
    house.products.change(0, |product| (product.price, product.updated_at) = (7, Some(at(9))));
    house.import::<ShopProduct>().await;
    house.products.change(0, |product| (product.price, product.updated_at) = (3, Some(at(8))));
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.since(at(0))).await), [0, 0, 1, 0, 0]);
    assert_eq!(house.product("p1").await.price, 7);
}

#[tokio::test]
async fn the_cursor_is_the_greatest_date_and_the_window_begins_earlier() {
    let house = House::new(products([5, 9, 2]), Vec::new()).await;
    assert_eq!(house.cursor().await, None);
    house.import::<ShopProduct>().await;
    assert_eq!(house.cursor().await, Some(at(9)));
    assert_eq!(house.products.calls(), [Call::Changed { since: None, page: 1 }]);
    house.import::<ShopProduct>().await;
    assert_eq!(house.products.calls(), [Call::Changed { since: Some(at(9) - TimeDelta::seconds(30)), page: 1 }]);
    house.import_with::<ShopProduct>(|import| import.overlap(TimeDelta::minutes(4))).await;
    assert_eq!(house.products.calls(), [Call::Changed { since: Some(at(5)), page: 1 }]);
    house.import_with::<ShopProduct>(|import| import.overlap(TimeDelta::MAX)).await;
    house.import_with::<ShopProduct>(|import| import.everything()).await;
    let everything = Call::Changed { since: None, page: 1 };
    assert_eq!(house.products.calls(), [everything.clone(), everything]);
    assert_eq!(house.cursor().await, Some(at(9)));
}

#[tokio::test]
async fn since_does_not_let_the_cursor_jump_over_a_gap() {
    let house = House::new(products(1..=2), Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.products.set(products(1..=9));
    let report = house.import_with::<ShopProduct>(|import| import.since(at(8))).await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 0]);
    assert_eq!(house.cursor().await, Some(at(2)));
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [5, 0, 3, 0, 0]);
    assert_eq!(house.cursor().await, Some(at(9)));
    // An earlier one takes it neither back nor forth.
    house.import_with::<ShopProduct>(|import| import.since(at(3))).await;
    assert_eq!(house.cursor().await, Some(at(9)));
}

#[tokio::test]
async fn since_is_where_imports_begin_when_there_is_no_cursor() {
    let house = House::new(products(1..=9), Vec::new()).await;
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.since(at(8))).await), [2, 0, 0, 0, 0]);
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 1, 0, 0]);
}

#[tokio::test]
async fn page_sizes_make_no_difference() {
    for size in [1, 7, 200] {
        for ids_only in [false, true] {
            let house = House::new(products(1..=30), Vec::new()).await;
            house.products.script().ids_only = ids_only;
            let report = house.import_with::<ShopProduct>(|import| import.page_size(size)).await;
            assert_eq!(product_counts(&report), [30, 0, 0, 0, 0], "pages of {size}, {ids_only}");
            assert_eq!(house.kept().await, (30, 30));
            let calls = house.products.calls();
            let pages = calls.iter().filter(|call| matches!(call, Call::Changed { .. })).count();
            assert_eq!(pages, 30_usize.div_ceil(size));
            assert_eq!(calls.len(), if ids_only { 2 * pages } else { pages });
        }
    }
}

#[tokio::test]
async fn an_id_that_is_listed_twice_is_read_once() {
    let house = House::new(products([1, 2, 1]), Vec::new()).await;
    house.products.script().ids_only = true;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 0], "{report}");
}

#[tokio::test]
async fn what_is_listed_and_gone_when_it_is_read_is_skipped() {
    let house = House::new(products(1..=3), Vec::new()).await;
    house.products.script().ids_only = true;
    house.products.fault(|call| match call {
        Call::Read(ids) if ids.contains(&"p2".into()) => Err(RemoteError::new(RemoteErrorKind::NotFound, "deleted")),
        _ => Ok(()),
    });
    let work = house.work();
    let report = work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(product_counts(&report), [2, 0, 0, 1, 0], "{report}");
}

#[tokio::test]
async fn repeated_at_page_borders_is_counted_once() {
    let house = House::new(products(1..=20), Vec::new()).await;
    house.products.script().repeats = true;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(4)).await;
    assert_eq!(product_counts(&report), [20, 0, 0, 0, 0]);
}

#[tokio::test]
async fn an_empty_page_with_a_next_one_is_not_the_end() {
    let house = House::new(products(1..=6), Vec::new()).await;
    house.products.script().empty_page = Some(2);
    let report = house.import_with::<ShopProduct>(|import| import.page_size(3)).await;
    assert_eq!(product_counts(&report), [6, 0, 0, 0, 0]);
}

#[tokio::test]
async fn pages_that_go_in_a_circle_are_an_error() {
    let itself: fn(u64, Option<String>) -> Option<String> = |number, next| if number == 3 { Some("3".into()) } else { next };
    let circle: fn(u64, Option<String>) -> Option<String> = |number, next| if number == 5 { Some("2".into()) } else { next };
    for next in [itself, circle] {
        let house = House::new(products(1..=30), Vec::new()).await;
        house.products.script().next = Some(next);
        let work = house.work();
        let error = work.import_changed::<ShopProduct>().page_size(3).await.unwrap_err();
        assert!(matches!(&error.cause, Cause::Remote(error) if error.kind() == RemoteErrorKind::InvalidData), "{error}");
        assert!(error.to_string().contains("read before comes next"), "{error}");
    }
}

#[tokio::test]
async fn an_interrupted_import_goes_on() {
    for oldest_first in [true, false] {
        let house = if oldest_first { House::oldest_first(products(1..=20)).await } else { House::new(products(1..=20), Vec::new()).await };
        house.products.fault(|call| match call {
            Call::Changed { page: 4, .. } => Err(RemoteError::permanent("no more for you")),
            _ => Ok(()),
        });
        let work = house.work();
        let error = work.import_changed::<ShopProduct>().page_size(5).await.unwrap_err();
        assert_eq!(product_counts(&error.report), [15, 0, 0, 0, 0]);
        assert_eq!(house.kept().await, (15, 15));
        assert_eq!(house.cursor().await, oldest_first.then(|| at(15)));
        house.products.heal();
        house.products.calls();
        let report = house.import_with::<ShopProduct>(|import| import.page_size(5)).await;
        let unchanged = if oldest_first { 1 } else { 15 };
        let first = oldest_first.then(|| at(15) - TimeDelta::seconds(30));
        assert_eq!(house.products.calls()[0], Call::Changed { since: first, page: 1 });
        // The overlap of 30 seconds begins after minute 14.
        assert_eq!(product_counts(&report), [5, 0, unchanged, 0, 0]);
        assert_eq!(house.kept().await, (20, 20));
        // Where the order is another one, no further than the newest date of the first page.
        assert_eq!(house.cursor().await, Some(if oldest_first { at(20) } else { at(5) }));
    }
}

/// An adapter that says so, of a remote whose newest change comes first: on each page, or from page to page.
#[tokio::test]
async fn a_false_claim_of_the_oldest_change_first_loses_nothing() {
    let newest_first: Vec<RemoteProduct> = products(1..=20).into_iter().rev().collect();
    let newest_pages_first: Vec<RemoteProduct> = products(1..=20).chunks(5).rev().flatten().cloned().collect();
    for records in [newest_first, newest_pages_first] {
        let house = House::oldest_first(records).await;
        house.products.fault(|call| match call {
            Call::Changed { page: 3, .. } => Err(RemoteError::permanent("no more for you")),
            _ => Ok(()),
        });
        house.work().import_changed::<ShopProduct>().page_size(5).await.unwrap_err();
        assert_eq!((house.kept().await, house.cursor().await), ((10, 10), None));
        house.products.heal();
        let report = house.import_with::<ShopProduct>(|import| import.page_size(5)).await;
        assert_eq!(product_counts(&report), [10, 0, 10, 0, 0]);
        assert_eq!((house.kept().await, house.cursor().await), ((20, 20), Some(at(20))));
        // And a cursor that was there is put back where it was.
        house.store.transaction(|tx| Box::pin(tx.set_cursor::<ShopProduct>(house.shop.id(), at(3)))).await.unwrap();
        house.products.fault(|call| match call {
            Call::Changed { page: 3, .. } => Err(RemoteError::permanent("no more for you")),
            _ => Ok(()),
        });
        house.work().import_changed::<ShopProduct>().page_size(5).await.unwrap_err();
        assert_eq!(house.cursor().await, Some(at(3)));
    }
}

/// What the overlap of the windows makes good, such as changes of one second in no order, is no false claim.
#[tokio::test]
async fn changes_of_nearly_the_same_time_may_come_in_any_order() {
    let mut records = products(1..=4);
    records[1].updated_at = Some(at(1) - TimeDelta::seconds(20));
    let house = House::oldest_first(records).await;
    house.products.fault(|call| match call {
        Call::Changed { page: 2, .. } => Err(RemoteError::permanent("no more for you")),
        _ => Ok(()),
    });
    house.work().import_changed::<ShopProduct>().page_size(2).await.unwrap_err();
    assert_eq!(house.cursor().await, Some(at(1)));
}

/// Many systems give no more than so many at a time.
#[tokio::test]
async fn what_a_remote_leaves_out_of_its_answer_is_asked_for_again() {
    let house = House::new(products(1..=56), Vec::new()).await;
    house.products.script().at_once = Some(20);
    let ids: Vec<String> = (1..=58).map(|n| format!("p{n}")).collect();
    let work = house.work();
    let report = work.import_many::<ShopProduct>(&ids).await.unwrap();
    assert_eq!(product_counts(&report), [56, 0, 0, 2, 0]);
    let asked: Vec<usize> =
        house.products.calls().iter().filter_map(|call| if let Call::Read(ids) = call { Some(ids.len()) } else { None }).collect();
    // Of the last two nothing came any more: they are gone.
    assert_eq!(asked, [58, 38, 18, 2]);
}

#[tokio::test]
async fn what_changes_on_a_page_that_was_read_already_comes_with_the_next_window() {
    let house = House::new(products(1..=10), Vec::new()).await;
    let shop = house.products.clone();
    let work = house.work();
    let import = work.import_changed::<ShopProduct>().page_size(5).progress(move |event| {
        // Between the two pages: one of the first, then one of the second, by the remote's clock.
        if let connector_sync::Progress::Page { report, .. } = event
            && report.total() == 5
        {
            shop.change(0, |product| (product.name, product.updated_at) = ("changed".into(), Some(at(60))));
            shop.change(9, |product| product.updated_at = Some(at(120)));
        }
    });
    assert_eq!(product_counts(&import.await.unwrap()), [10, 0, 0, 0, 0]);
    let report = house.import::<ShopProduct>().await;
    assert_eq!(report.models()[0].updated, 1, "{report}");
    assert_eq!(house.cursor().await, Some(at(120)));
}

#[tokio::test]
async fn a_date_that_has_not_come_yet_does_not_move_the_cursor() {
    let house = House::oldest_first(products(1..=4)).await;
    // A typing error, and a time without its zone.
    house.products.change(2, |product| product.updated_at = Some(chrono::Utc::now() + TimeDelta::days(4_000)));
    house.products.change(3, |product| product.updated_at = Some(chrono::Utc::now() + TimeDelta::minutes(30)));
    house.import::<ShopProduct>().await;
    assert_eq!(house.cursor().await, Some(at(2)));
    // A cursor that is wrong is put right by reading everything, or cleared.
    house.store.transaction(|tx| Box::pin(tx.set_cursor::<ShopProduct>(house.shop.id(), at(1_000_000)))).await.unwrap();
    house.import_with::<ShopProduct>(|import| import.everything()).await;
    assert_eq!(house.cursor().await, Some(at(2)));
    house.store.clear_cursor::<ShopProduct>(house.shop.id()).await.unwrap();
    assert_eq!(house.cursor().await, None);
}

/// A remote that sends fewer records than it is asked for, and one whose page has a record that makes no sense.
struct Odd(bool);

impl connector_sync::Adapter<ShopProduct> for Odd {
    type Remote = RemoteProduct;

    async fn changed(
        &self,
        (): &(),
        _: &connector_sync::Window,
        page: &connector_sync::Page,
    ) -> Result<connector_sync::RemotePage<String, RemoteProduct>, RemoteError> {
        if self.0 {
            return Ok(connector_sync::RemotePage::of_records(products(1..=3)).number_after(page, 1_000));
        }
        let [one, two]: [RemoteProduct; 2] = products(1..=2).try_into().map_err(|_| RemoteError::permanent("two"))?;
        let broken = connector_sync::Unreadable::new(Some("p9".to_owned()), "entity 9", "`name` is null");
        let lost = connector_sync::Unreadable::new(None, "entity 10", "no SKU");
        Ok(connector_sync::RemotePage::of_results(vec![Ok(one), Err(broken), Err(lost), Ok(two)]))
    }

    async fn read_many(&self, (): &(), ids: &[String]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Ok(ids.iter().map(|_| None).collect())
    }
}

#[tokio::test]
async fn a_page_that_is_not_full_and_a_record_that_makes_no_sense() {
    let house = House::new(Vec::new(), Vec::new()).await;
    let short = connector_sync::Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Odd(true))).build().unwrap();
    let error = short.work_on(&house.store, &house.shop).import_changed::<ShopProduct>().await.unwrap_err().to_string();
    assert!(error.contains("page 1") && error.contains("page_size(3)"), "{error}");
    assert_eq!(house.kept().await, (0, 0));
    let broken = connector_sync::Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Odd(false))).build().unwrap();
    let report = broken.work_on(&house.store, &house.shop).import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 2]);
    let failures: Vec<_> = house.failures::<ShopProduct>().await.into_iter().map(|(reference, has_id, _)| (reference, has_id)).collect();
    assert_eq!(failures, [("p9".to_owned(), true), ("entity 10".to_owned(), false)]);
}

#[tokio::test]
async fn by_id_many_at_a_time() {
    let house = House::new(products(1..=450), Vec::new()).await;
    let ids: Vec<String> = (1..=450).map(|n| format!("p{n}")).chain(["p1".into(), "gone".into()]).collect();
    let mut finished = 0;
    let work = house.work();
    let import = work.import_many::<ShopProduct>(&ids);
    let import = import.progress(|event| finished += i32::from(matches!(event, connector_sync::Progress::Finished { .. })));
    let report = import.await.unwrap();
    assert_eq!(product_counts(&report), [450, 0, 1, 1, 0]);
    assert_eq!(finished, 1);
    let sizes: Vec<usize> = house.products.calls().iter().map(|call| if let Call::Read(ids) = call { ids.len() } else { 0 }).collect();
    // What does not come is asked for once more.
    assert_eq!(sizes, [200, 200, 52, 1]);
    assert_eq!(house.cursor().await, None);
    let report = work.import_many::<ShopProduct>(&[]).await.unwrap();
    assert_eq!(product_counts(&report), [0; 5]);
}

#[tokio::test]
async fn reasons_are_bounded() {
    let mut all = products(1..=1_000);
    for (place, product) in all.iter_mut().enumerate() {
        product.skip = Some(Box::leak(format!("reason {place}").into_boxed_str()));
    }
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [0, 0, 0, 1_000, 0]);
    assert_eq!(report.models()[0].skipped.len(), 101);
    assert_eq!(report.models()[0].skipped["(other reasons)"], 900);
}

#[tokio::test]
async fn an_import_after_another_tells_of_both_also_when_it_stops() {
    let house = House::new(products(1..=2), vec![category(1, None)]).await;
    let work = house.work();
    let report = work.import_changed::<ShopCategory>().await.unwrap();
    let report = work.import_changed::<ShopProduct>().after(report).await.unwrap();
    let created = |report: &connector_sync::Report| {
        let of = |model: Option<&connector_sync::ModelReport>| model.map(|model| model.created);
        (of(report.of::<ShopCategory>()), of(report.of::<ShopProduct>()))
    };
    assert_eq!(created(&report), (Some(1), Some(2)));
    assert!(connector_sync::Report::default().of::<ShopProduct>().is_none());

    house.products.fault(|_| Err(RemoteError::permanent("closed")));
    let stopped = work.import_changed::<ShopProduct>().after(report).await.unwrap_err();
    assert_eq!(created(&stopped.report), (Some(1), Some(2)));
}
