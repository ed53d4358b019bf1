//! The store.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use connector_core::{Backend, Changes, Model, Standalone};

use crate::database::{Database, Purpose, Reader};
use crate::events::Hearing;
use crate::migrate::Known;
use crate::rows::Attempt;
use crate::statements::Statements;
use crate::{ConnectOptions, Error, Outcome, Stored, Tx};

/// What the closure of a transaction gives back.
pub type BoxFuture<'t, R> = Pin<Box<dyn Future<Output = R> + Send + 't>>;

/// How often a transaction is tried that the database asks to repeat.
const TRIES: u32 = 8;

tokio::task_local! {
    /// The stores whose transactions this task is in.
    static INSIDE: Vec<usize>;
}

/// Backends, records and bindings, kept in one database. Cheap to clone: all clones share its connections.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let chair = store.put(Product { title: "Chair".into(), active: true }).await?;
/// store.put(bound(&chair.id(), shop, Some(12))).await?;
///
/// // Put again: it is the same binding, found by its external ID.
/// let again = store.put(bound(&chair.id(), shop, Some(12))).await?;
/// assert_eq!(store.count::<ShopProduct>().await?, 1);
/// assert_eq!(store.binder::<ShopProduct>(shop).to_record(&12).await?, Some(chair.id()));
///
/// // A clone works with the same connections.
/// let elsewhere = store.clone();
/// assert_eq!(elsewhere.get::<Product>(&chair.id()).await?.unwrap().title, "Chair");
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Of this clone alone.
    pub(crate) hearing: Hearing,
}

#[derive(Debug)]
struct Inner {
    database: Database,
    statements: Statements,
    known: Known,
    jobs: tokio::sync::watch::Sender<()>,
}

/// A connection that reads.
pub(crate) struct Reading<'s> {
    reader: Reader<'s>,
    statements: &'s Statements,
}

impl Reading<'_> {
    /// As if it were a transaction: only what reads is called on it.
    pub(crate) fn tx(&mut self) -> Result<Tx<'_>, Error> {
        Ok(Tx::new(self.reader.session()?, self.statements))
    }
}

/// What is done in a transaction, and again where that is asked for.
trait Work<'e>: Send {
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'e>) -> BoxFuture<'t, Result<(), Error>>;
}

/// Work that gives a value, which is kept beside it.
struct Keeping<F, R> {
    work: F,
    kept: Option<R>,
}

impl<'e, R, F> Work<'e> for Keeping<F, R>
where
    R: Send,
    F: for<'t> FnMut(&'t mut Tx<'e>) -> BoxFuture<'t, Result<R, Error>> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'e>) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move {
            // What an earlier try gave may hold what this one waits for.
            self.kept = None;
            self.kept = Some((self.work)(tx).await?);
            Ok(())
        })
    }
}

