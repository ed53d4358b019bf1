//! What must not be lost in a power cut waits for the disk, and nothing else does.

use std::time::Duration;

use connector_store::{Error, Store};

use crate::support::{House, SHOP, number, script};

/// A store whose database does not wait for the disk unless it is told to, and writes down how each lease is taken.
async fn hasty(house: &House) -> Store {
    let address = house.address().await;
    let store = Store::connect(&address).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    script(&store, "CREATE TABLE noted (waits integer)").await;
    let on_postgres = "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO noted VALUES (CASE current_setting('synchronous_commit') WHEN 'off' THEN 0 ELSE 1 END); RETURN NULL; END $$;
        CREATE TRIGGER note AFTER INSERT ON connector_lease EXECUTE FUNCTION note();
        DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$";
    let on_sqlite = "CREATE TRIGGER note AFTER INSERT ON connector_lease BEGIN
            INSERT INTO noted SELECT synchronous >= 2 FROM pragma_synchronous; END";
    script(&store, house.either(on_sqlite, on_postgres)).await;
    // What the database says is heard by new connections.
    Store::connect(&address).await.unwrap()
}

fn waits(house: &House) -> &'static str {
    let on_postgres = "SELECT count(*) FROM (SELECT 1) one WHERE current_setting('synchronous_commit') <> 'off'";
    house.either("SELECT synchronous >= 2 FROM pragma_synchronous", on_postgres)
}

async fn a_durable_transaction_waits_for_the_disk(house: &House) {
    let store = hasty(house).await;
    let waits = waits(house);
    let durably =
        async || store.durable_transaction(|tx| Box::pin(async move { crate::support::query_number(tx, waits).await })).await.unwrap();
    for _ in 0..2 {
        assert_eq!(number(&store, waits).await, 0, "nothing else waits");
        assert_eq!((durably().await, durably().await), (1, 1));
    }
    // One that gives up changes nothing for the next one.
    let refused = store.durable_transaction(|_| Box::pin(async { Err::<(), _>(Error::application("no more")) })).await;
    assert_eq!(refused.unwrap_err().to_string(), "no more");
    assert_eq!(number(&store, waits).await, 0);
}

async fn a_lease_is_not_forgotten(house: &House) {
    let store = hasty(house).await;
    let lease = store.lease("price list", Duration::from_mins(1)).await.unwrap().unwrap();
    lease.release().await.unwrap();
    assert_eq!(number(&store, "SELECT sum(waits) FROM noted").await, 1);
    assert_eq!(number(&store, "SELECT count(*) FROM noted").await, 1);
}

crate::support::on_both! {
    a_durable_transaction_waits_for_the_disk,
    a_lease_is_not_forgotten,
}
