//! The part of an import that asks the remote.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{ExternalBinding, ExternalId, ExternalValue, LinkRequest, LinkRequests, Links, Model};
use connector_store::Stored;
use tracing::Instrument as _;

use super::write::{self, Batch, Entry, Refusal, Settled};
use super::{Changed, Retry, Since};
use crate::adapter::{Page, Window};
use crate::asking;
use crate::erased::{AnyAdapter, AnyRemote};
use crate::error::{Cause, Stop};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, Progress, RecordOutcome, RemoteError, RemoteErrorKind, Report, WorkContext, WorkError, spans};

/// How many dependencies of dependencies are imported inside each other. Each takes its part of the stack: so many fit into
/// the two megabytes of a runtime's worker, without optimization.
const DEEPEST: usize = 64;

/// How many refusals are kept from page to page. When there are more, they are forgotten and found out again.
const REFUSALS: usize = 10_000;

/// A running import, with what it imports on the way.
pub(crate) struct Run<'r, B: Connect> {
    pub(super) work: &'r WorkContext<'r, B>,
    pub(super) report: Report,
    pub(super) progress: Option<OnProgress<'r>>,
    /// What waits for its dependencies right now, further out: to find circles.
    pub(super) importing: HashSet<LinkRequest>,
    /// How many imports of dependencies are inside each other right now.
    depth: usize,
    /// What was not imported, and why: not asked for again.
    pub(super) refused: HashMap<LinkRequest, Refusal>,
    /// For each binding, whether failures of it are remembered.
    failing: HashMap<TypeId, bool>,
    /// What is to be tried again, unless it is settled before.
    again: HashSet<(TypeId, String)>,
    /// Whether what has the date of last time is compared all the same.
    pub(super) compare: bool,
    /// Whether the remote gave any record yet.
    has_read: bool,
}

/// What was seen on the page before: (ID, date).
type Seen = HashMap<ExternalValue<'static>, Option<DateTime<Utc>>>;

