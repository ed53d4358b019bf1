//! Records that several of the application's match: put before a person, and imported as was decided.

use connector_store::{Error, Review, ReviewFilter, ReviewKind};
use connector_sync::{Choice, Retry};

use crate::fixtures::{House, Product, ShopCategory, ShopProduct, at, product_counts, products};

/// A shop with one product, and so many namesakes of it here.
async fn with_namesakes(count: usize) -> House {
    let house = House::new(products(1..=1), Vec::new()).await;
    house.hooks.0.lock().unwrap().matches_by_name = true;
    for _ in 0..count {
        house.store.put(Product { name: "Product 1".into(), price: 0, note: Some("ours".into()), category_id: None }).await.unwrap();
    }
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 0, 0, 1]);
    house
}

async fn reviews(house: &House, filter: ReviewFilter) -> Vec<Review> {
    house.store.reviews(&filter.of::<ShopProduct>(house.shop.id()), None, 100).await.unwrap()
}

async fn open(house: &House) -> Review {
    let mut open = reviews(house, ReviewFilter::open()).await;
    assert_eq!(open.len(), 1);
    open.remove(0)
}

#[tokio::test]
async fn it_is_put_before_a_person_once_with_the_candidates() {
    let house = with_namesakes(2).await;
    let review = open(&house).await;
    assert_eq!(
        (&review.kind, review.reference.as_str(), &review.candidates[..]),
        (&ReviewKind::Match, "p1", &["1".into(), "2".into()][..])
    );
    assert!(review.message.contains("several records match it: 1, 2") && review.message.contains("settle_match"), "{review}");
    // Found again, and with one more to choose from.
    house.store.put(Product { name: "Product 1".into(), price: 0, note: None, category_id: None }).await.unwrap();
    house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    let again = open(&house).await;
    assert_eq!((again.id, again.candidates.len()), (review.id, 3));
}

#[tokio::test]
async fn the_record_that_was_chosen_is_linked() {
    let house = with_namesakes(2).await;
    let review = open(&house).await;
    house.work().settle_match::<ShopProduct>(review.id, Choice::Link(connector_core::RecordId::new(2))).await.unwrap();
    assert!(reviews(&house, ReviewFilter::open()).await.is_empty());
    // The next import does it, though the record is of an earlier window, and its next try was not due.
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [1, 0, 0, 0, 0]);
    let linked = house.product("p1").await;
    assert_eq!((linked.id().get(), linked.price, linked.note.as_deref()), (Some(2), 1, Some("ours")));
    assert_eq!(house.kept().await, (2, 1));
    assert!(house.failures::<ShopProduct>().await.is_empty());
    // A review that is settled stays so, and is kept.
    let settled = reviews(&house, ReviewFilter::all()).await;
    assert_eq!(settled[0].settled.as_ref().map(|(_, decision)| decision.as_str()), Some("link 2"));
    let error = house.work().settle_match::<ShopProduct>(review.id, Choice::Create).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "connector.review", .. }), "{error}");
}

#[tokio::test]
async fn a_new_one_is_created_or_it_is_left_out() {
    let house = with_namesakes(2).await;
    house.work().settle_match::<ShopProduct>(open(&house).await.id, Choice::Create).await.unwrap();
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [1, 0, 0, 0, 0]);
    assert_eq!(house.kept().await, (3, 1));

    let house = with_namesakes(2).await;
    house.work().settle_match::<ShopProduct>(open(&house).await.id, Choice::LeaveOut).await.unwrap();
    for minute in [0, 100, 200] {
        house.products.change(0, |product| product.updated_at = Some(at(minute + 1)));
        let report = house.import::<ShopProduct>().await;
        assert_eq!((report.failed(), house.kept().await), (0, (2, 0)), "{report}");
        assert!(report.to_string().contains("left out, as was decided"), "{report}");
    }
    // Also when only one is left that matches.
    house.store.delete::<Product>(&connector_core::RecordId::new(1)).await.unwrap();
    house.products.change(0, |product| product.updated_at = Some(at(300)));
    house.import::<ShopProduct>().await;
    assert_eq!(house.kept().await, (1, 0));
}

#[tokio::test]
async fn what_was_chosen_and_deleted_is_put_before_a_person_again() {
    let house = with_namesakes(3).await;
    let first = open(&house).await.id;
    house.work().settle_match::<ShopProduct>(first, Choice::Link(connector_core::RecordId::new(3))).await.unwrap();
    house.store.delete::<Product>(&connector_core::RecordId::new(3)).await.unwrap();
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 0, 0, 1]);
    let again = open(&house).await;
    assert!(again.id != first && again.candidates == ["1", "2"], "{again}");
}

#[tokio::test]
async fn what_was_bound_by_hand_is_no_longer_to_be_decided() {
    let house = with_namesakes(2).await;
    let binding = ShopProduct {
        record_id: connector_core::RecordId::new(1),
        backend_id: house.shop.id(),
        external_id: "p1".into(),
        sync_date: None,
        external_updated_at: None,
        code: None,
    };
    house.store.put(binding).await.unwrap();
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await), [0, 1, 0, 0, 0]);
    assert!(reviews(&house, ReviewFilter::open()).await.is_empty());
}

#[tokio::test]
async fn a_decision_that_makes_no_sense_is_refused() {
    let house = with_namesakes(2).await;
    let review = open(&house).await.id;
    let gone = Choice::Link(connector_core::RecordId::new(77));
    let error = house.work().settle_match::<ShopProduct>(review, gone.clone()).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "product", .. }), "{error}");
    // Of another binding, and of nothing.
    let work = house.work();
    assert!(work.settle_match::<ShopCategory>(review, Choice::LeaveOut).await.is_err());
    assert!(work.settle_match::<ShopProduct>(connector_store::ReviewId::new(99), gone).await.is_err());
    assert_eq!(open(&house).await.id, review);
    assert_eq!(format!("{:?}", Choice::<Product>::LeaveOut), "leave out");
}
