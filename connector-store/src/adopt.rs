//! The store inside a transaction that the application opened itself.

use crate::database::{Database, Session};
use crate::{Error, Store, Tx};

/// A connection of the application's own, for [`Store::adopt`].
///
/// The example stands at [`Store::adopt`].
#[derive(Debug)]
pub struct Adopted<'c>(Connection<'c>);

#[derive(Debug)]
enum Connection<'c> {
    #[cfg(feature = "sqlite")]
    Sqlite(&'c mut rusqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(&'c mut sqlx::PgConnection),
}

#[cfg(feature = "sqlite")]
impl<'c> From<&'c mut rusqlite::Connection> for Adopted<'c> {
    fn from(connection: &'c mut rusqlite::Connection) -> Self {
        Self(Connection::Sqlite(connection))
    }
}

#[cfg(feature = "postgres")]
impl<'c> From<&'c mut sqlx::PgConnection> for Adopted<'c> {
    fn from(connection: &'c mut sqlx::PgConnection) -> Self {
        Self(Connection::Postgres(connection))
    }
}

#[cfg(feature = "postgres")]
impl<'c> From<&'c mut sqlx::Transaction<'_, sqlx::Postgres>> for Adopted<'c> {
    fn from(transaction: &'c mut sqlx::Transaction<'_, sqlx::Postgres>) -> Self {
        Self(Connection::Postgres(transaction))
    }
}

impl Store {
    /// Works inside a transaction that is open on the application's own connection to the same database: rows and bindings are
    /// then kept or lost with whatever else the application does there.
    ///
    /// The [`Tx`] never commits and never rolls back; dropping it does nothing. So an error leaves what was written before it in
    /// the transaction: roll back, or put a [`savepoint`](Tx::savepoint) around the call. Nothing is repeated by itself either:
    /// after [`Error::Collision`] or [`Error::Busy`] roll back, and do the whole transaction again. What a constraint refuses does
    /// not end a transaction of PostgreSQL's; a query that fails does (a table that is not there, say), and only a rollback, to a
    /// savepoint at least, helps then.
    ///
    /// - SQLite: a `&mut rusqlite::Connection` on which `BEGIN IMMEDIATE` was run, with `PRAGMA foreign_keys = ON` before it (a
    ///   `rusqlite::Transaction` cannot be sent to another thread, and so not be awaited with). While it is open, the store itself
    ///   cannot write: it waits, up to 30 seconds.
    /// - PostgreSQL: a `&mut sqlx::PgConnection`, or a `&mut sqlx::Transaction`, of any isolation level. In `READ COMMITTED` what is
    ///   found by a key and then written is locked in between, as others commit meanwhile; in the stricter levels PostgreSQL says
    ///   [`Error::Collision`] there. How long is waited for a lock is the connection's own `lock_timeout`. Its `search_path` begins
    ///   with the schemas of the store's, so that both find the same tables.
    ///
    /// ```
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Debug, Record)]
    /// # #[record(name = "product")]
    /// # struct Product { title: String }
    /// # schema! { static ALL = [Product]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("shop.db");
    /// let store = Store::connect(&format!("sqlite:{}", path.display())).await?;
    /// store.migrate(&ALL).await?;
    ///
    /// let mut own = connector_store::rusqlite::Connection::open(&path)?;
    /// own.execute_batch("PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; CREATE TABLE notes (text TEXT)")?;
    /// let chair = store.adopt(&mut own).await?.put(Product { title: "Chair".into() }).await?;
    /// own.execute("INSERT INTO notes (text) VALUES ('a new chair')", ())?;
    /// own.execute_batch("COMMIT")?;
    /// assert!(store.get::<Product>(&chair.id()).await?.is_some());
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::OlderProgram`]; [`Error::NotAdoptable`] with what to do: it is on another database, looks for tables in other schemas, has no open transaction, or does not look after links.
    pub async fn adopt<'c>(&'c self, connection: impl Into<Adopted<'c>>) -> Result<Tx<'c>, Error> {
        let session = match (self.database(), connection.into().0) {
            #[cfg(feature = "sqlite")]
            (Database::Sqlite(pool), Connection::Sqlite(connection)) => Session::Sqlite(pool.adopt(connection)?),
            #[cfg(feature = "postgres")]
            (Database::Postgres(pool), Connection::Postgres(connection)) => Session::Postgres(Box::pin(pool.adopt(connection)).await?),
            #[cfg(all(feature = "sqlite", feature = "postgres"))]
            (Database::Sqlite(_), Connection::Postgres(_)) => return Err(Error::OtherDatabase("PostgreSQL")),
            #[cfg(all(feature = "sqlite", feature = "postgres"))]
            (Database::Postgres(_), Connection::Sqlite(_)) => return Err(Error::OtherDatabase("SQLite")),
        };
        let mut tx = Tx::new(session, self.statements()).heard_by(&self.hearing);
        if let Some(marker) = self.marker().await? {
            match tx.session.name(&marker).await {
                // Somebody has migrated: that may be nothing to this store.
                Err(Error::OlderProgram { .. }) => {
                    self.catch_up().await?;
                    if let Some(marker) = self.marker().await? {
                        tx.session.name(&marker).await?;
                    }
                }
                named => named?,
            }
            tx.adopted_by = Some(self.clone());
            self.meet(&mut tx).await?;
        }
        Ok(tx)
    }
}
