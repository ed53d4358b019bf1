//! Many new rows: each has the key that is told of it, and what is refused among them stops no other.

use connector_core::{BackendId, RecordId};
use connector_store::{Error, Outcome, Store};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Category, House, Shop, ShopCategory, category, script, shop, shop_category};

const RECORDS: usize = 260;

/// What stands in the place of a new binding.
#[derive(Debug, Clone, Copy)]
enum Odd {
    /// One whose record is not there.
    NoRecord,
    /// The first of the batch, again.
    Again,
    /// The ID of the first one, of another record.
    Taken,
}

fn told(outcome: &Outcome<ShopCategory>) -> String {
    match outcome {
        Outcome::Created(_) => "created".to_owned(),
        Outcome::Refused(Error::AlreadyBound { .. }) => "already bound".to_owned(),
        Outcome::Refused(Error::LinkMissing { field, .. }) => format!("link missing: {field}"),
        other => format!("{other:?}").split('(').next().unwrap_or_default().to_owned(),
    }
}

struct World {
    store: Store,
    records: Vec<RecordId<Category>>,
}

impl World {
    async fn new(store: Store) -> Self {
        let records: Vec<Category> = (0..RECORDS).map(|n| category(&n.to_string())).collect();
        let records = store.put_many(&records).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
        Self { store, records }
    }

    /// A binding of each record up to `rows`, with odd ones among them.
    fn batch(&self, shop: BackendId<Shop>, rows: usize, odd: &[(usize, Odd)]) -> Vec<ShopCategory> {
        let missing = RecordId::new(i64::MAX);
        let binding = |n: usize| match odd.iter().find(|(place, _)| *place == n) {
            Some((_, Odd::NoRecord)) => shop_category(&missing, shop, Some(&format!("none-{n}"))),
            Some((_, Odd::Again)) => shop_category(&self.records[0], shop, Some("0")),
            Some((_, Odd::Taken)) => shop_category(&self.records[n], shop, Some("0")),
            None => shop_category(&self.records[n], shop, Some(&n.to_string())),
        };
        (0..rows).map(binding).collect()
    }

    /// The external ID of each row that is there.
    async fn kept(&self, shop: BackendId<Shop>) -> Vec<Option<String>> {
        self.store.binder::<ShopCategory>(shop).to_external_many(&self.records).await.unwrap()
    }
}

/// The outcomes are those of one by one, and each key that is told leads to the row of which it is told.
async fn many_are_as_one_by_one(house: &House) {
    let worlds = &[World::new(house.store().await).await, World::new(house.store().await).await];
    let (handle, count) = (&tokio::runtime::Handle::current(), std::cell::Cell::new(0));
    let law = move |(rows, odd): (usize, Vec<(usize, Odd)>)| {
        count.set(count.get() + 1);
        handle.block_on(async {
            let mut shops = Vec::new();
            for world in worlds {
                shops.push(world.store.put(shop(&count.get().to_string())).await.unwrap().id());
            }
            let batch = worlds[0].batch(shops[0], rows, &odd);
            let outcomes = worlds[0].store.put_many(&batch).await.unwrap();
            for (outcome, given) in outcomes.iter().zip(&batch) {
                if let Outcome::Created(id) = outcome {
                    let kept = worlds[0].store.get::<ShopCategory>(id).await.unwrap().unwrap();
                    assert_eq!((&kept.record_id, &kept.external_id), (&given.record_id, &given.external_id));
                }
            }
            let mut one_by_one = Vec::new();
            for value in worlds[1].batch(shops[1], rows, &odd) {
                one_by_one.extend(worlds[1].store.put_many(&[value]).await.unwrap());
            }
            assert_eq!(outcomes.iter().map(told).collect::<Vec<_>>(), one_by_one.iter().map(told).collect::<Vec<_>>());
            assert_eq!(worlds[0].kept(shops[0]).await, worlds[1].kept(shops[1]).await);
        });
        Ok(())
    };
    let odd = (0..RECORDS, prop_oneof![Just(Odd::NoRecord), Just(Odd::Again), Just(Odd::Taken)]);
    let given = (1..=RECORDS, proptest::collection::vec(odd, 0..4));
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    // A thread of its own: this one is the runtime's.
    std::thread::scope(|scope| {
        scope.spawn(move || TestRunner::new(config).run(&given, law).unwrap()).join().unwrap();
    });
}