impl<'r, B: Connect> Run<'r, B> {
    pub(crate) fn new(work: &'r WorkContext<'r, B>, progress: Option<OnProgress<'r>>) -> Self {
        let (importing, refused, failing, again) = (HashSet::new(), HashMap::new(), HashMap::new(), HashSet::new());
        Self { work, report: Report::default(), progress, importing, depth: 0, refused, failing, again, compare: false, has_read: false }
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
    pub(crate) async fn changed<T: Synchronized<Backend = B>>(&mut self, options: Changed) -> Result<(), Stop> {
        self.report.model(T::NAME);
        self.open::<T>().await?;
        let stop = |error| Stop::store(T::NAME, "while reading where it was", error);
        let backend = self.work.backend_id();
        let cursor = self.work.store.cursor::<T>(backend).await.map_err(stop)?;
        let now = Utc::now();
        let due = |next_try_at| options.retry == Retry::All || (options.retry == Retry::Due && next_try_at <= now);
        let mut failures = self.work.store.stream_failures::<T>(backend);
        let (mut failing, mut again) = (false, Vec::new());
        while let Some(failure) = failures.next().await.map_err(stop)? {
            failing = true;
            if failure.has_id && due(failure.next_try_at) {
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
        self.window::<T>(Window { since }, cursor, options).await?;

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
    async fn open<T: Model>(&mut self) -> Result<(), Stop> {
        let work = self.work;
        work.ready().await.map_err(|(during, error)| Stop::store(T::NAME, during, error))
    }

    fn finished<T: Model>(&mut self) {
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Finished { report });
        }
    }

    /// Reads a window page by page.
    async fn window<T: Synchronized<Backend = B>>(
        &mut self,
        window: Window,
        cursor: Option<DateTime<Utc>>,
        Changed { page: size, delay, .. }: Changed,
    ) -> Result<(), Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let (mut page, mut number) = (Page { size, token: None }, 1_u64);
        let mut newest = cursor;
        let tomorrow = Utc::now() + TimeDelta::days(1);
        // What the cursor can be at the most, unless the oldest change comes first: see `Adapter::OLDEST_FIRST`.
        let mut most = None;
        // A window that begins after the cursor leaves a gap, which the cursor must not jump over.
        let moves = cursor.is_none_or(|cursor| window.since.is_none_or(|since| since <= cursor));
        let mut seen = Seen::new();
        // A token of some pages ago, again and again: to find pages that go in a circle.
        let mut earlier = None;
        loop {
            let during = format!("while reading page {number}");
            let stop = |error| Stop::remote(T::NAME, &during, error);
            let span = spans::import_page::<_, T>(self.work, number);
            let asked = self.ask::<T, _, _>(|| adapter.changed(client, &window, &page)).instrument(span.clone());
            let mut answer = asked.await.map_err(stop)?;
            if let Some(count) = answer.short {
                let message = format!("it has {count} records and is not the last, {size} were asked for: use `.page_size({count})`");
                return Err(stop(RemoteError::invalid_data(message)));
            }
            let read = self.read::<T>(adapter, client, &answer.ids, !self.has_read).instrument(span.clone());
            let (read, mut settled) = read.await.map_err(stop)?;
            answer.records.extend(read);
            self.has_read |= !answer.records.is_empty();
            settled.extend(answer.unreadable.into_iter().map(Settled::unreadable::<T>));
            // A page may begin with what the one before ended with.
            let mut now_seen = Seen::new();
            answer.records.retain(|remote| {
                let date = remote.external_updated_at();
                // A date that has not come yet is a mistake of the remote's: the cursor would pass over what changes until then.
                newest = newest.max(date.filter(|date| *date <= tomorrow));
                let Ok(id) = remote.external_id() else { return true };
                let id = id.to_external().into_owned();
                let repeated = date.is_some() && seen.get(&id) == Some(&date);
                if !repeated || !now_seen.contains_key(&id) {
                    now_seen.insert(id, date);
                }
                !repeated
            });
            seen = now_seen;
            if answer.next.is_some() && (answer.next == page.token || answer.next == earlier) {
                return Err(stop(RemoteError::invalid_data("the page says that one which was read before comes next")));
            }
            let last = answer.next.is_none();
            if number == 1 {
                most = newest;
            }
            let cursor = if adapter.oldest_first() { newest } else { most.filter(|_| last) };
            let cursor = cursor.filter(|_| moves);
            match delay {
                Some(delay) => {
                    self.delay::<T>(delay, components, answer.records, settled, cursor, answer.total).instrument(span).await?;
                }
                None => self.page::<T>(components, answer.records, settled, cursor, answer.total).instrument(span).await?,
            }
            if last {
                return Ok(());
            }
            if number.is_power_of_two() {
                earlier.clone_from(&answer.next);
            }
            page.token = answer.next;
            number += 1;
        }
    }

    /// Imports a page of records by their IDs.
    pub(crate) async fn ids<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<(), Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let during = || match ids {
            [id] => format!("while reading {}", id.to_external()),
            ids => format!("while reading {} records", ids.len()),
        };
        let alone = if let [id] = ids { Some(id.to_external().to_string()) } else { None };
        let span = spans::import_records::<_, T>(self.work, ids.len(), alone.as_deref());
        let read = Box::pin(self.read::<T>(adapter, client, ids, false)).instrument(span.clone()).await;
        let (found, settled) = read.map_err(|error| Stop::remote(T::NAME, during(), error))?;
        Box::pin(self.page::<T>(components, found, settled, None, None)).instrument(span).await
    }

