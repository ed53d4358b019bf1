//! Changes and deletions of many rows that meet each other: their outcomes are those of one after the other, on both databases.
#![cfg(feature = "sqlite")]

use connector_core::{Changes, Record, RecordId, schema};
use connector_store::{Error, Store, Stored};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Coupon, House};

/// A record that may link another one, which then stays.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "many.node")]
struct Node {
    name: String,
    #[field(ondelete = restrict)]
    parent: Option<RecordId<Node>>,
}

schema! {
    static NODES = [Coupon, Node];
}

/// As many as there are; one more is not there.
const ROWS: usize = 4;
const CODES: [&str; 5] = ["a", "b", "c", "d", "A"];

/// A coupon and what of it is written anew: its code, whether it is active, its percent.
type Change = (usize, Option<usize>, Option<bool>, Option<i64>);

fn change() -> impl Strategy<Value = Change> {
    let seldom = || proptest::option::weighted(0.2, any::<bool>());
    (0..=ROWS, proptest::option::weighted(0.8, 0..CODES.len()), seldom(), proptest::option::weighted(0.2, 0..3_i64))
}

fn told(outcome: &Result<(), Error>) -> String {
    match outcome {
        Ok(()) => "done".to_owned(),
        Err(Error::NotFound { model, .. }) => format!("no {model}"),
        Err(Error::Duplicate { unique, .. }) => format!("duplicate: {unique}"),
        Err(Error::StillLinked { by, field, .. }) => format!("linked by {field} of {by}"),
        Err(other) => format!("refused: {other}"),
    }
}

fn coupon((code, active): (usize, bool)) -> Coupon {
    Coupon { code: CODES[code].to_owned(), active, percent: 0 }
}

/// Puts coupons, those that may be, changes them, and says what became of that.
async fn change_all(store: &Store, kept: &[(usize, bool)], changes: &[Change]) -> (Vec<String>, Vec<Coupon>) {
    let all: Vec<_> = store.all::<Coupon>().await.unwrap().iter().map(Stored::id).collect();
    store.delete_many::<Coupon>(&all).await.unwrap();
    let mut ids = Vec::new();
    for (number, (code, active)) in kept.iter().enumerate() {
        // No two of the first ones are the same; what is not active shares its code with others.
        let (code, active) = if *active { (number, true) } else { (*code, false) };
        ids.push(store.put(coupon((code, active))).await.unwrap().id());
    }
    let changes: Vec<(RecordId<Coupon>, Changes<Coupon>)> = changes
        .iter()
        .map(|(row, code, active, percent)| {
            let mut changes = Changes::new();
            if let Some(code) = code {
                changes = changes.set("code", CODES[*code]).unwrap();
            }
            if let Some(active) = active {
                changes = changes.set("active", active).unwrap();
            }
            if let Some(percent) = percent {
                changes = changes.set("percent", percent).unwrap();
            }
            (ids.get(*row).cloned().unwrap_or_else(|| RecordId::new(i64::MAX)), changes)
        })
        .collect();
    let outcomes = store.update_many(&changes).await.unwrap().iter().map(told).collect();
    (outcomes, store.all::<Coupon>().await.unwrap().into_iter().map(Stored::into_value).collect())
}

/// Makes nodes, each under an earlier one or none, deletes some, and says what became of that.
async fn delete_some(store: &Store, parents: &[usize], deleted: &[usize]) -> (Vec<String>, Vec<String>) {
    let mut ids: Vec<RecordId<Node>> = Vec::new();
    for (number, parent) in parents.iter().enumerate() {
        let parent = ids.get(*parent).cloned();
        ids.push(store.put(Node { name: number.to_string(), parent }).await.unwrap().id());
    }
    let deleted: Vec<_> = deleted.iter().map(|row| ids.get(*row).cloned().unwrap_or_else(|| RecordId::new(i64::MAX))).collect();
    let outcomes = store.delete_many::<Node>(&deleted).await.unwrap().iter().map(told).collect();
    let left = store.all::<Node>().await.unwrap().into_iter().map(|node| node.into_value().name).collect();
    // The later ones first: nothing is in the way.
    ids.reverse();
    store.delete_many::<Node>(&ids).await.unwrap();
    (outcomes, left)
}

