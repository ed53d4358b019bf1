//! The databases: one folder each, behind one enum.
//!
//! A [`Session`] is one connection, inside a transaction or reading. What is above it speaks statements with `?1`
//! placeholders and rows through `RowWrite` and `RowRead`.

#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use connector_core::{Model, RowRead, RowWrite, Value};

use crate::Error;

/// What takes the rows of a query, one after the other.
pub(crate) type OnRow<'a> = &'a mut (dyn FnMut(&mut dyn Row) -> Result<(), Error> + Send);

/// A row of a query.
pub(crate) trait Row: RowRead {
    /// Goes back to its first value, so that it can be read again.
    fn rewind(&mut self);
}

/// A row to be inserted, whatever its model.
pub(crate) trait WriteRow: Sync {
    fn write(&self, row: &mut dyn RowWrite);
}

impl<T: Model + Sync> WriteRow for T {
    fn write(&self, row: &mut dyn RowWrite) {
        self.write_to(row);
    }
}

/// What became of one inserted row.
#[derive(Debug)]
pub(crate) enum Inserted {
    /// It has this key.
    New(i64),
    /// A unique key is in the way.
    Conflict,
    /// Another rule of the database is.
    Refused(Fault),
}

/// What a database says about a statement, without its text about rows.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A unique key, by its columns or its name.
    Unique(String),
    /// A link leads nowhere, or is still needed.
    ForeignKey,
    /// Anything else, translated already.
    Other(Error),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unique(key) => Self::Database(format!("a unique key is violated: {key}")),
            Fault::ForeignKey => Self::Database("a link leads nowhere".to_owned()),
            Fault::Other(error) => error,
        }
    }
}

/// One connection.
pub(crate) enum Session<'c> {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Held<'c>),
}

#[allow(clippy::unused_async)] // Other databases are reached over a network.
impl Session<'_> {
    /// Runs a statement. Gives the number of rows that it changed.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection().map_err(Fault::Other)?.execute(sql, values),
        }
    }

    /// Runs a query, and hands each row on.
    pub(crate) async fn query(&mut self, sql: &str, values: &[Value], row: OnRow<'_>) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.query(sql, values, row),
        }
    }

    /// Inserts rows by a statement that does nothing where a unique key is in the way.
    pub(crate) async fn insert(&mut self, sql: &str, rows: &[&dyn WriteRow]) -> Result<Vec<Inserted>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.insert(sql, rows),
        }
    }

    /// Runs statements that make or change tables.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.script(sql),
        }
    }

    /// The columns of a table; empty when there is no such table.
    pub(crate) async fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.columns(table),
        }
    }

    /// Whether a column alone is a key of its table, so that links can lead to it.
    pub(crate) async fn is_unique(&mut self, table: &str, column: &str) -> Result<bool, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.is_unique(table, column),
        }
    }

    /// Whether a column links `target`, and its row is deleted with the linked one.
    pub(crate) async fn cascades(&mut self, table: &str, column: &str, target: &str) -> Result<bool, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.cascades(table, column, target),
        }
    }

    /// The statement that made the index of this name, when there is one.
    pub(crate) async fn index(&mut self, name: &str) -> Result<Option<String>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.index(name),
        }
    }
}

/// A column of a table, as the database's catalogue has it.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) required: bool,
    /// Whether the database gives it a value where nothing is said.
    pub(crate) defaulted: bool,
    /// Its place in the table's key, from 1 on; 0 when it is not in it.
    pub(crate) key: i64,
}
