//! A running import: what it knows, and what it tells.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};

use chrono::Utc;
use connector_core::{LinkRequest, Model};
use connector_store::SubUnit;

use super::entry::Refusal;
use super::read::parse_id;
use super::{AskedPart, Changed, Retry, Since};
use crate::adapter::Window;
use crate::asking;
use crate::erased::AnyAdapter;
use crate::error::{Cause, Stop};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, Progress, RecordOutcome, RemoteError, Report, WorkContext, WorkError};

/// A running import, with what it imports on the way.
pub(crate) struct Run<'r, B: Connect> {
    pub(super) work: &'r WorkContext<'r, B>,
    pub(crate) report: Report,
    pub(super) progress: Option<OnProgress<'r>>,
    /// What waits for its dependencies right now, further out: to find circles.
    pub(super) importing: HashSet<LinkRequest>,
    /// What was not imported, and why: not asked for again.
    pub(super) refused: HashMap<LinkRequest, Refusal>,
    /// For each binding, whether failures of it are remembered.
    pub(super) failing: HashMap<TypeId, bool>,
    /// What is to be tried again, unless it is settled before.
    pub(super) again: HashSet<(TypeId, String)>,
    /// Whether what has the date of last time is compared all the same.
    pub(super) compare: bool,
    /// Whether the remote gave any record yet.
    pub(super) has_read: bool,
    /// The part that is imported, and the binding that it is imported of.
    unit: Option<(TypeId, SubUnit)>,
}

impl<'r, B: Connect> Run<'r, B> {
    pub(crate) fn new(work: &'r WorkContext<'r, B>, progress: Option<OnProgress<'r>>) -> Self {
        let (importing, refused, failing, again) = (HashSet::new(), HashMap::new(), HashMap::new(), HashSet::new());
        Self { work, report: Report::default(), progress, importing, refused, failing, again, compare: false, has_read: false, unit: None }
    }

    /// With what was done before.
    pub(crate) fn after(self, earlier: Report) -> Self {
        Self { report: earlier, ..self }
    }

    /// The result of the whole run.
    #[allow(clippy::result_large_err)] // Given back once, at the end.
    pub(crate) fn finish(self, result: Result<(), Stop>) -> Result<Report, WorkError> {
        crate::error::finish(&**self.work.backend, self.report, result)
    }

    /// Imports what changed.
    pub(crate) async fn changed<T: Synchronized<Backend = B>>(&mut self, options: Changed, part: Option<AskedPart<B>>) -> Result<(), Stop> {
        self.report.model(T::NAME);
        self.open::<T>().await?;
        let stop = |error| Stop::store(T::NAME, "while reading where it was", error);
        let backend = self.work.backend_id();
        let mut window = Window::everything();
        if let Some(part) = part {
            let opened = part.open(self.work.store, backend).await;
            let (unit, part) = opened.map_err(|error| Stop::store(T::NAME, "while looking up the part that is to be imported", error))?;
            self.unit = Some((TypeId::of::<T>(), unit));
            window.part = Some(part);
        }
        let unit = self.unit::<T>();
        let cursor = match &unit {
            Some(unit) => self.work.store.unit_cursor::<T>(backend, unit).await,
            None => self.work.store.cursor::<T>(backend).await,
        };
        let cursor = cursor.map_err(stop)?;
        let unit = unit.map(|unit| unit.to_string());
        let now = Utc::now();
        let due = |next_try_at| options.retry == Retry::All || (options.retry == Retry::Due && next_try_at <= now);
        let mut failures = self.work.store.stream_failures::<T>(backend);
        let (mut failing, mut again) = (false, Vec::new());
        while let Some(failure) = failures.next().await.map_err(stop)? {
            failing = true;
            if failure.has_id && failure.unit == unit && due(failure.next_try_at) {
                again.push(failure.reference);
            }
        }
        self.failing.insert(TypeId::of::<T>(), failing);
        self.again = again.iter().map(|reference| (TypeId::of::<T>(), reference.clone())).collect();
        self.compare = matches!(options.since, Since::Beginning);
        let since = match options.since {
            Since::Cursor => cursor.and_then(|cursor| cursor.checked_sub_signed(options.overlap)),
            Since::Time(time) => Some(time),
            Since::Beginning => None,
        };

        // Everything is read: what is newest is seen again, and a cursor that was wrong is put right.
        let cursor = cursor.filter(|_| since.is_some());
        window.since = since;
        self.window::<T>(window, cursor, options).await?;

        for references in again.chunks(options.page) {
            // What was settled meanwhile is not asked for again.
            let open = references.iter().filter(|reference| self.again.contains(&(TypeId::of::<T>(), (*reference).clone())));
            let ids: Vec<T::ExternalId> = open.filter_map(|reference| parse_id::<T>(reference)).collect();
            if !ids.is_empty() {
                self.ids::<T>(&ids).await?;
            }
        }
        self.finished::<T>();
        Ok(())
    }

