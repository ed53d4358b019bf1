//! Migrations that somebody got wrong: names that go round, steps that end the transaction, triggers that others changed.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Record, Schema};
use connector_store::{Error, OwnStep, Store};

use support::{House, SHOP, number, script, try_script};

macro_rules! records {
    ($($(#[$attribute:meta])* $name:ident { $($fields:tt)* })*) => {$(
        #[derive(Debug, Clone, PartialEq, Record)]
        $(#[$attribute])*
        struct $name { $($fields)* }
    )*};
}

records! {
    #[record(name = "w.pair")]
    Pair { a: String, b: String }
    #[record(name = "w.pair")]
    Swapped { #[field(renamed_from = "b")] a: String, #[field(renamed_from = "a")] b: String }
    #[record(name = "w.pair")]
    Shifted { #[field(renamed_from = "a")] b: String, #[field(renamed_from = "b")] c: String }
    #[record(name = "w.pair")]
    Required { a: String, b: String, c: i64 }
    #[record(name = "w.pair")]
    #[unique(a, name = "w_pair_a", message = "Two pairs have this a.")]
    Keyed { a: String, b: String }
    #[record(name = "w.left", renamed_from = "w.right")]
    Left { a: String }
    #[record(name = "w.right", renamed_from = "w.left")]
    Right { a: String }
}

async fn seeded(house: &House) -> Store {
    let store = house.empty().await;
    store.migrate(&Schema::new().add::<Pair>()).await.unwrap();
    store.put(Pair { a: "was a".into(), b: "was b".into() }).await.unwrap();
    store
}

async fn names_that_go_round_are_refused(house: &House) {
    let store = seeded(house).await;
    let schema = Schema::new().add::<Swapped>();
    let told = "of w.pair, `a` was \"b\", and `b` was \"a\": names that go round do not say whether that was done already: take `renamed_from` away from these fields, and move the values once, in a step of your own: `UPDATE \"w_pair\" SET \"a\" = \"b\", \"b\" = \"a\"`";
    for error in [store.migrate(&schema).await.map(drop).unwrap_err(), store.plan(&schema).await.map(drop).unwrap_err()] {
        assert_eq!(error.to_string(), told);
    }
    // As it says.
    let step = OwnStep::sql("swap", "they were the wrong way round", "UPDATE \"w_pair\" SET \"a\" = \"b\", \"b\" = \"a\"");
    store.migration(&Schema::new().add::<Pair>()).step(step).run().await.unwrap();
    assert_eq!(store.all::<Pair>().await.unwrap()[0].a, "was b");
    let models = Schema::new().add::<Left>().add::<Right>();
    let error = store.migrate(&models).await.unwrap_err().to_string();
    assert!(error.starts_with("`w.left` was \"w.right\", and `w.right` was \"w.left\": names that go round"), "{error}");
}

async fn a_name_that_is_given_up_is_taken(house: &House) {
    let store = seeded(house).await;
    let schema = Schema::new().add::<Shifted>();
    let planned = store.plan(&schema).await.unwrap();
    assert_eq!(store.migrate(&schema).await.unwrap(), planned);
    let shifted = store.all::<Shifted>().await.unwrap();
    assert_eq!((shifted[0].b.as_str(), shifted[0].c.as_str()), ("was a", "was b"));
    assert!(store.migrate(&schema).await.unwrap().is_empty());
}

async fn a_plan_tells_what_comes_after_what_a_step_mends(house: &House) {
    let store = seeded(house).await;
    let schema = Schema::new().add::<Required>();
    let fill = house
        .either("ALTER TABLE w_pair ADD COLUMN c INTEGER NOT NULL DEFAULT 7", "ALTER TABLE w_pair ADD COLUMN c bigint NOT NULL DEFAULT 7");
    let migration = store.migration(&schema).step(OwnStep::sql("c", "all have one", fill).before());
    let planned = migration.plan().await.unwrap();
    let told = planned.to_string();
    assert!(told.contains("run the step \"c\""), "{told}");
    assert!(told.contains("turn away programs that know w.pair as before (generation 1)"), "{told}");
    assert!(
        planned.warnings()[0].starts_with("unless the steps that run before mend it, this is refused; once they have, it may take"),
        "{told}"
    );
}

async fn a_first_key_is_warned_of(house: &House) {
    let store = seeded(house).await;
    let plan = store.plan(&Schema::new().add::<Keyed>()).await.unwrap();
    assert_eq!(plan.warnings().len(), 1, "{plan}");
    assert!(
        plan.warnings()[0]
            .contains("the unique key \"w_pair_a\" of w.pair (a) is new, and its first one: from now on `put` finds a row by it")
    );
    script(&store, "DELETE FROM w_pair").await;
    assert!(store.plan(&Schema::new().add::<Keyed>()).await.unwrap().warnings().is_empty(), "there is no row to find");
}

async fn a_step_does_not_end_the_transaction(house: &House) {
    let store = seeded(house).await;
    let schema = Schema::new().add::<Required>();
    let pairs = Schema::new().add::<Pair>();
    for (sql, word) in [("UPDATE w_pair SET a = 'x'; COMMIT", "COMMIT"), ("rollback", "ROLLBACK"), ("END; BEGIN", "END")] {
        let migration = store.migration(&pairs).step(OwnStep::sql("wrong", "ends it", sql));
        let told = format!("the step \"wrong\" says {word}, which would end the transaction of the migration in the middle");
        for error in [migration.plan().await.map(drop).unwrap_err(), migration.run().await.map(drop).unwrap_err()] {
            assert!(error.to_string().starts_with(&told), "{error}");
        }
    }
    assert_eq!(store.all::<Pair>().await.unwrap()[0].a, "was a");
    // What is written in Rust cannot be read before.
    let step = OwnStep::rust("worse", "ends it unseen", |tx| {
        Box::pin(async move { support::run_script(tx, "UPDATE w_pair SET a = 'kept'; COMMIT").await })
    });
    let error = store.migration(&schema).step(step.before()).run().await.unwrap_err();
    assert!(matches!(&error, Error::Migration(told) if told.contains("it has ended the transaction of the migration")), "{error}");
    assert_eq!(store.all::<Pair>().await.unwrap()[0].a, "kept");
    assert_eq!(number(&store, "SELECT count(*) FROM connector_step").await, 0, "it is not remembered");
    // The store is as it was.
    store.put(Pair { a: "more".into(), b: "more".into() }).await.unwrap();
}

/// Somebody replaced a trigger: whatever it is now, it is made anew.
#[cfg(feature = "postgres")]
async fn a_replaced_trigger_is_noticed(house: &House) {
    let store = house.store().await;
    let table = "shop_category";
    let calls = "EXECUTE FUNCTION connector_shop_category";
    for (name, create) in [
        ("connector_deleted", format!("AFTER DELETE ON {table} FOR EACH STATEMENT {calls}_deleted()")),
        (
            "connector_deleted",
            format!("AFTER UPDATE ON {table} REFERENCING OLD TABLE AS connector_gone FOR EACH STATEMENT {calls}_deleted()"),
        ),
        ("connector_truncated", format!("AFTER TRUNCATE ON {table} FOR EACH STATEMENT {calls}_deleted()")),
        ("connector_rebound", format!("AFTER UPDATE ON {table} FOR EACH ROW {calls}_rebound()")),
        (
            "connector_rebound",
            format!("AFTER UPDATE OF external_id, backend_id ON {table} FOR EACH ROW WHEN (OLD.external_id IS NULL) {calls}_rebound()"),
        ),
    ] {
        assert!(store.plan(&SHOP).await.unwrap().is_empty());
        script(&store, &format!("DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} {create}")).await;
        let done = store.migrate(&SHOP).await.unwrap();
        assert_eq!(done.steps().len(), 1, "{create}: {done}");
        assert!(done.to_string().contains("replace the trigger"), "{create}: {done}");
    }
    assert!(store.migrate(&SHOP).await.unwrap().is_empty());
}

#[cfg(feature = "postgres")]
async fn a_function_in_the_way_is_named(house: &House) {
    let store = house.empty().await;
    script(&store, "CREATE FUNCTION connector_shop_category_deleted() RETURNS integer LANGUAGE sql AS 'SELECT 1'").await;
    let error = store.migrate(&SHOP).await.unwrap_err().to_string();
    let told = "there is a function public.\"connector_shop_category_deleted\" already that is none of a trigger, and shop.category needs one of this name";
    assert!(error.contains(told), "{error}");
    // One that is called otherwise is in nobody's way.
    script(&store, "DROP FUNCTION connector_shop_category_deleted(); CREATE FUNCTION connector_shop_category_deleted(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a'").await;
    store.migrate(&SHOP).await.unwrap();
    assert!(store.migrate(&SHOP).await.unwrap().is_empty());
    assert!(try_script(&store, "SELECT connector_shop_category_deleted(1)").await.is_ok(), "it is still there");
}

support::on_both! {
    names_that_go_round_are_refused,
    a_name_that_is_given_up_is_taken,
    a_plan_tells_what_comes_after_what_a_step_mends,
    a_first_key_is_warned_of,
    a_step_does_not_end_the_transaction,
}

#[cfg(feature = "postgres")]
mod on_postgres {
    #[test]
    fn a_replaced_trigger_is_noticed() {
        crate::support::House::postgres("on_postgres::a_replaced_trigger_is_noticed")
            .run(|house| Box::pin(super::a_replaced_trigger_is_noticed(house)));
    }

    #[test]
    fn a_function_in_the_way_is_named() {
        crate::support::House::postgres("on_postgres::a_function_in_the_way_is_named")
            .run(|house| Box::pin(super::a_function_in_the_way_is_named(house)));
    }
}
