//! What a binding refers to is exported before it.

use std::collections::VecDeque;

use connector_core::{BindingId, References};
use tracing::Instrument as _;

use super::erased::AnyExportAdapter;
use super::linked::{Needs, Waiting, look_up, records_of, requests_of};
use super::run::ExportRun;
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::stack::{DEEPEST, Stack};
use crate::{Connect, RecordOutcome};

/// What comes next.
enum Next<'r, B: Connect> {
    /// Something that it refers to.
    Before(Waiting<'r, B>, String),
    /// The binding itself; or its outcome, where it cannot go on.
    Own(Option<RecordOutcome>),
}

impl<'r, B: Connect> ExportRun<'r, B> {
    /// Exports a binding, and before it what it refers to and what has no external ID yet.
    pub(super) async fn export_with_dependencies(&mut self, first: Waiting<'r, B>) -> Result<(), Stop> {
        let mut stack = Stack(vec![(first, String::new())]);
        // What the innermost one refers to, and what could not be exported.
        let mut refused = None;
        loop {
            let Some((innermost, _)) = stack.0.last_mut() else { return Ok(()) };
            let (span, own, components) = (innermost.span.clone(), innermost.own, innermost.components);
            self.exporting.remove(&own);
            let next = match refused.take() {
                Some(what) => Next::Own(Some(RecordOutcome::Failed(format!("it links {what}, which could not be exported")))),
                None => self.next_before(innermost).instrument(span.clone()).await?,
            };
            match next {
                Next::Before(before, what) => {
                    self.exporting.insert(own);
                    stack.0.push((before, what));
                }
                Next::Own(outcome) => {
                    let exported = components.end(self, own.1, &span, outcome).instrument(span.clone()).await?;
                    refused = stack.0.pop().map(|(_, what)| what).filter(|_| !exported);
                }
            }
        }
    }

    /// Looks at the next of what a binding refers to, if there is any.
    async fn next_before(&mut self, waiting: &mut Waiting<'r, B>) -> Result<Next<'r, B>, Stop> {
        let failed = |error: String| Next::Own(Some(RecordOutcome::Failed(error)));
        let Some((request, found)) = waiting.needs.missing.pop_front() else { return Ok(Next::Own(None)) };
        let what = format!("{} of {} {}", request.model, if request.by_record { "record" } else { "binding" }, request.key);
        let Some(linked) = self.work.registry.any(request.binding) else {
            return Ok(failed(format!("it links {what}, which the registry has no adapter for")));
        };
        let Some(found) = found else {
            let put = "put a binding of it on this backend first, with no external ID";
            return Ok(failed(format!("it links {what}, which is not there: {put}")));
        };
        if self.dry {
            // It would be exported first.
            return Ok(Next::Own(Some(if waiting.needs.is_new { RecordOutcome::Created } else { RecordOutcome::Updated(Vec::new()) })));
        }
        if self.exporting.contains(&(request.binding, found)) || waiting.own == (request.binding, found) {
            return Ok(failed(format!("it links {what}: the links go in a circle")));
        }
        if self.exporting.len() >= DEEPEST {
            return Ok(failed(format!("it links {what}, at the end of too long a chain of links: export it first")));
        }
        Ok(Next::Before(linked.begin(self, found).await?, what))
    }

    /// Reads what a binding refers to and what has no external ID yet.
    pub(super) async fn needs<T: Synchronized<Backend = B>>(
        &mut self,
        id: BindingId<T>,
        components: &Components<T>,
        adapter: &dyn AnyExportAdapter<T>,
    ) -> Result<Needs, Stop> {
        let backend = self.work.backend_id();
        let (registry, options) = (self.work.registry, self.work.options());
        let read = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                let Some(binding) = tx.get::<T>(&id).await? else { return Ok(Needs { missing: VecDeque::new(), is_new: true }) };
                let records = records_of(tx, components, std::slice::from_ref(&binding)).await?;
                let requests = requests_of(adapter, options, &binding, records.first().and_then(Option::as_ref));
                let mut missing = VecDeque::new();
                let mut references = References::new();
                look_up(tx, registry, backend, &requests, &mut references).await?;
                for request in requests.into_iter().filter(|request| !references.contains(request)) {
                    let found = match registry.any(request.binding) {
                        Some(linked) => linked.binding_of(tx, backend, &request).await?,
                        None => None,
                    };
                    missing.push_back((request, found));
                }
                Ok(Needs { missing, is_new: binding.external_id().is_none() })
            })
        });
        read.await.map_err(|error| Stop::store(T::NAME, format!("while reading what binding {id} links"), error))
    }
}
