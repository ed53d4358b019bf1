//! The part of an import that asks the remote.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, Utc};
use connector_core::{ExternalBinding, ExternalId, ExternalValue, LinkRequest, LinkRequests, Links, Model};

use super::write::{self, Batch, Entry, Settled};
use super::{Changed, Retry, Since};
use crate::adapter::{Page, Window};
use crate::erased::{AnyAdapter, AnyRemote};
use crate::error::{Cause, Stop};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, ImportError, Progress, RecordOutcome, RemoteError, Report, WorkContext};

/// A running import, with what it imports on the way.
pub(crate) struct Run<'r, B: Connect> {
    work: &'r WorkContext<'r, B>,
    report: Report,
    progress: Option<OnProgress<'r>>,
    /// What is being imported right now, further out: to find circles.
    importing: HashSet<LinkRequest>,
    /// What was linked and could not be imported, and why: asked for once.
    refused: HashMap<LinkRequest, String>,
    /// What had failed before this run, by binding.
    failures: HashMap<TypeId, HashSet<(bool, String)>>,
}

/// What was seen on the page before: (ID, date).
type Seen = HashMap<ExternalValue<'static>, Option<DateTime<Utc>>>;

impl<'r, B: Connect> Run<'r, B> {
    pub(crate) fn new(work: &'r WorkContext<'r, B>, progress: Option<OnProgress<'r>>) -> Self {
        let (importing, refused, failures) = (HashSet::new(), HashMap::new(), HashMap::new());
        Self { work, report: Report::default(), progress, importing, refused, failures }
    }

    /// The result of the whole run.
    pub(crate) fn finish(self, result: Result<(), Stop>) -> Result<Report, ImportError> {
        match result {
            Ok(()) => Ok(self.report),
            Err(stop) => Err(ImportError {
                backend_model: B::NAME,
                backend: self.work.backend.name().to_owned(),
                model: stop.model,
                during: stop.during,
                cause: stop.cause,
                report: Box::new(self.report),
            }),
        }
    }

