//! What failed and what a person has to decide, as the flows remember it.

use chrono::TimeDelta;
use connector_core::BackendId;
use connector_store::{Failure, ReviewFilter, ReviewKind, Store};

use crate::support::{House, Shop, ShopCategory};

async fn fail(store: &Store, shop: BackendId<Shop>, reference: &str, has_id: bool) -> Failure {
    store
        .transaction(|tx| Box::pin(async move { tx.set_failure::<ShopCategory>(shop, reference, has_id, "no\0answer").await }))
        .await
        .unwrap();
    store.failures::<ShopCategory>(shop).await.unwrap().pop().unwrap()
}

async fn each_try_waits_longer(house: &House) {
    let (store, shop) = house.with_shop().await;
    for (tries, wait) in (1..).zip([0, 60, 300, 1_800, 7_200, 86_400, 86_400]) {
        let failed = fail(&store, shop, "7", true).await;
        assert_eq!((failed.tries, failed.next_try_at - failed.failed_at), (tries, TimeDelta::seconds(wait)));
        assert_eq!((failed.reference.as_str(), failed.has_id, failed.error.as_str()), ("7", true, "no\u{fffd}answer"));
    }
    assert_eq!(store.count_failures::<ShopCategory>(shop).await.unwrap(), 1);
}

/// Others that fail at the same time are counted, each once.
async fn tries_at_once_are_all_counted(house: &House) {
    let (store, shop) = house.with_shop().await;
    tokio::join!(fail(&store, shop, "7", true), fail(&store, shop, "7", true), fail(&store, shop, "7", true));
    assert_eq!(store.failures::<ShopCategory>(shop).await.unwrap()[0].tries, 3);
}

/// As long as a remote likes: what does not fit into a key is cut, in the same way on both databases.
async fn references_of_any_length(house: &House) {
    let (store, shop) = house.with_shop().await;
    // What does not repeat itself is not made shorter by the database.
    let long: String = (0..5_000_u32).map(|n| char::from_u32(0x4e00 + n * 7_919 % 20_000).unwrap()).collect();
    let other = format!("{long}!");
    let failed = fail(&store, shop, &long, true).await;
    assert!(failed.reference.len() < 600 && long.starts_with(failed.reference.split('…').next().unwrap()), "{}", failed.reference);
    assert!(!failed.has_id, "it is no ID any more");
    fail(&store, shop, &other, true).await;
    assert_eq!(fail(&store, shop, &long, true).await.tries, 1, "the last one is the other one");
    let failures = store.failures::<ShopCategory>(shop).await.unwrap();
    assert_eq!(failures.iter().map(|failure| failure.tries).collect::<Vec<_>>(), [2, 1]);
    store.clear_failure::<ShopCategory>(shop, &long, true).await.unwrap();
    assert_eq!(store.count_failures::<ShopCategory>(shop).await.unwrap(), 1);

    let kind = &ReviewKind::Other(long.clone());
    for reference in [&long, &other, &long] {
        store.transaction(|tx| Box::pin(async move { tx.review::<ShopCategory>(shop, kind, reference, reference).await })).await.unwrap();
    }
    let open = store.reviews(&ReviewFilter::open().kind(kind.clone()), None, 10).await.unwrap();
    assert_eq!(open.iter().map(|review| review.message.as_str()).collect::<Vec<_>>(), [&long, &other]);
    let close = |reference| {
        let store = &store;
        async move {
            let close =
                store.transaction(|tx| Box::pin(async move { tx.close_review::<ShopCategory>(shop, kind, reference, "settled").await }));
            close.await.unwrap();
        }
    };
    close(long.as_str()).await;
    assert_eq!(store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().len(), 1);
}

crate::support::on_both! {
    each_try_waits_longer,
    tries_at_once_are_all_counted,
    references_of_any_length,
}
