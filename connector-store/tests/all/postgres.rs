//! What only PostgreSQL has: a server that is not there, transactions that collide, types and schemas of its own.
#![cfg(feature = "postgres")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{BackendId, Changes, ExternalBinding, Json, Record, RecordId, Related, schema};
use connector_store::{Error, Outcome, Store};
use sqlx::{Connection, PgConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Barrier;

use crate::support::{Category, House, SHOP, Shop, ShopCategory, category, number, run_script, script, shop, shop_category};

/// What stands in the way, and of which database it is said.
async fn problem(url: &str) -> String {
    let error = Store::connect(url).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    match error {
        Error::Unusable { problem, .. } => problem.to_owned(),
        error => panic!("{error}"),
    }
}

async fn what_cannot_be_reached(house: &House) {
    let url = house.address().await;
    let (server, database) = url.rsplit_once('/').unwrap();
    let host = server.rsplit_once('@').unwrap().1;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(problem(&format!("postgres://me:hunter2@{free}/shop")).await.starts_with("cannot be reached"));
    assert!(problem(&format!("{server}/not_there")).await.starts_with("is not there: create it"));
    assert!(problem(&format!("postgres://stranger:hunter2@{host}/{database}")).await.starts_with("does not let this user in"));
    assert!(problem(&format!("{url}?sslmode=require")).await.starts_with("cannot be reached over TLS"));
    for url in ["postgres://me:hunter2@host:port/shop", "postgres:me:hunter2@host", "mysql://me:hunter2@host/shop"] {
        let error = Store::connect(url).await.unwrap_err();
        assert!(matches!(error, Error::Address { .. }) && error.to_string().contains("postgres://user:password@host"), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    // No password is shown by what has one.
    let store = Store::connect(&format!("postgres://connector:hunter2@{host}/{database}")).await;
    assert!(!format!("{store:?}").contains("hunter2"), "{store:?}");
    // The name of the database is said.
    let error = Store::connect(&format!("{server}/not_there")).await.unwrap_err();
    assert!(error.to_string().contains(&format!("{host}/not_there is not there")), "{error}");
}

async fn a_database_that_may_only_be_read(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    store.put(category("kept")).await.unwrap();
    // For connections that are made from now on.
    script(&store, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_read_only = on'; END $$")
        .await;
    let store = Store::connect(&url).await.unwrap();
    let error = store.put(category("more")).await.unwrap_err();
    assert!(matches!(error, Error::Unusable { problem, .. } if problem.starts_with("is read-only")), "{error}");
    assert_eq!(store.count::<Category>().await.unwrap(), 1);
}

async fn a_lost_connection_keeps_nothing_and_is_made_anew(house: &House) {
    let store = house.store().await;
    store.put(category("kept")).await.unwrap();
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("lost")).await?;
                let _ = run_script(tx, "SELECT pg_terminate_backend(pg_backend_pid())").await;
                tx.put(category("more")).await
            })
        })
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error}");
    assert_eq!(store.all::<Category>().await.unwrap()[0].name, "kept");
    // Those that wait for work, too.
    script(&store, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .await;
    store.put(category("again")).await.unwrap();
    assert_eq!(store.count::<Category>().await.unwrap(), 2);
}

/// Each changes what the other one changed, in the other order.
async fn transactions_in_each_others_way_are_repeated(house: &House) {
    let store = house.store().await;
    let ids = [store.put(category("a")).await.unwrap().id(), store.put(category("b")).await.unwrap().id()];
    let (meeting, tries) = (&Barrier::new(2), &AtomicUsize::new(0));
    let change = |name: &'static str, first: RecordId<Category>, second: RecordId<Category>| {
        let store = &store;
        async move {
            let mut once = true;
            let changes = &Changes::<Category>::new().set("name", &name.to_owned()).unwrap();
            let (first, second) = (&first, &second);
            store
                .transaction(|tx| {
                    let together = std::mem::take(&mut once);
                    Box::pin(async move {
                        tries.fetch_add(1, Ordering::Relaxed);
                        tx.update(first, changes).await?;
                        if together {
                            meeting.wait().await;
                        }
                        tx.update(second, changes).await
                    })
                })
                .await
        }
    };
    let [a, b] = ids;
    let (one, two) = tokio::join!(change("one", a.clone(), b.clone()), change("two", b, a));
    one.unwrap();
    two.unwrap();
    assert!(tries.load(Ordering::Relaxed) > 2, "one of them was taken back");
    let names: Vec<String> = store.all::<Category>().await.unwrap().into_iter().map(|kept| kept.into_value().name).collect();
    assert!(names[0] == names[1] && names[0] != "a", "{names:?}");
}

