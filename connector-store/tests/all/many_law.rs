//! Many rows at once: each has its own outcome, and it is the same on both databases.
#![cfg(feature = "sqlite")]

use connector_core::{BackendId, Changes, RecordId};
use connector_store::{Error, Outcome, Store};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Category, House, Shop, ShopCategory, category, shop, shop_category};

const RECORDS: usize = 4;
const IDS: [&str; 4] = ["0", "a", "A", "b"];
const SLUGS: [&str; 3] = ["sale", "new", "old"];

/// A binding of a record (the last one is not there) with an ID and an address, or without.
type Given = (usize, Option<usize>, Option<usize>);

fn given() -> impl Strategy<Value = Given> {
    (0..=RECORDS, proptest::option::of(0..IDS.len()), proptest::option::of(0..SLUGS.len()))
}

fn binding(records: &[RecordId<Category>], shop: BackendId<Shop>, (record, id, slug): Given) -> ShopCategory {
    let missing = RecordId::new(i64::MAX);
    let record = records.get(record).unwrap_or(&missing);
    ShopCategory { slug: slug.map(|slug| SLUGS[slug].to_owned()), ..shop_category(record, shop, id.map(|id| IDS[id])) }
}

fn told(outcome: &Outcome<ShopCategory>) -> String {
    match outcome {
        Outcome::Created(_) => "created".to_owned(),
        Outcome::Updated(_, changes) => format!("updated: {changes}"),
        Outcome::Unchanged(_) => "unchanged".to_owned(),
        Outcome::Refused(Error::AlreadyBound { .. }) => "already bound".to_owned(),
        Outcome::Refused(Error::Duplicate { unique, .. }) => format!("duplicate: {unique}"),
        Outcome::Refused(Error::LinkMissing { field, .. }) => format!("link missing: {field}"),
        Outcome::Refused(other) => format!("refused: {other}"),
    }
}

/// What is kept on a shop.
async fn kept(store: &Store, shop: BackendId<Shop>) -> Vec<(String, Option<String>, Option<String>)> {
    let mut kept = Vec::new();
    let mut bindings = store.binder::<ShopCategory>(shop).stream();
    while let Some(binding) = bindings.next().await.unwrap() {
        kept.push((binding.record_id.to_string(), binding.external_id.clone(), binding.slug.clone()));
    }
    kept.sort();
    kept
}

/// A store with records to be bound.
struct World {
    store: Store,
    records: Vec<RecordId<Category>>,
}

impl World {
    async fn new(store: Store) -> Self {
        let mut records = Vec::new();
        for n in 0..RECORDS {
            records.push(store.put(category(&n.to_string())).await.unwrap().id());
        }
        Self { store, records }
    }

    async fn take(&self, shop: BackendId<Shop>, batch: &[Given]) -> Vec<String> {
        let many: Vec<ShopCategory> = batch.iter().map(|given| binding(&self.records, shop, *given)).collect();
        self.store.put_many(&many).await.unwrap().iter().map(told).collect()
    }
}

/// SQLite judges rows that are there one by one, PostgreSQL together: with the same outcomes, and the same rows at the end.
/// `CONNECTOR_TEST_CASES` raises the number of cases.
async fn together_is_as_one_by_one(house: &House) {
    let cases = std::env::var("CONNECTOR_TEST_CASES").map_or(house.either(8, 48), |cases| cases.parse().unwrap());
    let one_by_one = Store::connect("sqlite::memory:").await.unwrap();
    one_by_one.migrate(&crate::support::SHOP).await.unwrap();
    let worlds = &[World::new(house.store().await).await, World::new(one_by_one).await];
    let (handle, count) = (&tokio::runtime::Handle::current(), std::cell::Cell::new(0));
    let law = move |batches: Vec<Vec<Given>>| {
        count.set(count.get() + 1);
        handle.block_on(async {
            let mut shops = Vec::new();
            for world in worlds {
                shops.push(world.store.put(shop(&count.get().to_string())).await.unwrap().id());
            }
            for batch in &batches {
                let outcomes = worlds[0].take(shops[0], batch).await;
                assert_eq!(outcomes, worlds[1].take(shops[1], batch).await, "{batch:?} of {batches:?}");
                let rows = kept(&worlds[0].store, shops[0]).await;
                assert_eq!(rows, kept(&worlds[1].store, shops[1]).await, "{batch:?} of {batches:?}");
            }
        });
        Ok(())
    };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let batches = proptest::collection::vec(proptest::collection::vec(given(), 1..12), 1..6);
    // A thread of its own: this one is the runtime's.
    std::thread::scope(|scope| {
        scope.spawn(move || TestRunner::new(config).run(&batches, law).unwrap()).join().unwrap();
    });
}

