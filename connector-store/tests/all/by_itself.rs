//! One write is a statement that is a transaction by itself, on PostgreSQL, and tells the same as one in a transaction.
#![cfg(feature = "postgres")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connector_core::{Changes, Record, Schema};
use connector_store::{Error, Listeners, Store};
use sqlx::{Connection, PgConnection, Row, raw_sql};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::log::Log;
use crate::support::{
    House, Product, SHOP, ShopCategory, ShopProduct, category, number, product, script, shop_category, shop_product, somebody_waits,
};

/// Notes of each row that is written in `tables` by which statement, and how that is isolated.
async fn note(store: &Store, tables: &[&str]) {
    let function = "CREATE TABLE note (id bigserial, alone boolean);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF current_setting('transaction_isolation') <> 'repeatable read' THEN RAISE 'another isolation'; END IF;
            INSERT INTO note (alone) VALUES (current_query() LIKE 'WITH named%'); RETURN NEW; END $$";
    script(store, function).await;
    for table in tables {
        script(store, &format!("CREATE TRIGGER note AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION note()")).await;
    }
}

/// How many rows were written by themselves, and in a transaction, since the last time.
async fn noted(store: &Store) -> (i64, i64) {
    let alone = number(store, "SELECT count(*) FROM note WHERE alone").await;
    let all = number(store, "SELECT count(*) FROM note").await;
    script(store, "DELETE FROM note").await;
    (alone, all - alone)
}

async fn one_write_is_no_transaction(house: &House) {
    let (store, shop) = house.with_shop().await;
    note(&store, &["product", "category", "shop_category"]).await;
    // What a store sees for the first time is held against what was migrated, in a transaction.
    let code = store.put(product("a")).await.unwrap().id();
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, None)).await.unwrap().id();
    store.update(&code, &heavier(0.5)).await.unwrap();
    store.binder(shop).bind(binding, &"1".to_owned()).await.map(|()| binding).unwrap();
    noted(&store).await;

    let kept = store.put(product("b")).await.unwrap();
    assert_eq!((&*kept, noted(&store).await), (&product("b"), (1, 0)));
    assert_eq!(store.get::<Product>(&kept.id()).await.unwrap().unwrap(), kept);
    store.put(category("b")).await.unwrap();
    assert_eq!(noted(&store).await, (1, 0));
    store.update(&code, &heavier(1.5)).await.unwrap();
    store.binder(shop).bind(binding, &"1".to_owned()).await.map(|()| binding).unwrap();
    assert_eq!(noted(&store).await, (2, 0));
    let bound = store.get::<ShopCategory>(&binding).await.unwrap().unwrap();
    assert!(bound.external_id.as_deref() == Some("1") && bound.sync_date.is_some());
    // What is read through a link is read in the transaction.
    let other = store.put(category("c")).await.unwrap().id();
    noted(&store).await;
    let stored = store.put(shop_category(&other, shop, Some("2"))).await.unwrap();
    assert_eq!(stored.shop_location.get(), Some(&"https://main.example".to_owned()));
    assert_eq!(noted(&store).await, (0, 1));

    // It is there: what is different is written.
    let again = store.put(weighing("b", 2.5)).await.unwrap();
    assert_eq!((again.id(), again.weight), (kept.id(), Some(2.5)));
    assert_eq!(noted(&store).await, (0, 1));
    assert_eq!(store.put(weighing("b", 2.5)).await.unwrap().id(), kept.id());
    assert_eq!(noted(&store).await, (0, 0));

    // Who listens is told in the transaction.
    let log = Log::default();
    let heard = store.with_listeners(&Listeners::builder().on::<Product>("log", log.clone()).build().unwrap());
    heard.put(product("c")).await.unwrap();
    heard.update(&code, &heavier(2.5)).await.unwrap();
    assert_eq!((log.take().len(), noted(&store).await), (2, (0, 2)));
}

fn heavier(weight: f64) -> Changes<Product> {
    Changes::new().set("weight", &Some(weight)).unwrap()
}

