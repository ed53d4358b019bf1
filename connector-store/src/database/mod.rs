//! The databases: one folder each, behind one enum.
//!
//! A [`Session`] is one connection, inside a transaction or reading. What is above it speaks statements with `?1`
//! placeholders and rows through `RowWrite` and `RowRead`.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use connector_core::{Model, OnDelete, RowRead, RowWrite, Value};

use crate::Error;
use crate::sql::ddl::{Index, LinkSql};
use crate::sql::triggers::Trigger;
use crate::sql::{Dialect, InsertSql, ListedSql};

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

/// What became of a statement that was a transaction by itself.
#[derive(Debug)]
#[cfg_attr(not(feature = "postgres"), allow(dead_code))]
pub(crate) enum ByItself {
    /// It wrote a row, for which it gives this.
    Wrote(i64),
    /// It wrote none: a unique key is in the way, or there is no such row.
    Nothing,
    /// It was taken back: why, a transaction can say.
    Refused,
}

/// What a database says about a statement, without its text about rows.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A unique key, by its columns or its name.
    Unique(String),
    /// A link leads nowhere, or is still needed.
    ForeignKey,
    /// A rule of the table that no model declares: a constraint or a trigger, in words.
    Rule(String),
    /// Anything else, translated already.
    Other(Error),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unique(key) => Self::Database(format!("a unique key is violated: {key}")),
            Fault::ForeignKey => Self::Database("a link leads nowhere".to_owned()),
            Fault::Rule(rule) => Self::Database(format!("a constraint is violated: {rule}")),
            Fault::Other(error) => error,
        }
    }
}

/// A database with its connections.
#[derive(Debug)]
pub(crate) enum Database {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Pool),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Pool),
}

/// What an address may be.
const ADDRESSES: &str = if cfg!(all(feature = "sqlite", feature = "postgres")) {
    "write `sqlite:shop.db`, `sqlite:/var/lib/shop.db`, `sqlite::memory:` or `postgres://user:password@host:5432/shop`"
} else if cfg!(feature = "sqlite") {
    "write `sqlite:shop.db`, `sqlite:/var/lib/shop.db` or `sqlite::memory:` (PostgreSQL wants the feature `postgres` of connector-store)"
} else {
    "write `postgres://user:password@host:5432/shop` (SQLite wants the feature `sqlite` of connector-store)"
};

impl Database {
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        #[cfg(feature = "sqlite")]
        // `sqlite://shop.db` means a file at the root here and one in this folder elsewhere: it is neither.
        if let Some(path) = url.strip_prefix("sqlite:").filter(|path| !path.is_empty() && !path.starts_with("//")) {
            return Ok(Self::Sqlite(sqlite::Pool::open(sqlite::Location::parse(path)).await?));
        }
        #[cfg(feature = "postgres")]
        if let Some(address) = postgres::address(url) {
            return Ok(Self::Postgres(Box::pin(postgres::Pool::open(address)).await?));
        }
        // What follows may be a password.
        let shown = url.split_once(':').map_or(url, |(scheme, _)| scheme).to_owned();
        Err(Error::Address { url: shown, expected: ADDRESSES })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<Reader<'_>, Error> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => Reader::Sqlite(pool.reader().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Reader::Postgres(Box::pin(pool.reader()).await?, std::marker::PhantomData),
        })
    }

    /// Begins a transaction. What writes in it names the table `marker` first: where that is not there,
    /// [`Error::OlderProgram`].
    pub(crate) async fn begin(&self, purpose: Purpose, marker: Option<Arc<str>>) -> Result<Session<'static>, Error> {
        let _ = purpose;
        Ok(match self {
            // A transaction that writes is the only one, whatever else it is for.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => {
                let mut writer = pool.writer().await?;
                pool.begin(&mut writer, matches!(purpose, Purpose::Durable | Purpose::Lease)).await?;
                let mut session = Session::Sqlite(sqlite::Held::Open(sqlite::Open::new(writer)));
                if let Some(marker) = marker {
                    session.name(&marker).await?;
                }
                session
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Session::Postgres(Box::pin(pool.begin(purpose, marker)).await?),
        })
    }

    /// Whether a statement that writes, as a transaction by itself, is less work than in one.
    pub(crate) fn writes_by_itself(&self) -> bool {
        match self {
            // It is called in process.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.writes_by_itself(),
        }
    }

    /// Runs a statement that gives a number for the row that it writes, as a transaction by itself that names the table `marker` first.
    #[allow(clippy::unused_async)] // SQLite alone is called in process.
    pub(crate) async fn write_by_itself(&self, marker: &str, sql: &str, values: &[Value]) -> Result<ByItself, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = (marker, sql, values);
                Ok(ByItself::Refused)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Box::pin(pool.write_by_itself(marker, sql, values)).await,
        }
    }

    /// How long to wait before the transaction, which was tried so often, is repeated; `None` where the database does not ask
    /// for that.
    pub(crate) fn repeats(&self, error: &Error, tries: u32) -> Option<Duration> {
        let _ = tries;
        match self {
            // It has read what another one wrote then, and waiting does not help.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => matches!(error, Error::Busy { .. }).then_some(Duration::ZERO),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => matches!(error, Error::Collision { .. }).then(|| postgres::pause(tries)),
        }
    }
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read and write rows.
    Rows,
    /// The same, on the disk once it is committed: not even a power cut takes it back.
    Durable,
    /// To make tables: no two processes do that at once.
    Tables,
    /// To take a lease: durable, and seeing what others take and leave meanwhile.
    Lease,
    /// To take and settle jobs: rows that others hold are passed over, and those that they left are seen as they left them.
    Jobs,
}

