//! What one transaction must not do to those that come after it: wait for ever, stay in a state, stop a whole batch.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::time::Duration;

use connector_store::{Error, Outcome, ReviewFilter, ReviewKind, Store};

use support::{Category, House, SHOP, ShopCategory, category, number, run_script, script, shop_category};

async fn the_applications_check_refuses_a_row_and_not_the_others(house: &House) {
    let store = house.store().await;
    script(
        &store,
        house.either(
            "CREATE TRIGGER theirs BEFORE INSERT ON category WHEN NEW.name = 'bad' BEGIN SELECT RAISE(ABORT, 'never shown'); END;
             CREATE TRIGGER theirs_too BEFORE DELETE ON category WHEN OLD.name = 'kept' BEGIN SELECT RAISE(ABORT, 'never shown'); END",
            "ALTER TABLE category ADD CONSTRAINT not_bad CHECK (name <> 'bad');
             CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''never shown''; END';
             CREATE TRIGGER theirs_too BEFORE DELETE ON category FOR EACH ROW WHEN (OLD.name = 'kept') EXECUTE FUNCTION refuses()",
        ),
    )
    .await;
    let rule = house.either("a trigger", "the constraint \"not_bad\"");
    let told = format!("category: {rule} refuses the row, and the model does not declare it");
    let values = [category("a"), category("bad"), category("kept")];
    let mut outcomes = store.put_many(&values).await.unwrap();
    assert!(matches!(&outcomes[1], Outcome::Refused(error) if error.to_string().starts_with(&told)), "{outcomes:?}");
    assert_eq!(store.count::<Category>().await.unwrap(), 2);
    let error = store.put(category("bad")).await.unwrap_err();
    assert!(matches!(&error, Error::UndeclaredRule { model: "category", .. }), "{error}");
    let kept = outcomes.remove(2).into_id().unwrap();
    let first = outcomes.remove(0).into_id().unwrap();
    let deleted = store.delete_many::<Category>(&[kept, first]).await.unwrap();
    assert!(matches!(&deleted[0], Err(Error::UndeclaredRule { rule, .. }) if rule == "a trigger"), "{deleted:?}");
    assert!(deleted[1].is_ok() && !format!("{deleted:?}").contains("never shown"), "{deleted:?}");
}

/// Of a newer program, say.
async fn an_unknown_unique_key_is_named(house: &House) {
    let store = house.store().await;
    script(&store, "CREATE UNIQUE INDEX newer ON category (name)").await;
    let outcomes = store.put_many(&[category("a"), category("a"), category("b")]).await.unwrap();
    let told = "category: a unique key of \"category\" refuses the row, and the model does not declare it: give the row other values, or change that rule; where a newer program has made it, start that one";
    assert!(matches!(&outcomes[1], Outcome::Refused(error) if error.to_string() == told), "{outcomes:?}");
    let b = store.all::<Category>().await.unwrap()[1].id();
    let changes = connector_core::Changes::<Category>::new().set("name", &"a".to_owned()).unwrap();
    let error = store.update(&b, &changes).await.unwrap_err();
    assert!(matches!(&error, Error::UndeclaredRule { rule, .. } if rule == "a unique key of \"category.name\""), "{error}");
}

async fn a_deleted_binding_leaves_nothing_of_what_was_sent(house: &House) {
    let (store, shop) = house.with_shop().await;
    let mut ids = Vec::new();
    for external in [Some("a"), Some("b"), None] {
        let record = store.put(category("c")).await.unwrap().id();
        ids.push(store.put(shop_category(&record, shop, external)).await.unwrap().id());
    }
    let bindings = &ids;
    let remember = store.transaction(|tx| {
        Box::pin(async move {
            for id in bindings {
                tx.set_sent::<ShopCategory>(*id, "{}").await?;
            }
            Ok(())
        })
    });
    remember.await.unwrap();
    store.delete::<ShopCategory>(&ids[0]).await.unwrap();
    store.delete::<ShopCategory>(&ids[2]).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM connector_sent").await, 1);
    assert_eq!(number(&store, "SELECT count(*) FROM connector_deleted").await, 1, "one had an ID");
    // With its record, and by anybody's statement.
    script(&store, "DELETE FROM category").await;
    assert_eq!(number(&store, "SELECT count(*) FROM connector_sent").await, 0);
}

