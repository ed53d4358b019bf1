//! The export of one binding after the other.
//!
//! dependencies → lease → read and map → settle what was begun → create or update on the remote → bind. No transaction is open
//! while the remote is told; what must not be done twice is begun in a transaction of its own before.

use std::any::TypeId;
use std::collections::HashSet;

use connector_core::{BackendId, BindingId, ExternalBinding, ExternalId, Model};
use connector_store::{Error, Intent, ReviewKind, Stored, Tx};
use tracing::{Instrument as _, Span};

use super::erased::AnyExportAdapter;
use super::linked::{Waiting, read_states};
use crate::asking;
use crate::error::{Cause, Stop};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, Progress, RecordOutcome, RemoteError, RemoteErrorKind, Report, WorkContext, WorkError, spans};

/// How many creates without a binding are looked at at once.
const ORPHANS: u32 = 200;

/// How many requests after each other find nobody until the export stops.
const UNANSWERED: u32 = 3;

/// A running export, with what it exports on the way.
pub(crate) struct ExportRun<'r, B: Connect> {
    pub(super) work: &'r WorkContext<'r, B>,
    pub(super) report: Report,
    pub(super) progress: Option<OnProgress<'r>>,
    pub(super) dry: bool,
    /// How many requests after each other found nobody.
    pub(super) unanswered: u32,
    /// Why it makes no sense to go on.
    pub(super) stop: Option<Stop>,
    /// What waits for its dependencies right now, further out: to find circles.
    pub(super) exporting: HashSet<(TypeId, i64)>,
}

impl<'r, B: Connect> ExportRun<'r, B> {
    pub(crate) fn new(work: &'r WorkContext<'r, B>, progress: Option<OnProgress<'r>>, dry: bool) -> Self {
        Self { work, report: Report::default(), progress, dry, unanswered: 0, stop: None, exporting: HashSet::new() }
    }

    /// With what was done before it in the same piece of work.
    pub(crate) fn after(mut self, earlier: Report) -> Self {
        self.report = earlier;
        self
    }

    /// The result of the whole run.
    #[allow(clippy::result_large_err)] // Given back once, at the end.
    pub(crate) fn finish(self, result: Result<(), Stop>) -> Result<Report, WorkError> {
        crate::error::finish(&**self.work.backend, self.report, result)
    }

    /// Exports some bindings, each by itself.
    pub(crate) async fn these<T: Synchronized<Backend = B>>(&mut self, ids: &[BindingId<T>]) -> Result<(), Stop> {
        self.report.model(T::NAME);
        self.open::<T>().await?;
        self.components::<T>()?;
        for id in ids {
            self.export::<T>(*id).await?;
        }
        self.finished::<T>();
        Ok(())
    }

    /// Exports what the remote does not have as it is here: a page of bindings after the other.
    pub(crate) async fn changed<T: Synchronized<Backend = B>>(&mut self, page: usize, only_new: bool) -> Result<(), Stop> {
        self.report.model(T::NAME);
        self.open::<T>().await?;
        let stop = |error| Stop::store(T::NAME, "while reading what is to be exported", error);
        let (components, adapter) = self.components::<T>()?;
        let (backend, registry, options) = (self.work.backend_id(), self.work.registry, self.work.options());
        let mut bindings = self.work.store.binder::<T>(backend).stream().page_size(page);
        loop {
            let page = bindings.next_page().await.map_err(stop)?;
            if page.is_empty() {
                break;
            }
            let ids: Vec<BindingId<T>> = page.iter().map(Stored::id).collect();
            let ids = &ids;
            let read = self.work.store.transaction(move |tx| {
                Box::pin(async move {
                    tx.require_active(backend).await?;
                    // As they are now, with what belongs to them.
                    let bindings = tx.get_many::<T>(ids).await?.into_iter().flatten().collect();
                    read_states(tx, registry, components, adapter, options, backend, bindings).await
                })
            });
            let states = read.await.map_err(stop)?;
            for state in states {
                let differs = match (&state.body, state.binding.external_id()) {
                    _ if state.intent.is_some() => true,
                    (_, Some(_)) if only_new => continue,
                    (Ok(body), Some(_)) => !body.changed(state.sent.as_ref()).is_empty(),
                    (_, None) | (Err(_), Some(_)) => true,
                };
                if differs {
                    self.export::<T>(state.binding.id()).await?;
                } else {
                    self.tell::<T>(&reference::<T>(&state.binding), &RecordOutcome::Unchanged);
                }
            }
            if let Some(progress) = &mut self.progress {
                progress(&Progress::Page { report: self.report.model(T::NAME), total: None });
            }
        }
        self.orphans::<T>().await?;
        self.finished::<T>();
        Ok(())
    }

    /// Puts creates before a person whose binding was deleted before it was known what became of them: what they made on the
    /// remote nothing here knows.
    async fn orphans<T: Synchronized<Backend = B>>(&mut self) -> Result<(), Stop> {
        if self.dry {
            return Ok(());
        }
        let (backend, mut after) = (self.work.backend_id(), None);
        let stop = |error| Stop::store(T::NAME, "while looking for creates without a binding", error);
        loop {
            let intents = self.work.store.intents::<T>(backend, after, ORPHANS).await.map_err(stop)?;
            let Some(last) = intents.last() else { return Ok(()) };
            after = Some(last.binding);
            for intent in &intents {
                let put = self.work.store.transaction(move |tx| Box::pin(put_orphan::<T>(tx, backend, intent)));
                put.await.map_err(stop)?;
            }
        }
    }

