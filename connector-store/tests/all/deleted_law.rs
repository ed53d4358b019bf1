//! Whatever is bound, given up and deleted, in whatever order: remembered is what was deleted last, and neither is bound again nor
//! was given up since. `CONNECTOR_LAW_CASES` sets how many orders are tried on each database (64 on SQLite and 12 on PostgreSQL unless said otherwise).

use std::collections::{BTreeSet, HashMap};

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Error, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{Category, House, Shop, ShopCategory, category, script, shop, shop_category};

const RECORDS: usize = 3;
const IDS: [&str; 3] = ["0", "it's", "A"];

/// One step, mostly on one of two shops.
#[derive(Debug, Clone)]
enum Step {
    /// Puts a binding of the record with an ID.
    Put(usize, usize, usize),
    Unbind(usize, usize),
    /// Another ID, by a statement of the application's own.
    Rename(usize, usize, usize),
    /// To the other shop, by a statement of the application's own.
    Move(usize, usize),
    Delete(usize, usize),
    /// With its bindings on both shops.
    DeleteRecord(usize),
    /// All bindings, by a statement of the application's own.
    Wipe,
    /// What is remembered of the shop was exported.
    Forget(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (shop, record, id) = (0..2_usize, 0..RECORDS, 0..IDS.len());
    prop_oneof![
        4 => (shop.clone(), record.clone(), id.clone()).prop_map(|(shop, record, id)| Step::Put(shop, record, id)),
        1 => (shop.clone(), record.clone()).prop_map(|(shop, record)| Step::Unbind(shop, record)),
        1 => (shop.clone(), record.clone(), id).prop_map(|(shop, record, id)| Step::Rename(shop, record, id)),
        1 => (shop.clone(), record.clone()).prop_map(|(shop, record)| Step::Move(shop, record)),
        2 => (shop.clone(), record.clone()).prop_map(|(shop, record)| Step::Delete(shop, record)),
        1 => record.prop_map(Step::DeleteRecord),
        1 => Just(Step::Wipe),
        1 => shop.prop_map(Step::Forget),
    ]
}

struct World<'h> {
    house: &'h House,
    store: Store,
    shops: [BackendId<Shop>; 2],
    records: Vec<RecordId<Category>>,
    /// The bindings, with their IDs.
    bound: HashMap<(usize, usize), (BindingId<ShopCategory>, Option<usize>)>,
    /// What was deleted last: shops and IDs.
    deleted: BTreeSet<(usize, usize)>,
}

impl<'h> World<'h> {
    /// Shops and records of its own, in a store that others had before.
    async fn new(house: &'h House, store: &Store) -> Self {
        let first = store.count::<Shop>().await.unwrap();
        let mut shops = [BackendId::new(0); 2];
        for (place, id) in shops.iter_mut().enumerate() {
            *id = store.put(shop(&format!("{first}-{place}"))).await.unwrap().id();
        }
        let mut records = Vec::new();
        for n in 0..RECORDS {
            records.push(store.put(category(&n.to_string())).await.unwrap().id());
        }
        Self { house, store: store.clone(), shops, records, bound: HashMap::new(), deleted: BTreeSet::new() }
    }

    fn is_bound(&self, shop: usize, id: usize) -> bool {
        self.bound.iter().any(|((on, _), (_, kept))| *on == shop && *kept == Some(id))
    }

