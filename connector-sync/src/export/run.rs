//! The export of one binding after the other.
//!
//! dependencies → lease → read and map → settle what was begun → create or update on the remote → bind. No transaction is open
//! while the remote is told; what must not be done twice is begun in a transaction of its own before.

use std::any::TypeId;
use std::collections::HashSet;
use std::time::Duration;

use connector_core::{
    BindingId, Changes, ExportContext, ExternalBinding, ExternalId, Model, ReferenceRequest, ReferenceRequests, References,
};
use connector_store::{Error, Intent, Lease, ReviewKind, Stored, Tx};

use super::Written;
use super::body::{Body, Sent};
use super::erased::AnyExportAdapter;
use super::safety::{IdempotencyKey, Safety};
use crate::asking;
use crate::error::{Cause, Stop};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, ExportError, Progress, RecordOutcome, RemoteError, RemoteErrorKind, Report, WorkContext};

/// How many dependencies of dependencies are exported inside each other.
const DEEPEST: usize = 64;



/// A running export, with what it exports on the way.
pub(crate) struct ExportRun<'r, B: Connect> {
    work: &'r WorkContext<'r, B>,
    report: Report,
    progress: Option<OnProgress<'r>>,
    dry: bool,
    /// What waits for its dependencies right now, further out: to find circles.
    exporting: HashSet<(TypeId, i64)>,
}

/// A binding as it is now, with all that its export depends on.
struct State<T: ExternalBinding> {
    binding: Stored<T>,
    intent: Option<Intent<T>>,
    sent: Option<Sent>,
    /// The body, or why it cannot be made.
    body: Result<Body, String>,
}

/// What became of a request that creates.
enum Creation<I> {
    Done(Written<I>),
    /// The remote refused: nothing was created.
    Refused(RemoteError),
    /// Whether it got there is not known.
    Open(RemoteError),
    /// A person has to decide.
    Review(ReviewKind, String),
}

/// What an export of one binding ended with.
struct Ended {
    outcome: RecordOutcome,
    /// Whether the lease is kept until it expires: a request may still be on its way.
    keep_lease: bool,
}

impl Ended {
    fn with(outcome: RecordOutcome) -> Self {
        Self { outcome, keep_lease: false }
    }

    fn failed(error: impl Into<String>) -> Self {
        Self::with(RecordOutcome::Failed(error.into()))
    }
}

impl<'r, B: Connect> ExportRun<'r, B> {
    pub(crate) fn new(work: &'r WorkContext<'r, B>, progress: Option<OnProgress<'r>>, dry: bool) -> Self {
        Self { work, report: Report::default(), progress, dry, exporting: HashSet::new() }
    }

    /// The result of the whole run.
    #[allow(clippy::result_large_err)] // Given back once, at the end.
    pub(crate) fn finish(self, result: Result<(), Stop>) -> Result<Report, ExportError> {
        crate::error::finish(self.work.backend, self.report, result)
    }

    /// Exports some bindings, each by itself.
    pub(crate) async fn these<T: Synchronized<Backend = B>>(&mut self, ids: &[BindingId<T>]) -> Result<(), Stop> {
        self.report.model(T::NAME);
        for id in ids {
            self.export::<T>(*id).await?;
        }
        self.finished::<T>();
        Ok(())
    }

