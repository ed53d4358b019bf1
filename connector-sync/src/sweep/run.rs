//! A sweep from its first page to its report.

use std::collections::HashMap;

use connector_core::{BackendId, BindingId, ExternalBinding, ExternalId, ExternalValue};
use connector_store::Stored;

use super::act::{self, Batch};
use super::known::{self, Known};
use super::rows::Rows;
use super::{OnGone, Options, SomeIds, Swept, TooManyGone};
use crate::erased::{AnyAdapter, AnyPage};
use crate::error::{Cause, Stop};
use crate::import::{Pages, Run, Settled};
use crate::progress::OnProgress;
use crate::registry::{Components, Synchronized};
use crate::{Connect, Progress, RecordOutcome, WorkContext, WorkError};

/// How many bindings are streamed at once.
const STREAMED: usize = 1_000;

/// Sweeps the bindings of `T`.
pub(super) async fn sweep<'w, T: Synchronized>(
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    options: Options,
) -> Result<Swept, WorkError> {
    let mut sweeping = Sweeping::<T> {
        work,
        run: Run::new(work, progress),
        options,
        on_gone: work.registry.get::<T>().map(Components::on_gone).unwrap_or_default(),
        listed: 0,
        bound: 0,
        missing: SomeIds::default(),
        unlisted: SomeIds::default(),
        gone: SomeIds::default(),
        known: Known::default(),
        refused: None,
    };
    let result = sweeping.run().await;
    let Sweeping { run, on_gone, listed, bound, missing, unlisted, gone, known, refused, .. } = sweeping;
    let report = run.finish(result)?;
    let (known, back, dry_run) = (known.unlisted, known.back, options.dry);
    Ok(Swept { model: T::NAME, on_gone, dry_run, bound, listed, missing, unlisted, gone, known, back, refused, report })
}

/// A running sweep.
struct Sweeping<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    run: Run<'w, T::Backend>,
    options: Options,
    on_gone: OnGone,
    listed: u64,
    bound: u64,
    missing: SomeIds,
    unlisted: SomeIds,
    gone: SomeIds,
    known: Known,
    refused: Option<TooManyGone>,
}

impl<'w, T: Synchronized> Sweeping<'w, T> {
    fn backend(&self) -> BackendId<T::Backend> {
        self.work.backend_id()
    }

    async fn run(&mut self) -> Result<(), Stop> {
        self.run.open::<T>().await?;
        let (components, adapter) = self.run.registered::<T>()?;
        let client = self.run.client::<T>().await?;
        let listed = self.list(adapter, client).await?;
        let stop = |error| Stop::store(T::NAME, "while reading what is known to be gone", error);
        let backend = self.backend();
        let known = known::read::<T>(self.work.store, components, backend, self.on_gone, &listed, self.options.dry).await;
        self.known = known.map_err(stop)?;
        let unlisted = self.compare(&listed).await?;
        let bound = self.bound - self.known.unlisted;
        self.refused = TooManyGone::check(bound, self.listed, self.unlisted.count, self.options.percent);
        match self.refused.take() {
            Some(refused) if !self.options.dry => {
                let cause = Cause::TooManyGone(refused);
                return Err(Stop { model: T::NAME, during: "after both sides were compared".to_owned(), cause });
            }
            Some(refused) => self.refused = Some(refused),
            None => self.act_on(components, adapter, client, &unlisted).await?,
        }
        self.run.finished::<T>();
        Ok(())
    }

    /// Reads the remote's IDs. Gives the bindings that have one of them.
    async fn list(&mut self, adapter: &'w dyn AnyAdapter<T>, client: &'w <T::Backend as Connect>::Client) -> Result<Rows, Stop> {
        let mut listed = Rows::default();
        let mut pages = Pages::first(self.options.page);
        loop {
            let during = format!("while reading page {} of the IDs", pages.number);
            let stop = |error| Stop::remote(T::NAME, &during, error);
            let answer = self.run.ask::<T, _, _>(|| adapter.ids(client, &pages.page)).await.map_err(stop)?;
            pages.check(&answer).map_err(stop)?;
            let (next, total) = (answer.next.clone(), answer.total);
            let ids = ids_of(answer);
            self.listed += ids.len() as u64;
            self.look_up(&ids, &mut listed).await?;
            self.run.progress(&Progress::Listed { model: T::NAME, listed: self.listed, total });
            if !pages.go_on(next) {
                return Ok(listed);
            }
        }
    }

    /// Looks up the IDs of a page, and imports what is missing where that is asked for.
    async fn look_up(&mut self, ids: &[T::ExternalId], listed: &mut Rows) -> Result<(), Stop> {
        let missing = self.bound_among(ids, listed).await?;
        for id in &missing {
            self.missing.add(id.to_external());
        }
        if !self.options.import || self.options.dry || missing.is_empty() {
            return Ok(());
        }
        for ids in missing.chunks(PAGE_OF_IMPORT) {
            self.run.ids::<T>(ids).await?;
        }
        self.bound_among(&missing, listed).await.map(drop)
    }