fn weighing(code: &str, weight: f64) -> Product {
    Product { weight: Some(weight), ..product(code) }
}

/// The answer to a statement has its row before the server commits.
async fn what_is_refused_at_its_end_is_refused(house: &House) {
    let store = house.store().await;
    store.put(product("kept")).await.unwrap();
    let late = "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'too late'; END $$;
        CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE ON product DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()";
    script(&store, late).await;
    let error = store.put(product("late")).await.unwrap_err();
    assert!(error.to_string().contains("a trigger"), "{error}");
    let id = store.all::<Product>().await.unwrap()[0].id();
    store.update(&id, &heavier(1.5)).await.unwrap_err();
    script(&store, "DROP TRIGGER late ON product").await;
    let kept = store.all::<Product>().await.unwrap();
    assert_eq!(kept.iter().map(|kept| (kept.code.as_str(), kept.weight)).collect::<Vec<_>>(), [("kept", None)]);
    store.put(product("late")).await.unwrap();
}

/// What stands between a store and its server. Where it is told to, it keeps the next answer to a statement that was prepared for
/// itself, and hangs up.
async fn between(url: &str) -> (String, Arc<AtomicBool>) {
    let (before, after) = url.split_once('@').unwrap();
    let (host, database) = after.split_once('/').unwrap();
    let (upstream, loses) = (host.to_owned(), Arc::new(AtomicBool::new(false)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let lost = Arc::clone(&loses);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, lost) = (TcpStream::connect(&upstream).await.unwrap(), Arc::clone(&lost));
            tokio::spawn(async move {
                let ((mut from_client, mut to_client), (mut from_server, mut to_server)) = (client.into_split(), server.into_split());
                let is_statement = AtomicBool::new(false);
                let asks = async {
                    let mut asked = vec![0; 65_536];
                    loop {
                        let length = from_client.read(&mut asked).await?;
                        if length == 0 {
                            return Ok::<_, std::io::Error>(());
                        }
                        // Its values are bound.
                        is_statement.store(asked[0] == b'B', Ordering::SeqCst);
                        to_server.write_all(&asked[..length]).await?;
                    }
                };
                let answers = async {
                    let mut answer = vec![0; 65_536];
                    loop {
                        let length = from_server.read(&mut answer).await?;
                        if length == 0 || (is_statement.load(Ordering::SeqCst) && lost.swap(false, Ordering::SeqCst)) {
                            return Ok::<_, std::io::Error>(());
                        }
                        to_client.write_all(&answer[..length]).await?;
                    }
                };
                tokio::select! { _ = asks => {}, _ = answers => {} }
            });
        }
    });
    (format!("{before}@{address}/{database}?sslmode=disable"), loses)
}

/// It says so, and what was asked for is there or not, as with a commit.
async fn an_answer_that_is_lost_is_told(house: &House) {
    let (url, loses) = between(&house.address().await).await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(crate::support::shop("main")).await.unwrap().id();
    let record = store.put(product("a")).await.unwrap().id();
    for external_id in 0..2 {
        store.put(shop_product(&record, shop, external_id)).await.unwrap();
    }
    let is_lost = |error: Error| {
        assert!(!loses.load(Ordering::SeqCst), "an answer was lost");
        assert!(matches!(error, Error::Unusable { problem, .. } if problem.starts_with("was lost in the middle of the work")), "{error}");
    };
    loses.store(true, Ordering::SeqCst);
    is_lost(store.put(shop_product(&record, shop, 2)).await.unwrap_err());
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 3, "it was put");
    store.update(&record, &heavier(1.5)).await.unwrap();
    loses.store(true, Ordering::SeqCst);
    is_lost(store.update(&record, &heavier(2.5)).await.unwrap_err());
    assert_eq!(store.get::<Product>(&record).await.unwrap().unwrap().weight, Some(2.5));
    // Whoever does it again, as it says, finds what is there.
    store.put(shop_product(&record, shop, 2)).await.unwrap();
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 3);
}

