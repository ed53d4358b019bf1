//! An import whose pages become jobs.

use super::Delay;
use super::entry::{Entry, Settled};
use super::page::Counted;
use super::read::{ReadPage, sort_out};
use super::run::Run;
use super::write::{self, Batch};
use crate::error::Stop;
use crate::jobs::{ImportPage, ImportRecord, Job};
use crate::registry::Synchronized;
use crate::{Connect, RecordOutcome};

impl<'r, B: Connect> Run<'r, B> {
    /// Enqueues jobs that import the records of one page, beside those of it that are `settled` already; all in one transaction
    /// with the cursor.
    pub(super) async fn delay<T: Synchronized<Backend = B>>(&mut self, delay: Delay, read: ReadPage<'r, T>) -> Result<(), Stop> {
        let ReadPage { components, remotes, mut settled, cursor, total, .. } = read;
        let stop = |error| Stop::store(T::NAME, "while enqueuing jobs", error);
        let backend = self.work.backend_id();
        let entries = sort_out(remotes, &mut settled);
        let ids: Vec<T::ExternalId> = entries.iter().map(|entry| entry.id.clone()).collect();
        let kept = self.work.store.binder::<T>(backend).to_internal_many(&ids).await.map_err(stop)?;
        let is_same = |entry: &Entry<T>, kept: Option<&T>| !self.compare && kept.is_some_and(|kept| entry.is_up_to_date(kept));
        let is_same: Vec<bool> = entries.iter().zip(&kept).map(|(entry, kept)| is_same(entry, kept.as_deref())).collect();
        let wanted = ids.iter().zip(&is_same).filter(|(_, is_same)| !**is_same).map(|(id, _)| id.clone());
        let jobs: Result<Vec<_>, _> = match delay {
            Delay::Records => wanted.map(|id| ImportRecord::<T> { backend, id }.later().to_job()).collect(),
            Delay::Pages => {
                let ids: Vec<T::ExternalId> = wanted.collect();
                let page = (!ids.is_empty()).then(|| ImportPage::<T> { backend, ids });
                page.into_iter().map(|page| page.later().to_job()).collect()
            }
        };
        let jobs = &jobs.map_err(stop)?;
        let batch = &Batch {
            components,
            registry: self.work.registry,
            backend,
            version: self.work.version(),
            entries: &[],
            settled: &settled,
            options: self.work.options(),
            unit: self.unit::<T>(),
            compare: self.compare,
            failing: self.failing::<T>().await?,
            refused: &self.refused,
            counted: &Counted::new(),
            importing: &self.importing,
            cursor,
        };
        let enqueue = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                write::write(tx, batch).await?;
                tx.enqueue_many(jobs).await
            })
        });
        enqueue.await.map_err(stop)?;
        for (entry, is_same) in entries.iter().zip(is_same) {
            settled.push(entry.settled(if is_same { RecordOutcome::Unchanged } else { RecordOutcome::Delayed }));
        }
        for Settled { reference, outcome, .. } in settled {
            self.tell::<T>(&reference, &outcome);
        }
        self.page_done::<T>(total);
        Ok(())
    }
}