/// A hundred and fifty new rows, of which the application's trigger does something with the one called `odd`.
async fn with_trigger(house: &House, does: &str) -> (Store, Vec<Outcome<Category>>) {
    let store = house.store().await;
    script(&store, &format!("CREATE TRIGGER theirs BEFORE INSERT ON category WHEN NEW.name = 'odd' BEGIN {does}; END")).await;
    let mut values: Vec<Category> = (0..150).map(|n| category(&n.to_string())).collect();
    values[70] = category("odd");
    let outcomes = store.put_many(&values).await.unwrap();
    for (outcome, value) in outcomes.iter().zip(&values) {
        if let Outcome::Created(id) = outcome {
            assert_eq!(store.get::<Category>(id).await.unwrap().unwrap().name, value.name);
        }
    }
    assert_eq!(
        outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Created(_))).count(),
        if does.contains("RAISE") { 149 } else { 150 }
    );
    (store, outcomes)
}

/// `FAIL` leaves what its statement has written before: it must not be there twice.
async fn a_trigger_that_fails_doubles_no_row(house: &House) {
    let (store, outcomes) = with_trigger(house, "SELECT RAISE(FAIL, 'never shown')").await;
    assert!(matches!(&outcomes[70], Outcome::Refused(Error::UndeclaredRule { .. })), "{:?}", outcomes[70]);
    assert_eq!(store.count::<Category>().await.unwrap(), 149);
}

async fn a_trigger_that_leaves_a_row_out_is_told(house: &House) {
    let (store, outcomes) = with_trigger(house, "SELECT RAISE(IGNORE)").await;
    assert!(matches!(&outcomes[70], Outcome::Refused(_)), "{:?}", outcomes[70]);
    assert_eq!(store.count::<Category>().await.unwrap(), 149);
}

/// What follows must not be committed by itself.
async fn a_trigger_that_takes_the_transaction_back_leaves_nothing(house: &House) {
    let store = house.store().await;
    script(
        &store,
        "CREATE TRIGGER theirs BEFORE INSERT ON category WHEN NEW.name = 'odd' BEGIN SELECT RAISE(ROLLBACK, 'never shown'); END",
    )
    .await;
    for odd in [0, 1, 70] {
        let mut values: Vec<Category> = (0..150).map(|n| category(&n.to_string())).collect();
        values[odd] = category("odd");
        let error = store.put_many(&values).await.unwrap_err();
        assert!(error.to_string().contains("took the whole transaction back"), "{error}");
        assert_eq!(store.count::<Category>().await.unwrap(), 0, "{odd}");
    }
    assert_eq!(store.put_many(&[category("a"), category("b")]).await.unwrap().len(), 2);
}

/// The rows behind it have other numbers than they would have had.
async fn a_trigger_that_inserts_a_row_misleads_no_key(house: &House) {
    let (store, _) = with_trigger(house, "INSERT INTO category (name, active) VALUES ('theirs', 1)").await;
    assert_eq!(store.count::<Category>().await.unwrap(), 151);
}