async fn a_transaction_is_not_repeated_for_ever(house: &House) {
    let store = house.store().await;
    let tries = &AtomicUsize::new(0);
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                tries.fetch_add(1, Ordering::Relaxed);
                tx.put(category("lost")).await?;
                run_script(tx, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$").await
            })
        })
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Collision { .. }), "{error}");
    assert_eq!((tries.load(Ordering::Relaxed), store.count::<Category>().await.unwrap()), (8, 0));
}

/// PostgreSQL would commit nothing, without a word.
async fn an_error_that_the_application_passes_over_is_told_at_the_end(house: &House) {
    let store = house.store().await;
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("lost")).await?;
                let error = run_script(tx, "SELECT 1 / 0").await;
                assert!(error.is_err());
                Ok(())
            })
        })
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Database(what) if what.contains("has ended")), "{error}");
    assert_eq!(store.count::<Category>().await.unwrap(), 0);
    // Behind a savepoint it is the application's own business.
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("kept")).await?;
                let savepoint = tx.savepoint().await?;
                let error = run_script(tx, "SELECT 1 / 0").await;
                assert!(error.is_err());
                tx.roll_back(savepoint).await?;
                tx.put(category("more")).await.map(drop)
            })
        })
        .await
        .unwrap();
    assert_eq!(store.count::<Category>().await.unwrap(), 2);
}

/// Another connection has put the same, and is not done yet: who waits finds it then.
async fn a_writer_waits_for_another_connection(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let mut other = PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN; INSERT INTO shop_backend (name, version, location) VALUES ('main', '2.0', 'https://main.example')")
        .execute(&mut other)
        .await
        .unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.put_many(&[shop("main")]).await }
    });
    // Reading does not wait, and does not see what is not committed.
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), store.count::<Shop>()).await.unwrap().unwrap(), 0);
    assert!(!waiting.is_finished());
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    let outcomes = waiting.await.unwrap().unwrap();
    assert!(matches!(outcomes[..], [Outcome::Unchanged(_)]), "{outcomes:?}");
}

async fn columns_have_the_types_of_postgresql(house: &House) {
    let store = house.store().await;
    for (table, column, expected) in [
        ("product", "id", "bigint"),
        ("category", "active", "boolean"),
        ("product", "code", "text C"),
        ("product", "version", "text C"),
        ("product", "title", "json"),
        ("product", "weight", "double precision"),
        ("product", "picture", "bytea"),
        ("product", "released", "timestamp with time zone"),
        ("product", "day", "date"),
        ("product", "opens", "time without time zone"),
        ("shop_category", "external_id", "text C"),
        ("shop_product", "external_id", "bigint"),
        ("shop_backend", "token", "bytea"),
    ] {
        let sql = format!(
            "SELECT count(*) FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
            WHERE attrelid = '{table}'::regclass AND attname = '{column}'
            AND concat_ws(' ', format_type(atttypid, atttypmod), c.collname) = '{expected}'"
        );
        assert_eq!(number(&store, &sql).await, 1, "{column} of {table}");
    }
}

/// Whatever the size of a batch.
async fn one_statement_serves_every_size(house: &House) {
    let store = house.store().await;
    let shop = store.put(shop("main")).await.unwrap().id();
    let prepared = store
        .transaction(move |tx| {
            Box::pin(async move {
                for size in [1, 3, 10, 700, 2_500] {
                    let many: Vec<Category> = (0..size).map(|n| category(&format!("{size}-{n}"))).collect();
                    let ids: Vec<_> = tx.put_many(&many).await?.into_iter().map(|put| put.into_id().unwrap()).collect();
                    assert!(ids.is_sorted(), "in the order in which they were given");
                    let bindings: Vec<_> = ids.iter().map(|id| shop_category(id, shop, Some(&format!("{size}-{id}")))).collect();
                    tx.put_many(&bindings).await?;
                    tx.get_many::<Category>(&ids).await?;
                    tx.binder::<ShopCategory>(shop).to_external_many(&ids).await?;
                }
                let sql = "SELECT count(*) FROM pg_prepared_statements
                    WHERE (statement LIKE '%UNNEST%' OR statement LIKE '%ANY(%') AND statement NOT LIKE '%pg_attribute%' AND statement NOT LIKE '%pg_prepared%'";
                let row = sqlx::query(sql).fetch_one(tx.as_postgres()?).await?;
                Ok(sqlx::Row::try_get::<i64, _>(&row, 0)?)
            })
        })
        .await
        .unwrap();
    assert_eq!(prepared, 4, "two inserts, two readings; what asks the catalogue is not counted");
}

/// What the application sets on the connection ends with its transaction.
async fn settings_of_the_application_do_not_stay(house: &House) {
    let store = house.store().await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                sqlx::query("SET search_path = pg_catalog").execute(tx.as_postgres()?).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    for _ in 0..3 {
        store.put(category("chairs")).await.unwrap();
    }
}

