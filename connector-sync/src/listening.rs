//! Listeners that enqueue jobs, in the transaction of what they are told of.

use std::marker::PhantomData;
use std::sync::Arc;

use connector_core::{BindingId, Changes, ExternalBinding, Model, Role};
use connector_store::jobs::NewJob;
use connector_store::{Error, Event, EventKind, Listener, ListenersBuilder, Stored, Tx};

use crate::jobs::{ExportRecord, Job, Later};
use crate::registry::Synchronized;

/// What [`ListenersBuilder`] has for work that is done later.
///
/// Bring it into scope: `use connector_sync::ListenLater`. The examples stand at its methods.
pub trait ListenLater: Sized {
    /// Makes a job of each event for which `make` gives one: enqueued in the transaction that writes, and kept or lost with it.
    /// A job with an [identity](Job::identity) waits once, however many events ask for it. Errors name the listener as the job.
    ///
    /// ```
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{Error, EventKind, Listeners, Store};
    /// # use connector_sync::jobs::{Done, Job, JobContext, JobError, testing::trap_jobs};
    /// use connector_sync::ListenLater;
    /// # use serde::{Deserialize, Serialize};
    /// # #[derive(Record)]
    /// # #[record(name = "order")]
    /// # struct Order { number: String }
    /// # schema! { static SHOP = [Order]; }
    /// # #[derive(Debug, PartialEq, Serialize, Deserialize)]
    /// # struct Thank { order: i64 }
    /// # impl Job for Thank {
    /// #     const NAME: &'static str = "thank";
    /// #     async fn run(&self, _: &JobContext) -> Result<Done, JobError> { Ok(().into()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// # store.migrate(&SHOP).await?;
    /// let listeners = Listeners::builder()
    ///     .later::<Order, Thank>(|event| match event.kind {
    ///         EventKind::Created => Some(Thank { order: event.id.get()? }.later()),
    ///         _ => None,
    ///     })
    ///     .build()?;
    /// let store = store.with_listeners(&listeners);
    ///
    /// let trap = trap_jobs(&store).await?;
    /// store.put(Order { number: "S-1".into() }).await?;
    /// assert_eq!(trap.waiting::<Thank>().await?, [Thank { order: 1 }]);
    /// # Ok(()) }
    /// ```
    #[must_use = "listeners are told of nothing before they are built, and given to a store"]
    fn later<M, J>(self, make: impl Fn(&Event<M>) -> Option<Later<J>> + Send + Sync + 'static) -> Self
    where
        M: Model + Send + Sync,
        J: Job;

    /// Exports later what changes: where a record or its binding `T` does, an [`ExportRecord`] is enqueued for each binding `T` of it,
    /// unless the change comes from that very backend.
    ///
    /// A binding that is new is exported, and one of which the application changes a field; not where only its external ID or its
    /// dates change. What is removed is exported by [`export_deleted`](crate::WorkContext::export_deleted). Several changes are
    /// one job, until it is started.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let listeners = Listeners::builder().export_changes::<ShopProduct>().build()?;
    /// let store = store.with_listeners(&listeners);
    ///
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop.id(), None)).await?;
    /// store.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
    /// // Several changes are one job, until it is started.
    /// let waiting = store.jobs().list(&Default::default()).await?;
    /// assert_eq!(waiting.iter().map(|job| job.name.as_str()).collect::<Vec<_>>(), ["export_record(shop.product)"]);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "listeners are told of nothing before they are built, and given to a store"]
    fn export_changes<T: Synchronized>(self) -> Self {
        self.export_changes_with::<T>(|job| job)
    }

    /// As [`export_changes`](Self::export_changes), by jobs of which more is said: their channel, their priority, when they are due. What
    /// a job is about is in [`Later::job`].
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, schema};
    /// # use connector_store::{Listeners, Store};
    /// use connector_sync::ListenLater;
    /// # use connector_sync::{Connect, Opened, RemoteError};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop")]
    /// # struct Shop { name: String }
    /// # impl Connect for Shop {
    /// #     type Client = ();
    /// #     async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> { Ok(()) }
    /// # }
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product { title: String }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.product")]
    /// # struct ShopProduct { record_id: RecordId<Product>, backend_id: BackendId<Shop>, external_id: Option<u32>, sync_date: Option<DateTime<Utc>> }
    /// # schema! { static ALL = [Shop, Product, ShopProduct]; }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// # store.migrate(&ALL).await?;
    /// // A channel for each shop, so that a slow one holds up no other.
    /// let listeners = Listeners::builder()
    ///     .export_changes_with::<ShopProduct>(|job| {
    ///         let channel = format!("shop {}", job.job().backend);
    ///         job.channel(channel)
    ///     })
    ///     .build()?;
    /// # let store = store.with_listeners(&listeners);
    /// # let backend_id = store.put(Shop { name: "main".into() }).await?.id();
    /// # let record_id = store.put(Product { title: "Chair".into() }).await?.id();
    /// # store.put(ShopProduct { record_id, backend_id, external_id: None, sync_date: None }).await?;
    /// # let waiting = store.jobs().list(&Default::default()).await?;
    /// # assert_eq!(waiting[0].channel, "shop 1");
    /// # Ok(()) }
    /// ```
    #[must_use = "listeners are told of nothing before they are built, and given to a store"]
    fn export_changes_with<T: Synchronized>(
        self,
        say: impl Fn(Later<ExportRecord<T>>) -> Later<ExportRecord<T>> + Send + Sync + 'static,
    ) -> Self;
}

