//! diesel: one connection, and its own words; it keeps the statements.

use std::path::Path;

use connector_benches::Result;
use connector_benches::model::Shop;
use connector_core::BackendId;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::diesel_words::{inserted, side};

/// diesel on the file of a store that has made it.
pub struct DieselSqlite {
    connection: SqliteConnection,
    shop: BackendId<Shop>,
}

/// diesel on the server, through PostgreSQL's own client library.
pub struct DieselPostgres {
    connection: PgConnection,
    shop: BackendId<Shop>,
}

impl DieselSqlite {
    /// With the store's settings.
    pub fn new(path: &Path, shop: BackendId<Shop>) -> Result<Self> {
        let mut connection = SqliteConnection::establish(&path.display().to_string())?;
        for sql in crate::SETTINGS {
            connection.batch_execute(sql)?;
        }
        Ok(Self { connection, shop })
    }
}

impl DieselPostgres {
    /// On the database of a store that has made it.
    pub fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        Ok(Self { connection: PgConnection::establish(url)?, shop })
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

side!(DieselSqlite, sqlite, on_sqlite, at_once, [crate::TIDY], (), ());
side!(DieselPostgres, postgres, on_postgres, at_once, [crate::TIDY, "VACUUM bench_binding"], (), ());