impl Store {
    /// Opens a database: `sqlite:PATH` (made when it is not there) or `sqlite::memory:` (feature `sqlite`, the default), or
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE` (feature `postgres`), which must be there.
    ///
    /// The environment variable `CONNECTOR_INSTALLATION` is read now: see [`installation`](Store::installation).
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let store = connector_store::Store::connect("sqlite::memory:").await?;
    /// # Ok::<(), connector_store::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Address`] when the address is none of these; [`Error::Unusable`] when the file cannot be opened, or is no
    /// database, or the server does not let this process in; [`Error::Busy`] when another process holds it for too long;
    /// [`Error::Environment`] when there is a key for its secrets that is none: see [`SecretKeys::from_environment`](crate::SecretKeys::from_environment).
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::connect_with(url, ConnectOptions::from_environment()?).await
    }

    /// As [`connect`](Store::connect), with these options, whatever the environment says.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), connector_store::Error> {
    /// use connector_store::{ConnectOptions, Store};
    ///
    /// let store = Store::connect_with("sqlite::memory:", ConnectOptions::new().installation("test")).await?;
    /// let refused = Store::connect("mysql://localhost/shop").await.unwrap_err();
    /// assert!(matches!(refused, connector_store::Error::Address { .. }));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`connect`](Store::connect).
    pub async fn connect_with(url: &str, options: ConnectOptions) -> Result<Self, Error> {
        let database = Database::open(url).await?;
        let statements = Statements::new(database.dialect(), options);
        let jobs = tokio::sync::watch::Sender::new(());
        Ok(Self { inner: Arc::new(Inner { database, statements, known: Known::default(), jobs }), hearing: Hearing::default() })
    }

    /// What this store is, for the check that a task does not wait for itself.
    fn identity(&self) -> usize {
        Arc::as_ptr(&self.inner) as usize
    }

    pub(crate) fn outside(&self) -> Result<(), Error> {
        match INSIDE.try_with(|inside| inside.contains(&self.identity())) {
            Ok(true) => Err(Error::InsideTransaction),
            _ => Ok(()),
        }
    }

    pub(crate) fn statements(&self) -> &Statements {
        &self.inner.statements
    }

    pub(crate) fn known(&self) -> &Known {
        &self.inner.known
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// What is told of new jobs.
    pub(crate) fn new_jobs(&self) -> tokio::sync::watch::Receiver<()> {
        self.inner.jobs.subscribe()
    }

    /// A connection that reads.
    pub(crate) async fn read(&self) -> Result<Reading<'_>, Error> {
        self.outside()?;
        Ok(Reading { reader: self.inner.database.reader().await?, statements: self.statements() })
    }

    /// Runs `work` in one transaction: committed when it gives `Ok`, rolled back when it gives `Err` or is dropped.
    ///
    /// It is run again (at most seven times) where the database asks for it, so that it must not do anything that cannot be
    /// repeated; above all it must not talk to the external system.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let ids = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             let chair = tx.put(product("Chair")).await?.id();
    ///             let binding = tx.put(bound(&chair, shop, None)).await?.id();
    ///             tx.binder::<ShopProduct>(shop).bind(binding, &12).await?;
    ///             Ok((chair, binding))
    ///         })
    ///     })
    ///     .await?;
    /// assert!(store.get::<Product>(&ids.0).await?.is_some());
    ///
    /// // An error undoes all of it.
    /// let refused = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.put(product("Table")).await?;
    ///             tx.put(product("")).await // must not be empty
    ///         })
    ///     })
    ///     .await;
    /// assert!(refused.is_err());
    /// assert_eq!(store.count::<Product>().await?, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What `work` gives; [`Error::Busy`] when another process holds the database for too long; [`Error::Collision`] when it
    /// was taken back each time;
    /// [`Error::InsideTransaction`] when it is called inside another transaction of this store.
    pub async fn transaction<'e, R, F>(&'e self, work: F) -> Result<R, Error>
    where
        R: Send,
        // `'e` bounds `'t`, so that `work` may borrow whatever lives as long as the call.
        F: for<'t> FnMut(&'t mut Tx<'e>) -> BoxFuture<'t, Result<R, Error>> + Send,
    {
        self.run(Purpose::Rows, work).await
    }

    /// As [`transaction`](Store::transaction), and on the disk once it is committed: for what must be known after a power cut,
    /// too, before something is done outside that cannot be taken back. An intent is [begun](Tx::begin_intent) in such a one.
    ///
    /// On SQLite it waits for the disk at its end, some milliseconds, as the others do not; see "What a power cut takes back" in
    /// `docs/operating.md`. On PostgreSQL all transactions wait, unless `synchronous_commit` is off, and this one does even then.
    ///
    /// ```
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{ConnectOptions, Error, Store};
    /// # #[derive(Record)]
    /// # #[record(name = "order")]
    /// # struct Order { number: String }
    /// # schema! { static SHOP = [Order]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect_with("sqlite::memory:", ConnectOptions::new()).await?;
    /// # store.migrate(&SHOP).await?;
    /// store.durable_transaction(|tx| Box::pin(async move {
    ///     tx.put(Order { number: "2026-1".into() }).await
    /// })).await?;
    /// // It is sent now: no power cut makes this process forget it, and draw the number again.
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`transaction`](Store::transaction).
    pub async fn durable_transaction<'e, R, F>(&'e self, work: F) -> Result<R, Error>
    where
        R: Send,
        F: for<'t> FnMut(&'t mut Tx<'e>) -> BoxFuture<'t, Result<R, Error>> + Send,
    {
        self.run(Purpose::Durable, work).await
    }

    pub(crate) async fn run<'e, R, F>(&'e self, purpose: Purpose, work: F) -> Result<R, Error>
    where
        R: Send,
        F: for<'t> FnMut(&'t mut Tx<'e>) -> BoxFuture<'t, Result<R, Error>> + Send,
    {
        let mut keeping = Keeping { work, kept: None };
        self.run_work(purpose, &mut keeping).await?;
        keeping.kept.ok_or_else(|| Error::Database("a transaction gave nothing".to_owned()))
    }

    /// As [`run`](Self::run). Written for all kinds of work alike: a connector has hundreds of them, and each would be compiled.
    async fn run_work<'e>(&'e self, purpose: Purpose, work: &mut dyn Work<'e>) -> Result<(), Error> {
        self.outside()?;
        let mut inside = INSIDE.try_with(Vec::clone).unwrap_or_default();
        inside.push(self.identity());
        let mut tries = 1;
        loop {
            let marker = if purpose == Purpose::Tables { None } else { self.marker().await? };
            let (mut begun, migrated) = (false, marker.is_some());
            let result = match self.inner.database.begin(purpose, marker).await {
                Ok(session) => {
                    begun = true;
                    let mut tx = Tx::new(session, self.statements()).heard_by(&self.hearing);
                    let mut done = INSIDE.scope(inside.clone(), work.run(&mut tx)).await;
                    if migrated && done.is_ok() && self.statements().has_unmet() {
                        done = match self.meet(&mut tx).await {
                            Ok(()) => done,
                            Err(error) => Err(error),
                        };
                    }
                    match done {
                        Ok(()) => {
                            let has_jobs = tx.has_jobs;
                            tx.commit().await.map(|()| {
                                if has_jobs {
                                    self.inner.jobs.send_replace(());
                                }
                            })
                        }
                        Err(error) => {
                            tx.abandon().await;
                            Err(if migrated { self.told(error).await } else { error })
                        }
                    }
                }
                Err(error) => Err(error),
            };
            // Somebody has migrated: that may be nothing to this store.
            if matches!(&result, Err(Error::OlderProgram { models }) if models.is_empty()) && tries < TRIES {
                self.catch_up().await?;
                tries += 1;
                continue;
            }
            // What is too busy to begin was waited for already.
            let asks = result.as_ref().err().filter(|error| begun || !matches!(error, Error::Busy { .. }));
            let again = asks.and_then(|error| self.inner.database.repeats(error, tries));
            match again.filter(|_| tries < TRIES) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return result,
            }
            tries += 1;
        }
    }

    /// See [`Tx::put`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?;
    /// assert_eq!(chair.title, "Chair");
    /// // By its key it is the same row: the shop "Basel" is there already.
    /// assert_eq!(store.put(Shop { name: "Basel".into() }).await?.id(), shop);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    // No `async fn`, of which the compiler tells a type that cannot be put three times; so for all of these.
    pub fn put<T: Standalone + Send + Sync>(&self, value: T) -> BoxFuture<'_, Result<Stored<T>, Error>> {
        Box::pin(async move {
            let value = &value;
            match self.put_by_itself(value).await? {
                Attempt::Done(stored) => Ok(stored),
                Attempt::InTheWay => Box::pin(self.transaction(move |tx| Box::pin(tx.put_over(value)))).await,
                Attempt::Not => Box::pin(self.transaction(move |tx| Box::pin(tx.put_one(value)))).await,
            }
        })
    }

    /// See [`Tx::put_many`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let outcomes = store.put_many(&[product("Chair"), product("Table")]).await?;
    /// assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Created(_))));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub fn put_many<'t, T: Standalone + Send + Sync>(&'t self, values: &'t [T]) -> BoxFuture<'t, Result<Vec<Outcome<T>>, Error>> {
        Box::pin(self.transaction(move |tx| tx.put_many(values)))
    }

    /// See [`Tx::update`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.update(&chair, &Changes::<Product>::new().set("active", &false)?).await?;
    /// assert!(!store.get::<Product>(&chair).await?.unwrap().active);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn update<T: Model + Send + Sync>(&self, id: &T::Id, changes: &Changes<T>) -> Result<(), Error> {
        if self.update_by_itself(id, changes).await? {
            return Ok(());
        }
        self.transaction(move |tx| Box::pin(async move { tx.update(id, changes).await })).await
    }

    /// See [`Tx::update_many`].
    ///
    /// The example stands there.
    ///
    /// # Errors
    /// As there.
    pub async fn update_many<T: Model + Send + Sync>(&self, changes: &[(T::Id, Changes<T>)]) -> Result<Vec<Result<(), Error>>, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.update_many(changes).await })).await
    }

    /// See [`Tx::delete_many`].
    ///
    /// The example stands there.
    ///
    /// # Errors
    /// As there.
    pub async fn delete_many<T: Model + Send + Sync>(&self, ids: &[T::Id]) -> Result<Vec<Result<(), Error>>, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.delete_many::<T>(ids).await })).await
    }

    /// See [`Tx::delete`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.delete::<Product>(&chair).await?;
    /// assert!(matches!(store.delete::<Product>(&chair).await, Err(Error::NotFound { .. })));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn delete<T: Model + Send + Sync>(&self, id: &T::Id) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.delete::<T>(id).await })).await
    }

    /// See [`Tx::get`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let id = store.put(product("Chair")).await?.id();
    /// assert_eq!(store.get::<Product>(&id).await?.unwrap().title, "Chair");
    /// assert!(store.get::<Product>(&RecordId::new(99)).await?.is_none());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn get<T: Model + Send + Sync>(&self, id: &T::Id) -> Result<Option<Stored<T>>, Error> {
        self.read().await?.tx()?.get(id).await
    }

    /// See [`Tx::get_many`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let id = store.put(product("Chair")).await?.id();
    /// let found = store.get_many::<Product>(&[id, RecordId::new(99)]).await?;
    /// assert!(found[0].is_some() && found[1].is_none());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn get_many<T: Model + Send + Sync>(&self, ids: &[T::Id]) -> Result<Vec<Option<Stored<T>>>, Error> {
        self.read().await?.tx()?.get_many(ids).await
    }

    /// See [`Tx::by_name`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// assert_eq!(store.by_name::<Shop>("Basel").await?.id(), shop);
    /// assert!(matches!(store.by_name::<Shop>("Bern").await, Err(Error::NoSuchName { .. })));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn by_name<B: Backend + Send + Sync>(&self, name: &str) -> Result<Stored<B>, Error> {
        self.read().await?.tx()?.by_name(name).await
    }

    /// See [`Tx::all`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.put_many(&[product("Chair"), product("Table")]).await?;
    /// assert_eq!(store.all::<Product>().await?.len(), 2);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn all<T: Model + Send + Sync>(&self) -> Result<Vec<Stored<T>>, Error> {
        self.read().await?.tx()?.all().await
    }

    /// See [`Tx::count`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.put(product("Chair")).await?;
    /// assert_eq!((store.count::<Product>().await?, store.count::<ShopProduct>().await?), (1, 0));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn count<T: Model + Send + Sync>(&self) -> Result<u64, Error> {
        self.read().await?.tx()?.count::<T>().await
    }
}