/// As a transaction does: a migration that has the one waits for the other.
async fn the_marker_is_locked_before_the_table(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    note(&store, &["product"]).await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    // What is not prepared yet, and what is; often enough for the server to keep its plan.
    for n in 0..8 {
        let store = store.clone();
        raw_sql("BEGIN; LOCK TABLE connector_generation_0 IN ACCESS EXCLUSIVE MODE").execute(&mut other).await.unwrap();
        let putting = tokio::spawn(async move { store.put(product(&format!("{n}"))).await.map(drop) });
        somebody_waits(&url).await;
        let held = "SELECT count(*) FROM pg_locks WHERE relation = 'product'::regclass AND pid <> pg_backend_pid()";
        assert_eq!(sqlx::query(held).fetch_one(&mut other).await.unwrap().get::<i64, _>(0), 0, "{n}");
        raw_sql("COMMIT").execute(&mut other).await.unwrap();
        putting.await.unwrap().unwrap();
    }
    assert!(noted(&store).await.0 >= 7, "but for the first one, with which the model is met");
}

mod before {
    use super::Record;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "k.item")]
    #[unique(code, name = "k_item_code", message = "Two items have this code.")]
    pub struct Item {
        pub code: String,
        pub name: String,
    }
}

mod after {
    use super::Record;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "k.item")]
    #[unique(code, name = "k_item_code", message = "Two items have this code.")]
    pub struct Item {
        pub code: String,
        pub name: Option<String>,
    }
}

async fn who_is_older_is_turned_away(house: &House) {
    let url = house.address().await;
    let (old, new) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    old.migrate(&Schema::new().add::<before::Item>()).await.unwrap();
    let item = |n: i64| before::Item { code: n.to_string(), name: "old".into() };
    let changes = Changes::<before::Item>::new().set("name", "changed").unwrap();
    let id = old.put(item(0)).await.unwrap().id();
    note(&old, &["k_item"]).await;
    // Often enough for the server to keep its plan.
    for n in 1..9 {
        old.put(item(n)).await.unwrap();
        old.update(&id, &changes).await.unwrap();
    }
    assert!(noted(&old).await.0 >= 14, "but for the first ones");
    new.migrate(&Schema::new().add::<after::Item>()).await.unwrap();
    let put = old.put(item(9)).await.unwrap_err();
    let updated = old.update(&id, &Changes::<before::Item>::new().set("name", "again").unwrap()).await.unwrap_err();
    for error in [put, updated] {
        assert!(matches!(&error, Error::OlderProgram { models } if *models == ["k.item"]), "{error}");
    }
    assert_eq!(number(&new, "SELECT count(*) FROM k_item WHERE name <> 'again'").await, 9);
}

async fn who_waits_too_long_is_told_so_at_once(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&format!("{url}?options=-c%20lock_timeout%3D1200")).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let id = store.put(product("a")).await.unwrap().id();
    store.update(&id, &heavier(0.5)).await.unwrap();
    let counts = "CREATE SEQUENCE tried; CREATE FUNCTION tried() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM nextval('tried'); RETURN NULL; END $$;
        CREATE TRIGGER tried BEFORE UPDATE ON product FOR EACH STATEMENT EXECUTE FUNCTION tried()";
    script(&store, counts).await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    raw_sql("BEGIN; UPDATE product SET weight = 1").execute(&mut other).await.unwrap();
    let error = store.update(&id, &heavier(2.5)).await.unwrap_err();
    assert!(matches!(error, Error::Busy { seconds: 2, .. }), "{error}");
    raw_sql("COMMIT").execute(&mut other).await.unwrap();
    assert_eq!(store.get::<Product>(&id).await.unwrap().unwrap().weight, Some(1.0));
    assert_eq!(number(&store, "SELECT last_value FROM tried").await, 2, "the other one's, and one");
}

crate::support::on_postgres! {
    one_write_is_no_transaction,
    what_is_refused_at_its_end_is_refused,
    an_answer_that_is_lost_is_told,
    the_marker_is_locked_before_the_table,
    who_is_older_is_turned_away,
    who_waits_too_long_is_told_so_at_once,
}
