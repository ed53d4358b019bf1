//! The store inside a transaction of the application's own.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.
#![allow(clippy::unused_async, irrefutable_let_patterns)] // Where one database alone is built.

mod support;

use connector_store::{Error, Outcome, Store};

use support::{Category, House, SHOP, Shop, ShopCategory, category, shop, shop_category};

/// A connection of the application's own.
enum Own {
    #[cfg(feature = "sqlite")]
    Sqlite(rusqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
}

impl Own {
    async fn open(url: &str) -> Self {
        #[cfg(feature = "sqlite")]
        if let Some(path) = url.strip_prefix("sqlite:") {
            let connection = rusqlite::Connection::open(path).unwrap();
            connection.pragma_update(None, "foreign_keys", true).unwrap();
            return Self::Sqlite(connection);
        }
        #[cfg(feature = "postgres")]
        return Self::Postgres(<sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap());
        #[cfg(not(feature = "postgres"))]
        unreachable!("there is no other database")
    }

    async fn run(&mut self, sql: &str) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => connection.execute_batch(sql).unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => drop(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap()),
        }
    }

    async fn adopt<'c>(&'c mut self, store: &'c Store) -> Result<connector_store::Tx<'c>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => store.adopt(connection).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => store.adopt(connection).await,
        }
    }
}

fn begin(house: &House) -> &'static str {
    house.either("BEGIN IMMEDIATE", "BEGIN")
}

async fn made(house: &House) -> (String, Store) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    (url, store)
}

async fn names(store: &Store) -> Vec<String> {
    store.all::<Category>().await.unwrap().into_iter().map(|category| category.into_value().name).collect()
}

async fn the_application_ends_what_it_began(house: &House) {
    let (url, store) = made(house).await;
    let shop = store.put(shop("main")).await.unwrap().id();
    let mut own = Own::open(&url).await;
    for (end, kept) in [("ROLLBACK", vec![]), ("COMMIT", vec!["theirs", "ours"])] {
        own.run(begin(house)).await;
        own.run("INSERT INTO category (name) VALUES ('theirs')").await;
        let mut tx = own.adopt(&store).await.unwrap();
        let record = tx.put(category("ours")).await.unwrap();
        tx.put(shop_category(&record.id(), shop, Some("1"))).await.unwrap();
        assert_eq!(tx.count::<Category>().await.unwrap(), 2);
        drop(tx);
        assert!(names(&store).await.is_empty(), "nothing is kept before the application says so");
        own.run(end).await;
        assert_eq!(names(&store).await, kept);
    }
    assert!(store.binder::<ShopCategory>(shop).to_record(&"1".to_owned()).await.unwrap().is_some());
}

/// What is refused inside leaves the application's transaction open, and savepoints work.
async fn a_refusal_does_not_end_it(house: &House) {
    let (url, store) = made(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    let mut own = Own::open(&url).await;
    own.run(begin(house)).await;
    let mut tx = own.adopt(&store).await.unwrap();
    let a = tx.put(category("a")).await.unwrap().id();
    let b = tx.put(category("b")).await.unwrap().id();
    tx.put(shop_category(&a, main, Some("1"))).await.unwrap();
    let refused = tx.put(shop_category(&b, main, Some("1"))).await;
    assert!(matches!(refused, Err(Error::AlreadyBound { .. })), "{refused:?}");
    let many = tx.put_many(&[shop("main"), Shop { location: "https://moved.example".into(), ..shop("main") }, shop("new")]).await.unwrap();
    assert!(matches!(many[..], [Outcome::Unchanged(_), Outcome::Updated(..), Outcome::Created(_)]), "{many:?}");
    let point = tx.savepoint().await.unwrap();
    tx.put(category("c")).await.unwrap();
    tx.roll_back(point).await.unwrap();
    own.run("INSERT INTO category (name) VALUES ('d'); COMMIT").await;
    assert_eq!(names(&store).await, ["a", "b", "d"]);
    assert_eq!(store.by_name::<Shop>("main").await.unwrap().location, "https://moved.example");
}

async fn what_cannot_be_adopted_says_what_to_do(house: &House) {
    let (url, store) = made(house).await;
    let mut own = Own::open(&url).await;
    let refused = |adopted: Result<connector_store::Tx<'_>, Error>| match adopted {
        Err(error @ Error::NotAdoptable(_)) => error.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it must be refused"),
    };
    assert!(refused(own.adopt(&store).await).contains("no open transaction"));
    let (elsewhere, _) = made(house).await;
    let mut other = Own::open(&elsewhere).await;
    other.run("BEGIN").await;
    assert!(refused(other.adopt(&store).await).contains("another database"));
    #[cfg(feature = "sqlite")]
    if let Own::Sqlite(own) = &mut own {
        own.pragma_update(None, "foreign_keys", false).unwrap();
        own.execute_batch("BEGIN").unwrap();
        assert!(refused(store.adopt(own).await).contains("PRAGMA foreign_keys = ON"));
        let memory = Store::connect("sqlite::memory:").await.unwrap();
        let mut own = rusqlite::Connection::open_in_memory().unwrap();
        own.execute_batch("BEGIN").unwrap();
        assert!(refused(memory.adopt(&mut own).await).contains("as_sqlite"));
    }
    #[cfg(all(feature = "sqlite", feature = "postgres"))]
    if let Own::Postgres(_) = &own {
        let mut own = rusqlite::Connection::open_in_memory().unwrap();
        assert!(matches!(store.adopt(&mut own).await.map(drop), Err(Error::OtherDatabase("SQLite"))));
    }
}