    /// Imports what changed.
    pub(crate) async fn changed<T: Synchronized<Backend = B>>(&mut self, options: Changed) -> Result<(), Stop> {
        self.report.model(T::NAME);
        let stop = |error| Stop::store(T::NAME, "while reading where it was", error);
        let backend = self.work.backend_id();
        let cursor = self.work.store.cursor::<T>(backend).await.map_err(stop)?;
        let failures = self.work.store.failures::<T>(backend).await.map_err(stop)?;
        self.failures.insert(TypeId::of::<T>(), failures.iter().map(|failure| (failure.has_id, failure.reference.clone())).collect());
        let since = match options.since {
            Since::Cursor => cursor.map(|cursor| cursor - options.overlap),
            Since::Time(time) => Some(time),
            Since::Beginning => None,
        };

        self.window::<T>(Window { since }, cursor, options.page).await?;

        let now = Utc::now();
        let again: Vec<T::ExternalId> = failures
            .iter()
            .filter(|failure| failure.has_id && (options.retry == Retry::All || (options.retry == Retry::Due && failure.next_try_at <= now)))
            // What the window has just settled is not asked for again.
            .filter(|failure| self.failures.get(&TypeId::of::<T>()).is_some_and(|open| open.contains(&(true, failure.reference.clone()))))
            .filter_map(|failure| parse_id::<T>(&failure.reference))
            .collect();
        for ids in again.chunks(options.page) {
            self.ids::<T>(ids).await?;
        }
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Finished { report });
        }
        Ok(())
    }

    /// Reads a window page by page.
    async fn window<T: Synchronized<Backend = B>>(&mut self, window: Window, cursor: Option<DateTime<Utc>>, size: usize) -> Result<(), Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let (mut page, mut number) = (Page { size, token: None }, 1);
        let mut newest = cursor;
        let mut seen = Seen::new();
        loop {
            let during = format!("while reading page {number}");
            let mut answer =
                self.ask::<T, _, _>(|| adapter.changed(client, &window, &page)).await.map_err(|error| Stop::remote(T::NAME, &during, error))?;
            if !answer.ids.is_empty() {
                let ids = &answer.ids;
                let read = self.ask::<T, _, _>(|| adapter.read_many(client, ids)).await;
                let read = read.map_err(|error| Stop::remote(T::NAME, &during, error))?;
                answer.records.extend(read.into_iter().flatten());
            }
            // A page may begin with what the one before ended with.
            let mut now_seen = Seen::new();
            answer.records.retain(|remote| {
                let date = remote.external_updated_at();
                newest = newest.max(date);
                let Ok(id) = remote.external_id() else { return true };
                let id = id.to_external().into_owned();
                let repeated = date.is_some() && seen.get(&id) == Some(&date);
                if !repeated || !now_seen.contains_key(&id) {
                    now_seen.insert(id, date);
                }
                !repeated
            });
            seen = now_seen;
            if answer.next.is_some() && answer.next == page.token {
                let error = RemoteError::invalid_data("the page says that it comes after itself");
                return Err(Stop::remote(T::NAME, during, error));
            }
            let last = answer.next.is_none();
            let cursor = newest.filter(|_| last || adapter.oldest_first());
            self.page::<T>(components, answer.records, cursor, answer.total).await?;
            if last {
                return Ok(());
            }
            page.token = answer.next;
            number += 1;
        }
    }

    /// Imports some records by their IDs.
    pub(crate) async fn ids<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<(), Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let during = || match ids {
            [id] => format!("while reading {}", id.to_external()),
            ids => format!("while reading {} records", ids.len()),
        };
        let read = self.ask::<T, _, _>(|| adapter.read_many(client, ids)).await.map_err(|error| Stop::remote(T::NAME, during(), error))?;
        let mut found: Vec<AnyRemote<T>> = Vec::with_capacity(ids.len());
        let mut gone = Vec::new();
        for (id, remote) in ids.iter().zip(read) {
            match remote {
                Some(remote) => found.push(remote),
                None => gone.push(id),
            }
        }
        self.gone::<T>(&gone).await?;
        let requests: Vec<LinkRequest> = ids.iter().map(LinkRequest::of::<T>).collect();
        self.importing.extend(requests.iter().cloned());
        let result = self.page::<T>(components, found, None, None).await;
        for request in &requests {
            self.importing.remove(request);
        }
        result
    }

    /// Records that the remote does not have: they are not tried again.
    async fn gone<T: Synchronized<Backend = B>>(&mut self, ids: &[&T::ExternalId]) -> Result<(), Stop> {
        let backend = self.work.backend_id();
        for id in ids {
            let reference = id.to_external().to_string();
            self.refused.insert(LinkRequest::of::<T>(id), "the remote does not have".to_owned());
            let known = self.failures.get_mut(&TypeId::of::<T>()).is_some_and(|known| known.remove(&(true, reference.clone())));
            if known {
                let reference = &reference;
                let cleared = self.work.store.transaction(move |tx| Box::pin(async move { tx.clear_failure::<T>(backend, reference, true).await })).await;
                cleared.map_err(|error| Stop::store(T::NAME, format!("while forgetting {reference}"), error))?;
            }
            self.tell::<T>(&reference, &RecordOutcome::Skipped("the remote does not have it (any more)".to_owned()));
        }
        Ok(())
    }

    /// Imports the records of one page.
    async fn page<T: Synchronized<Backend = B>>(
        &mut self,
        components: &'r Components<T>,
        remotes: Vec<AnyRemote<T>>,
        cursor: Option<DateTime<Utc>>,
        total: Option<u64>,
    ) -> Result<(), Stop> {
        let (entries, mut settled) = sort_out(remotes);
        if entries.iter().any(|entry| !entry.requests.is_empty()) {
            self.dependencies::<T>(&entries).await?;
        }
        let known = self.failures.remove(&TypeId::of::<T>()).unwrap_or_default();
        let batch = Batch {
            components,
            registry: self.work.registry,
            backend: self.work.backend_id(),
            version: self.work.version(),
            entries: &entries,
            settled: &settled,
            refused: &self.refused,
            known_failures: &known,
            cursor,
        };
        let batch = &batch;
        let result = self.work.store.transaction(move |tx| Box::pin(write::write(tx, batch))).await;
        let outcomes = result.map_err(|error| Stop::store(T::NAME, "while writing", error));
        self.failures.insert(TypeId::of::<T>(), known);
        let outcomes = outcomes?;
        settled.extend(entries.iter().zip(outcomes).map(|(entry, outcome)| entry.settled(outcome)));
        for Settled { reference, has_id, id, outcome } in settled {
            let open = self.failures.entry(TypeId::of::<T>()).or_default();
            open.remove(&(has_id, reference.clone()));
            if let (RecordOutcome::Failed(error), Some(id)) = (&outcome, id) {
                self.refused.insert(LinkRequest { binding: TypeId::of::<T>(), model: T::NAME, id }, format!("failed: {error}"));
            }
            self.tell::<T>(&reference, &outcome);
        }
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Page { report, total });
        }
        Ok(())
    }

    /// Imports what the entries link and the store does not have: each through its own importer, once.
    async fn dependencies<T: Synchronized<Backend = B>>(&mut self, entries: &[Entry<T>]) -> Result<(), Stop> {
        let stop = |error| Stop::store(T::NAME, "while looking up what it links", error);
        let backend = self.work.backend_id();
        // What is up to date is not mapped, and needs nothing.
        let ids: Vec<T::ExternalId> = entries.iter().map(|entry| entry.id.clone()).collect();
        let kept = self.work.store.binder::<T>(backend).to_internal_many(&ids).await.map_err(stop)?;
        let on_this_page: HashSet<LinkRequest> = ids.iter().map(LinkRequest::of::<T>).collect();
        let mut wanted: Vec<(TypeId, Vec<ExternalValue<'static>>)> = Vec::new();
        let mut asked = HashSet::new();
        for (entry, kept) in entries.iter().zip(&kept) {
            if kept.as_ref().is_some_and(|kept| entry.is_up_to_date(kept)) {
                continue;
            }
            for request in &entry.requests {
                let elsewhere = !on_this_page.contains(request) && !self.importing.contains(request) && !self.refused.contains_key(request);
                if elsewhere && asked.insert(request.clone()) {
                    match wanted.iter_mut().find(|(binding, _)| *binding == request.binding) {
                        Some((_, ids)) => ids.push(request.id.clone()),
                        None => wanted.push((request.binding, vec![request.id.clone()])),
                    }
                }
            }
        }
        let own: Vec<LinkRequest> = on_this_page.into_iter().filter(|request| self.importing.insert(request.clone())).collect();
        let result = self.import_missing(wanted, asked).await;
        for request in &own {
            self.importing.remove(request);
        }
        result.map_err(|failed| match failed {
            Failed::Lookup(error) => stop(error),
            Failed::Import(stop) => stop,
        })
    }

    async fn import_missing(&mut self, wanted: Vec<(TypeId, Vec<ExternalValue<'static>>)>, asked: HashSet<LinkRequest>) -> Result<(), Failed> {
        let backend = self.work.backend_id();
        for (binding, ids) in wanted {
            let Some(components) = self.work.registry.any(binding) else {
                for request in asked.iter().filter(|request| request.binding == binding) {
                    self.refused.insert(request.clone(), "the registry has no adapter for".to_owned());
                }
                continue;
            };
            let mut links = Links::new();
            components.look_up_outside(self.work.store, backend, &ids, &mut links).await.map_err(Failed::Lookup)?;
            let model = components.model();
            let missing: Vec<_> = ids.into_iter().filter(|id| !links.contains(&LinkRequest { binding, model, id: id.clone() })).collect();
            for ids in missing.chunks(super::PAGE) {
                components.import(self, ids).await.map_err(Failed::Import)?;
            }
        }
        Ok(())
    }

    /// Asks the remote, again after a pause where that may help.
    async fn ask<T: Model, R, F: Future<Output = Result<R, RemoteError>>>(&mut self, ask: impl FnMut() -> F) -> Result<R, RemoteError> {
        let pauses = ExponentialBuilder::default().with_min_delay(Duration::from_millis(200)).with_factor(3.0).with_max_times(4).with_jitter();
        let progress = &mut self.progress;
        ask.retry(pauses)
            .when(RemoteError::is_retryable)
            .adjust(|error, pause| pause.map(|pause| pause.max(error.get_retry_after().unwrap_or_default())))
            .notify(|error, pause| {
                tracing::warn!(model = T::NAME, %error, ?pause, "the remote is asked again");
                if let Some(progress) = progress {
                    progress(&Progress::Waiting { model: T::NAME, error, pause });
                }
            })
            .await
    }

    fn components<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyAdapter<T>), Stop> {
        let components = self.work.registry.get::<T>();
        components
            .and_then(|components| Some((components, components.adapter(self.work.version())?)))
            .ok_or_else(|| Stop { model: T::NAME, during: "before it began".to_owned(), cause: Cause::Unregistered })
    }

    async fn client<T: Model>(&mut self) -> Result<&'r B::Client, Stop> {
        let work = self.work;
        self.ask::<T, _, _>(|| work.client()).await.map_err(|error| Stop::remote(T::NAME, "while connecting", error))
    }

    /// Counts what became of a record, and tells it.
    fn tell<T: Model>(&mut self, reference: &str, outcome: &RecordOutcome) {
        self.report.model(T::NAME).count(reference, outcome);
        if let (Some(progress), false) = (&mut self.progress, matches!(outcome, RecordOutcome::Unchanged)) {
            progress(&Progress::Record { model: T::NAME, reference, outcome });
        }
    }
}