async fn worlds(house: &House) -> [Store; 2] {
    let worlds = [house.empty().await, Store::connect("sqlite::memory:").await.unwrap()];
    for world in &worlds {
        world.migrate(&NODES).await.unwrap();
    }
    worlds
}

/// Runs a law outside of the runtime's thread. `CONNECTOR_TEST_CASES` raises the number of cases.
fn check<S: Strategy + Sync>(house: &House, given: &S, law: impl Fn(S::Value) + Send)
where
    S::Value: std::fmt::Debug,
{
    let cases = std::env::var("CONNECTOR_TEST_CASES").map_or(house.either(8, 64), |cases| cases.parse().unwrap());
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    std::thread::scope(|scope| {
        let run = move || {
            TestRunner::new(config)
                .run(given, |value| {
                    law(value);
                    Ok(())
                })
                .unwrap();
        };
        scope.spawn(run).join().unwrap();
    });
}

async fn changes_together_are_as_one_by_one(house: &House) {
    let (worlds, runtime) = (&worlds(house).await, &tokio::runtime::Handle::current());
    let kept = proptest::collection::vec((0..CODES.len(), proptest::bool::weighted(0.8)), ROWS);
    check(house, &(kept, proptest::collection::vec(change(), 1..8)), |(kept, changes)| {
        let [here, there] = worlds.each_ref().map(|store| runtime.block_on(change_all(store, &kept, &changes)));
        assert_eq!(here, there, "{changes:?} of {kept:?}");
    });
}

async fn deletions_together_are_as_one_by_one(house: &House) {
    let (worlds, runtime) = (&worlds(house).await, &tokio::runtime::Handle::current());
    let parents = proptest::collection::vec(0..=ROWS, ROWS);
    check(house, &(parents, proptest::collection::vec(0..=ROWS, 1..8)), |(parents, deleted)| {
        let [here, there] = worlds.each_ref().map(|store| runtime.block_on(delete_some(store, &parents, &deleted)));
        assert_eq!(here, there, "{deleted:?} of {parents:?}");
    });
}

/// The first one cannot have what the second one still holds, though it gives it up in its turn; and a node stays that one
/// links which is deleted after it.
async fn the_order_decides(house: &House) {
    let store = house.empty().await;
    store.migrate(&NODES).await.unwrap();
    let mut ids = Vec::new();
    for code in [0, 1] {
        ids.push(store.put(coupon((code, true))).await.unwrap().id());
    }
    let called = |code: &str| Changes::<Coupon>::new().set("code", code).unwrap();
    let outcomes = store.update_many(&[(ids[0].clone(), called("b")), (ids[1].clone(), called("c"))]).await.unwrap();
    assert!(matches!(outcomes[..], [Err(Error::Duplicate { .. }), Ok(())]), "{outcomes:?}");
    let outcomes = store.update_many(&[(ids[1].clone(), called("d")), (ids[0].clone(), called("c"))]).await.unwrap();
    assert!(matches!(outcomes[..], [Ok(()), Ok(())]), "{outcomes:?}");
    let parent = store.put(Node { name: "parent".into(), parent: None }).await.unwrap().id();
    let child = store.put(Node { name: "child".into(), parent: Some(parent.clone()) }).await.unwrap().id();
    let outcomes = store.delete_many::<Node>(&[parent.clone(), child, parent]).await.unwrap();
    assert!(matches!(outcomes[..], [Err(Error::StillLinked { .. }), Ok(()), Ok(())]), "{outcomes:?}");
}

crate::support::on_both! {
    changes_together_are_as_one_by_one,
    deletions_together_are_as_one_by_one,
    the_order_decides,
}
