//! diesel-async: one connection, and diesel's own words. SQLite runs on a thread of its own.

use std::path::Path;

use connector_benches::Result;
use connector_benches::model::Shop;
use connector_core::BackendId;
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _};
use diesel::{QueryDsl as _, SelectableHelper as _, SqliteConnection};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};

use crate::diesel_words::{inserted, side};

type Sqlite = SyncConnectionWrapper<SqliteConnection>;

/// diesel-async on the file of a store that has made it.
pub struct AsyncSqlite {
    connection: Sqlite,
    shop: BackendId<Shop>,
}

/// diesel-async on the server, through tokio-postgres.
pub struct AsyncPostgres {
    connection: AsyncPgConnection,
    shop: BackendId<Shop>,
}

impl AsyncSqlite {
    /// With the store's settings.
    pub async fn new(path: &Path, shop: BackendId<Shop>) -> Result<Self> {
        let mut connection = Sqlite::establish(&path.display().to_string()).await?;
        for sql in crate::SETTINGS {
            connection.batch_execute(sql).await?;
        }
        Ok(Self { connection, shop })
    }
}

impl AsyncPostgres {
    /// On the database of a store that has made it.
    pub async fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        Ok(Self { connection: AsyncPgConnection::establish(url).await?, shop })
    }
}

macro_rules! on_sqlite {
    ($connection:expr, $work:expr) => {
        $connection.immediate_transaction::<_, diesel::result::Error, _>($work)
    };
}

macro_rules! on_postgres {
    ($connection:expr, $work:expr) => {
        $connection.build_transaction().repeatable_read().run::<_, diesel::result::Error, _>($work)
    };
}

side!(AsyncSqlite, sqlite, on_sqlite, one_by_one, [crate::TIDY], (async), (.await));
side!(AsyncPostgres, postgres, on_postgres, at_once, [crate::TIDY, "VACUUM bench_binding"], (async), (.await));
