//! What the records of a page link is imported before them.

use std::any::TypeId;
use std::collections::HashSet;

use connector_core::{ExternalValue, LinkRequest, Links};
use connector_store::Stored;

use super::PAGE;
use super::entry::{Entry, Refusal};
use super::run::Run;
use crate::Connect;
use crate::error::Stop;
use crate::registry::Synchronized;

/// How many dependencies of dependencies are imported inside each other. Each takes its part of the stack: so many fit into
/// the two megabytes of a runtime's worker, without optimization.
const DEEPEST: usize = 32;

impl<B: Connect> Run<'_, B> {
    /// Imports what the entries link and the store does not have: each through its own importer, once.
    pub(super) async fn dependencies<T: Synchronized<Backend = B>>(&mut self, entries: &[Entry<T>]) -> Result<(), Stop> {
        let stop = |error| Stop::store(T::NAME, "while looking up what it links", error);
        let backend = self.work.backend_id();
        // What is up to date is not mapped, and needs nothing.
        let ids: Vec<T::ExternalId> = entries.iter().map(|entry| entry.id.clone()).collect();
        let kept = self.work.store.binder::<T>(backend).to_internal_many(&ids).await.map_err(stop)?;
        let on_this_page: HashSet<LinkRequest> = ids.iter().map(LinkRequest::of::<T>).collect();
        let needs =
            |(entry, kept): &(&Entry<T>, &Option<Stored<T>>)| self.compare || !kept.as_ref().is_some_and(|kept| entry.is_up_to_date(kept));
        let entries: Vec<&Entry<T>> = entries.iter().zip(&kept).filter(needs).map(|(entry, _)| entry).collect();
        let mut wanted: Vec<(TypeId, Vec<ExternalValue<'static>>)> = Vec::new();
        let mut asked = HashSet::new();
        for request in entries.iter().flat_map(|entry| &entry.requests) {
            if !on_this_page.contains(request) && !self.refused.contains_key(request) && asked.insert(request.clone()) {
                match wanted.iter_mut().find(|(binding, _)| *binding == request.binding) {
                    Some((_, ids)) => ids.push(request.id.clone()),
                    None => wanted.push((request.binding, vec![request.id.clone()])),
                }
            }
        }
        let mut links = Links::new();
        for (binding, ids) in &wanted {
            if let Some(components) = self.work.registry.any(*binding) {
                components.look_up_outside(self.work.store, backend, ids, &mut links).await.map_err(stop)?;
            } else {
                let requests = asked.iter().filter(|request| request.binding == *binding);
                self.refused.extend(requests.map(|request| (request.clone(), Refusal::Unregistered)));
            }
        }
        // Only what waits for something can be part of a circle; the others of this page can still be imported further in.
        let waits = |entry: &&&Entry<T>| entry.requests.iter().any(|request| asked.contains(request) && !links.contains(request));
        let waiting = entries.iter().filter(waits).map(|entry| LinkRequest::of::<T>(&entry.id));
        let own: Vec<LinkRequest> = waiting.filter(|request| self.importing.insert(request.clone())).collect();
        let result = if own.is_empty() { Ok(()) } else { Box::pin(self.import_missing(wanted)).await };
        for request in &own {
            self.importing.remove(request);
        }
        result.map_err(|failed| match failed {
            Failed::Lookup(error) => stop(error),
            Failed::Import(stop) => stop,
        })
    }

    async fn import_missing(&mut self, wanted: Vec<(TypeId, Vec<ExternalValue<'static>>)>) -> Result<(), Failed> {
        let backend = self.work.backend_id();
        for (binding, ids) in wanted {
            let Some(components) = self.work.registry.any(binding) else { continue };
            let model = components.model();
            for ids in ids.chunks(PAGE) {
                // Looked up just now: one may have been imported with another.
                let mut links = Links::new();
                components.look_up_outside(self.work.store, backend, ids, &mut links).await.map_err(Failed::Lookup)?;
                let requests = ids.iter().map(|id| LinkRequest { binding, model, id: id.clone() });
                let missing = requests
                    .filter(|request| !links.contains(request) && !self.importing.contains(request) && !self.refused.contains_key(request));
                let missing: Vec<LinkRequest> = missing.collect();
                if self.depth == DEEPEST {
                    self.refused.extend(missing.into_iter().map(|request| (request, Refusal::TooDeep)));
                } else if !missing.is_empty() {
                    let ids: Vec<ExternalValue<'static>> = missing.into_iter().map(|request| request.id).collect();
                    self.depth += 1;
                    let result = components.import(self, &ids).await;
                    self.depth -= 1;
                    result.map_err(Failed::Import)?;
                }
            }
        }
        Ok(())
    }
}

/// Why dependencies were not imported.
enum Failed {
    Lookup(connector_store::Error),
    Import(Stop),
}
