//! Whatever is put, updated and deleted, refused and rolled back: who keeps a copy by what he is told has the same rows.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Changes, Key, ModelId, RecordId};
use connector_store::{Error, Event, EventKind, Listener, Listeners, Store, Tx};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use support::{Coupon, House, Product, product, script};

support::on_both! { a_copy_is_true }

const CODES: u8 = 6;

#[derive(Debug, Clone)]
enum Step {
    /// Puts products by their codes, with weights.
    Put(Vec<(u8, i64)>),
    /// Writes weights.
    Update(Vec<(u8, i64)>),
    Delete(Vec<u8>),
    /// Deletes one, and puts it again.
    Renew(u8, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let (code, weight) = (0..CODES, 0..14_i64);
    let some = proptest::collection::vec((code.clone(), weight.clone()), 1..5);
    prop_oneof![
        3 => some.clone().prop_map(Step::Put),
        2 => some.prop_map(Step::Update),
        1 => proptest::collection::vec(code.clone(), 1..4).prop_map(Step::Delete),
        1 => (code, weight).prop_map(|(code, weight)| Step::Renew(code, weight)),
    ]
}

/// Steps in transactions, and whether each is committed.
fn transactions() -> impl Strategy<Value = Vec<(Vec<Step>, bool)>> {
    proptest::collection::vec((proptest::collection::vec(step(), 1..5), proptest::bool::weighted(0.8)), 1..6)
}

/// Keeps a copy of each product in a coupon, by what it is told alone.
struct Copy;

fn copy_of(id: &RecordId<Product>) -> String {
    format!("copy of {}", id.key())
}

async fn find(tx: &mut Tx<'_>, id: &RecordId<Product>) -> Result<Option<connector_store::Stored<Coupon>>, Error> {
    Ok(tx.all::<Coupon>().await?.into_iter().find(|copy| copy.code == copy_of(id)))
}

impl Listener<Product> for Copy {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
        let before = find(tx, &event.id).await?;
        match &event.kind {
            EventKind::Created => {
                assert!(before.is_none(), "{event:?}: it is there already");
                // What it is now may be later than what is told: that is told next.
                let percent = tx.get::<Product>(&event.id).await?.map_or(-1, |product| weight_of(&product));
                tx.put(Coupon { code: copy_of(&event.id), active: true, percent }).await?;
            }
            EventKind::Changed(changes) => {
                let before = before.unwrap_or_else(|| panic!("{event:?}: it is not there"));
                let Some(connector_core::Value::Float(weight)) = changes.get("weight") else { panic!("{event:?}") };
                #[allow(clippy::cast_possible_truncation)] // They are whole.
                let weight = *weight as i64;
                tx.update(&before.id(), &Changes::<Coupon>::new().set("percent", &weight)?).await?;
            }
            EventKind::Removed(row) => {
                let before = before.unwrap_or_else(|| panic!("{event:?}: it is not there"));
                assert_eq!(before.percent, weight_of(row), "{event:?}: it was another one");
                tx.delete::<Coupon>(&before.id()).await?;
            }
            other => panic!("{other:?} of a record"),
        }
        Ok(())
    }
}

/// Refuses what it does not like, after the copy was made.
struct Thirteen;

impl Listener<Product> for Thirteen {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
        let weight = match &event.kind {
            EventKind::Removed(row) => -weight_of(row),
            _ => tx.get::<Product>(&event.id).await?.map_or(0, |product| weight_of(&product)),
        };
        // 12 is needed once it is there.
        if weight == 13 || weight == -12 { Err(Error::application("no")) } else { Ok(()) }
    }
}

#[allow(clippy::cast_possible_truncation)] // They are whole.
fn weight_of(product: &Product) -> i64 {
    product.weight.unwrap_or_default() as i64
}

#[allow(clippy::cast_precision_loss)] // They are small.
fn weighing((code, weight): &(u8, i64)) -> Product {
    Product { weight: Some(*weight as f64), ..product(&code.to_string()) }
}

async fn ids(tx: &mut Tx<'_>, codes: impl IntoIterator<Item = u8>) -> Result<Vec<RecordId<Product>>, Error> {
    let all = tx.all::<Product>().await?;
    let id = |code: u8| {
        all.iter().find(|product| product.code == code.to_string()).map_or(RecordId::from_key(Key::Int(999)), connector_store::Stored::id)
    };
    Ok(codes.into_iter().map(id).collect())
}

async fn take(tx: &mut Tx<'_>, step: &Step) -> Result<(), Error> {
    match step {
        Step::Put(products) => {
            let products: Vec<Product> = products.iter().map(weighing).collect();
            drop(tx.put_many(&products).await?);
        }
        Step::Update(weights) => {
            let ids = ids(tx, weights.iter().map(|(code, _)| *code)).await?;
            let changes: Vec<_> = ids
                .into_iter()
                .zip(weights)
                .map(|(id, weight)| (id, Changes::new().set("weight", &weighing(weight).weight).unwrap()))
                .collect();
            drop(tx.update_many::<Product>(&changes).await?);
        }
        Step::Delete(codes) => {
            let ids = ids(tx, codes.iter().copied()).await?;
            drop(tx.delete_many::<Product>(&ids).await?);
        }
        Step::Renew(code, weight) => {
            let id = ids(tx, [*code]).await?.remove(0);
            // Refused, or not there: the transaction goes on.
            drop(tx.delete::<Product>(&id).await);
            drop(tx.put(weighing(&(*code, *weight))).await);
        }
    }
    Ok(())
}

async fn run(store: &Store, transactions: &[(Vec<Step>, bool)]) {
    for (steps, commit) in transactions {
        let ended = store
            .transaction(move |tx| {
                Box::pin(async move {
                    for step in steps {
                        take(tx, step).await?;
                    }
                    if *commit { Ok(()) } else { Err(Error::application("rolled back")) }
                })
            })
            .await;
        assert_eq!(ended.is_ok(), *commit, "{ended:?}");
        let mut rows: Vec<(String, i64)> =
            store.all::<Product>().await.unwrap().iter().map(|product| (copy_of(&product.id()), weight_of(product))).collect();
        let mut copies: Vec<(String, i64)> =
            store.all::<Coupon>().await.unwrap().iter().map(|copy| (copy.code.clone(), copy.percent)).collect();
        rows.sort();
        copies.sort();
        assert_eq!(copies, rows, "{transactions:?}");
        assert!(rows.iter().all(|(_, weight)| *weight != 13), "{rows:?}");
    }
}

async fn a_copy_is_true(house: &House) {
    let listeners = Listeners::builder().on::<Product>("copy", Copy).on::<Product>("thirteen", Thirteen).build().unwrap();
    let store = house.store().await.with_listeners(&listeners);
    // As many cases as the database makes in a few seconds.
    let config = ProptestConfig { cases: house.either(96, 16), failure_persistence: None, ..ProptestConfig::default() };
    let handle = &tokio::runtime::Handle::current();
    let law = |transactions: Vec<(Vec<Step>, bool)>| {
        handle.block_on(async {
            run(&store, &transactions).await;
            script(&store, "DELETE FROM product; DELETE FROM coupon").await;
        });
        Ok(())
    };
    // A thread of its own: this one is the runtime's.
    std::thread::scope(|scope| {
        let run = || TestRunner::new(config).run(&transactions(), law).unwrap();
        scope.spawn(run).join().unwrap();
    });
}