/// More than one statement takes, with refused ones in the middle.
async fn a_thousand_changed_rows_with_refused_ones_among_them(house: &House) {
    let (store, shop) = house.with_shop().await;
    let records: Vec<RecordId<Category>> =
        store.put_many(&vec![category("x"); 1_200]).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let made = |n: usize, slug: &str| ShopCategory {
        slug: Some(format!("{slug}-{n}")),
        ..shop_category(&records[n], shop, Some(&format!("id-{n}")))
    };
    store.put_many(&(0..1_200).map(|n| made(n, "a")).collect::<Vec<_>>()).await.unwrap();
    let mut given: Vec<ShopCategory> = (0..1_200).map(|n| made(n, "b")).collect();
    // One as it was, one that takes another's address, one that takes another's ID, one twice.
    given[3] = made(3, "a");
    given[700].slug = Some("a-1100".into());
    given[800].external_id = Some("id-801".into());
    given[900] = made(901, "c");
    let outcomes = store.put_many(&given).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            3 => matches!(outcome, Outcome::Unchanged(_)),
            700 => matches!(outcome, Outcome::Refused(Error::Duplicate { unique: "shop_category_slug", .. })),
            800 => matches!(outcome, Outcome::Refused(Error::AlreadyBound { .. })),
            _ => matches!(outcome, Outcome::Updated(_, changes) if changes.to_string().starts_with("slug: ")),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    let kept = store.binder::<ShopCategory>(shop).to_internal_many(&["id-901".to_owned(), "id-900".into(), "id-700".into()]).await.unwrap();
    let slugs: Vec<Option<String>> = kept.into_iter().map(|kept| kept.unwrap().slug.clone()).collect();
    assert_eq!(slugs, [Some("b-901".to_owned()), Some("a-900".into()), Some("a-700".into())]);
}

async fn many_are_updated_and_deleted(house: &House) {
    let (store, shop) = house.with_shop().await;
    let records: Vec<RecordId<Category>> =
        store.put_many(&vec![category("x"); 30]).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let called = |name: &str| Changes::<Category>::new().set("name", name).unwrap();
    let mut changes: Vec<_> = records.iter().enumerate().map(|(n, id)| (id.clone(), called(&n.to_string()))).collect();
    changes[1].0 = RecordId::new(999);
    changes[2].1 = called(&"x".repeat(21));
    changes[3].1 = Changes::new();
    changes[4] = (RecordId::new(998), Changes::new());
    changes.push((records[0].clone(), called("again")));
    let outcomes = store.update_many(&changes).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            1 | 4 => matches!(outcome, Err(Error::NotFound { .. })),
            2 => matches!(outcome, Err(Error::Invalid(_))),
            _ => outcome.is_ok(),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    let names: Vec<String> = store.all::<Category>().await.unwrap().iter().map(|kept| kept.name.clone()).collect();
    assert_eq!(names[..7], ["again", "x", "x", "x", "x", "5", "6"]);

    // What is linked by something that forbids it stays; what is bound takes its binding along.
    let bindings: Vec<_> = records.iter().map(|record| shop_category(record, shop, None)).collect();
    let bindings: Vec<_> = store.put_many(&bindings).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let chair = store.put(crate::support::product("chair")).await.unwrap().id();
    let linking = crate::support::ShopProduct { category: Some(bindings[5]), ..crate::support::shop_product(&chair, shop, 1) };
    store.put(linking).await.unwrap();
    let mut gone = records[..10].to_vec();
    gone.extend([RecordId::new(999), records[0].clone()]);
    let outcomes = store.delete_many::<Category>(&gone).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            5 => matches!(outcome, Err(Error::StillLinked { .. })),
            // The last one is the first one again.
            10 | 11 => matches!(outcome, Err(Error::NotFound { .. })),
            _ => outcome.is_ok(),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    assert_eq!(store.count::<Category>().await.unwrap(), 21);
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 21);
}

crate::support::on_both! {
    together_is_as_one_by_one,
    a_thousand_changed_rows_with_refused_ones_among_them,
    many_are_updated_and_deleted,
}
