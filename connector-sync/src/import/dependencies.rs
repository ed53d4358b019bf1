//! What the records of a page link is imported before them.

use std::any::TypeId;
use std::collections::HashSet;

use connector_core::{ExternalValue, LinkRequest, Links};
use connector_store::Stored;
use tracing::Instrument as _;

use super::PAGE;
use super::entry::{Entry, Refusal};
use super::run::Run;
use super::waiting::{Needs, Waiting};
use crate::Connect;
use crate::error::Stop;
use crate::registry::Synchronized;
use crate::stack::{DEEPEST, Stack};

/// What is going on while links are looked up, in words.
const LOOKING_UP: &str = "while looking up what it links";

impl<'r, B: Connect> Run<'r, B> {
    /// Writes a page, and before it what it links and the store does not have: each through its own importer, once.
    pub(super) async fn write_with_dependencies(&mut self, page: Waiting<'r, B>) -> Result<(), Stop> {
        let mut stack = Stack(vec![page]);
        loop {
            let depth = stack.0.len().saturating_sub(1);
            let Some(innermost) = stack.0.last_mut() else { return Ok(()) };
            let span = innermost.span.clone();
            if let Some(before) = self.next_before(innermost, depth).instrument(span.clone()).await? {
                stack.0.push(before);
            } else if let Some(Waiting { page, needs, .. }) = stack.0.pop() {
                for request in &needs.waiting {
                    self.importing.remove(request);
                }
                page.write(self).instrument(span).await?;
            }
        }
    }

    /// Reads the next of what a page waits for, if there is any.
    async fn next_before(&mut self, page: &mut Waiting<'r, B>, depth: usize) -> Result<Option<Waiting<'r, B>>, Stop> {
        let backend = self.work.backend_id();
        while let Some((binding, ids)) = page.needs.groups.pop_front() {
            let Some(components) = self.work.registry.any(binding) else { continue };
            let model = components.model();
            // Looked up just now: one may have been imported with another.
            let mut links = Links::new();
            let looked_up = components.look_up_outside(self.work.store, backend, &ids, &mut links).await;
            looked_up.map_err(|error| Stop::store(page.model, LOOKING_UP, error))?;
            let requests = ids.into_iter().map(|id| LinkRequest { binding, model, id });
            let missing = requests
                .filter(|request| !links.contains(request) && !self.importing.contains(request) && !self.refused.contains_key(request));
            let missing: Vec<LinkRequest> = missing.collect();
            if depth == DEEPEST {
                self.refused.extend(missing.into_iter().map(|request| (request, Refusal::TooDeep)));
            } else if !missing.is_empty() {
                let ids: Vec<ExternalValue<'static>> = missing.into_iter().map(|request| request.id).collect();
                return components.read_page(self, &ids).await.map(Some);
            }
        }
        Ok(None)
    }

    /// What the entries link and the store does not have.
    pub(super) async fn needs<T: Synchronized<Backend = B>>(&mut self, entries: &[Entry<T>]) -> Result<Needs, Stop> {
        let stop = |error| Stop::store(T::NAME, LOOKING_UP, error);
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
        let waiting: Vec<LinkRequest> = waiting.filter(|request| self.importing.insert(request.clone())).collect();
        if waiting.is_empty() {
            return Ok(Needs::default());
        }
        let groups = wanted.iter().flat_map(|(binding, ids)| ids.chunks(PAGE).map(|ids| (*binding, ids.to_vec()))).collect();
        Ok(Needs { waiting, groups })
    }
}
