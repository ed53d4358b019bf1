//! What exports ask of any binding of one kind of backend.

use std::any::TypeId;
use std::collections::VecDeque;

use connector_core::{
    BackendId, BindingId, ExportContext, ExternalId, MapOptions, ModelId, RecordId, ReferenceRequest, ReferenceRequests, References,
};
use connector_store::{BoxFuture, Error, Records as _, Stored, Tx};
use tracing::Span;

use super::body::{Body, Sent};
use super::erased::AnyExportAdapter;
use super::one::State;
use super::run::ExportRun;
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome, Registry};

/// A binding that waits for what it refers to.
pub(crate) struct Waiting<'r, B: Connect> {
    pub(super) components: &'r dyn AnyExported<B>,
    pub(super) own: (TypeId, i64),
    pub(super) needs: Needs,
    pub(super) span: Span,
}

/// What is exported before a binding.
pub(super) struct Needs {
    /// What it refers to and what has no external ID yet, with its binding where there is one.
    pub(super) missing: VecDeque<(ReferenceRequest, Option<i64>)>,
    /// Whether it has no external ID itself.
    pub(super) is_new: bool,
}

/// The components of any binding, as far as exports need them.
pub(crate) trait AnyExported<B: Connect>: Send + Sync {
    /// Looks up the external IDs of what is referred to.
    fn look_up_references<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<B>,
        requests: &'a [ReferenceRequest],
        references: &'a mut References,
    ) -> BoxFuture<'a, Result<(), Error>>;
    /// The row of the binding that is referred to, whether it has an external ID or not.
    fn binding_of<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<B>,
        request: &'a ReferenceRequest,
    ) -> BoxFuture<'a, Result<Option<i64>, Error>>;
    /// Looks what a binding needs.
    fn begin<'a, 'r>(&'a self, run: &'a mut ExportRun<'r, B>, binding: i64) -> BoxFuture<'a, Result<Waiting<'r, B>, Stop>>;
    /// Exports a binding that waits for nothing any more, unless it was refused. Gives whether it went well.
    fn end<'a>(
        &'a self,
        run: &'a mut ExportRun<'_, B>,
        binding: i64,
        span: &'a Span,
        refused: Option<RecordOutcome>,
    ) -> BoxFuture<'a, Result<bool, Stop>>;
}

impl<T: Synchronized> AnyExported<T::Backend> for Components<T> {
    fn look_up_references<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<T::Backend>,
        requests: &'a [ReferenceRequest],
        references: &'a mut References,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let (by_record, by_binding): (Vec<_>, Vec<_>) = requests.iter().partition(|request| request.by_record);
            if !by_record.is_empty() {
                let records: Vec<RecordId<T::Record>> = by_record.iter().map(|request| RecordId::from_key(request.key.clone())).collect();
                let found = tx.binder::<T>(backend).bindings_of(&records).await?;
                for (request, record) in by_record.into_iter().zip(&records) {
                    let ids: Vec<_> = found.get(record).into_iter().flatten().filter_map(|binding| binding.external_id()).collect();
                    match ids.as_slice() {
                        [] => {}
                        [id] => references.insert(request.clone(), id.to_external().into_owned()),
                        // Which of them is meant? What refers to it fails by itself.
                        _ => references.insert_ambiguous(request.clone()),
                    }
                }
            }
            if !by_binding.is_empty() {
                let bindings: Vec<BindingId<T>> = by_binding.iter().map(|request| BindingId::from_key(request.key.clone())).collect();
                let found = tx.get_many::<T>(&bindings).await?;
                for (request, binding) in by_binding.into_iter().zip(found) {
                    if let Some(id) = binding.as_ref().and_then(|binding| binding.external_id()) {
                        references.insert(request.clone(), id.to_external().into_owned());
                    }
                }
            }
            Ok(())
        })
    }

    fn binding_of<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<T::Backend>,
        request: &'a ReferenceRequest,
    ) -> BoxFuture<'a, Result<Option<i64>, Error>> {
        Box::pin(async move {
            if !request.by_record {
                let found = tx.get::<T>(&BindingId::from_key(request.key.clone())).await?;
                return Ok(found.map(|binding| binding.id().get()));
            }
            let found = tx.binder::<T>(backend).bindings_of(&[RecordId::from_key(request.key.clone())]).await?;
            Ok(found.into_values().flatten().next().map(|binding| binding.id().get()))
        })
    }

    fn begin<'a, 'r>(
        &'a self,
        run: &'a mut ExportRun<'r, T::Backend>,
        binding: i64,
    ) -> BoxFuture<'a, Result<Waiting<'r, T::Backend>, Stop>> {
        Box::pin(run.begin::<T>(BindingId::new(binding)))
    }

    fn end<'a>(
        &'a self,
        run: &'a mut ExportRun<'_, T::Backend>,
        binding: i64,
        span: &'a Span,
        refused: Option<RecordOutcome>,
    ) -> BoxFuture<'a, Result<bool, Stop>> {
        Box::pin(run.end::<T>(BindingId::new(binding), span, refused))
    }
}