    /// Notes the bindings that have these IDs. Gives the IDs that have none, each once.
    async fn bound_among(&mut self, ids: &[T::ExternalId], listed: &mut Rows) -> Result<Vec<T::ExternalId>, Stop> {
        let stop = |error| Stop::store(T::NAME, "while looking up IDs", error);
        let found = self.work.store.binder::<T>(self.backend()).to_internal_many(ids).await.map_err(stop)?;
        let mut missing: Vec<T::ExternalId> = Vec::new();
        let mut distinct = std::collections::HashSet::new();
        for (id, found) in ids.iter().zip(found) {
            match found {
                Some(binding) => listed.insert(binding.id().get()),
                None if distinct.insert(id.to_external().into_owned()) => missing.push(id.clone()),
                None => {}
            }
        }
        Ok(missing)
    }

    /// Streams the bindings. Gives those that are not listed, and were not known to be gone.
    async fn compare(&mut self, listed: &Rows) -> Result<Rows, Stop> {
        let stop = |error| Stop::store(T::NAME, "while comparing bindings", error);
        let mut unlisted = Rows::default();
        let mut bindings = self.work.store.binder::<T>(self.backend()).stream().page_size(STREAMED);
        loop {
            let page = bindings.next_page().await.map_err(stop)?;
            if page.is_empty() {
                return Ok(unlisted);
            }
            for binding in &page {
                let (Some(id), row) = (binding.external_id(), binding.id().get()) else { continue };
                self.bound += 1;
                if listed.contains(row) {
                    continue;
                }
                if self.known.gone.contains(row) {
                    self.known.unlisted += 1;
                } else {
                    unlisted.insert(row);
                    self.unlisted.add(id.to_external());
                }
            }
        }
    }

    /// Asks once more for what is not listed, and acts upon what is not there: a page at a time, each in a transaction.
    async fn act_on(
        &mut self,
        components: &'w Components<T>,
        adapter: &'w dyn AnyAdapter<T>,
        client: &'w <T::Backend as Connect>::Client,
        unlisted: &Rows,
    ) -> Result<(), Stop> {
        let mut rows = unlisted.iter();
        loop {
            let ids: Vec<BindingId<T>> = rows.by_ref().take(self.options.page).map(BindingId::new).collect();
            if ids.is_empty() {
                return Ok(());
            }
            let stop = |error| Stop::store(T::NAME, "while reading bindings", error);
            let bindings: Vec<Stored<T>> = self.work.store.get_many::<T>(&ids).await.map_err(stop)?.into_iter().flatten().collect();
            let external: Vec<T::ExternalId> = bindings.iter().filter_map(|binding| binding.external_id().cloned()).collect();
            // A page of the list that lies must not delete anything.
            let read = self.run.read::<T>(adapter, client, &external, false).await;
            let (_, settled) = read.map_err(|error| Stop::remote(T::NAME, "while asking for what is not listed", error))?;
            let by_id: HashMap<ExternalValue<'static>, &Stored<T>> =
                bindings.iter().filter_map(|binding| Some((binding.external_id()?.to_external().into_owned(), binding))).collect();
            let mut gone: Vec<&Stored<T>> = Vec::new();
            for Settled { id, gone: is_gone, reference, outcome, .. } in settled {
                match id.and_then(|id| by_id.get(&id)) {
                    Some(binding) if is_gone => gone.push(binding),
                    _ => self.run.tell::<T>(&reference, &outcome),
                }
            }
            for id in gone.iter().filter_map(|binding| binding.external_id()) {
                self.gone.add(id.to_external());
            }
            if !self.options.dry && !gone.is_empty() {
                self.write(components, &gone).await?;
            }
        }
    }

    async fn write(&mut self, components: &'w Components<T>, gone: &[&Stored<T>]) -> Result<(), Stop> {
        let batch = &Batch { components, work: self.work, backend: self.backend(), on_gone: self.on_gone, gone };
        let written = self.work.store.transaction(move |tx| Box::pin(act::write(tx, batch))).await;
        let outcomes = written.map_err(|error| Stop::store(T::NAME, "while writing what is gone", error))?;
        for (binding, outcome) in gone.iter().zip(outcomes) {
            let id = binding.external_id().map(|id| id.to_external().to_string()).unwrap_or_default();
            self.run.tell::<T>(&id, &outcome);
            if let RecordOutcome::Failed(error) = &outcome {
                tracing::warn!(model = T::NAME, id, %error, "what is gone on the remote could not be settled here");
            }
        }
        self.run.page_done::<T>(None);
        Ok(())
    }
}

/// How many of what is missing are imported at once.
const PAGE_OF_IMPORT: usize = 200;

/// The IDs of a page: also of records that came whole, and of those that could not be read.
fn ids_of<T: ExternalBinding>(page: AnyPage<T>) -> Vec<T::ExternalId> {
    let mut ids = page.ids;
    ids.extend(page.records.iter().filter_map(|record| record.external_id().ok()));
    ids.extend(page.unreadable.into_iter().filter_map(|unreadable| unreadable.id));
    ids.retain(|id| id.to_external().fault().is_none());
    ids
}