/// A connection that reads, until it is dropped.
pub(crate) enum Reader<'p> {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Reader<'p>),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Reader, std::marker::PhantomData<&'p ()>),
}

impl Reader<'_> {
    #[allow(clippy::unnecessary_wraps)] // By PostgreSQL alone.
    pub(crate) fn session(&mut self) -> Result<Session<'_>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(reader) => {
                let connection = reader.connection().ok_or_else(|| Error::Database("a connection was lost".to_owned()))?;
                Ok(Session::Sqlite(sqlite::Held::Lent(connection)))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(reader, _) => Ok(Session::Postgres(reader.session())),
        }
    }
}

/// One connection.
pub(crate) enum Session<'c> {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Held<'c>),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Held<'c>),
}

/// Passes a call on to the connection of the database. What waits for the network is boxed: flows call each other deeply, and
/// each call would have room for it on the stack, on SQLite, too.
macro_rules! passed_on {
    ($session:expr, $method:ident($($argument:expr),*)) => {
        match $session {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.$method($($argument),*),
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.$method($($argument),*)).await,
        }
    };
}

#[allow(clippy::unused_async)] // SQLite alone is called in process.
impl Session<'_> {
    /// Runs a statement; gives how many rows it wrote.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection().map_err(Fault::Other)?.execute(sql, values),
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.execute(sql, values)).await,
        }
    }

    /// Names a table that must be there, in a transaction that was begun elsewhere; where it is not, [`Error::OlderProgram`].
    pub(crate) async fn name(&mut self, marker: &str) -> Result<(), Error> {
        passed_on!(self, name(marker))
    }

    /// Runs a query, and hands each row on.
    pub(crate) async fn query(&mut self, sql: &str, values: &[Value], row: OnRow<'_>) -> Result<(), Error> {
        passed_on!(self, query(sql, values, row))
    }

    /// Runs a query that ends in a list: what is in it follows the values.
    pub(crate) async fn query_listed(&mut self, sql: &str, values: &[Value], listed: Vec<Value>, row: OnRow<'_>) -> Result<(), Error> {
        if listed.is_empty() {
            return Ok(());
        }
        passed_on!(self, query_listed(sql, values, listed, row))
    }

    /// Writes many rows by a statement that takes lists after its values; gives the keys of those that were written, none where
    /// a constraint refused one.
    pub(crate) async fn write_listed(&mut self, sql: &str, values: &[Value], lists: Vec<Vec<Value>>) -> Result<HashSet<i64>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = (sql, values, lists);
                Ok(HashSet::new())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.write_listed(sql, values, lists)).await,
        }
    }

    /// Whether rows that are read and then written must be locked when they are read: another transaction's writes become
    /// visible in between.
    pub(crate) fn locks(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => held.locks(),
        }
    }

    /// Runs a query about given rows, where the database takes lists: none come back where it does not.
    pub(crate) async fn query_rows(&mut self, sql: &ListedSql, rows: &[&dyn WriteRow], row: OnRow<'_>) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = (&sql.text, rows, row);
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.query_rows(sql, rows, row)).await,
        }
    }

    /// Runs a statement that writes given rows, where the database takes lists; gives the places of those that were written.
    pub(crate) async fn write_rows(&mut self, sql: &ListedSql, rows: &[&dyn WriteRow]) -> Result<Vec<i64>, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = (&sql.text, rows);
                Ok(Vec::new())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.write_rows(sql, rows)).await,
        }
    }

    /// Inserts rows by a statement that does nothing where a unique key is in the way.
    pub(crate) async fn insert(&mut self, sql: &InsertSql, rows: &[&dyn WriteRow]) -> Result<Vec<Inserted>, Error> {
        passed_on!(self, insert(sql, rows))
    }

    /// An error, where somebody has ended the transaction, and maybe begun another one.
    pub(crate) async fn is_open(&mut self) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection().map(drop),
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.is_open()).await,
        }
    }

    /// Runs statements that make or change tables.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), Error> {
        passed_on!(self, script(sql))
    }

    /// The columns of a table; empty when there is no such table.
    pub(crate) async fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        passed_on!(self, columns(table))
    }

    /// Whether a column alone is a key of its table, so that links can lead to it.
    pub(crate) async fn is_unique(&mut self, table: &str, column: &str) -> Result<bool, Error> {
        passed_on!(self, is_unique(table, column))
    }

    /// Whether a column links `target`, and its row is deleted with the linked one.
    pub(crate) async fn cascades(&mut self, table: &str, column: &str, target: &str) -> Result<bool, Error> {
        passed_on!(self, cascades(table, column, target))
    }

    /// What there is under the name of an index that `table` shall have.
    pub(crate) async fn index(&mut self, table: &str, index: &Index) -> Result<Kept, Error> {
        passed_on!(self, index(table, index))
    }

    /// What there is under the name of a trigger that `table` shall have.
    pub(crate) async fn trigger(&mut self, table: &str, trigger: &Trigger) -> Result<Kept, Error> {
        passed_on!(self, trigger(table, trigger))
    }

    /// The names of the store's own triggers on a table, as a [`Trigger`] has them: also those that were made when the table had
    /// another name.
    pub(crate) async fn trigger_names(&mut self, table: &str) -> Result<Vec<String>, Error> {
        passed_on!(self, trigger_names(table))
    }

    /// The schema of a table, quoted, with the point behind it: the one in which it would be made, where it is not there.
    /// Nothing, where there are no schemas.
    pub(crate) async fn schema_of(&mut self, table: &str) -> Result<String, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = table;
                Ok(String::new())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.schema_of(table)).await,
        }
    }

    /// The links of one column, and whether each leads to where `link` does.
    pub(crate) async fn links(&mut self, table: &str, link: &LinkSql) -> Result<Vec<HeldLink>, Error> {
        passed_on!(self, links(table, link))
    }

    /// The names of all indexes of a table.
    pub(crate) async fn index_names(&mut self, table: &str) -> Result<Vec<String>, Error> {
        passed_on!(self, index_names(table))
    }

    /// The statement that made a table, where the database keeps it.
    pub(crate) async fn definition(&mut self, table: &str) -> Result<Option<String>, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.definition(table),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                let _ = table;
                Ok(None)
            }
        }
    }

    /// Puts another statement in the place of that one: what is in the table stays as it is.
    pub(crate) async fn redefine(&mut self, table: &str, sql: &str) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.connection()?.redefine(table, sql),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                let _ = (table, sql);
                Err(Error::OtherDatabase("SQLite"))
            }
        }
    }

    /// Ends the transaction: from here on everything is kept.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => held.commit(),
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.commit()).await,
        }
    }

    /// Ends the transaction: nothing is kept.
    pub(crate) async fn abandon(self) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(held) => drop(held),
            #[cfg(feature = "postgres")]
            Self::Postgres(held) => Box::pin(held.abandon()).await,
        }
    }
}

/// What there is under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing.
    Nothing,
    /// What is asked for.
    Same,
    /// Something else.
    Other,
    /// Something that is none of the store's, and cannot be replaced.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))] // SQLite replaces what it finds.
    Theirs,
}

/// A link of a column, as the database's catalogue has it.
#[derive(Debug)]
pub(crate) struct HeldLink {
    /// Its name; empty where it has none.
    pub(crate) name: String,
    /// Whether it leads to the table that was asked for.
    pub(crate) same_target: bool,
    /// What happens when the linked row is deleted; `None` where that is nothing of ours.
    pub(crate) on_delete: Option<OnDelete>,
}

/// A column of a table, as the database's catalogue has it.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) required: bool,
    /// Whether the database gives it a value where nothing is said.
    pub(crate) defaulted: bool,
    /// That value, as an expression in the database's own words.
    pub(crate) default: Option<String>,
    /// Its place in the table's key, from 1 on; 0 when it is not in it.
    pub(crate) key: i64,
}
