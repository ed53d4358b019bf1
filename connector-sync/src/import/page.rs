//! One page of an import, from the records that came to what became of them.

use std::any::TypeId;

use chrono::{DateTime, Utc};
use connector_core::{LinkRequest, Model};

use super::entry::{Refusal, Settled};
use super::read::sort_out;
use super::run::Run;
use super::write::{self, Batch};
use crate::erased::AnyRemote;
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, Progress, RecordOutcome};

/// How many refusals are kept from page to page. When there are more, they are forgotten and found out again.
const REFUSALS: usize = 10_000;

impl<'r, B: Connect> Run<'r, B> {
    /// Imports the records of one page, beside those of it that are `settled` already.
    pub(super) async fn page<T: Synchronized<Backend = B>>(
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
}
