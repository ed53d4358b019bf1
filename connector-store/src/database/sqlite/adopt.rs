//! Connections of the application's own, with an open transaction.

use std::path::Path;

use super::{Held, Location, Pool, Working};
use crate::Error;

impl<'c> Working<'c> {
    pub(super) fn of(inner: &'c mut rusqlite::Connection, database: &'c str) -> Self {
        Self { inner, database, lent: None }
    }
}

impl Pool {
    /// Takes the transaction that is open on a connection to the same file.
    pub(crate) fn adopt<'c>(&self, connection: &'c mut rusqlite::Connection) -> Result<Held<'c>, Error> {
        let Location::File(path) = &self.location else {
            return Err(Error::NotAdoptable("this store is in memory, where its own connection is the only one: take `tx.as_sqlite()`"));
        };
        if !connection.path().is_some_and(|other| same_file(path, Path::new(other))) {
            return Err(Error::NotAdoptable("it is on another database than this store: open the store's file"));
        }
        if connection.is_autocommit() {
            return Err(Error::NotAdoptable("it has no open transaction: run `BEGIN IMMEDIATE` first"));
        }
        let database = self.location.name();
        let on = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0));
        let on: bool = on.map_err(|error| super::fault::translate(&error, &database))?;
        if !on {
            return Err(Error::NotAdoptable(
                "it does not look after links: run `PRAGMA foreign_keys = ON` on it before its transaction begins",
            ));
        }
        Ok(Held::Adopted(connection, database))
    }
}

/// Whether both paths lead to one file, by whatever links.
fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
