//! The export: what is here is written to the remote, once.
//!
//! dependencies → lease → map → nothing to export? → import first? → intent, committed → create or update on the remote → bind. After a crash an
//! open intent is settled as the adapter says: repeated with its key, looked for by its natural key, or put before a person.

mod adapter;
mod body;
mod create;
mod delete;
mod dependencies;
mod erased;
mod first;
mod linked;
mod one;
mod run;
mod safety;
mod settle;
mod update;

pub use adapter::{ExportAdapter, FindByNaturalKey, Written};
pub use delete::ExportDeleted;
pub use safety::{CreateSafety, IdempotencyKey, Idempotent, NaturalKey, Unsafe};
pub use settle::Settlement;

pub(crate) use body::{Body, Sent};
pub(crate) use create::close_reviews;
pub(crate) use create::subject;
pub(crate) use erased::AnyExportAdapter;
pub(crate) use linked::{AnyExported, body_of, read_states};
pub(crate) use one::{State, is_elsewhere};
pub(crate) use run::ExportRun;

use std::future::IntoFuture;

use connector_core::BindingId;
use connector_store::BoxFuture;
use tracing::Instrument as _;

use crate::progress::OnProgress;
use crate::registry::Synchronized;
use crate::{Progress, Report, WorkContext, WorkError, spans};

/// How many bindings are read at once, unless said otherwise.
const PAGE: usize = 200;

/// What is exported.
enum What<T: Synchronized> {
    These(Vec<BindingId<T>>),
    Changed,
    New,
}

/// An export, to be awaited. Made by [`WorkContext::export`], [`WorkContext::export_many`], [`WorkContext::export_changed`] and
/// [`WorkContext::export_new`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// store.put(bound(&chair, shop.id(), None)).await?;
/// let work = registry.work_on(&store, &shop);
/// let report = work.export_new::<ShopProduct>().dry_run().await?;
/// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
/// assert!(remote().is_empty(), "nothing was sent");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "an export runs when it is awaited"]
pub struct Export<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    earlier: Report,
    what: What<T>,
    dry: bool,
}

impl<'w, T: Synchronized> Export<'w, T> {
    fn new(work: &'w WorkContext<'w, T::Backend>, what: What<T>) -> Self {
        Self { work, progress: None, earlier: Report::default(), what, dry: false }
    }

    pub(crate) fn these(work: &'w WorkContext<'w, T::Backend>, ids: &[BindingId<T>]) -> Self {
        Self::new(work, What::These(ids.to_vec()))
    }

    pub(crate) fn changed(work: &'w WorkContext<'w, T::Backend>) -> Self {
        Self::new(work, What::Changed)
    }

    pub(crate) fn only_new(work: &'w WorkContext<'w, T::Backend>) -> Self {
        Self::new(work, What::New)
    }

    /// Tells what happens while it runs.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress<'_>) + Send + 'w) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }

    /// With what was done before it in the same piece of work: its report, and that of an error that stops it, tell of all of
    /// it.
    pub fn after(mut self, earlier: Report) -> Self {
        self.earlier = earlier;
        self
    }

    /// Says in the report what would be done, and writes nothing, neither on the remote nor here. What it links is not in the
    /// report, though it would be exported first.
    pub fn dry_run(mut self) -> Self {
        self.dry = true;
        self
    }
}

impl<'w, T: Synchronized> IntoFuture for Export<'w, T> {
    type Output = Result<Report, WorkError>;
    type IntoFuture = BoxFuture<'w, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut run = ExportRun::new(self.work, self.progress, self.dry).after(self.earlier);
            let span = spans::export::<_, T>(self.work);
            let result = match self.what {
                What::These(ids) => run.these::<T>(&ids).instrument(span).await,
                What::Changed => run.changed::<T>(PAGE, false).instrument(span).await,
                What::New => run.changed::<T>(PAGE, true).instrument(span).await,
            };
            run.finish(result)
        })
    }
}