async fn after_its_end_nothing_more_is_written(house: &House) {
    let (url, store) = made(house).await;
    let mut own = Own::open(&url).await;
    own.run(begin(house)).await;
    let mut tx = own.adopt(&store).await.unwrap();
    tx.put(category("a")).await.unwrap();
    support::run_script(&mut tx, "COMMIT").await.unwrap();
    let late = tx.put(category("b")).await;
    assert!(matches!(&late, Err(Error::Database(what)) if what.contains("has ended")), "{late:?}");
    drop(tx);
    assert_eq!(names(&store).await, ["a"]);
}

/// Two transactions put the same ID at once, in each isolation level: the second one waits, and then finds what the first one
/// kept, or PostgreSQL asks it to begin anew. Nothing is doubled, and nothing is overwritten unseen.
#[cfg(feature = "postgres")]
async fn isolation_levels_decide_nothing_twice(house: &House) {
    let (url, store) = made(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    for (n, level) in ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"].into_iter().enumerate() {
        let id = n.to_string();
        let [a, b] = [store.put(category("a")).await.unwrap().id(), store.put(category("b")).await.unwrap().id()];
        let (mut first, mut second) = (Own::open(&url).await, Own::open(&url).await);
        for own in [&mut first, &mut second] {
            own.run(&format!("BEGIN ISOLATION LEVEL {level}")).await;
        }
        let mut late = second.adopt(&store).await.unwrap();
        assert!(late.binder::<ShopCategory>(main).to_record(&id).await.unwrap().is_none());
        first.adopt(&store).await.unwrap().put(shop_category(&a, main, Some(&id))).await.unwrap();
        // The second one waits for the first one's end.
        let (put, ()) = tokio::join!(late.put(shop_category(&b, main, Some(&id))), async {
            waits(&store).await;
            first.run("COMMIT").await;
        });
        match (level, put) {
            ("READ COMMITTED", Err(Error::AlreadyBound { .. })) | ("REPEATABLE READ" | "SERIALIZABLE", Err(Error::Collision { .. })) => {}
            (level, put) => panic!("{level}: {put:?}"),
        }
        second.run("ROLLBACK").await;
        assert_eq!(store.binder::<ShopCategory>(main).to_record(&id).await.unwrap(), Some(a));
    }
}

/// In `READ COMMITTED` a binding that is found unbound is not bound by somebody else before it is written.
#[cfg(feature = "postgres")]
async fn what_is_read_to_be_written_is_locked(house: &House) {
    let (url, store) = made(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    let mut records = Vec::new();
    for n in 0..2 {
        records.push(store.put(category(&n.to_string())).await.unwrap().id());
    }
    let bindings: Vec<_> = records.iter().map(|record| shop_category(record, main, None)).collect();
    let ids: Vec<_> = store.put_many(&bindings).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let mut own = Own::open(&url).await;
    own.run("BEGIN").await;
    let mut tx = own.adopt(&store).await.unwrap();
    // As it is: nothing to write, and yet locked.
    let put = tx.put_many(&bindings).await.unwrap();
    assert!(put.iter().all(|put| matches!(put, Outcome::Unchanged(_))), "{put:?}");
    let binder = store.binder::<ShopCategory>(main);
    let theirs = "theirs".to_owned();
    let (bound, ()) = tokio::join!(binder.bind(ids[0], &theirs), async {
        waits(&store).await;
        tx.put(shop_category(&records[0], main, Some("ours"))).await.unwrap();
        support::run_script(&mut tx, "COMMIT").await.unwrap();
    });
    assert!(matches!(bound, Err(Error::BoundElsewhere { .. })), "{bound:?}");
    assert_eq!(binder.to_external(&records[0]).await.unwrap().as_deref(), Some("ours"));
}

/// Until a connection to the database waits for a lock.
#[cfg(feature = "postgres")]
async fn waits(store: &Store) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while support::number(store, waiting).await == 0 {
        tokio::task::yield_now().await;
    }
}

support::on_both! {
    listeners_are_told_in_it,
    the_application_ends_what_it_began,
    a_refusal_does_not_end_it,
    what_cannot_be_adopted_says_what_to_do,
    after_its_end_nothing_more_is_written,
}

#[cfg(feature = "postgres")]
mod on_postgres {
    #[test]
    fn isolation_levels_decide_nothing_twice() {
        crate::support::House::postgres("on_postgres::isolation_levels_decide_nothing_twice")
            .run(|house| Box::pin(super::isolation_levels_decide_nothing_twice(house)));
    }

    #[test]
    fn what_is_read_to_be_written_is_locked() {
        crate::support::House::postgres("on_postgres::what_is_read_to_be_written_is_locked")
            .run(|house| Box::pin(super::what_is_read_to_be_written_is_locked(house)));
    }
}

async fn listeners_are_told_in_it(house: &House) {
    let (url, store) = made(house).await;
    let log = support::log::Log::default();
    let store = store.with_listeners(&connector_store::Listeners::builder().on::<Category>("log", log.clone()).build().unwrap());
    let mut own = Own::open(&url).await;
    own.run(begin(house)).await;
    let mut tx = own.adopt(&store).await.unwrap();
    let id = tx.put(category("chairs")).await.unwrap().id();
    let renamed = connector_core::Changes::<Category>::new().set("name", "tables").unwrap();
    tx.changed(&id, &renamed, connector_store::Origin::Named("own")).await.unwrap();
    drop(tx);
    own.run("COMMIT").await;
    assert_eq!(log.take(), ["category 1 created, the application", r#"category 1 changed (name: "tables"), own"#]);
}