    /// Before anything else: what the environment says may be another version, and nothing is said to the remote of a paused
    /// backend.
    pub(super) async fn open<T: Model>(&mut self) -> Result<(), Stop> {
        let work = self.work;
        work.ready().await.map_err(|(during, error)| Stop::store(T::NAME, during, error))
    }

    /// Notes where it makes no sense to go on: nobody lets us in, or nobody is there. What was begun is ended first.
    pub(super) fn note<R>(&mut self, model: &'static str, answer: &Result<R, RemoteError>) {
        self.unanswered = match answer {
            Err(error) if error.kind() == RemoteErrorKind::Network => self.unanswered + 1,
            _ => 0,
        };
        if let Err(error) = answer
            && (error.kind() == RemoteErrorKind::Unauthorized || self.unanswered >= UNANSWERED)
        {
            self.stop = Some(Stop::remote(model, "while exporting", error.clone()));
        }
    }

    /// Stops where that was noted.
    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(super) fn go_on(&mut self) -> Result<(), Stop> {
        self.stop.take().map_or(Ok(()), Err)
    }

    /// Exports one binding, and what it refers to before it, and counts what became of them.
    pub(crate) async fn export<T: Synchronized<Backend = B>>(&mut self, id: BindingId<T>) -> Result<(), Stop> {
        let first = Box::pin(self.begin::<T>(id)).await?;
        Box::pin(self.export_with_dependencies(first)).await
    }

    /// Looks what a binding needs.
    pub(super) async fn begin<T: Synchronized<Backend = B>>(&mut self, id: BindingId<T>) -> Result<Waiting<'r, B>, Stop> {
        let span = spans::export_record::<_, T>(self.work, id.get());
        let (components, adapter) = self.components::<T>()?;
        let needs = self.needs(id, components, adapter).instrument(span.clone()).await?;
        Ok(Waiting { components, own: (TypeId::of::<T>(), id.get()), needs, span })
    }

    /// Exports what waits for nothing any more, unless it was `refused`, and counts what became of it. Gives whether it went well.
    pub(super) async fn end<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        span: &Span,
        refused: Option<RecordOutcome>,
    ) -> Result<bool, Stop> {
        let ended = match refused {
            Some(refused) => refused,
            None => Box::pin(self.one::<T>(id)).await?,
        };
        let reference = match self.work.store.get::<T>(&id).await {
            Ok(Some(binding)) => {
                name(span, &binding);
                reference::<T>(&binding)
            }
            _ => format!("(binding {id})"),
        };
        self.tell::<T>(&reference, &ended);
        Ok(!matches!(ended, RecordOutcome::Failed(_) | RecordOutcome::Skipped(_)))
    }

    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(super) fn components<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyExportAdapter<T>), Stop> {
        let (components, adapter) = self.exporter::<T>()?;
        let missing = |cause| Stop { model: T::NAME, during: "before it began".to_owned(), cause };
        self.work.require_options(adapter.needs_options()).map_err(missing)?;
        Ok((components, adapter))
    }

    /// For what maps nothing.
    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(super) fn exporter<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyExportAdapter<T>), Stop> {
        let components = self.work.registry.get::<T>();
        components.and_then(|components| Some((components, components.exporter(self.work.version())?))).ok_or_else(|| Stop {
            model: T::NAME,
            during: "before it began".to_owned(),
            cause: Cause::NoExporter,
        })
    }

    pub(super) async fn client<T: Model>(&mut self) -> Result<&'r B::Client, Stop> {
        let work = self.work;
        let client = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || work.client()).await;
        client.map_err(|error| Stop::remote(T::NAME, "while connecting", error))
    }

    pub(super) fn finished<T: Model>(&mut self) {
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Finished { report });
        }
    }

    /// Counts what became of a binding, and tells it.
    pub(super) fn tell<T: Model>(&mut self, reference: &str, outcome: &RecordOutcome) {
        self.report.model(T::NAME).count(reference, outcome);
        if let RecordOutcome::Failed(error) = outcome {
            tracing::debug!(model = T::NAME, external_id = reference, error, "a record failed");
        }
        if let (Some(progress), false) = (&mut self.progress, matches!(outcome, RecordOutcome::Unchanged)) {
            progress(&Progress::Record { model: T::NAME, reference, outcome });
        }
    }
}

/// A binding as people find it: its external ID, or its number.
pub(crate) fn reference<T: ExternalBinding>(binding: &Stored<T>) -> String {
    match binding.external_id() {
        Some(id) => id.to_external().to_string(),
        None => format!("(binding {})", binding.id()),
    }
}

/// Says in a span which record of the remote it is about.
pub(super) fn name<T: ExternalBinding>(span: &Span, binding: &Stored<T>) {
    if let Some(id) = binding.external_id() {
        span.record("external_id", id.to_external().to_string());
    }
}

async fn put_orphan<T: Synchronized>(tx: &mut Tx<'_>, backend: BackendId<T::Backend>, intent: &Intent<T>) -> Result<(), Error> {
    if tx.get::<T>(&intent.binding).await?.is_some() {
        return Ok(());
    }
    let message = format!(
        "its create was begun at {}, and it was deleted here before the answer came: look whether the remote has it, and delete it there",
        intent.begun_at.format("%Y-%m-%d %H:%M:%S UTC")
    );
    tx.review::<T>(backend, &ReviewKind::InDoubt, &format!("binding {}", intent.binding), &message).await?;
    tx.clear_sent(intent.binding).await?;
    tx.end_intent(intent.binding).await
}
