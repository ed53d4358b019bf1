//! Whatever is put, bound and unbound: both directions of the binder are inverse, and no ID is there twice.

use std::collections::HashMap;

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Error, Store};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Category, House, Shop, ShopCategory, category, number, shop, shop_category};

const RECORDS: usize = 3;
const IDS: [&str; 4] = ["0", "a", "A", " 12 "];

/// One step on one of two shops.
#[derive(Debug, Clone)]
enum Step {
    /// Puts a binding of the record with an ID, or without one.
    Put(usize, usize, Option<usize>),
    /// Binds the binding of the record, if there is one.
    Bind(usize, usize, usize),
    Unbind(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (shop, record, id) = (0..2_usize, 0..RECORDS, 0..IDS.len());
    prop_oneof![
        (shop.clone(), record.clone(), proptest::option::of(id.clone())).prop_map(|(shop, record, id)| Step::Put(shop, record, id)),
        (shop.clone(), record.clone(), id).prop_map(|(shop, record, id)| Step::Bind(shop, record, id)),
        (shop, record).prop_map(|(shop, record)| Step::Unbind(shop, record)),
    ]
}

/// What should be: the ID of each bound record of each shop, `None` for a binding without one.
type Expected = HashMap<(usize, usize), Option<usize>>;

/// Whether the ID is free on the shop for the record.
fn free(expected: &Expected, shop: usize, record: usize, id: usize) -> bool {
    let taken = expected.iter().any(|((on, of), kept)| *on == shop && *of != record && *kept == Some(id));
    !taken && expected.get(&(shop, record)).copied().flatten().is_none_or(|kept| kept == id)
}

struct World {
    store: Store,
    shops: [BackendId<Shop>; 2],
    records: Vec<RecordId<Category>>,
    bindings: HashMap<(usize, usize), BindingId<ShopCategory>>,
    expected: Expected,
}

impl World {
    async fn new(house: &House) -> Self {
        let store = house.store().await;
        let shops = [store.put(shop("a")).await.unwrap().id(), store.put(shop("b")).await.unwrap().id()];
        let mut records = Vec::new();
        for n in 0..RECORDS {
            records.push(store.put(category(&n.to_string())).await.unwrap().id());
        }
        Self { store, shops, records, bindings: HashMap::new(), expected: HashMap::new() }
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Put(shop, record, id) => {
                let value = shop_category(&self.records[record], self.shops[shop], id.map(|id| IDS[id]));
                match self.store.put(value).await {
                    Ok(stored) => {
                        assert!(id.is_none_or(|id| free(&self.expected, shop, record, id)), "{step:?} should be refused");
                        let known = self.bindings.insert((shop, record), stored.id());
                        assert!(known.is_none_or(|known| known == stored.id()), "{step:?} made a second binding");
                        let kept = self.expected.entry((shop, record)).or_default();
                        *kept = id.or(*kept);
                    }
                    Err(Error::AlreadyBound { .. }) => {
                        assert!(id.is_some_and(|id| !free(&self.expected, shop, record, id)), "{step:?} should be taken");
                    }
                    Err(error) => panic!("{step:?}: {error}"),
                }
            }
            Step::Bind(shop, record, id) => {
                let Some(binding) = self.bindings.get(&(shop, record)) else { return };
                let bound = self.store.binder::<ShopCategory>(self.shops[shop]).bind(*binding, &IDS[id].to_owned()).await;
                assert_eq!(bound.is_ok(), free(&self.expected, shop, record, id), "{step:?}: {bound:?}");
                if bound.is_ok() {
                    self.expected.insert((shop, record), Some(id));
                }
            }
            Step::Unbind(shop, record) => {
                let Some(binding) = self.bindings.get(&(shop, record)) else { return };
                self.store.binder::<ShopCategory>(self.shops[shop]).unbind(*binding).await.unwrap();
                self.expected.insert((shop, record), None);
            }
        }
    }

    async fn check(&self) {
        for (place, shop) in self.shops.into_iter().enumerate() {
            let binder = self.store.binder::<ShopCategory>(shop);
            let external = binder.to_external_many(&self.records).await.unwrap();
            for (record, (id, known)) in self.records.iter().zip(&external).enumerate() {
                let expected = self.expected.get(&(place, record)).copied().flatten().map(|id| IDS[id]);
                assert_eq!(known.as_deref(), expected);
                assert_eq!(&binder.to_external(id).await.unwrap(), known);
                if let Some(known) = known {
                    assert_eq!(binder.to_record(known).await.unwrap().as_ref(), Some(id));
                }
            }
            let ids = IDS.map(str::to_owned);
            for (id, record) in ids.iter().zip(binder.to_record_many(&ids).await.unwrap()) {
                if let Some(record) = record {
                    assert_eq!(binder.to_external(&record).await.unwrap().as_ref(), Some(id));
                }
            }
        }
        let doubled = "SELECT count(*) - count(DISTINCT backend_id || '/' || external_id) FROM shop_category WHERE external_id IS NOT NULL";
        assert_eq!(number(&self.store, doubled).await, 0);
    }
}

/// As many cases as the database makes in a few seconds.
async fn both_directions_are_inverse(house: &House) {
    let config = ProptestConfig { cases: house.either(96, 16), failure_persistence: None, ..ProptestConfig::default() };
    let handle = &tokio::runtime::Handle::current();
    let law = |steps: Vec<Step>| {
        handle.block_on(async {
            let mut world = World::new(house).await;
            for step in &steps {
                world.take(step).await;
            }
            world.check().await;
        });
        Ok(())
    };
    // A thread of its own: this one is the runtime's.
    std::thread::scope(|scope| {
        let run = || TestRunner::new(config).run(&proptest::collection::vec(step(), 1..40), law).unwrap();
        scope.spawn(run).join().unwrap();
    });
}

crate::support::on_both! {
    both_directions_are_inverse,
}
