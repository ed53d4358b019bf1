//! The deletion on the remote of what was deleted here.

use std::future::IntoFuture;

use connector_core::ExternalId;
use connector_store::{BoxFuture, Deleted};
use tracing::Instrument as _;

use super::run::ExportRun;
use crate::asking;
use crate::error::Stop;
use crate::progress::OnProgress;
use crate::registry::Synchronized;
use crate::{Connect, Progress, RecordOutcome, RemoteError, RemoteErrorKind, Report, WorkContext, WorkError, spans};

/// How many deletions are read at once.
const PAGE: usize = 200;

/// The export of deletions, to be awaited. Made by [`WorkContext::export_deleted`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// work.import_changed::<ShopProduct>().await?;
/// let chair = store.binder::<ShopProduct>(shop.id()).to_record(&12).await?.unwrap();
/// store.delete::<Product>(&chair).await?;
///
/// work.export_deleted::<ShopProduct>().dry_run().await?;
/// assert_eq!(remote().len(), 1, "nothing was sent");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "an export runs when it is awaited"]
pub struct ExportDeleted<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    earlier: Report,
    dry: bool,
    marker: std::marker::PhantomData<fn() -> T>,
}

impl<'w, T: Synchronized> ExportDeleted<'w, T> {
    pub(crate) fn new(work: &'w WorkContext<'w, T::Backend>) -> Self {
        Self { work, progress: None, earlier: Report::default(), dry: false, marker: std::marker::PhantomData }
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

    /// Says in the report what would be deleted, and deletes nothing.
    pub fn dry_run(mut self) -> Self {
        self.dry = true;
        self
    }
}

impl<'w, T: Synchronized> IntoFuture for ExportDeleted<'w, T> {
    type Output = Result<Report, WorkError>;
    type IntoFuture = BoxFuture<'w, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut run = ExportRun::new(self.work, self.progress, self.dry).after(self.earlier);
            let result = run.deleted::<T>().instrument(spans::export::<_, T>(self.work)).await;
            run.finish(result)
        })
    }
}

impl<B: Connect> ExportRun<'_, B> {
    /// Deletes on the remote what the store remembers as deleted here.
    async fn deleted<T: Synchronized<Backend = B>>(&mut self) -> Result<(), Stop> {
        self.report.model(T::NAME);
        self.open::<T>().await?;
        let stop = |error| Stop::store(T::NAME, "while reading what was deleted", error);
        let backend = self.work.backend_id();
        let mut after: Option<Deleted<T>> = None;
        loop {
            let page = self.work.store.deleted_after::<T>(backend, after.as_ref(), PAGE).await.map_err(stop)?;
            for deleted in &page {
                let reference = deleted.external_id.to_external().to_string();
                let span = spans::export_deleted::<_, T>(self.work, &reference);
                let outcome = self.delete_one(deleted).instrument(span).await?;
                self.tell::<T>(&reference, &outcome);
            }
            match page.into_iter().last() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        self.finished::<T>();
        Ok(())
    }

    async fn delete_one<T: Synchronized<Backend = B>>(&mut self, deleted: &Deleted<T>) -> Result<RecordOutcome, Stop> {
        if self.dry {
            return Ok(RecordOutcome::Deleted);
        }
        let id = &deleted.external_id;
        let stop = |error| Stop::store(T::NAME, format!("while deleting {}", id.to_external()), error);
        let backend = self.work.backend_id();
        let holds = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.require_active(backend).await?;
                tx.is_deleted(deleted).await
            })
        });
        if !holds.await.map_err(stop)? {
            return Ok(RecordOutcome::Skipped("it is bound again".to_owned()));
        }
        let (_, adapter) = self.exporter::<T>()?;
        let client = self.client::<T>().await?;
        let answer = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || adapter.delete(client, id)).await;
        self.note(T::NAME, &answer);
        self.go_on()?;
        match answer {
            Ok(()) => {}
            Err(error) if error.kind() == RemoteErrorKind::NotFound => {}
            Err(error) => return Ok(RecordOutcome::Failed(error.to_string())),
        }
        let forgotten = self.work.store.forget_deleted::<T>(std::slice::from_ref(deleted)).await;
        forgotten.map(|_| RecordOutcome::Deleted).map_err(stop)
    }
}