    /// Reads records by their IDs, each once. Those that did not come are settled: gone, or failed by themselves. Where
    /// `all_or_none` and none of several can be read, none of them is to blame: that is an error.
    async fn read<T: Synchronized<Backend = B>>(
        &mut self,
        adapter: &'r dyn AnyAdapter<T>,
        client: &'r B::Client,
        ids: &[T::ExternalId],
        all_or_none: bool,
    ) -> Result<(Vec<AnyRemote<T>>, Vec<Settled>), RemoteError> {
        let mut distinct = HashSet::new();
        let ids: Vec<T::ExternalId> = ids.iter().filter(|id| distinct.insert(id.to_external().into_owned())).cloned().collect();
        let (mut found, mut settled) = (Vec::with_capacity(ids.len()), Vec::new());
        if ids.is_empty() {
            return Ok((found, settled));
        }
        let mut put = |id: &T::ExternalId, remote: Option<AnyRemote<T>>, settled: &mut Vec<Settled>| match remote {
            Some(remote) => found.push(remote),
            None => settled.push(Settled::gone::<T>(id)),
        };
        let together = match &ids[..] {
            [_] => None,
            ids => match self.ask::<T, _, _>(|| adapter.read_many(client, ids)).await {
                Ok(read) => Some(read),
                Err(error) if error.is_about_data() => None,
                Err(error) => return Err(error),
            },
        };
        if let Some(read) = together {
            for (id, remote) in ids.iter().zip(read) {
                put(id, remote, &mut settled);
            }
            return Ok((found, settled));
        }
        // One record that cannot be read does not stop the others.
        let (mut failed, mut not_found) = (0, Vec::new());
        for id in &ids {
            match self.ask::<T, _, _>(|| adapter.read_many(client, std::slice::from_ref(id))).await {
                Ok(mut read) => put(id, read.pop().flatten(), &mut settled),
                Err(error) if error.is_about_data() => {
                    failed += 1;
                    if failed == ids.len() && failed > 1 && all_or_none {
                        return Err(error);
                    }
                    if error.kind() == RemoteErrorKind::NotFound {
                        not_found.push((id, error));
                    } else {
                        settled.push(Settled::unread::<T>(id, RecordOutcome::Failed(error.to_string())));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        // "Not found" for each of several says more of the address than of the records.
        let address = not_found.len() == ids.len() && ids.len() > 1;
        for (id, error) in not_found {
            let failed = || Settled::unread::<T>(id, RecordOutcome::Failed(error.to_string()));
            settled.push(if address { failed() } else { Settled::gone::<T>(id) });
        }
        Ok((found, settled))
    }

    /// Imports the records of one page, beside those of it that are `settled` already.
    async fn page<T: Synchronized<Backend = B>>(
        &mut self,
        components: &'r Components<T>,
        remotes: Vec<AnyRemote<T>>,
        mut settled: Vec<Settled>,
        cursor: Option<DateTime<Utc>>,
        total: Option<u64>,
    ) -> Result<(), Stop> {
        if self.depth == 0 && self.refused.len() > REFUSALS {
            self.refused.clear();
        }
        let entries = sort_out(remotes, &mut settled);
        for settled in &settled {
            self.refuse::<T>(settled);
        }
        if entries.iter().any(|entry| !entry.requests.is_empty()) {
            // On the heap: dependencies are imported inside each other.
            Box::pin(self.dependencies::<T>(&entries)).await?;
        }
        let batch = Batch {
            components,
            registry: self.work.registry,
            backend: self.work.backend_id(),
            version: self.work.version(),
            entries: &entries,
            settled: &settled,
            compare: self.compare,
            failing: self.failing::<T>().await?,
            refused: &self.refused,
            importing: &self.importing,
            cursor,
        };
        let batch = &batch;
        let result = self.work.store.transaction(move |tx| Box::pin(write::write(tx, batch))).await;
        let outcomes = result.map_err(|error| Stop::store(T::NAME, "while writing", error))?;
        settled.extend(entries.iter().zip(outcomes).map(|(entry, outcome)| entry.settled(outcome)));
        for settled in settled {
            self.refuse::<T>(&settled);
            let Settled { reference, has_id, outcome, .. } = settled;
            self.tell::<T>(&reference, &outcome);
            if matches!(outcome, RecordOutcome::Failed(_)) {
                self.failing.insert(TypeId::of::<T>(), true);
            }
            if has_id && !self.again.is_empty() {
                self.again.remove(&(TypeId::of::<T>(), reference));
            }
        }
        let report = self.report.model(T::NAME);
        if let Some(progress) = &mut self.progress {
            progress(&Progress::Page { report, total });
        }
        Ok(())
    }

    /// Remembers what was not imported, for what links it.
    fn refuse<T: Model>(&mut self, settled: &Settled) {
        let Some(id) = settled.id.clone() else { return };
        let refusal = match &settled.outcome {
            RecordOutcome::Failed(error) => Refusal::Failed(error.clone()),
            RecordOutcome::Skipped(_) if settled.gone => Refusal::Gone,
            RecordOutcome::Skipped(reason) => Refusal::Skipped(reason.clone()),
            _ => return,
        };
        self.refused.insert(LinkRequest { binding: TypeId::of::<T>(), model: T::NAME, id }, refusal);
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

    /// Imports what the entries link and the store does not have: each through its own importer, once.
    async fn dependencies<T: Synchronized<Backend = B>>(&mut self, entries: &[Entry<T>]) -> Result<(), Stop> {
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
            for ids in ids.chunks(super::PAGE) {
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

    /// Asks the remote, again after a pause where that may help.
    async fn ask<T: Model, R, F: Future<Output = Result<R, RemoteError>>>(&mut self, ask: impl FnMut() -> F) -> Result<R, RemoteError> {
        asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, ask).await
    }

    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    fn components<T: Synchronized<Backend = B>>(&self) -> Result<(&'r Components<T>, &'r dyn AnyAdapter<T>), Stop> {
        let components = self.work.registry.get::<T>();
        components.and_then(|components| Some((components, components.adapter(self.work.version())?))).ok_or_else(|| Stop {
            model: T::NAME,
            during: "before it began".to_owned(),
            cause: Cause::Unregistered,
        })
    }

    async fn client<T: Model>(&mut self) -> Result<&'r B::Client, Stop> {
        let work = self.work;
        self.ask::<T, _, _>(|| work.client()).await.map_err(|error| Stop::remote(T::NAME, "while connecting", error))
    }

    /// Counts what became of a record, and tells it.
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

/// Why dependencies were not imported.
enum Failed {
    Lookup(connector_store::Error),
    Import(Stop),
}

/// Looks at each record by itself: those with a usable ID that are not skipped go on.
pub(super) fn sort_out<T: Synchronized>(remotes: Vec<AnyRemote<T>>, settled: &mut Vec<Settled>) -> Vec<Entry<T>> {
    let mut entries = Vec::with_capacity(remotes.len());
    let mut seen = HashSet::new();
    for (place, remote) in remotes.into_iter().enumerate() {
        let no_id = |error: String| Settled {
            reference: remote.reference().unwrap_or_else(|| format!("(record {} of a page)", place + 1)),
            has_id: false,
            id: None,
            gone: false,
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
        if let Some(skip) = remote.skip() {
            settled.push(Settled::unread::<T>(&id, RecordOutcome::Skipped(skip.reason().to_owned())));
            continue;
        }
        if !seen.insert(value.clone().into_owned()) {
            let which = remote.reference().map_or_else(String::new, |reference| format!(" ({reference})"));
            let outcome = RecordOutcome::Failed(format!(
                "the remote has several records with this ID on one page: the first one was imported, this one{which} was not"
            ));
            // Without its ID: it says nothing of the first one, which others may link.
            settled.push(Settled { reference: value.to_string(), has_id: true, id: None, gone: false, outcome });
            continue;
        }
        let mut requests = LinkRequests::default();
        remote.links(&mut requests);
        let mut distinct = HashSet::new();
        let requests = requests.into_requests().into_iter().filter(|request| distinct.insert(request.clone())).collect();
        entries.push(Entry { id, remote, requests });
    }
    entries
}

/// An external ID from the text that a failure is remembered by.
fn parse_id<T: ExternalBinding>(text: &str) -> Option<T::ExternalId> {
    let value = if T::ExternalId::INTEGER { ExternalValue::Int(text.parse().ok()?) } else { ExternalValue::Text(text.into()) };
    T::ExternalId::from_external(value).ok()
}