    /// Exports what the remote does not have as it is here: a page of bindings after the other.
    pub(crate) async fn changed<T: Synchronized<Backend = B>>(&mut self, page: u32, only_new: bool) -> Result<(), Stop> {
        self.report.model(T::NAME);
        let stop = |error| Stop::store(T::NAME, "while reading what is to be exported", error);
        let (components, adapter) = self.components::<T>()?;
        let mut after = None;
        loop {
            let backend = self.work.backend_id();
            let read = self.work.store.transaction(move |tx| {
                Box::pin(async move {
                    tx.require_active(backend).await?;
                    let bindings = tx.binder::<T>(backend).page(after, page).await?;
                    read_states(tx, components, adapter, bindings).await
                })
            });
            let states = read.await.map_err(stop)?;
            let Some(last) = states.last() else { break };
            after = Some(last.binding.id());
            for state in states {
                let waits = state.intent.is_some();
                let differs = match (&state.body, state.binding.external_id()) {
                    _ if waits => true,
                    (_, None) => true,
                    (_, Some(_)) if only_new => continue,
                    (Ok(body), Some(_)) => !body.changed(state.sent.as_ref()).is_empty(),
                    (Err(_), Some(_)) => true,
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
        self.finished::<T>();
        Ok(())
    }

    /// Exports one binding, and counts what became of it.
    pub(crate) async fn export<T: Synchronized<Backend = B>>(&mut self, id: BindingId<T>) -> Result<bool, Stop> {
        let span = tracing::info_span!("export", backend = self.work.backend.name(), model = T::NAME, binding = %id);
        let ended = Box::pin(tracing::Instrument::instrument(self.one::<T>(id), span)).await?;
        let reference = match self.work.store.get::<T>(&id).await {
            Ok(Some(binding)) => reference::<T>(&binding),
            _ => format!("(binding {id})"),
        };
        self.tell::<T>(&reference, &ended);
        Ok(!matches!(ended, RecordOutcome::Failed(_) | RecordOutcome::Skipped(_)))
    }

    async fn one<T: Synchronized<Backend = B>>(&mut self, id: BindingId<T>) -> Result<RecordOutcome, Stop> {
        let (components, adapter) = self.components::<T>()?;
        if let Some(refused) = self.dependencies::<T>(id, components, adapter).await? {
            return Ok(refused);
        }
        if self.dry {
            return self.foretell(id, components, adapter).await;
        }
        let stop = |error| Stop::store(T::NAME, format!("while exporting binding {id}"), error);
        let time = adapter.timeout() + adapter.grace();
        let Some(lease) = self.work.store.lease_binding::<T>(id, time).await.map_err(stop)? else {
            return Ok(RecordOutcome::Skipped("it is being exported elsewhere, or waits until it is known what became of its last export".to_owned()));
        };
        let ended = self.leased(&lease, id, components, adapter).await;
        match &ended {
            Ok(Ended { keep_lease: true, .. }) => {}
            // It expires by itself, where it cannot be released.
            _ => {
                if let Err(error) = lease.release().await {
                    tracing::warn!(model = T::NAME, binding = %id, %error, "a lease was not released");
                }
            }
        }
        ended.map(|ended| ended.outcome)
    }

    /// Reads a binding with all that its export depends on.
    async fn state<T: Synchronized<Backend = B>>(
        &self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<Result<State<T>, String>, Stop> {
        let backend = self.work.backend_id();
        let read = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.require_active(backend).await?;
                let Some(binding) = tx.get::<T>(&id).await? else { return Ok(Err(format!("there is no binding {id} of {}", T::NAME))) };
                if binding.backend_id() != backend {
                    return Ok(Err(format!("it is on backend {}, and this work is on backend {backend}", binding.backend_id())));
                }
                let mut states = read_states(tx, components, adapter, vec![binding]).await?;
                Ok(states.pop().ok_or_else(|| "it was lost".to_owned()))
            })
        });
        read.await.map_err(|error| Stop::store(T::NAME, format!("while reading binding {id}"), error))
    }

