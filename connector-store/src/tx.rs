//! A transaction.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use connector_core::{Model, to_microseconds};

use crate::database::Session;
use crate::events::{Call, Hearing};
use crate::sql::ModelSql;
use crate::statements::Statements;
use crate::{Error, Store};

/// An open transaction: everything done through it is committed together, or not at all.
///
/// It is given to the closure of [`Store::transaction`](crate::Store::transaction). Rows are written by
/// [`put`](Tx::put), [`put_many`](Tx::put_many), [`update`](Tx::update) and [`delete`](Tx::delete), bindings by
/// [`binder`](Tx::binder), and the application's own tables by the connection itself, `as_sqlite` or
/// `as_postgres`.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store
///     .transaction(|tx| {
///         Box::pin(async move {
///             let chair = tx.put(product("Chair")).await?.id();
///             tx.put(bound(&chair, shop, Some(12))).await?;
///             assert!(tx.get::<Product>(&chair).await?.is_some(), "it sees what it wrote");
///             Ok(())
///         })
///     })
///     .await?;
#[doc = include_str!("../docs/close.md")]
/// ```
pub struct Tx<'c> {
    pub(crate) session: Session<'c>,
    pub(crate) statements: &'c Statements,
    time: DateTime<Utc>,
    /// In a transaction of the application's: the store that works in it.
    pub(crate) adopted_by: Option<Store>,
    /// Whether there are new jobs, of which the workers of this process are told once it is committed.
    pub(crate) has_jobs: bool,
    /// Who is told of what is written, and where that comes from.
    pub(crate) hearing: Hearing,
    /// Calls of the application's `Records` that are being done.
    pub(crate) calls: Vec<Call>,
    /// How many points were made.
    pub(crate) savepoints: u64,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(session: Session<'c>, statements: &'c Statements) -> Self {
        let time = to_microseconds(Utc::now());
        Self { session, statements, time, adopted_by: None, has_jobs: false, hearing: Hearing::default(), calls: Vec::new(), savepoints: 0 }
    }

    /// What is written in it is told.
    pub(crate) fn heard_by(self, hearing: &Hearing) -> Self {
        Self { hearing: hearing.clone(), ..self }
    }

    /// The time of the transaction: the same for everything done in it. What is bound in it is synchronized at this time.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             let chair = tx.put(product("Chair")).await?.id();
    ///             let binding = tx.put(bound(&chair, shop, None)).await?.id();
    ///             tx.binder::<ShopProduct>(shop).bind(binding, &12).await?;
    ///             assert_eq!(tx.get::<ShopProduct>(&binding).await?.unwrap().sync_date, Some(tx.time()));
    ///             Ok(())
    ///         })
    ///     })
    ///     .await?;
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use]
    pub fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// The connection of a store on SQLite, for the application's own statements in the same transaction.
    ///
    /// ```
    /// # use connector_store::{Store, Error};
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let store = Store::connect("sqlite::memory:").await?;
    /// store.transaction(|tx| Box::pin(async move {
    ///     tx.as_sqlite()?.execute_batch("CREATE TABLE partners (id TEXT PRIMARY KEY); INSERT INTO partners VALUES ('p-1')")?;
    ///     Ok(())
    /// })).await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::OtherDatabase`] when the store is on another database; [`Error::Database`] when the transaction has ended.
    #[cfg(feature = "sqlite")]
    pub fn as_sqlite(&mut self) -> Result<&rusqlite::Connection, Error> {
        match &mut self.session {
            Session::Sqlite(held) => Ok(held.connection()?.lend()),
            #[cfg(feature = "postgres")]
            Session::Postgres(_) => Err(Error::OtherDatabase("SQLite")),
        }
    }

    /// The connection of a store on PostgreSQL, for the application's own statements in the same transaction.
    ///
    /// A statement that fails ends the transaction, as PostgreSQL has it, unless it stands between
    /// [`savepoint`](Tx::savepoint) and [`roll_back`](Tx::roll_back).
    ///
    /// ```no_run
    /// # use connector_store::{Store, Error, sqlx};
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let store = Store::connect("postgres://me:secret@localhost/shop").await?;
    /// store.transaction(|tx| Box::pin(async move {
    ///     sqlx::query("INSERT INTO partners (id) VALUES ($1)").bind("p-1").execute(tx.as_postgres()?).await?;
    ///     Ok(())
    /// })).await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::OtherDatabase`] when the store is on another database; [`Error::Database`] when the connection is gone.
    #[cfg(feature = "postgres")]
    pub fn as_postgres(&mut self) -> Result<&mut sqlx::PgConnection, Error> {
        match &mut self.session {
            Session::Postgres(held) => held.connection(),
            #[cfg(feature = "sqlite")]
            Session::Sqlite(_) => Err(Error::OtherDatabase("PostgreSQL")),
        }
    }

    /// Marks a point to which [`roll_back`](Tx::roll_back) returns, while what was done before stays.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.put(product("Chair")).await?;
    ///             let point = tx.savepoint().await?;
    ///             tx.put(product("Table")).await?;
    ///             tx.roll_back(point).await // the chair stays
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!(store.count::<Product>().await?, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn savepoint(&mut self) -> Result<Savepoint, Error> {
        // Each by a name of its own: one that an error left open does not stand in for an outer one.
        self.savepoints += 1;
        let point = Savepoint(self.savepoints);
        self.session.script(&format!("SAVEPOINT {point}")).await.map(|()| point)
    }

    /// Keeps what was done since a point, as part of the transaction.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             let point = tx.savepoint().await?;
    ///             tx.put(product("Chair")).await?;
    ///             tx.release(point).await // the chair is part of the transaction
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!(store.count::<Product>().await?, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn release(&mut self, savepoint: Savepoint) -> Result<(), Error> {
        self.session.script(&format!("RELEASE {savepoint}")).await
    }

    /// Undoes what was done since a point.
    ///
    /// # Errors
    /// What the database says.
    pub async fn roll_back(&mut self, savepoint: Savepoint) -> Result<(), Error> {
        self.forget_held(savepoint.0);
        self.session.script(&format!("ROLLBACK TO {savepoint}; RELEASE {savepoint}")).await
    }

    /// Ends what was done since a point: kept, or undone with its error. What cannot be kept is undone, too.
    pub(crate) async fn end_point<R>(&mut self, Savepoint(point): Savepoint, done: Result<R, Error>) -> Result<R, Error> {
        let done = match done {
            Ok(done) => self.release(Savepoint(point)).await.map(|()| done),
            Err(error) => Err(error),
        };
        if done.is_err() {
            // Where that fails, too, the transaction has ended, and what ended it is what is told.
            drop(self.roll_back(Savepoint(point)).await);
        }
        done
    }

    /// Ends it: from here on everything is kept.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.session.commit().await
    }

    /// Ends it: nothing is kept.
    pub(crate) async fn abandon(self) {
        self.session.abandon().await;
    }

    pub(crate) fn sql<T: Model>(&self) -> Arc<ModelSql> {
        self.statements.of(T::META)
    }
}

/// A point inside a transaction. Points are nested: what ends one ends those that were made after it, too.
///
/// See [`Tx::savepoint`], which has an example.
#[must_use = "a savepoint is released or rolled back"]
#[derive(Debug)]
pub struct Savepoint(u64);

/// Its name in the database.
impl fmt::Display for Savepoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connector_point_{}", self.0)
    }
}

/// So that the application's own statements can end a transaction with `?`. Their texts are not passed on: they quote rows.
#[cfg(feature = "sqlite")]
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        crate::database::sqlite::application_error(&error)
    }
}

/// So that the application's own statements can end a transaction with `?`. Their texts are not passed on: they quote rows.
#[cfg(feature = "postgres")]
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        crate::database::postgres::application_error(&error)
    }
}