/// As behind a pooler that does not know them: what has a name there would be in the way of the next one.
async fn prepared_statements_can_be_done_without(house: &House) {
    let (url, named) = named_between(&house.address().await).await;
    let store = Store::connect(&format!("{url}&statement-cache-capacity=0")).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let main = store.put(shop("main")).await.unwrap();
    assert_eq!(*store.by_name::<Shop>("main").await.unwrap(), *main);
    store.put_many(&[category("a"), category("b")]).await.unwrap();
    assert_eq!(store.all::<Category>().await.unwrap().len(), 2);
    assert_eq!(named.load(Ordering::SeqCst), 0);
    // It would have been seen.
    Store::connect(&url).await.unwrap().put(category("c")).await.unwrap();
    assert_ne!(named.load(Ordering::SeqCst), 0);
}

/// What stands between a store and its server, and counts what is prepared by a name. Its address has options.
async fn named_between(url: &str) -> (String, Arc<AtomicUsize>) {
    let (before, after) = url.split_once('@').unwrap();
    let (host, database) = after.split_once('/').unwrap();
    let (upstream, named) = (host.to_owned(), Arc::new(AtomicUsize::new(0)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counted = Arc::clone(&named);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, counted) = (tokio::net::TcpStream::connect(&upstream).await.unwrap(), Arc::clone(&counted));
            tokio::spawn(async move {
                let ((mut from_client, mut to_client), (mut from_server, mut to_server)) = (client.into_split(), server.into_split());
                let answers = async { tokio::io::copy(&mut from_server, &mut to_client).await.map(drop) };
                let asks = async {
                    // The first message has no letter.
                    let mut letter = None;
                    loop {
                        let mut message: Vec<u8> = letter.into_iter().collect();
                        let length = from_client.read_u32().await?;
                        message.extend(length.to_be_bytes());
                        let begin = message.len();
                        message.resize(begin + usize::try_from(length).unwrap() - 4, 0);
                        from_client.read_exact(&mut message[begin..]).await?;
                        counted.fetch_add(usize::from(letter == Some(b'P') && message[begin] != 0), Ordering::SeqCst);
                        to_server.write_all(&message).await?;
                        letter = Some(from_client.read_u8().await?);
                    }
                };
                tokio::select! { done = answers => done, done = asks => done }
            });
        }
    });
    (format!("{before}@{address}/{database}?sslmode=disable"), named)
}

async fn tables_that_do_not_fit_are_refused(house: &House) {
    let store = house.empty().await;
    script(&store, "CREATE TABLE category (id bigint PRIMARY KEY, name text NOT NULL, active boolean NOT NULL DEFAULT true)").await;
    let error = store.migrate(&SHOP).await.unwrap_err();
    assert!(error.to_string().starts_with("the key \"id\" of the table \"category\" does not number its rows by itself"), "{error}");
    // A link to a key of another type.
    let store = house.empty().await;
    script(
        &store,
        "CREATE SCHEMA crm; CREATE TABLE crm.people (nr text PRIMARY KEY, name text, kind text, height real, seen timestamp, notes json)",
    )
    .await;
    let error = store.migrate(&PEOPLE).await.unwrap_err();
    assert!(matches!(error, Error::Migration(_)), "{error}");
    assert!(error.to_string().contains("\"shop_person_record_id_fkey\" of shop.person") && error.to_string().contains("types"), "{error}");
    // An index of a name that something else has.
    let store = house.empty().await;
    script(&store, "CREATE TABLE product_code (x bigint)").await;
    let error = store.migrate(&SHOP).await.unwrap_err();
    assert!(error.to_string().contains("there is an index \"product_code\" already"), "{error}");
}

async fn each_connection_is_lent_by_its_own_database(house: &House) {
    let store = house.store().await;
    #[cfg(feature = "sqlite")]
    {
        let error = store.transaction(|tx| Box::pin(async move { tx.as_sqlite().map(drop) })).await.unwrap_err();
        assert!(matches!(error, Error::OtherDatabase("SQLite")), "{error}");
        let sqlite = Store::connect("sqlite::memory:").await.unwrap();
        let error = sqlite.transaction(|tx| Box::pin(async move { tx.as_postgres().map(drop) })).await.unwrap_err();
        assert!(matches!(error, Error::OtherDatabase("PostgreSQL")), "{error}");
    }
    let sum = store
        .transaction(|tx| {
            Box::pin(async move {
                let row = sqlx::query("SELECT $1 + 1").bind(1_i64).fetch_one(tx.as_postgres()?).await?;
                Ok(sqlx::Row::try_get::<i64, _>(&row, 0)?)
            })
        })
        .await
        .unwrap();
    assert_eq!(sum, 2);
}

