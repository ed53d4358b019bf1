//! Rows that are read a page at a time.

use connector_core::RecordId;
use connector_store::{Error, Store};

use crate::support::{Category, House, PARTNERS, PARTNERS_TABLE, Partner, ShopCategory, Website, category, script, shop, shop_category};

async fn names(store: &Store, page: usize) -> Vec<String> {
    let mut stream = store.stream::<Category>().page_size(page);
    let mut names = Vec::new();
    while let Some(next) = stream.next().await.unwrap() {
        names.push(next.into_value().name);
    }
    assert!(stream.next().await.unwrap().is_none(), "the end stays the end");
    names
}

async fn every_row_comes_once_in_the_order_of_the_keys(house: &House) {
    let store = house.store().await;
    assert!(names(&store, 10).await.is_empty());
    let all: Vec<String> = (0..2_500).map(|n| n.to_string()).collect();
    store.put_many(&all.iter().map(|name| category(name)).collect::<Vec<_>>()).await.unwrap();
    for page in [0, 7, 500, 1_000, 2_500, 10_000] {
        assert_eq!(names(&store, page).await.len(), 2_500, "{page}");
    }
    assert_eq!(names(&store, 999).await, all);
    let mut stream = store.stream::<Category>().after(&RecordId::new(2_400));
    assert_eq!(stream.next_page().await.unwrap().first().unwrap().id(), RecordId::new(2_401));
    assert!(stream.next_page().await.unwrap().is_empty());
}

/// It holds nothing of the database's between its pages: others write, also the store itself.
async fn others_write_meanwhile(house: &House) {
    let store = Store::connect(&house.address().await).await.unwrap();
    store.migrate(&crate::support::SHOP).await.unwrap();
    store.put_many(&(0..10).map(|n| category(&n.to_string())).collect::<Vec<_>>()).await.unwrap();
    let mut stream = store.stream::<Category>().page_size(5);
    let first = stream.next().await.unwrap().unwrap();
    store.delete::<Category>(&first.id()).await.unwrap();
    store.delete::<Category>(&RecordId::new(8)).await.unwrap();
    store.put(category("later")).await.unwrap();
    let mut seen = vec![first.into_value().name];
    while let Some(next) = stream.next().await.unwrap() {
        seen.push(next.into_value().name);
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4", "5", "6", "8", "9", "later"]);
    // The last page was not full, so that the stream has ended: what comes later is another stream's.
    store.put(category("too late")).await.unwrap();
    assert!(stream.next().await.unwrap().is_none());
    let inside = store.transaction(|_| Box::pin(async { Ok(store.stream::<Category>().next().await.map(|_| ())) })).await.unwrap();
    assert!(matches!(inside, Err(Error::InsideTransaction)), "{inside:?}");
}

async fn a_backends_bindings_come_alone(house: &House) {
    let (store, main) = house.with_shop().await;
    let other = store.put(shop("other")).await.unwrap().id();
    let mut expected = Vec::new();
    for n in 0..25 {
        let record = store.put(category("x")).await.unwrap().id();
        let id = n.to_string();
        // Every third is not exported yet.
        let binding = store.put(shop_category(&record, main, (n % 3 != 0).then_some(id.as_str()))).await.unwrap();
        expected.push(binding.id());
        store.put(shop_category(&record, other, Some(&id))).await.unwrap();
    }
    let binder = store.binder::<ShopCategory>(main);
    for page in [1, 4, 25, 100] {
        let mut stream = binder.stream().page_size(page);
        let mut found = Vec::new();
        while let Some(binding) = stream.next().await.unwrap() {
            assert_eq!(binding.backend_id, main);
            assert!(binding.shop_location.get().is_some());
            found.push(binding.id());
        }
        assert_eq!(found, expected, "{page}");
    }
    assert!(store.binder::<Website>(main).stream().next().await.unwrap().is_none());
}

/// A key that is an empty text is a key.
async fn an_empty_key_is_read_too(house: &House) {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    script(&store, "INSERT INTO partners (id, mail) VALUES ('b', 'b@x'), ('', 'nobody@x'), ('ä', NULL), ('A', NULL)").await;
    store.migrate(&PARTNERS).await.unwrap();
    let key = |partner: connector_store::Stored<Partner>| partner.id().get().unwrap();
    let all: Vec<String> = store.all::<Partner>().await.unwrap().into_iter().map(key).collect();
    assert_eq!(all[0], "", "{all:?}");
    assert_eq!(all.len(), 4);
    let mut stream = store.stream::<Partner>().page_size(1);
    let mut found = Vec::new();
    while let Some(partner) = stream.next().await.unwrap() {
        found.push(key(partner));
    }
    assert_eq!(found, all);
}

/// After an error it can go on behind the row that the error names.
async fn a_row_that_cannot_be_read_is_passed_by_name(house: &House) {
    let store = house.store().await;
    store.put_many(&["a", "b", "c"].map(shop)).await.unwrap();
    script(&store, "UPDATE shop_backend SET version = '9.9' WHERE name = 'b'").await;
    let mut stream = store.stream::<crate::support::Shop>().page_size(1);
    assert_eq!(stream.next().await.unwrap().unwrap().name, "a");
    for _ in 0..2 {
        let Err(Error::Unreadable { id, .. }) = stream.next().await else { panic!("it must not be read") };
        assert_eq!(id, "2");
    }
    let mut stream = stream.after(&connector_core::BackendId::new(2));
    assert_eq!(stream.next().await.unwrap().unwrap().name, "c");
}

async fn failures_are_streamed_counted_and_forgotten(house: &House) {
    let (store, shop) = house.with_shop().await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                for n in 0..1_005 {
                    tx.set_failure::<ShopCategory>(shop, &n.to_string(), true, "no").await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(store.count_failures::<ShopCategory>(shop).await.unwrap(), 1_005);
    assert_eq!(store.count_failures::<Website>(shop).await.unwrap(), 0);
    let mut stream = store.stream_failures::<ShopCategory>(shop);
    let mut found = Vec::new();
    while let Some(failure) = stream.next().await.unwrap() {
        // What it was may be settled meanwhile.
        store.clear_failure::<ShopCategory>(shop, &failure.reference, failure.has_id).await.unwrap();
        found.push(failure.reference);
    }
    assert!(found.iter().map(|reference| reference.parse::<u32>().unwrap()).eq(0..1_005));
    assert!(store.failures::<ShopCategory>(shop).await.unwrap().is_empty());
}

crate::support::on_both! {
    every_row_comes_once_in_the_order_of_the_keys,
    others_write_meanwhile,
    a_backends_bindings_come_alone,
    an_empty_key_is_read_too,
    a_row_that_cannot_be_read_is_passed_by_name,
    failures_are_streamed_counted_and_forgotten,
}
