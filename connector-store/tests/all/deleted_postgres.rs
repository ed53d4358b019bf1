//! Deletions as only PostgreSQL has them: by other users, on other search paths, in transactions in each other's way.
#![cfg(feature = "postgres")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connector_core::BackendId;
use connector_store::{Error, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

use crate::support::{House, SHOP, Shop, ShopCategory, category, run_script, script, shop, shop_category};

async fn bound(store: &Store, shop: BackendId<Shop>, id: &str) {
    let record = store.put(category(id)).await.unwrap().id();
    store.put(shop_category(&record, shop, Some(id))).await.unwrap();
}

async fn ids(store: &Store, shop: BackendId<Shop>) -> Vec<String> {
    store.deleted::<ShopCategory>(shop).await.unwrap().into_iter().map(|deleted| deleted.external_id).collect()
}

async fn by_another_user_on_another_search_path(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    // Not where everybody looks.
    script(&store, "CREATE SCHEMA \"in \"\"here\"").await;
    // For connections that are made from now on.
    script(&store, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = %I', current_database(), 'in \"here'); END $$").await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    assert!(store.plan(&SHOP).await.unwrap().is_empty());
    let shop = store.put(shop("main")).await.unwrap().id();
    let mut other = PgConnection::connect(&url).await.unwrap();
    let role = format!("deleter_{}", std::process::id());
    let mut run = async |sql: String| raw_sql(AssertSqlSafe(sql)).execute(&mut other).await;
    run("SET search_path = public".to_owned()).await.unwrap();
    run(format!("CREATE ROLE {role}; GRANT USAGE ON SCHEMA \"in \"\"here\" TO {role}")).await.unwrap();
    run(format!("GRANT SELECT, DELETE ON \"in \"\"here\".shop_category TO {role}; SET ROLE {role}")).await.unwrap();

    // Who may delete, and may not write down what, is refused: nothing is lost.
    bound(&store, shop, "a").await;
    let error = run("DELETE FROM \"in \"\"here\".shop_category".to_owned()).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501");
    assert_eq!((store.count::<ShopCategory>().await.unwrap(), ids(&store, shop).await), (1, Vec::new()));
    let rights = "GRANT SELECT, INSERT, UPDATE, DELETE ON \"in \"\"here\".connector_deleted, \"in \"\"here\".connector_sent";
    run(format!("RESET ROLE; {rights} TO {role}; SET ROLE {role}")).await.unwrap();
    run("DELETE FROM \"in \"\"here\".shop_category".to_owned()).await.unwrap();
    assert_eq!(ids(&store, shop).await, ["a"]);
    run(format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
}

/// The second one cannot see what the first one wrote down: it is repeated, and then it can.
async fn the_same_id_in_two_transactions(house: &House) {
    let (store, shop) = house.with_shop().await;
    bound(&store, shop, "a").await;
    let (other, tries) = (&store, &AtomicUsize::new(0));
    store
        .transaction(|tx| {
            Box::pin(async move {
                // It sees the database from here on.
                let first = tx.count::<ShopCategory>().await?;
                if tries.fetch_add(1, Ordering::Relaxed) == 0 {
                    assert_eq!(first, 1);
                    // As another process does.
                    tokio::task::spawn_blocking({
                        let other = other.clone();
                        let runtime = tokio::runtime::Handle::current();
                        move || runtime.block_on(async move { script(&other, "DELETE FROM category").await })
                    })
                    .await
                    .unwrap();
                }
                let record = tx.put(category("a")).await?.id();
                let binding = tx.put(shop_category(&record, shop, Some("a"))).await?.id();
                tx.delete::<ShopCategory>(&binding).await
            })
        })
        .await
        .unwrap();
    assert_eq!(tries.load(Ordering::Relaxed), 2);
    assert_eq!(ids(&store, shop).await, ["a"]);
}

/// As behind a pooler that gives each transaction another connection, and knows no prepared statements.
async fn nothing_rests_on_a_session(house: &House) {
    let url = format!("{}?statement-cache-capacity=0", house.address().await);
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    bound(&store, shop, "a").await;
    let lease = store.lease("a", Duration::from_mins(1)).await.unwrap().unwrap();
    let other = Store::connect(&url).await.unwrap();
    assert!(other.lease("a", Duration::from_mins(1)).await.unwrap().is_none());
    let held = &lease;
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.hold(held).await?;
                tx.require_active(shop).await?;
                run_script(tx, "DELETE FROM category").await
            })
        })
        .await
        .unwrap();
    lease.renew().await.unwrap();
    lease.release().await.unwrap();
    assert!(other.lease("a", Duration::from_mins(1)).await.unwrap().is_some());
    assert_eq!(ids(&other, shop).await, ["a"]);
    other.pause(shop).await.unwrap();
    assert!(matches!(store.require_active(shop).await, Err(Error::Paused { .. })));
    assert_eq!(store.paused(&SHOP).await.unwrap().backends.len(), 1);
    assert!(store.plan(&SHOP).await.unwrap().is_empty());
}

crate::support::on_postgres! {
    by_another_user_on_another_search_path,
    the_same_id_in_two_transactions,
    nothing_rests_on_a_session,
}
