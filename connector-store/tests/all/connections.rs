//! Connections to PostgreSQL that are kept, and a server that is started anew.
#![cfg(feature = "postgres")]

use connector_store::{Error, Store};
use connector_test_cluster::Cluster;
use sqlx::{Connection as _, PgConnection};

use crate::support::{Category, House, SHOP, category, script};

async fn put_adopted(store: &Store, url: &str, name: &str) -> Result<(), Error> {
    let mut own = PgConnection::connect(url).await.unwrap();
    let mut transaction = own.begin().await.unwrap();
    store.adopt(&mut transaction).await?.put(category(name)).await?;
    transaction.commit().await.unwrap();
    Ok(())
}

async fn a_server_is_started_anew() {
    let server = Cluster::start("").unwrap();
    let url = server.url(server.first());
    let store = &Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    for name in ["a", "b"] {
        put_adopted(store, &url, name).await.unwrap();
        // Several connections are kept when the server stops.
        let barrier = &tokio::sync::Barrier::new(4);
        let put = || async {
            store
                .transaction(|tx| {
                    Box::pin(async move {
                        tx.count::<Category>().await?;
                        barrier.wait().await;
                        Ok(())
                    })
                })
                .await
                .unwrap();
        };
        tokio::join!(put(), put(), put(), put());
        server.restart().unwrap();
        store.put(category("after it")).await.unwrap();
    }
    server.restart().unwrap();
    put_adopted(store, &url, "c").await.unwrap();
    assert_eq!(store.count::<Category>().await.unwrap(), 5);
    // Another server's is refused all the same.
    let other = Cluster::start("").unwrap();
    let elsewhere = put_adopted(store, &other.url(other.first()), "d").await;
    assert!(matches!(elsewhere, Err(Error::NotAdoptable(_))), "{elsewhere:?}");
}

#[test]
fn a_server_that_is_started_anew_is_the_same() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(a_server_is_started_anew());
}

/// What a kept connection is refused is told, and not tried on all the others.
async fn a_refusal_to_begin_is_told(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    // Somebody who may read, and may not even begin to write.
    let role = format!("connector_reader_{}", std::process::id());
    script(&store, &format!("CREATE ROLE {role} LOGIN PASSWORD 'reader'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")).await;
    script(&store, "REVOKE SELECT ON connector_generation_0 FROM PUBLIC").await;
    script(&store, &format!("REVOKE SELECT ON connector_generation_0 FROM {role}")).await;
    let (_, place) = url.rsplit_once('@').unwrap();
    let reader = Store::connect(&format!("postgres://{role}:reader@{place}")).await.unwrap();
    assert!(reader.all::<Category>().await.unwrap().is_empty());
    for _ in 0..2 {
        let error = reader.put(category("refused")).await.unwrap_err();
        assert!(matches!(error, Error::Unusable { problem, .. } if problem.contains("does not let this user do that")), "{error}");
    }
    drop(reader);
    assert!(names_of(&store).await.is_empty());
    script(&store, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

async fn names_of(store: &Store) -> Vec<String> {
    store.all::<Category>().await.unwrap().into_iter().map(|category| category.into_value().name).collect()
}

#[test]
fn a_refusal_to_begin() {
    House::postgres("a_refusal_to_begin").run(|house| Box::pin(a_refusal_to_begin_is_told(house)));
}
