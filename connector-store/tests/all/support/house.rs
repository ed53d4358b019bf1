//! The databases that a test runs on: each test is written once, and runs on both.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use connector_core::BackendId;
use connector_store::Store;
use tempfile::TempDir;

use super::{SHOP, Shop};

/// Runs each of these tests on both databases, as `name::sqlite` and `name::postgres`. Who writes one and does not list it
/// is told by the compiler that nobody calls it.
#[allow(unused_macros)] // Each test crate uses some of it.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[cfg(feature = "sqlite")]
            #[test]
            fn sqlite() {
                crate::support::House::sqlite(concat!(module_path!(), "::sqlite")).run(|house| Box::pin(super::$name(house)));
            }
            #[cfg(feature = "postgres")]
            #[test]
            fn postgres() {
                crate::support::House::postgres(concat!(module_path!(), "::postgres")).run(|house| Box::pin(super::$name(house)));
            }
        }
    )*};
}
pub(crate) use on_both;

/// Runs each of these tests on SQLite alone, as they are about its files.
#[allow(unused_macros)] // Each test crate uses some of it.
macro_rules! on_sqlite {
    ($($name:ident),* $(,)?) => {$(
        #[cfg(feature = "sqlite")]
        mod $name {
            #[test]
            fn sqlite() {
                crate::support::House::sqlite(concat!(module_path!(), "::sqlite")).run(|house| Box::pin(super::$name(house)));
            }
        }
    )*};
}
pub(crate) use on_sqlite;

/// Runs each of these tests on PostgreSQL alone, as they are about its ways.
#[allow(unused_macros)] // Each test crate uses some of it.
macro_rules! on_postgres {
    ($($name:ident),* $(,)?) => {$(
        #[cfg(feature = "postgres")]
        mod $name {
            #[test]
            fn postgres() {
                crate::support::House::postgres(concat!(module_path!(), "::postgres")).run(|house| Box::pin(super::$name(house)));
            }
        }
    )*};
}
pub(crate) use on_postgres;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

/// Gives a test as many databases as it wants, all of one kind, and cleans up behind it.
pub struct House {
    kind: Kind,
    /// The test, as the test program calls it.
    pub test: &'static str,
    folders: Mutex<Vec<TempDir>>,
    #[cfg(feature = "postgres")]
    databases: Mutex<Vec<String>>,
}

impl House {
    fn new(kind: Kind, test: &'static str) -> Self {
        // As the test runner calls it: without the crate's name.
        let test = test.split_once("::").map_or(test, |(_, test)| test);
        Self {
            kind,
            test,
            folders: Mutex::default(),
            #[cfg(feature = "postgres")]
            databases: Mutex::default(),
        }
    }

    #[cfg(feature = "sqlite")]
    pub fn sqlite(test: &'static str) -> Self {
        Self::new(Kind::Sqlite, test)
    }

    #[cfg(feature = "postgres")]
    pub fn postgres(test: &'static str) -> Self {
        Self::new(Kind::Postgres, test)
    }

    pub fn run(self, test: impl for<'h> FnOnce(&'h Self) -> Pin<Box<dyn Future<Output = ()> + 'h>>) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        runtime.block_on(test(&self));
        #[cfg(feature = "postgres")]
        for database in self.databases.into_inner().unwrap() {
            runtime.block_on(super::cluster::drop_database(&database));
        }
    }

    /// What is said in the words of each database.
    pub fn either<T>(&self, sqlite: T, postgres: T) -> T {
        let _ = (&sqlite, &postgres);
        match self.kind {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite => sqlite,
            #[cfg(feature = "postgres")]
            Kind::Postgres => postgres,
        }
    }

    /// The address of a new, empty database.
    pub async fn address(&self) -> String {
        match self.kind {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let address = super::address(&folder.path().join("shop.db"));
                self.folders.lock().unwrap().push(folder);
                address
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres => self.database(None).await,
        }
    }

    /// A new, empty database: on SQLite in memory.
    pub async fn empty(&self) -> Store {
        match self.kind {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite => Store::connect("sqlite::memory:").await.unwrap(),
            #[cfg(feature = "postgres")]
            Kind::Postgres => Store::connect(&self.database(None).await).await.unwrap(),
        }
    }

    /// A new database with all tables: on SQLite in memory.
    pub async fn store(&self) -> Store {
        #[cfg(feature = "postgres")]
        if self.kind == Kind::Postgres
            && let Some(template) = super::cluster::template().await
        {
            return Store::connect(&self.database(Some(&template)).await).await.unwrap();
        }
        let store = self.empty().await;
        store.migrate(&SHOP).await.unwrap();
        store
    }

    /// The same with one shop.
    pub async fn with_shop(&self) -> (Store, BackendId<Shop>) {
        let store = self.store().await;
        let shop = store.put(super::shop("main")).await.unwrap().id();
        (store, shop)
    }

    #[cfg(feature = "postgres")]
    async fn database(&self, template: Option<&str>) -> String {
        let name = super::cluster::new_name();
        self.databases.lock().unwrap().push(name.clone());
        super::cluster::create_database(&name, template).await
    }
}