/// Why dependencies were not imported.
enum Failed {
    Lookup(connector_store::Error),
    Import(Stop),
}

/// Looks at each record by itself: those with a usable ID that are not skipped go on.
fn sort_out<T: Synchronized>(remotes: Vec<AnyRemote<T>>) -> (Vec<Entry<T>>, Vec<Settled>) {
    let mut entries = Vec::with_capacity(remotes.len());
    let mut settled = Vec::new();
    let mut seen = HashSet::new();
    for (place, remote) in remotes.into_iter().enumerate() {
        let no_id = |error: String| Settled {
            reference: remote.reference().unwrap_or_else(|| format!("(record {} of a page)", place + 1)),
            has_id: false,
            id: None,
            outcome: RecordOutcome::Failed(error),
        };
        let id = match remote.external_id() {
            Ok(id) => id,
            Err(error) => {
                settled.push(no_id(error.to_string()));
                continue;
            }
        };
        let value = id.to_external();
        if let Some(rule) = value.fault() {
            settled.push(no_id(format!("its external ID cannot be kept: {rule}")));
            continue;
        }
        let outcome = if let Some(skip) = remote.skip() {
            Some(RecordOutcome::Skipped(skip.reason().to_owned()))
        } else if seen.insert(value.clone().into_owned()) {
            None
        } else {
            let which = remote.reference().map_or_else(String::new, |reference| format!(" ({reference})"));
            Some(RecordOutcome::Failed(format!(
                "the remote has several records with this ID on one page: the first one was imported, this one{which} was not"
            )))
        };
        match outcome {
            Some(outcome) => settled.push(Settled { reference: value.to_string(), has_id: true, id: None, outcome }),
            None => {
                let mut requests = LinkRequests::default();
                remote.links(&mut requests);
                let mut distinct = HashSet::new();
                let requests = requests.into_requests().into_iter().filter(|request| distinct.insert(request.clone())).collect();
                entries.push(Entry { id, remote, requests });
            }
        }
    }
    (entries, settled)
}

/// An external ID from the text that a failure is remembered by.
fn parse_id<T: ExternalBinding>(text: &str) -> Option<T::ExternalId> {
    let value = if T::ExternalId::INTEGER { ExternalValue::Int(text.parse().ok()?) } else { ExternalValue::Text(text.into()) };
    T::ExternalId::from_external(value).ok()
}