/// A table of the application's own, in a schema of its own, with types of its own.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "crm.person", table = "crm.people", foreign, key = "nr")]
struct Person {
    name: String,
    kind: Option<String>,
    height: Option<f64>,
    seen: Option<DateTime<Utc>>,
    notes: Json<serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.person")]
struct ShopPerson {
    record_id: RecordId<Person>,
    backend_id: BackendId<Shop>,
    external_id: Option<i64>,
    sync_date: Option<DateTime<Utc>>,
    #[field(related = record_id.name)]
    person: Related<String>,
}

schema! {
    static PEOPLE = [Shop, Person, ShopPerson];
}

async fn a_foreign_table_in_a_schema_of_its_own(house: &House) {
    a_foreign_table_is_kept(&house.empty().await).await;
    // As behind a pooler that does not know prepared statements.
    let url = format!("{}?statement-cache-capacity=0", house.address().await);
    a_foreign_table_is_kept(&Store::connect(&url).await.unwrap()).await;
}

async fn a_foreign_table_is_kept(store: &Store) {
    let error = store.migrate(&PEOPLE).await.unwrap_err();
    assert!(error.to_string().contains("\"crm.people\"") && error.to_string().contains("is not there"), "{error}");
    let table = "CREATE SCHEMA crm; CREATE TYPE crm.kind AS ENUM ('guest', 'host');
        CREATE TABLE crm.people (nr serial PRIMARY KEY, name varchar(40) NOT NULL, kind crm.kind, height real, seen timestamp, notes jsonb);
        INSERT INTO crm.people (name, kind, height, seen, notes) VALUES ('Ada', 'host', 1.5, '2026-01-02 03:04:05.678901', '{\"a\": [1]}')";
    script(store, table).await;
    store.migrate(&PEOPLE).await.unwrap();
    assert!(store.migrate(&PEOPLE).await.unwrap().is_empty());

    let id = RecordId::<Person>::new(1);
    let ada = store.get::<Person>(&id).await.unwrap().unwrap();
    let seen = "2026-01-02T03:04:05.678901Z".parse().unwrap();
    let notes = Json(serde_json::json!({ "a": [1] }));
    assert_eq!(*ada, Person { name: "Ada".into(), kind: Some("host".into()), height: Some(1.5), seen: Some(seen), notes });
    let shop = store.put(shop("main")).await.unwrap().id();
    let binding = ShopPerson { record_id: id.clone(), backend_id: shop, external_id: Some(7), sync_date: None, person: Related::default() };
    let put = store.put(binding.clone()).await.unwrap();
    assert_eq!(put.person.get().map(String::as_str), Some("Ada"));
    let nobody = store.put(ShopPerson { record_id: RecordId::new(9), external_id: Some(9), ..binding }).await.unwrap_err();
    assert!(matches!(nobody, Error::LinkMissing { target: "crm.person", .. }), "{nobody}");
    let changes = Changes::<Person>::new().set("name", &"Ada L.".to_owned()).unwrap().set("height", &None::<f64>).unwrap();
    store.update(&id, &changes).await.unwrap();
    store.update(&id, &Changes::<Person>::new().set("height", &Some(1.75)).unwrap()).await.unwrap();
    let linked = store.binder::<ShopPerson>(shop).linked(&7).await.unwrap().unwrap();
    assert_eq!((linked.record.name.as_str(), linked.record.height), ("Ada L.", Some(1.75)));
    script(store, "DELETE FROM crm.people").await;
    assert_eq!(store.count::<ShopPerson>().await.unwrap(), 0);
}

/// A cluster may sort texts by a language: keys are compared by their bytes all the same.
async fn texts_are_ordered_by_their_bytes(house: &House) {
    let store = house.store().await;
    let shop = store.put(shop("main")).await.unwrap().id();
    for id in ["b", "B", "a", "é", "Z"] {
        let record = store.put(category("x")).await.unwrap().id();
        store.put(shop_category(&record, shop, Some(id))).await.unwrap();
    }
    let ordered = "SELECT count(*) FROM (SELECT string_agg(external_id, '' ORDER BY external_id) AS all_of FROM shop_category) t
        WHERE all_of = 'BZabé'";
    assert_eq!(number(&store, ordered).await, 1);
}

crate::support::on_postgres! {
    what_cannot_be_reached,
    a_database_that_may_only_be_read,
    a_lost_connection_keeps_nothing_and_is_made_anew,
    transactions_in_each_others_way_are_repeated,
    a_transaction_is_not_repeated_for_ever,
    an_error_that_the_application_passes_over_is_told_at_the_end,
    a_writer_waits_for_another_connection,
    columns_have_the_types_of_postgresql,
    one_statement_serves_every_size,
    settings_of_the_application_do_not_stay,
    prepared_statements_can_be_done_without,
    tables_that_do_not_fit_are_refused,
    each_connection_is_lent_by_its_own_database,
    a_foreign_table_in_a_schema_of_its_own,
    texts_are_ordered_by_their_bytes,
}
