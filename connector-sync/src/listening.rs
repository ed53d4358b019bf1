//! Listeners that enqueue jobs, in the transaction of what they are told of.

use std::marker::PhantomData;

use connector_core::{BindingId, Changes, ExternalBinding, Model, Role};
use connector_store::jobs::NewJob;
use connector_store::{Error, Event, EventKind, Listener, ListenersBuilder, Tx};

use crate::jobs::{ExportRecord, Job, Later};
use crate::registry::Synchronized;

/// What [`ListenersBuilder`] has for work that is done later.
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
    #[must_use = "listeners are told of nothing before they are built, and given to a store"]
    fn export_changes<T: Synchronized>(self) -> Self;
}

impl ListenLater for ListenersBuilder {
    fn later<M, J>(self, make: impl Fn(&Event<M>) -> Option<Later<J>> + Send + Sync + 'static) -> Self
    where
        M: Model + Send + Sync,
        J: Job,
    {
        self.on::<M>(J::name(), Making { make, job: PhantomData::<fn() -> J> })
    }

    fn export_changes<T: Synchronized>(self) -> Self {
        let name = ExportRecord::<T>::name();
        let listeners = self.on::<T>(name.clone(), OfBinding(PhantomData));
        if T::META.role(Role::Record).is_none() {
            return listeners;
        }
        listeners.on::<T::Record>(name, OfRecord::<T>(PhantomData))
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
struct OfBinding<T>(PhantomData<fn() -> T>);

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
        let jobs: Vec<NewJob> = others.map(|(_, binding)| export(binding.id(), &**binding)).collect::<Result<_, Error>>()?;
        enqueue(tx, &jobs).await
    }
}

/// Exports the bindings of records that change.
struct OfRecord<T>(PhantomData<fn() -> T>);

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
        let jobs: Vec<NewJob> = others.map(|binding| export(binding.id(), &**binding)).collect::<Result<_, Error>>()?;
        enqueue(tx, &jobs).await
    }
}

fn export<T: Synchronized>(id: BindingId<T>, binding: &T) -> Result<NewJob, Error> {
    ExportRecord { backend: binding.backend_id(), binding: id }.later().to_job()
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
