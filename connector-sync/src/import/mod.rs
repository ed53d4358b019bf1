//! The import, a page at a time: read → skip? → changed? → dependencies → map → match → create or update → put → after.
//!
//! `run`, with `window`, `read`, `page` and `dependencies`, asks the remote and decides what is to be written; `write`, with `waves`,
//! `create` and `update`, writes one page in one transaction. No transaction is open while the remote is asked. A page that needs
//! others is `waiting` until they are written.

mod adopt;
mod create;
mod delay;
mod dependencies;
mod entry;
mod known;
mod merge;
mod order;
mod page;
pub(crate) mod pages;
mod part;
mod read;
mod run;
mod settle;
mod update;
mod waiting;
mod waves;
mod window;
mod write;

pub(crate) use entry::Settled;
pub(crate) use pages::Pages;
pub(crate) use part::AskedPart;
pub(crate) use run::Run;
pub use settle::Choice;
pub(crate) use waiting::Waiting;
pub(crate) use write::failed;

use std::future::IntoFuture;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::BindingId;
use connector_store::BoxFuture;
use tracing::Instrument as _;

use crate::progress::OnProgress;
use crate::registry::Synchronized;
use crate::{Progress, Report, WorkContext, WorkError, spans};

/// How many records are read and written at once, unless said otherwise.
const PAGE: usize = 200;

/// Which failed records are tried again.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(13, "", 60); // refused: a product must have a title
/// let work = registry.work_on(&store, &shop);
/// assert_eq!(work.import_changed::<ShopProduct>().await?.failed(), 1);
///
/// // It was put right there, with the date of before; a person does not want to wait.
/// remote_has(13, "Table", 60);
/// work.import_changed::<ShopProduct>().retry(Retry::All).await?;
/// assert_eq!(store.count::<ShopProduct>().await?, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retry {
    /// Those whose next try has come: a record that fails again and again is tried less and less often.
    #[default]
    Due,
    /// All of them: for a person who has just put things right.
    All,
    /// None.
    None,
}

/// How an import that is [delayed](ImportChanged::delayed) is cut into jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// A job for each record: [`ImportRecord`](crate::jobs::ImportRecord). One that waits already is not enqueued again.
    Records,
    /// A job for each page: [`ImportPage`](crate::jobs::ImportPage).
    Pages,
}

/// An import of what changed, to be awaited. Made by [`WorkContext::import_changed`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// let report = work.import_changed::<ShopProduct>().everything().retry(Retry::All).page_size(100).await?;
/// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "an import runs when it is awaited"]
pub struct ImportChanged<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    earlier: Report,
    options: Changed,
    part: Option<AskedPart<T::Backend>>,
}

/// How what changed is imported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changed {
    pub(crate) since: Since,
    pub(crate) overlap: TimeDelta,
    pub(crate) page: usize,
    pub(crate) retry: Retry,
    pub(crate) delay: Option<Delay>,
}

/// Where the window begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Since {
    Cursor,
    Time(DateTime<Utc>),
    Beginning,
}

impl<'w, T: Synchronized> ImportChanged<'w, T> {
    pub(crate) fn new(work: &'w WorkContext<'w, T::Backend>) -> Self {
        let options = Changed { since: Since::Cursor, overlap: TimeDelta::seconds(30), page: PAGE, retry: Retry::Due, delay: None };
        Self { work, progress: None, earlier: Report::default(), options, part: None }
    }

    /// Tells what happens while it runs.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress<'_>) + Send + 'w) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }

    /// Of one part of the remote alone, by its binding: of a website, a store view, a warehouse. The adapter is told by
    /// [`Window::part`](crate::Window::part). How far the import got, and what of it failed, is kept for each part by itself
    /// ([`Store::unit_cursor`](connector_store::Store::unit_cursor)), beside what an import of the whole keeps.
    ///
    /// A binding that is not there, is on another backend, or has no external ID yet stops the import before it begins.
    pub fn of<U: Synchronized<Backend = T::Backend>>(mut self, part: BindingId<U>) -> Self {
        self.part = Some(AskedPart::of(part));
        self
    }

