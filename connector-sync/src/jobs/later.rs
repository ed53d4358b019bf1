//! Enqueuing a typed job.

use std::future::IntoFuture;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_store::jobs::{Enqueued, NewJob, RetryPattern};
use connector_store::{BoxFuture, Error, Store, Tx};

use super::{Job, JobOn};
use crate::{Connect, WorkContext};

/// A job that is to be done later. It is enqueued in an open transaction by [`within`](Later::within), and rolled back with it; or
/// [`on`](Later::on) a store, in a transaction of its own, when that is awaited.
///
/// ```
/// # use connector_store::{Error, Store};
/// # use connector_sync::jobs::{Done, Enqueued, Job, JobContext, JobError};
/// # use serde::{Deserialize, Serialize};
/// # use std::time::Duration;
/// #[derive(Serialize, Deserialize)]
/// struct Recount {
///     shelf: String,
/// }
///
/// impl Job for Recount {
///     const NAME: &'static str = "recount";
/// #   async fn run(&self, _: &JobContext) -> Result<Done, JobError> { Ok(().into()) }
///     // …
/// }
///
/// # connector_core::schema! { static NOTHING = []; }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let store = Store::connect("sqlite::memory:").await?;
/// # store.migrate(&NOTHING).await?;
/// let recount = || Recount { shelf: "A 1".into() }.later().identity("A 1").priority(5).after(Duration::from_mins(10));
/// let first = recount().on(&store).await?;
/// // Another one waits already.
/// let second = store.transaction(|tx| Box::pin(async move { recount().within(tx).await })).await?;
/// assert_eq!(second, Enqueued::Already(first.id()));
/// # Ok(()) }
/// ```
#[must_use = "a job is enqueued by `.on(&store).await` or `.within(tx).await`"]
#[derive(Debug, Clone)]
pub struct Later<J, S = ()> {
    job: J,
    options: Options,
    on: S,
}

/// What is said of this one job.
#[derive(Debug, Clone, Default)]
struct Options {
    identity: Option<String>,
    priority: Option<i64>,
    due: Option<Due>,
    channel: Option<String>,
    max_tries: Option<u32>,
    retry: Option<RetryPattern>,
}

#[derive(Debug, Clone, Copy)]
enum Due {
    After(Duration),
    At(DateTime<Utc>),
}

impl<J: Job> Later<J> {
    pub(super) fn new(job: J) -> Self {
        Self { job, options: Options::default(), on: () }
    }

    /// On a store: to be awaited.
    pub fn on(self, store: &Store) -> Later<J, &Store> {
        Later { job: self.job, options: self.options, on: store }
    }
}

impl<J: Job, S> Later<J, S> {
    /// The job itself.
    pub fn job(&self) -> &J {
        &self.job
    }

    /// Only one job of its name waits with the same identity; instead of the [job's own](Job::identity). One that was started does
    /// not count: it may have read already what has changed since.
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.options.identity = Some(identity.into());
        self
    }

    /// The least comes first; instead of [`Job::PRIORITY`].
    pub fn priority(mut self, priority: i64) -> Self {
        self.options.priority = Some(priority);
        self
    }

    /// Not before this much time.
    pub fn after(mut self, wait: Duration) -> Self {
        self.options.due = Some(Due::After(wait));
        self
    }

    /// Not before this time, by the database's clock.
    pub fn at(mut self, time: DateTime<Utc>) -> Self {
        self.options.due = Some(Due::At(time));
        self
    }

    /// Instead of [`Job::CHANNEL`].
    pub fn channel(mut self, channel: impl Into<String>) -> Self {
        self.options.channel = Some(channel.into());
        self
    }

    /// How often it is tried at the most, 0 for as often as it takes; instead of [`Job::MAX_TRIES`].
    pub fn max_tries(mut self, tries: u32) -> Self {
        self.options.max_tries = Some(tries);
        self
    }

    /// How long it waits between its tries; instead of [`Job::RETRY`].
    pub fn retry(mut self, pattern: RetryPattern) -> Self {
        self.options.retry = Some(pattern);
        self
    }

    /// As an untyped job, for [`Tx::enqueue_many`] and [`JobQueue::enqueue`](super::JobQueue::enqueue).
    ///
    /// # Errors
    /// [`Error::Job`] when it cannot be written as JSON.
    pub fn to_job(&self) -> Result<NewJob, Error> {
        let name = J::name();
        let refused = |error| Error::Job { name: name.clone(), problem: format!("it cannot be written as JSON: {error}") };
        let payload = serde_json::to_string(&self.job).map_err(refused)?;
        let options = self.options.clone();
        let mut new = NewJob::new(name, payload)
            .channel(options.channel.unwrap_or_else(|| J::CHANNEL.to_owned()))
            .priority(options.priority.unwrap_or(J::PRIORITY))
            .max_tries(options.max_tries.unwrap_or(J::MAX_TRIES))
            .retry(options.retry.unwrap_or(J::RETRY));
        new = match options.due {
            Some(Due::After(wait)) => new.after(wait),
            Some(Due::At(time)) => new.at(time),
            None => new,
        };
        if let Some(identity) = options.identity.or_else(|| self.job.identity()) {
            new = new.identity(identity);
        }
        Ok(self.job.subject().put_on(new))
    }

    /// Enqueues it in an open transaction: it is there once that is committed, and never if it is rolled back.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::{ImportRecord, Job};
    ///
    /// // With the product, or not at all.
    /// store
    ///     .transaction(|tx| {
    ///         let backend = shop.id();
    ///         Box::pin(async move {
    ///             tx.put(product("Chair")).await?;
    ///             ImportRecord::<ShopProduct> { backend, id: 12 }.later().priority(1).within(tx).await
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!(store.jobs().list(&Default::default()).await?[0].priority, 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`Tx::enqueue`].
    pub async fn within(self, tx: &mut Tx<'_>) -> Result<Enqueued, Error>
    where
        S: Send,
    {
        let job = self.to_job()?;
        tx.enqueue(&job).await
    }
}

impl<'s, J: Job> IntoFuture for Later<J, &'s Store> {
    type Output = Result<Enqueued, Error>;
    type IntoFuture = BoxFuture<'s, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let (job, store) = (self.to_job(), self.on);
        Box::pin(async move { store.jobs().enqueue(&job?).await })
    }
}

impl<'w, B: Connect> WorkContext<'w, B> {
    /// A job on this backend, to be done later by a [`Worker`](super::Worker):
    /// `work.later::<ImportRecord<MagentoProduct>>(sku).priority(5).await`. A secret of
    /// [`with_secret`](Self::with_secret) is not kept with it.
    ///
    /// `.await` it to enqueue it in a transaction of its own, or hand it an open one: [`Later::within`].
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::ImportRecord;
    ///
    /// registry.work_on(&store, &shop).later::<ImportRecord<ShopProduct>>(12_u32).await?;
    /// assert_eq!(store.jobs().list(&Default::default()).await?[0].name, "import_record(shop.product)");
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use = "a job is enqueued when it is awaited"]
    pub fn later<J: JobOn<B>>(&self, args: impl Into<J::Args>) -> Later<J, &'w Store> {
        J::on_backend(self.backend_id(), args.into()).later().on(self.store())
    }
}