/// More than one statement of them, with rows in the way of others in some.
async fn many_thousand_with_some_refused(house: &House) {
    let store = house.store().await;
    let shop = store.put(shop("main")).await.unwrap().id();
    let records: Vec<Category> = (0..3_500).map(|n| category(&n.to_string())).collect();
    let records: Vec<RecordId<Category>> = store.put_many(&records).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let taken = [1_200, 1_201, 3_499];
    let id = |n: usize| if taken.contains(&n) { "0".to_owned() } else { n.to_string() };
    let rows: Vec<ShopCategory> = records.iter().enumerate().map(|(n, record)| shop_category(record, shop, Some(&id(n)))).collect();
    let outcomes = store.put_many(&rows).await.unwrap();
    let kept = store.binder::<ShopCategory>(shop).to_external_many(&records).await.unwrap();
    for (n, (outcome, kept)) in outcomes.iter().zip(kept).enumerate() {
        match outcome {
            Outcome::Created(key) => {
                assert_eq!(store.get::<ShopCategory>(key).await.unwrap().unwrap().record_id, records[n]);
                assert_eq!(kept, Some(n.to_string()));
            }
            _ => assert_eq!((told(outcome).as_str(), taken.contains(&n), kept), ("already bound", true, None)),
        }
    }
}

/// The application's own trigger, or its sequence, gives the keys: a key that is told leads to the row of which it is told.
#[cfg(feature = "postgres")]
async fn keys_that_others_give_mislead_nobody(house: &House) {
    let triggered = |does: &str| {
        format!(
            "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NEW; END $$;
             CREATE TRIGGER theirs BEFORE INSERT ON shop_category FOR EACH ROW EXECUTE FUNCTION theirs()"
        )
    };
    let sequences = [
        "ALTER TABLE shop_category ALTER COLUMN id SET INCREMENT BY 7",
        "ALTER TABLE shop_category ALTER COLUMN id SET INCREMENT BY -1 SET MINVALUE -1000000 RESTART WITH -1",
        "ALTER TABLE shop_category ALTER COLUMN id SET GENERATED ALWAYS",
    ];
    let triggers = [
        triggered("NEW.id := NEW.id + 1"),
        triggered("IF NEW.record_id % 2 = 0 THEN NEW.id := NEW.id + 10000; END IF"),
        triggered("NEW.id := 100000 - NEW.id"),
    ];
    for says in sequences.map(str::to_owned).into_iter().chain(triggers) {
        for taken in [None, Some(1), Some(1_199)] {
            let store = house.store().await;
            script(&store, &says).await;
            let shop = store.put(shop("main")).await.unwrap().id();
            let records: Vec<Category> = (0..1_200).map(|n| category(&n.to_string())).collect();
            let records: Vec<_> = store.put_many(&records).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
            let id = |n: usize| if Some(n) == taken { "0".to_owned() } else { n.to_string() };
            let rows: Vec<_> = records.iter().enumerate().map(|(n, record)| shop_category(record, shop, Some(&id(n)))).collect();
            let outcomes = store.put_many(&rows).await.unwrap();
            for (n, (outcome, given)) in outcomes.iter().zip(&rows).enumerate() {
                if Some(n) == taken {
                    assert_eq!(told(outcome), "already bound", "{says}: {n}");
                    continue;
                }
                let Outcome::Created(key) = outcome else { panic!("{says}: {n}: {outcome:?}") };
                let kept = store.get::<ShopCategory>(key).await.unwrap().unwrap();
                assert_eq!((&kept.record_id, &kept.external_id), (&given.record_id, &given.external_id), "{says}: {n}");
            }
            assert_eq!(store.count::<ShopCategory>().await.unwrap(), 1_200 - u64::from(taken.is_some()), "{says}");
        }
    }
}

crate::support::on_both! { many_are_as_one_by_one, many_thousand_with_some_refused }
crate::support::on_postgres! { keys_that_others_give_mislead_nobody }
crate::support::on_sqlite! {
    a_trigger_that_fails_doubles_no_row,
    a_trigger_that_leaves_a_row_out_is_told,
    a_trigger_that_takes_the_transaction_back_leaves_nothing,
    a_trigger_that_inserts_a_row_misleads_no_key,
}