    fn forget_bound(&mut self, which: impl Fn(usize, usize) -> bool) {
        let deleted = &mut self.deleted;
        self.bound.retain(|(shop, record), (_, id)| {
            let gone = which(*shop, *record);
            deleted.extend(id.filter(|_| gone).map(|id| (*shop, id)));
            !gone
        });
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Put(shop, record, id) => {
                let value = shop_category(&self.records[record], self.shops[shop], Some(IDS[id]));
                match self.store.put(value).await {
                    Ok(stored) => drop(self.bound.insert((shop, record), (stored.id(), Some(id)))),
                    Err(Error::AlreadyBound { .. }) => {}
                    Err(error) => panic!("{step:?}: {error}"),
                }
            }
            Step::Unbind(shop, record) => {
                let Some((binding, id)) = self.bound.get_mut(&(shop, record)) else { return };
                self.store.binder::<ShopCategory>(self.shops[shop]).unbind(*binding).await.unwrap();
                if let Some(id) = id.take() {
                    self.deleted.remove(&(shop, id));
                }
            }
            Step::Rename(shop, record, id) => {
                if self.is_bound(shop, id) {
                    return;
                }
                let Some((binding, kept)) = self.bound.get_mut(&(shop, record)) else { return };
                let new = IDS[id].replace('\'', "''");
                script(&self.store, &format!("UPDATE shop_category SET external_id = '{new}' WHERE id = {binding}")).await;
                if let Some(old) = kept.replace(id) {
                    self.deleted.remove(&(shop, old));
                }
            }
            Step::Move(shop, record) => {
                let Some((binding, id)) = self.bound.get(&(shop, record)).copied() else { return };
                let other = 1 - shop;
                if self.bound.contains_key(&(other, record)) || id.is_some_and(|id| self.is_bound(other, id)) {
                    return;
                }
                script(&self.store, &format!("UPDATE shop_category SET backend_id = {} WHERE id = {binding}", self.shops[other])).await;
                self.bound.remove(&(shop, record));
                self.bound.insert((other, record), (binding, id));
                if let Some(id) = id {
                    self.deleted.remove(&(shop, id));
                }
            }
            Step::Delete(shop, record) => {
                let Some((binding, _)) = self.bound.get(&(shop, record)).copied() else { return };
                self.store.delete::<ShopCategory>(&binding).await.unwrap();
                self.forget_bound(|on, of| (on, of) == (shop, record));
            }
            Step::DeleteRecord(record) => {
                self.store.delete::<Category>(&self.records[record]).await.unwrap();
                self.records[record] = self.store.put(category("again")).await.unwrap().id();
                self.forget_bound(|_, of| of == record);
            }
            Step::Wipe => {
                script(&self.store, self.house.either("DELETE FROM shop_category", "TRUNCATE shop_category, shop_product")).await;
                self.forget_bound(|_, _| true);
            }
            Step::Forget(shop) => {
                let deleted = self.store.deleted::<ShopCategory>(self.shops[shop]).await.unwrap();
                assert_eq!(self.store.forget_deleted(&deleted).await.unwrap(), deleted.len() as u64);
                let shown: Vec<_> = self.deleted.iter().copied().filter(|(on, id)| *on == shop && !self.is_bound(shop, *id)).collect();
                self.deleted.retain(|deleted| !shown.contains(deleted));
            }
        }
    }

    async fn check(&self, steps: &[Step]) {
        for shop in 0..2 {
            let shown = self.store.deleted::<ShopCategory>(self.shops[shop]).await.unwrap();
            let shown: BTreeSet<String> = shown.into_iter().map(|deleted| deleted.external_id).collect();
            let expected = self.deleted.iter().filter(|(on, id)| *on == shop && !self.is_bound(shop, *id));
            let expected: BTreeSet<String> = expected.map(|(_, id)| IDS[*id].to_owned()).collect();
            assert_eq!(shown, expected, "shop {shop} after {steps:?}");
        }
    }
}

async fn what_was_deleted_last_is_remembered(house: &House) {
    let cases = std::env::var("CONNECTOR_LAW_CASES").map_or(house.either(64, 12), |cases| cases.parse().unwrap());
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let (runtime, store) = (tokio::runtime::Handle::current(), &house.store().await);
    let law = |steps: Vec<Step>| {
        tokio::task::block_in_place(|| {
            runtime.block_on(async {
                let mut world = World::new(house, store).await;
                for (place, step) in steps.iter().enumerate() {
                    world.take(step).await;
                    world.check(&steps[..=place]).await;
                }
            });
        });
        Ok(())
    };
    runner.run(&proptest::collection::vec(step(), 1..30), law).unwrap();
}

crate::support::on_both! {
    what_was_deleted_last_is_remembered,
}