/// What is said of the jobs that export `T`.
type Say<T> = Arc<dyn Fn(Later<ExportRecord<T>>) -> Later<ExportRecord<T>> + Send + Sync>;

impl ListenLater for ListenersBuilder {
    fn later<M, J>(self, make: impl Fn(&Event<M>) -> Option<Later<J>> + Send + Sync + 'static) -> Self
    where
        M: Model + Send + Sync,
        J: Job,
    {
        self.on::<M>(J::name(), Making { make, job: PhantomData::<fn() -> J> })
    }

    fn export_changes_with<T: Synchronized>(
        self,
        say: impl Fn(Later<ExportRecord<T>>) -> Later<ExportRecord<T>> + Send + Sync + 'static,
    ) -> Self {
        let (name, say): (_, Say<T>) = (ExportRecord::<T>::name(), Arc::new(say));
        let listeners = self.on::<T>(name.clone(), OfBinding(Arc::clone(&say)));
        if T::META.role(Role::Record).is_none() {
            return listeners;
        }
        listeners.on::<T::Record>(name, OfRecord(say))
    }
}

/// Makes jobs.
struct Making<F, J> {
    make: F,
    job: PhantomData<fn() -> J>,
}

impl<M, J, F> Listener<M> for Making<F, J>
where
    M: Model + Send + Sync,
    J: Job,
    F: Fn(&Event<M>) -> Option<Later<J>> + Send + Sync + 'static,
{
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<M>) -> Result<(), Error> {
        self.on_many(tx, std::slice::from_ref(event)).await
    }

    async fn on_many(&self, tx: &mut Tx<'_>, events: &[Event<M>]) -> Result<(), Error> {
        let jobs: Vec<NewJob> =
            events.iter().filter_map(|event| (self.make)(event)).map(|job| job.to_job()).collect::<Result<_, Error>>()?;
        enqueue(tx, &jobs).await
    }
}

async fn enqueue(tx: &mut Tx<'_>, jobs: &[NewJob]) -> Result<(), Error> {
    if jobs.is_empty() { Ok(()) } else { tx.enqueue_many(jobs).await.map(drop) }
}

/// Exports bindings that change.
struct OfBinding<T: Synchronized>(Say<T>);

impl<T: Synchronized> Listener<T> for OfBinding<T> {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<T>) -> Result<(), Error> {
        self.on_many(tx, std::slice::from_ref(event)).await
    }

    async fn on_many(&self, tx: &mut Tx<'_>, events: &[Event<T>]) -> Result<(), Error> {
        let exported: Vec<&Event<T>> = events.iter().filter(|event| is_exported(event)).collect();
        let ids: Vec<BindingId<T>> = exported.iter().map(|event| event.id).collect();
        let found = if ids.is_empty() { Vec::new() } else { tx.get_many::<T>(&ids).await? };
        let bindings = exported.iter().zip(&found).filter_map(|(event, binding)| Some((*event, binding.as_ref()?)));
        let others = bindings.filter(|(event, binding)| !event.origin.is_of(binding.backend_id()));
        let jobs: Vec<NewJob> = others.map(|(_, binding)| export(&self.0, binding)).collect::<Result<_, Error>>()?;
        enqueue(tx, &jobs).await
    }
}

/// Exports the bindings of records that change.
struct OfRecord<T: Synchronized>(Say<T>);

impl<T: Synchronized> Listener<T::Record> for OfRecord<T> {
    async fn on(&self, tx: &mut Tx<'_>, event: &Event<T::Record>) -> Result<(), Error> {
        self.on_many(tx, std::slice::from_ref(event)).await
    }

    async fn on_many(&self, tx: &mut Tx<'_>, events: &[Event<T::Record>]) -> Result<(), Error> {
        // Of one write, and so from one place.
        let changed: Vec<_> = events.iter().filter(|event| event.changes().is_some()).collect();
        let Some(origin) = changed.first().map(|event| &event.origin) else { return Ok(()) };
        let records: Vec<_> = changed.iter().map(|event| event.id.clone()).collect();
        let bindings = tx.bindings_of::<T>(&records).await?;
        let others = bindings.iter().filter(|binding| !origin.is_of(binding.backend_id()));
        let jobs: Vec<NewJob> = others.map(|binding| export(&self.0, binding)).collect::<Result<_, Error>>()?;
        enqueue(tx, &jobs).await
    }
}

fn export<T: Synchronized>(say: &Say<T>, binding: &Stored<T>) -> Result<NewJob, Error> {
    say(ExportRecord { backend: binding.backend_id(), binding: binding.id() }.later()).to_job()
}

/// Whether an event of a binding is one of what is exported of it.
fn is_exported<T: ExternalBinding>(event: &Event<T>) -> bool {
    match &event.kind {
        EventKind::Created => true,
        EventKind::Changed(changes) => says_something(changes),
        _ => false,
    }
}

/// Whether more changed than when and as what the remote has it.
fn says_something<T: ExternalBinding>(changes: &Changes<T>) -> bool {
    let of_both_sides = |role| matches!(role, Some(Role::ExternalId | Role::SyncDate | Role::ExternalUpdatedAt));
    changes.iter().any(|(field, _)| !of_both_sides(field.role))
}