async fn settled_reviews_are_forgotten(house: &House) {
    let (store, shop) = house.with_shop().await;
    for reference in ["a", "b", "c"] {
        let review = store.transaction(|tx| {
            Box::pin(async move { tx.review::<ShopCategory>(shop, &ReviewKind::Match, reference, "which is it?").await })
        });
        review.await.unwrap();
    }
    let open = store.reviews(&ReviewFilter::open(), None, 10).await.unwrap();
    for review in &open[..2] {
        store.settle_review(review.id, "this one").await.unwrap();
    }
    let year = Duration::from_hours(24 * 365);
    assert_eq!(store.prune_reviews(year).await.unwrap(), 0);
    let long_ago = house.either("settled_at - 2 * 31536000000000", "settled_at - interval '2 years'");
    script(&store, &format!("UPDATE connector_review SET settled_at = {long_ago} WHERE reference = 'a'")).await;
    assert_eq!(store.prune_reviews(year).await.unwrap(), 1);
    assert_eq!(store.prune_reviews(Duration::MAX).await.unwrap(), 0);
    assert_eq!(store.prune_reviews(Duration::ZERO).await.unwrap(), 1);
    let left = store.reviews(&ReviewFilter::all(), None, 10).await.unwrap();
    assert_eq!((left.len(), left[0].reference.as_str()), (1, "c"), "what is open stays");
}

