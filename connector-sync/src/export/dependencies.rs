//! What a binding refers to is exported before it.

use std::any::TypeId;

use connector_core::{BindingId, ReferenceRequest, References};

use super::erased::AnyExportAdapter;
use super::linked::{look_up, records_of, requests_of};
use super::run::ExportRun;
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome};

/// How many dependencies of dependencies are exported inside each other.
const DEEPEST: usize = 64;

impl<B: Connect> ExportRun<'_, B> {
    /// Exports what a binding refers to and what has no external ID yet. Gives an outcome where it cannot go on.
    pub(super) async fn dependencies<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<Option<RecordOutcome>, Stop> {
        let backend = self.work.backend_id();
        let (registry, options) = (self.work.registry, self.work.options());
        let read = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                let Some(binding) = tx.get::<T>(&id).await? else { return Ok((Vec::new(), true)) };
                let records = records_of(tx, components, std::slice::from_ref(&binding)).await?;
                let requests = requests_of(adapter, options, &binding, records.first().and_then(Option::as_ref));
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
                Ok((missing, binding.external_id().is_none()))
            })
        });
        let (missing, is_new): (Vec<(ReferenceRequest, Option<i64>)>, bool) =
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
                // It would be exported first.
                return Ok(Some(if is_new { RecordOutcome::Created } else { RecordOutcome::Updated(Vec::new()) }));
            }
            let own = (TypeId::of::<T>(), id.get());
            if self.exporting.contains(&(request.binding, found)) || own == (request.binding, found) {
                return Ok(Some(RecordOutcome::Failed(format!("it links {what}: the links go in a circle"))));
            }
            if self.exporting.len() >= DEEPEST {
                return Ok(Some(RecordOutcome::Failed(format!(
                    "it links {what}, at the end of too long a chain of links: export it first"
                ))));
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
}