    /// Imports some records by their IDs, whatever their dates.
    pub(crate) async fn these<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<(), Stop> {
        self.compare = true;
        self.open::<T>().await?;
        for ids in ids.chunks(super::PAGE) {
            self.ids::<T>(ids).await?;
        }
        self.finished::<T>();
        Ok(())
    }

    /// Before anything else: what the environment says may be another version, and nothing is asked of the remote for a paused
    /// backend.
    pub(crate) async fn open<T: Model>(&mut self) -> Result<(), Stop> {
        let work = self.work;
        work.ready().await.map_err(|(during, error)| Stop::store(T::NAME, during, error))
    }

    pub(crate) fn finished<T: Model>(&mut self) {
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Finished { report });
        }
    }

    /// The part that is imported, where it is one of `T`'s: what it links is imported of the whole.
    pub(super) fn unit<T: Model>(&self) -> Option<SubUnit> {
        self.unit.filter(|(model, _)| *model == TypeId::of::<T>()).map(|(_, unit)| unit)
    }

    /// Whether failures of `T` are remembered, from before or from this run.
    pub(super) async fn failing<T: Synchronized<Backend = B>>(&mut self) -> Result<bool, Stop> {
        if let Some(failing) = self.failing.get(&TypeId::of::<T>()) {
            return Ok(*failing);
        }
        let failures = self.work.store.count_failures::<T>(self.work.backend_id()).await;
        let failing = failures.map_err(|error| Stop::store(T::NAME, "while reading what failed", error))? > 0;
        self.failing.insert(TypeId::of::<T>(), failing);
        Ok(failing)
    }

    /// Asks the remote, again after a pause where that may help.
    pub(crate) async fn ask<T: Model, R, F: Future<Output = Result<R, RemoteError>>>(
        &mut self,
        ask: impl FnMut() -> F,
    ) -> Result<R, RemoteError> {
        asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, ask).await
    }

    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(super) fn components<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyAdapter<T>), Stop> {
        let (components, adapter) = self.registered::<T>()?;
        let missing = |cause| Stop { model: T::NAME, during: "before it began".to_owned(), cause };
        self.work.require_options(adapter.needs_options()).map_err(missing)?;
        Ok((components, adapter))
    }

    /// For what maps nothing.
    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(crate) fn registered<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyAdapter<T>), Stop> {
        let components = self.work.registry.get::<T>();
        components.and_then(|components| Some((components, components.adapter(self.work.version())?))).ok_or_else(|| Stop {
            model: T::NAME,
            during: "before it began".to_owned(),
            cause: Cause::Unregistered,
        })
    }

    /// Tells what happens.
    pub(crate) fn progress(&mut self, event: &Progress<'_>) {
        if let Some(progress) = &mut self.progress {
            progress(event);
        }
    }

    /// Tells that a page was committed.
    pub(crate) fn page_done<T: Model>(&mut self, total: Option<u64>) {
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Page { report, total });
        }
    }

    pub(crate) async fn client<T: Model>(&mut self) -> Result<&'r B::Client, Stop> {
        let work = self.work;
        self.ask::<T, _, _>(|| work.client()).await.map_err(|error| Stop::remote(T::NAME, "while connecting", error))
    }

    /// Counts what became of a record, and tells it.
    pub(crate) fn tell<T: Model>(&mut self, reference: &str, outcome: &RecordOutcome) {
        self.report.model(T::NAME).count(reference, outcome);
        if let RecordOutcome::Failed(error) = outcome {
            tracing::debug!(model = T::NAME, external_id = reference, error, "a record failed");
        }
        if let (Some(progress), false) = (&mut self.progress, matches!(outcome, RecordOutcome::Unchanged)) {
            progress(&Progress::Record { model: T::NAME, reference, outcome });
        }
    }
}