/// What the application sets inside of a transaction of the store's ends with it.
#[cfg(feature = "sqlite")]
async fn a_pragma_does_not_stay(house: &House) {
    let url = house.address().await;
    for store in [house.store().await, Store::connect(&url).await.unwrap()] {
        store.migrate(&SHOP).await.unwrap();
        for (pragma, usual) in [
            ("query_only", 0),
            ("ignore_check_constraints", 0),
            ("recursive_triggers", 0),
            ("reverse_unordered_selects", 0),
            ("busy_timeout", 0),
        ] {
            for fails in [false, true] {
                let set = store.transaction(move |tx| {
                    Box::pin(async move {
                        run_script(tx, &format!("PRAGMA {pragma} = 1")).await?;
                        if fails { Err(Error::application("no")) } else { Ok(()) }
                    })
                });
                assert_eq!(set.await.is_err(), fails);
                store.put(category("written")).await.unwrap();
                assert_eq!(number(&store, &format!("PRAGMA {pragma}")).await, usual, "{pragma}");
            }
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

    async fn locked(url: &str, sql: &str) -> PgConnection {
        let mut other = PgConnection::connect(url).await.unwrap();
        raw_sql(AssertSqlSafe(format!("BEGIN; {sql}"))).execute(&mut other).await.unwrap();
        other
    }

    /// The patience of a connection is in its address here, so that nobody waits for half a minute.
    async fn who_waits_for_a_lock_is_told(house: &House) {
        let url = house.address().await;
        Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        let store = Store::connect(&format!("{url}?options=-c%20lock_timeout%3D250ms")).await.unwrap();
        store.put(category("a")).await.unwrap();
        let other = locked(&url, "LOCK TABLE category IN ACCESS EXCLUSIVE MODE").await;
        let error = store.all::<Category>().await.unwrap_err();
        assert!(matches!(&error, Error::Busy { seconds: 1, .. }), "{error}");
        // More than there are connections: none is kept.
        for _ in 0..12 {
            assert!(matches!(store.count::<Category>().await, Err(Error::Busy { .. })));
        }
        assert!(matches!(store.put(category("b")).await, Err(Error::Busy { .. })));
        other.close().await.unwrap();
        assert_eq!(store.count::<Category>().await.unwrap(), 1);
        // Who writes, behind a marker that somebody keeps.
        let other = locked(&url, "LOCK TABLE connector_generation_0 IN ACCESS EXCLUSIVE MODE").await;
        assert!(matches!(store.put(category("b")).await, Err(Error::Busy { .. })));
        assert!(matches!(store.lease("a", Duration::from_secs(1)).await, Err(Error::Busy { .. })));
        other.close().await.unwrap();
        store.put(category("b")).await.unwrap();
    }

    async fn patience(store: &Store) -> String {
        store
            .transaction(|tx| {
                Box::pin(async move {
                    let said = sqlx::query_scalar("SELECT current_setting('lock_timeout')");
                    Ok(said.fetch_one(tx.as_postgres()?).await?)
                })
            })
            .await
            .unwrap()
    }

    async fn whoever_says_nothing_waits_for_half_a_minute(house: &House) {
        let url = house.address().await;
        let store = Store::connect(&url).await.unwrap();
        store.migrate(&SHOP).await.unwrap();
        assert_eq!(patience(&store).await, "30s");
        // What the application sets does not stay.
        script(&store, "SET lock_timeout = 0").await;
        assert_eq!(patience(&store).await, "30s");
        // Where the connection does not say it, as behind a pooler that keeps it from that, each transaction does, and what
        // is read is read in one.
        let store = Store::connect(&format!("{url}?options=-c%20lock_timeout%3D0")).await.unwrap();
        assert_eq!(patience(&store).await, "30s");
        store.migrate(&SHOP).await.unwrap();
        store.put(category("a")).await.unwrap();
        assert_eq!(store.all::<Category>().await.unwrap().len(), 1);
    }

    async fn another_search_path_is_not_adopted(house: &House) {
        let url = house.address().await;
        let store = Store::connect(&url).await.unwrap();
        store.migrate(&SHOP).await.unwrap();
        script(&store, "CREATE SCHEMA theirs; CREATE TABLE theirs.category (LIKE public.category INCLUDING ALL)").await;
        for path in ["theirs", "theirs, public", "pg_catalog"] {
            let mut own = locked(&url, &format!("SET LOCAL search_path = {path}")).await;
            let error = store.adopt(&mut own).await.map(drop).unwrap_err();
            assert!(
                matches!(error, Error::NotAdoptable(told) if told.contains("`search_path` begins with other schemas")),
                "{path}: {error}"
            );
            // As it says.
            raw_sql("SET LOCAL search_path = public, theirs").execute(&mut own).await.unwrap();
            store.adopt(&mut own).await.unwrap().put(category("a")).await.unwrap();
            raw_sql("COMMIT").execute(&mut own).await.unwrap();
        }
        assert_eq!(number(&store, "SELECT count(*) FROM theirs.category").await, 0);
        assert_eq!(store.count::<Category>().await.unwrap(), 3);
    }

    /// Many want one lease at once, again and again: each time one gets it, and the others are told so.
    async fn a_lease_that_many_want_is_given_to_one(house: &House) {
        let store = house.store().await;
        for _ in 0..5 {
            // One that is over is taken by the first.
            let held = store.lease("a", Duration::from_micros(1)).await.unwrap();
            let wanted = (0..10).map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.lease("a", Duration::from_hours(1)).await })
            });
            let mut given = 0;
            for wanted in wanted.collect::<Vec<_>>() {
                if let Some(lease) = wanted.await.unwrap().unwrap() {
                    given += 1;
                    // Nobody else gets it meanwhile.
                    drop(lease);
                }
            }
            assert_eq!(given, 1);
            drop(held);
            script(&store, "DELETE FROM connector_lease").await;
        }
    }

    macro_rules! tests {
        ($($name:ident),*) => {$(
            mod $name {
                #[test]
                fn postgres() {
                    crate::support::House::postgres(concat!("postgres::", stringify!($name), "::postgres")).run(|house| Box::pin(super::$name(house)));
                }
            }
        )*};
    }
    tests! {
        who_waits_for_a_lock_is_told,
        whoever_says_nothing_waits_for_half_a_minute,
        another_search_path_is_not_adopted,
        a_lease_that_many_want_is_given_to_one
    }
}

support::on_both! {
    the_applications_check_refuses_a_row_and_not_the_others,
    an_unknown_unique_key_is_named,
    a_deleted_binding_leaves_nothing_of_what_was_sent,
    settled_reviews_are_forgotten,
}
support::on_sqlite! {
    a_pragma_does_not_stay,
}
