//! The export of one binding: dependencies → lease → read and map → settle what was begun → import first? → create or
//! update → bind.

use connector_core::{BindingId, Changes, ExternalBinding, Role};
use connector_store::{Error, Intent, Lease, Stored, Tx};

use super::Written;
use super::body::{Body, Sent};
use super::erased::AnyExportAdapter;
use super::first::First;
use super::linked::read_states;
use super::run::{ExportRun, name};
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome};

/// A binding as it is now, with all that its export depends on.
pub(crate) struct State<T: ExternalBinding> {
    pub(crate) binding: Stored<T>,
    pub(super) intent: Option<Intent<T>>,
    pub(crate) sent: Option<Sent>,
    /// The body, or why it cannot be made.
    pub(crate) body: Result<Body, String>,
}

/// What an export of one binding ended with.
pub(super) struct Ended {
    pub(super) outcome: RecordOutcome,
    /// Whether the lease is kept until it expires: a request may still be on its way.
    pub(super) keep_lease: bool,
}

impl Ended {
    pub(super) fn with(outcome: RecordOutcome) -> Self {
        Self { outcome, keep_lease: false }
    }

    pub(super) fn failed(error: impl Into<String>) -> Self {
        Self::with(RecordOutcome::Failed(error.into()))
    }
}

impl<'r, B: Connect> ExportRun<'r, B> {
    pub(super) async fn one<T: Synchronized<Backend = B>>(&mut self, id: BindingId<T>) -> Result<RecordOutcome, Stop> {
        let (components, adapter) = self.components::<T>()?;
        if self.dry {
            return self.foretell(id, components, adapter).await;
        }
        let stop = |error| Stop::store(T::NAME, format!("while exporting binding {id}"), error);
        let time = adapter.timeout() + adapter.grace();
        let Some(lease) = self.work.store.lease_binding::<T>(id, time).await.map_err(stop)? else {
            return Ok(elsewhere());
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
        self.go_on()?;
        ended.map(|ended| ended.outcome)
    }

    /// Reads a binding with all that its export depends on.
    pub(super) async fn state<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<Result<State<T>, String>, Stop> {
        let (backend, registry, options) = (self.work.backend_id(), self.work.registry, self.work.options());
        let read = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.require_active(backend).await?;
                let Some(binding) = tx.get::<T>(&id).await? else { return Ok(Err(format!("there is no binding {id} of {}", T::NAME))) };
                if binding.backend_id() != backend {
                    return Ok(Err(format!("it is on backend {}, and this work is on backend {backend}", binding.backend_id())));
                }
                let mut states = read_states(tx, registry, components, adapter, options, backend, vec![binding]).await?;
                Ok(states.pop().ok_or_else(|| "it was lost".to_owned()))
            })
        });
        read.await.map_err(|error| Stop::store(T::NAME, format!("while reading binding {id}"), error))
    }

    /// What would be done.
    pub(super) async fn foretell<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<RecordOutcome, Stop> {
        let state = match self.state(id, components, adapter).await? {
            Ok(state) => state,
            Err(error) => return Ok(RecordOutcome::Failed(error)),
        };
        Ok(match (&state.body, state.binding.external_id()) {
            _ if state.intent.is_some() => {
                RecordOutcome::Skipped("it is not known whether it was created already: that is settled first".to_owned())
            }
            (Err(error), _) => RecordOutcome::Failed(error.clone()),
            (Ok(_), None) => RecordOutcome::Created,
            (Ok(body), Some(_)) => match body.changed(state.sent.as_ref()) {
                changed if changed.is_empty() => RecordOutcome::Unchanged,
                changed => RecordOutcome::Updated(changed),
            },
        })
    }

    /// The export of a binding that nobody else exports.
    pub(super) async fn leased<T: Synchronized<Backend = B>>(
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
        name(&tracing::Span::current(), &state.binding);
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
            Some(_) if body.changed(state.sent.as_ref()).is_empty() => Ended::with(RecordOutcome::Unchanged),
            Some(external_id) => match self.import_first(&state.binding, &external_id, adapter).await? {
                First::No => self.update(lease, &state.binding, &external_id, &body, state.sent, adapter).await?,
                First::Refused(outcome) => Ended::with(outcome),
                First::Imported => self.update_imported(lease, id, components, adapter).await?,
            },
        };
        let nothing_more = matches!(ended.outcome, RecordOutcome::Unchanged | RecordOutcome::Updated(_));
        Ok(if created && nothing_more { Ended::with(RecordOutcome::Created) } else { ended })
    }

    /// What is still to be sent of a binding that was imported just now.
    async fn update_imported<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        id: BindingId<T>,
        components: &'r Components<T>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        let state = match self.state(id, components, adapter).await? {
            Ok(state) => state,
            Err(error) => return Ok(Ended::failed(error)),
        };
        match (state.body, state.binding.external_id().cloned()) {
            (Ok(body), Some(external_id)) => self.update(lease, &state.binding, &external_id, &body, state.sent, adapter).await,
            (Err(error), _) => Ok(Ended::failed(error)),
            (_, None) => Ok(Ended::failed("it was unbound meanwhile")),
        }
    }
}

/// Another process has it, or had it until just now.
const ELSEWHERE: &str = "it is being exported elsewhere, or waits until it is known what became of its last export";

pub(super) fn elsewhere() -> RecordOutcome {
    RecordOutcome::Skipped(ELSEWHERE.to_owned())
}

/// Whether a binding was skipped because of that, so that it is to be exported later.
pub(crate) fn is_elsewhere(reason: &str) -> bool {
    reason == ELSEWHERE
}

/// When it was sent, and the remote's date of it: its own echo is recognised by that at the next import.
pub(super) async fn remember_date<T: Synchronized>(
    tx: &mut Tx<'_>,
    id: BindingId<T>,
    written: &Written<T::ExternalId>,
) -> Result<(), Error> {
    let mut changes = Changes::<T>::new();
    for (role, date) in [(Role::SyncDate, Some(tx.time())), (Role::ExternalUpdatedAt, written.updated_at)] {
        if let (Some(place), Some(date)) = (T::META.role(role), date) {
            changes = changes.set(T::FIELDS[place].name, &date)?;
        }
    }
    tx.update(&id, &changes).await
}