    /// What would be done.
    async fn foretell<T: Synchronized<Backend = B>>(
        &self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<RecordOutcome, Stop> {
        let state = match self.state(id, components, adapter).await? {
            Ok(state) => state,
            Err(error) => return Ok(RecordOutcome::Failed(error)),
        };
        Ok(match (&state.body, state.binding.external_id()) {
            _ if state.intent.is_some() => RecordOutcome::Skipped("it is not known whether it was created already: that is settled first".to_owned()),
            (Err(error), _) => RecordOutcome::Failed(error.clone()),
            (Ok(_), None) => RecordOutcome::Created,
            (Ok(body), Some(_)) => match body.changed(state.sent.as_ref()) {
                changed if changed.is_empty() => RecordOutcome::Unchanged,
                changed => RecordOutcome::Updated(changed),
            },
        })
    }

    /// The export of a binding that nobody else exports.
    async fn leased<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        id: BindingId<T>,
        components: &'r Components<T>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        let mut state = match self.state(id, components, adapter).await? {
            Ok(state) => state,
            Err(error) => return Ok(Ended::failed(error)),
        };
        let mut created = false;
        if let Some(intent) = state.intent.take() {
            if let Some(ended) = self.settle(lease, &state.binding, intent, adapter).await? {
                return Ok(ended);
            }
            created = true;
            state = match self.state(id, components, adapter).await? {
                Ok(state) => state,
                Err(error) => return Ok(Ended::failed(error)),
            };
        }
        let body = match state.body {
            Ok(body) => body,
            Err(error) => return Ok(Ended::failed(error)),
        };
        let ended = match state.binding.external_id().cloned() {
            None => self.create(lease, &state.binding, &body, adapter).await?,
            Some(external_id) => self.update(lease, &state.binding, &external_id, &body, state.sent, adapter).await?,
        };
        let nothing_more = matches!(ended.outcome, RecordOutcome::Unchanged | RecordOutcome::Updated(_));
        Ok(if created && nothing_more { Ended::with(RecordOutcome::Created) } else { ended })
    }

    /// Finds out what became of a create that was begun and not ended. `None` when it is bound now.
    async fn settle<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        intent: Intent<T>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Option<Ended>, Stop> {
        if binding.external_id().is_some() {
            // Bound by somebody else: by a person, or by an import that found it.
            self.end_intent(lease, binding, "it was bound meanwhile").await?;
            return Ok(None);
        }
        let client = self.client::<T>().await?;
        tracing::info!(model = T::NAME, binding = %binding.id(), begun_at = %intent.begun_at, "settling a create that was begun");
        let creation = match adapter.safety() {
            Safety::Idempotent => self.send(lease, binding, &intent.body, &IdempotencyKey::kept(intent.key), adapter).await?,
            Safety::NaturalKey => {
                let found = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || adapter.find(client, &intent.body)).await;
                match found {
                    Err(error) => Creation::Open(error),
                    Ok(found) => match found.as_slice() {
                        [] => self.send(lease, binding, &intent.body, &IdempotencyKey::kept(intent.key), adapter).await?,
                        [one] => Creation::Done(Written::new(one.clone())),
                        several => {
                            let several: Vec<String> = several.iter().map(|id| id.to_external().to_string()).collect();
                            let which = several.join(", ");
                            Creation::Review(ReviewKind::Match, format!("its create was interrupted, and the remote has several records with its natural key: {which}"))
                        }
                    },
                }
            }
            Safety::Unsafe => Creation::Review(
                ReviewKind::InDoubt,
                format!("its create was interrupted at {}, and may or may not have reached the remote", intent.begun_at.format("%Y-%m-%d %H:%M:%S UTC")),
            ),
        };
        self.conclude(lease, binding, creation, None).await
    }

    /// Begins and sends a create.
    async fn create<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        body: &Body,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        let key = IdempotencyKey::new();
        let (id, backend, text, token) = (binding.id(), self.work.backend_id(), &body.text, key.as_str());
        let begun = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.require_active(backend).await?;
                tx.begin_intent::<T>(backend, id, token, text).await
            })
        });
        match begun.await {
            Ok(true) => {}
            Ok(false) => return Ok(Ended::with(elsewhere())),
            Err(Error::LeaseLost { .. }) => return Ok(Ended::with(elsewhere())),
            Err(error) => return Err(Stop::store(T::NAME, format!("while beginning to create binding {id}"), error)),
        }
        let creation = self.send(lease, binding, text, &key, adapter).await?;
        Ok(self.conclude(lease, binding, creation, Some(body)).await?.unwrap_or_else(|| Ended::with(RecordOutcome::Created)))
    }

    /// Sends a create that was begun.
    async fn send<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        body: &str,
        key: &IdempotencyKey,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Creation<T::ExternalId>, Stop> {
        let client = self.client::<T>().await?;
        let id = binding.id();
        // With the same key it may be sent as often as is needed; otherwise only where it certainly did not get there.
        let again = if adapter.safety() == Safety::Idempotent { RemoteError::is_retryable } else { RemoteError::is_retryable_for_certain };
        let answer = asking::ask(T::NAME, &mut self.progress, again, || async {
            // The lease outlasts each request.
            match lease.renew().await {
                Ok(()) => adapter.create(client, body, key).await,
                Err(error) => Err(RemoteError::permanent(format!("nothing was sent: {error}")).nothing_was_done()),
            }
        })
        .await;
        Ok(match answer {
            Ok(written) => match written.id.to_external().fault() {
                None => Creation::Done(written),
                Some(rule) => Creation::Review(ReviewKind::InDoubt, format!("it was created under an ID that cannot be kept: {rule}")),
            },
            Err(error) if error.leaves_open() => {
                tracing::warn!(model = T::NAME, binding = %id, %error, "it is not known whether it was created");
                Creation::Open(error)
            }
            Err(error) => Creation::Refused(error),
        })
    }

    /// Writes down what became of a create. `None` when it is bound.
    async fn conclude<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        creation: Creation<T::ExternalId>,
        body: Option<&Body>,
    ) -> Result<Option<Ended>, Stop> {
        match creation {
            Creation::Done(written) => self.bind(lease, binding, &written, body).await,
            Creation::Refused(error) => {
                self.end_intent(lease, binding, "the remote refused it").await?;
                Ok(Some(Ended::failed(error.to_string())))
            }
            Creation::Open(error) => {
                let message = format!("{error}: it is not known whether it was created; the next export settles that");
                Ok(Some(Ended { outcome: RecordOutcome::Failed(message), keep_lease: true }))
            }
            Creation::Review(kind, message) => self.review(binding, kind, message).await.map(Some),
        }
    }

    /// Binds what was created. `None` when that is done.
    async fn bind<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        written: &Written<T::ExternalId>,
        body: Option<&Body>,
    ) -> Result<Option<Ended>, Stop> {
        let (id, backend, shown) = (binding.id(), self.work.backend_id(), reference::<T>(binding));
        let sent = body.map(|body| body.sent_to(&written.id).to_text());
        let (sent, shown) = (sent.as_deref(), &shown);
        let bound = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.binder::<T>(backend).bind(id, &written.id).await?;
                remember_date(tx, id, written).await?;
                tx.end_intent(id).await?;
                tx.close_review::<T>(backend, &ReviewKind::InDoubt, shown, "bound by an export").await?;
                match sent {
                    Some(sent) => tx.set_sent(id, sent).await,
                    None => tx.clear_sent(id).await,
                }
            })
        });
        let external_id = written.id.to_external();
        match bound.await {
            Ok(()) => Ok(None),
            // Who has it now settles what was begun, and finds what was created.
            Err(Error::LeaseLost { .. }) => Ok(Some(Ended::with(elsewhere()))),
            Err(error) if error.is_about_one_row() => {
                let message = format!("the remote has it as {external_id}, and it cannot be bound to that: {error}");
                self.review(binding, ReviewKind::Match, message).await.map(Some)
            }
            Err(error) => Err(Stop::store(T::NAME, format!("while binding {id} to {external_id}"), error)),
        }
    }

    /// Puts a binding before a person.
    async fn review<T: Synchronized<Backend = B>>(&mut self, binding: &Stored<T>, kind: ReviewKind, message: String) -> Result<Ended, Stop> {
        let (id, backend, shown) = (binding.id(), self.work.backend_id(), reference::<T>(binding));
        let told = format!("{message}. {}", decide(&kind));
        let (told, kind, shown) = (&told, &kind, &shown);
        let written = self.work.store.transaction(move |tx| Box::pin(async move { tx.review::<T>(backend, kind, shown, told).await }));
        written.await.map_err(|error| Stop::store(T::NAME, format!("while putting binding {id} under review"), error))?;
        Ok(Ended::with(RecordOutcome::Skipped(format!("it is under review ({kind})"))))
    }

    /// Ends a create that was begun, without a binding.
    async fn end_intent<T: Synchronized<Backend = B>>(&mut self, lease: &Lease, binding: &Stored<T>, decision: &str) -> Result<(), Stop> {
        let (id, backend, shown) = (binding.id(), self.work.backend_id(), reference::<T>(binding));
        let shown = &shown;
        let ended = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.close_review::<T>(backend, &ReviewKind::InDoubt, shown, decision).await?;
                tx.end_intent(id).await
            })
        });
        match ended.await {
            Ok(()) | Err(Error::LeaseLost { .. }) => Ok(()),
            Err(error) => Err(Stop::store(T::NAME, format!("while ending the create of binding {id}"), error)),
        }
    }

    /// Sends what the remote does not have as it is here.
    async fn update<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        external_id: &T::ExternalId,
        body: &Body,
        sent: Option<Sent>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        let changed = body.changed(sent.as_ref());
        if changed.is_empty() {
            return Ok(Ended::with(RecordOutcome::Unchanged));
        }
        let (id, backend) = (binding.id(), self.work.backend_id());
        let stop = |error| Stop::store(T::NAME, format!("while updating binding {id}"), error);
        if let Some(sent) = sent {
            // What is on its way counts as unknown, in case this process ends before the answer is here.
            let without = sent.without(&changed).to_text();
            let without = &without;
            let begun = self.work.store.transaction(move |tx| {
                Box::pin(async move {
                    tx.hold(lease).await?;
                    tx.set_sent(id, without).await
                })
            });
            match begun.await {
                Ok(()) => {}
                Err(Error::LeaseLost { .. }) => return Ok(Ended::with(elsewhere())),
                Err(error) => return Err(stop(error)),
            }
        }
        let client = self.client::<T>().await?;
        let answer = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || async {
            match lease.renew().await {
                Ok(()) => adapter.update(client, external_id, &body.text, &changed).await,
                Err(error) => Err(RemoteError::permanent(format!("nothing was sent: {error}"))),
            }
        })
        .await;
        let written = match answer {
            Ok(written) => written,
            Err(error) if error.kind() == RemoteErrorKind::NotFound => {
                let message = format!("the remote no longer has {}: {error}", external_id.to_external());
                return self.review(binding, ReviewKind::Gone, message).await;
            }
            // An update that came too late would overwrite a later one.
            Err(error) => return Ok(Ended { keep_lease: error.leaves_open(), ..Ended::failed(error.to_string()) }),
        };
        let sent = body.sent_to(external_id).to_text();
        let (sent, written) = (&sent, &written);
        let ended = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                remember_date(tx, id, written).await?;
                tx.set_sent(id, sent).await
            })
        });
        match ended.await {
            Ok(()) => Ok(Ended::with(RecordOutcome::Updated(changed))),
            Err(Error::LeaseLost { .. }) => Ok(Ended::with(elsewhere())),
            Err(error) if error.is_about_one_row() => Ok(Ended::failed(format!("the remote was updated, and the binding could not be: {error}"))),
            Err(error) => Err(Stop::store(T::NAME, format!("while writing down the update of binding {id} on {backend}"), error)),
        }
    }

    /// Exports what a binding refers to and what has no external ID yet. Gives an outcome where it cannot go on.
    async fn dependencies<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<Option<RecordOutcome>, Stop> {
        let backend = self.work.backend_id();
        let registry = self.work.registry;
        let read = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                let Some(binding) = tx.get::<T>(&id).await? else { return Ok(Vec::new()) };
                let records = records_of(tx, components, std::slice::from_ref(&binding)).await?;
                let requests = requests_of(adapter, &binding, records.first().and_then(Option::as_ref));
                let mut missing = Vec::new();
                let mut references = References::new();
                look_up(tx, registry, backend, &requests, &mut references).await?;
                for request in requests.into_iter().filter(|request| !references.contains(request)) {
                    let found = match registry.any(request.binding) {
                        Some(linked) => linked.binding_of(tx, backend, &request).await?,
                        None => None,
                    };
                    missing.push((request, found));
                }
                Ok(missing)
            })
        });
        let missing: Vec<(ReferenceRequest, Option<i64>)> =
            read.await.map_err(|error| Stop::store(T::NAME, format!("while reading what binding {id} links"), error))?;
        for (request, found) in missing {
            let what = format!("{} of {} {}", request.model, if request.by_record { "record" } else { "binding" }, request.key);
            let Some(linked) = self.work.registry.any(request.binding) else {
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}, which the registry has no adapter for"))));
            };
            let Some(found) = found else {
                let put = "put a binding of it on this backend first, with no external ID";
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}, which is not there: {put}"))));
            };
            if self.dry {
                continue;
            }
            let own = (TypeId::of::<T>(), id.get());
            if self.exporting.contains(&(request.binding, found)) || own == (request.binding, found) {
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}: the links go in a circle"))));
            }
            if self.exporting.len() >= DEEPEST {
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}, at the end of too long a chain of links: export it first"))));
            }
            self.exporting.insert(own);
            let exported = linked.export(self, found).await;
            self.exporting.remove(&own);
            if !exported? {
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}, which could not be exported"))));
            }
        }
        Ok(None)
    }

    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    fn components<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyExportAdapter<T>), Stop> {
        let components = self.work.registry.get::<T>();
        components.and_then(|components| Some((components, components.exporter(self.work.version())?))).ok_or_else(|| Stop {
            model: T::NAME,
            during: "before it began".to_owned(),
            cause: Cause::NoExporter,
        })
    }

    async fn client<T: Model>(&mut self) -> Result<&'r B::Client, Stop> {
        let work = self.work;
        let client = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || work.client()).await;
        client.map_err(|error| Stop::remote(T::NAME, "while connecting", error))
    }

    fn finished<T: Model>(&mut self) {
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Finished { report });
        }
    }

    /// Counts what became of a binding, and tells it.
    fn tell<T: Model>(&mut self, reference: &str, outcome: &RecordOutcome) {
        self.report.model(T::NAME).count(reference, outcome);
        if let (Some(progress), false) = (&mut self.progress, matches!(outcome, RecordOutcome::Unchanged)) {
            progress(&Progress::Record { model: T::NAME, reference, outcome });
        }
    }
}

fn elsewhere() -> RecordOutcome {
    RecordOutcome::Skipped("another process has taken its export over".to_owned())
}

/// What a person does about a review.
fn decide(kind: &ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Gone => "Delete the binding, or unbind it so that the next export creates it anew",
        _ => "Say by `settle_export` which ID it has, or that it was not created",
    }
}

/// A binding as people find it: its external ID, or its number.
pub(crate) fn reference<T: ExternalBinding>(binding: &Stored<T>) -> String {
    match binding.external_id() {
        Some(id) => id.to_external().to_string(),
        None => format!("(binding {})", binding.id()),
    }
}

/// When it was sent, and the remote's date of it: its own echo is recognised by that at the next import.
async fn remember_date<T: Synchronized>(tx: &mut Tx<'_>, id: BindingId<T>, written: &Written<T::ExternalId>) -> Result<(), Error> {
    let mut changes = Changes::<T>::new();
    for (role, date) in [(Role::SyncDate, Some(tx.time())), (Role::ExternalUpdatedAt, written.updated_at)] {
        if let (Some(place), Some(date)) = (T::META.role(role), date) {
            changes = changes.set(T::FIELDS[place].name, &date)?;
        }
    }
    tx.update(&id, &changes).await
}