    /// From this time on, by the remote's clock, instead of the stored cursor.
    ///
    /// Where that is later than the stored cursor, the cursor stays: what lies between is still to be imported. Where there
    /// is no cursor yet, this is where imports begin.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// remote_has(13, "Table", 1_000);
    /// let from = DateTime::from_timestamp(500, 0).unwrap();
    /// let report = registry.work_on(&store, &shop).import_changed::<ShopProduct>().since(from).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn since(mut self, time: DateTime<Utc>) -> Self {
        self.options.since = Since::Time(time);
        self
    }

    /// Everything, whatever was imported before: records that have the date of last time are compared, too.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// work.import_changed::<ShopProduct>().await?;
    /// let chair = store.binder::<ShopProduct>(shop.id()).to_record(&12).await?.unwrap();
    /// store.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
    ///
    /// // The date is that of last time; it is compared all the same.
    /// let report = work.import_changed::<ShopProduct>().everything().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().total(), 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn everything(mut self) -> Self {
        self.options.since = Since::Beginning;
        self
    }

    /// How much earlier than the cursor the window begins; 30 seconds unless said otherwise. A remote that stamps a change
    /// at the start of a long transaction shows it later than its date says.
    pub fn overlap(mut self, overlap: TimeDelta) -> Self {
        self.options.overlap = overlap;
        self
    }

    /// How many records are read and written at once; 200 unless said otherwise, at least 1.
    pub fn page_size(mut self, size: usize) -> Self {
        self.options.page = size.max(1);
        self
    }

    /// With what other imports did before it in the same piece of work: its report, and that of an error that stops it, tell
    /// of all of them.
    ///
    /// ```
    /// # use connector_core::{Backend, ExternalBinding};
    /// use connector_sync::{WorkError, Report, Synchronized, WorkContext};
    ///
    /// async fn import<B, Category, Product>(work: &WorkContext<'_, B>) -> Result<Report, WorkError>
    /// where
    ///     B: connector_sync::Connect,
    ///     Category: Synchronized<Backend = B>,
    ///     Product: Synchronized<Backend = B>,
    /// {
    ///     let report = work.import_changed::<Category>().await?;
    ///     work.import_changed::<Product>().after(report).await
    /// }
    /// ```
    pub fn after(mut self, earlier: Report) -> Self {
        self.earlier = earlier;
        self
    }

    /// Enqueues jobs that import what changed, instead of importing it now: the pages are read, and each is committed with its
    /// jobs, its failures and the cursor. What has the date of last time needs no job. Failed records that are due are imported now
    /// all the same.
    ///
    /// The records are read once more by their jobs, as they are then.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::{JobRegistry, Worker};
    ///
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// let report = work.import_changed::<ShopProduct>().delayed(Delay::Records).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().delayed, 1);
    ///
    /// let jobs = JobRegistry::builder().backend(Arc::clone(&registry)).build()?;
    /// Worker::new(&store, jobs).run_until_idle().await?;
    /// assert_eq!(store.count::<ShopProduct>().await?, 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn delayed(mut self, delay: Delay) -> Self {
        self.options.delay = Some(delay);
        self
    }

    /// Which failed records are tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.retry = retry;
        self
    }
}

impl<'w, T: Synchronized> IntoFuture for ImportChanged<'w, T> {
    type Output = Result<Report, WorkError>;
    type IntoFuture = BoxFuture<'w, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut run = Run::new(self.work, self.progress).after(self.earlier);
            let result = run.changed::<T>(self.options, self.part).instrument(spans::import::<_, T>(self.work)).await;
            run.finish(result)
        })
    }
}

/// An import of some records by their IDs, to be awaited. Made by [`WorkContext::import`] and
/// [`WorkContext::import_many`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// let report = work.import::<ShopProduct>(&12).progress(|progress| println!("{progress:?}")).await?;
/// assert_eq!(report.failed(), 0);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "an import runs when it is awaited"]
pub struct Import<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    ids: Vec<T::ExternalId>,
}

impl<'w, T: Synchronized> Import<'w, T> {
    pub(crate) fn new(work: &'w WorkContext<'w, T::Backend>, ids: Vec<T::ExternalId>) -> Self {
        Self { work, progress: None, ids }
    }

    /// Tells what happens while it runs.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress<'_>) + Send + 'w) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }
}

impl<'w, T: Synchronized> IntoFuture for Import<'w, T> {
    type Output = Result<Report, WorkError>;
    type IntoFuture = BoxFuture<'w, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut run = Run::new(self.work, self.progress);
            let result = run.these::<T>(&self.ids).instrument(spans::import::<_, T>(self.work)).await;
            run.finish(result)
        })
    }
}