/// What a binding refers to, each once.
pub(super) fn requests_of<T: Synchronized>(
    adapter: &dyn AnyExportAdapter<T>,
    options: &MapOptions,
    binding: &T,
    record: Option<&T::Record>,
) -> Vec<ReferenceRequest> {
    // Without its record a binding is not mapped.
    if binding.record_id().is_some() && record.is_none() {
        return Vec::new();
    }
    let (mut requests, nothing) = (ReferenceRequests::new(), References::new());
    adapter.references(&ExportContext::new(binding, record, &nothing).with_options(options), &mut requests);
    let mut distinct = std::collections::HashSet::new();
    requests.into_requests().into_iter().filter(|request| distinct.insert(request.clone())).collect()
}

/// Looks up the external IDs of what is referred to, one statement a model.
pub(super) async fn look_up<B: Connect>(
    tx: &mut Tx<'_>,
    registry: &Registry<B>,
    backend: BackendId<B>,
    requests: &[ReferenceRequest],
    references: &mut References,
) -> Result<(), Error> {
    let mut models: Vec<_> = requests.iter().map(|request| request.binding).collect();
    models.sort_unstable();
    models.dedup();
    for model in models {
        if let Some(components) = registry.any(model) {
            let own: Vec<ReferenceRequest> = requests.iter().filter(|request| request.binding == model).cloned().collect();
            components.look_up_references(tx, backend, &own, references).await?;
        }
    }
    Ok(())
}

/// The records of bindings, each in the place of its binding.
pub(super) async fn records_of<T: Synchronized>(
    tx: &mut Tx<'_>,
    components: &Components<T>,
    bindings: &[Stored<T>],
) -> Result<Vec<Option<T::Record>>, Error> {
    let ids: Vec<RecordId<T::Record>> = bindings.iter().filter_map(|binding| binding.record_id().cloned()).collect();
    let found = if ids.is_empty() { Vec::new() } else { components.records().find(tx, &ids).await? };
    let mut found = found.into_iter();
    Ok(bindings.iter().map(|binding| binding.record_id().and_then(|_| found.next().flatten())).collect())
}

/// The body of a binding and a record as they are given, or why it cannot be made.
pub(crate) async fn body_of<T: Synchronized>(
    tx: &mut Tx<'_>,
    registry: &Registry<T::Backend>,
    adapter: &dyn AnyExportAdapter<T>,
    options: &MapOptions,
    backend: BackendId<T::Backend>,
    binding: &T,
    record: Option<&T::Record>,
) -> Result<Result<Body, String>, Error> {
    let mut references = References::new();
    look_up(tx, registry, backend, &requests_of(adapter, options, binding, record), &mut references).await?;
    let context = ExportContext::new(binding, record, &references).with_options(options);
    Ok(adapter.map(&context).map_err(|error| error.to_string()))
}

/// Bindings with all that their export depends on.
pub(crate) async fn read_states<T: Synchronized>(
    tx: &mut Tx<'_>,
    registry: &Registry<T::Backend>,
    components: &Components<T>,
    adapter: &dyn AnyExportAdapter<T>,
    options: &MapOptions,
    backend: BackendId<T::Backend>,
    bindings: Vec<Stored<T>>,
) -> Result<Vec<State<T>>, Error> {
    let records = records_of(tx, components, &bindings).await?;
    let requests: Vec<ReferenceRequest> =
        bindings.iter().zip(&records).flat_map(|(binding, record)| requests_of(adapter, options, &**binding, record.as_ref())).collect();
    let mut references = References::new();
    look_up(tx, registry, backend, &requests, &mut references).await?;
    let ids: Vec<BindingId<T>> = bindings.iter().map(Stored::id).collect();
    let (sent, intents) = (tx.sent::<T>(&ids).await?, tx.intents_of::<T>(&ids).await?);
    let mut states = Vec::with_capacity(bindings.len());
    for (((binding, record), sent), intent) in bindings.into_iter().zip(records).zip(sent).zip(intents) {
        let body = if binding.record_id().is_some() && record.is_none() {
            Err("the record that it links is not there".to_owned())
        } else {
            let context = ExportContext::new(&*binding, record.as_ref(), &references).with_options(options);
            adapter.map(&context).map_err(|error| error.to_string())
        };
        let sent = sent.zip(binding.external_id()).and_then(|(sent, id)| Sent::parse(&sent, id));
        states.push(State { binding, intent, sent, body });
    }
    Ok(states)
}
