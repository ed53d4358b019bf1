//! One page of an import, from the records that came to what became of them.

use std::any::TypeId;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use connector_core::{ExternalId, ExternalValue, LinkRequest, Model};
use connector_store::BoxFuture;
use tracing::Instrument as _;

use super::entry::{Entry, Refusal, Settled};
use super::read::{ReadPage, sort_out};
use super::run::Run;
use super::waiting::{AnyPending, Needs, Waiting};
use super::write::{self, Batch};
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome};

/// How many refusals are kept from page to page. When there are more, they are forgotten and found out again.
const REFUSALS: usize = 10_000;

/// What was counted before in this run as failed (`true`) or skipped, by its ID: it is not counted again.
pub(super) type Counted = HashMap<ExternalValue<'static>, bool>;

/// A page that was looked at, and is still to be written.
struct Pending<'r, T: Synchronized> {
    components: &'r Components<T>,
    entries: Vec<Entry<T>>,
    settled: Vec<Settled>,
    counted: Counted,
    cursor: Option<DateTime<Utc>>,
    total: Option<u64>,
}

impl<'r, T: Synchronized> AnyPending<'r, T::Backend> for Pending<'r, T> {
    fn write<'a>(self: Box<Self>, run: &'a mut Run<'r, T::Backend>) -> BoxFuture<'a, Result<(), Stop>>
    where
        'r: 'a,
    {
        Box::pin(run.write(*self))
    }
}

impl<'r, B: Connect> Run<'r, B> {
    /// Imports the records of one page.
    pub(super) async fn page<T: Synchronized<Backend = B>>(&mut self, read: ReadPage<'r, T>) -> Result<(), Stop> {
        if self.refused.len() > REFUSALS {
            self.refused.clear();
        }
        let page = Box::pin(self.look_at(read)).await?;
        self.write_with_dependencies(page).await
    }

    /// Looks at the records of one page, and at what they need.
    pub(super) async fn look_at<T: Synchronized<Backend = B>>(&mut self, read: ReadPage<'r, T>) -> Result<Waiting<'r, B>, Stop> {
        let ReadPage { components, remotes, mut settled, cursor, total, span } = read;
        let looked_at = async {
            let entries = sort_out(remotes, &mut settled);
            let counted = self.counted::<T>(settled.iter().filter_map(|settled| settled.id.clone()));
            for settled in &settled {
                self.refuse::<T>(settled);
            }
            let links = entries.iter().any(|entry| !entry.requests.is_empty());
            let needs = if links { self.needs(&entries).await? } else { Needs::default() };
            Ok((Pending { components, entries, settled, counted, cursor, total }, needs))
        };
        let (page, needs) = looked_at.instrument(span.clone()).await?;
        Ok(Waiting { page: Box::new(page), model: T::NAME, needs, span })
    }

    async fn write<T: Synchronized<Backend = B>>(&mut self, page: Pending<'r, T>) -> Result<(), Stop> {
        let Pending { components, entries, mut settled, mut counted, cursor, total } = page;
        // Some of this page may have been imported further in.
        counted.extend(self.counted::<T>(entries.iter().map(|entry| entry.id.to_external().into_owned())));
        let batch = Batch {
            components,
            registry: self.work.registry,
            backend: self.work.backend_id(),
            version: self.work.version(),
            entries: &entries,
            settled: &settled,
            options: self.work.options(),
            unit: self.unit::<T>(),
            compare: self.compare,
            failing: self.failing::<T>().await?,
            refused: &self.refused,
            counted: &counted,
            importing: &self.importing,
            cursor,
        };
        let batch = &batch;
        let result = self.work.store.transaction(move |tx| Box::pin(write::write(tx, batch))).await;
        let outcomes = result.map_err(|error| Stop::store(T::NAME, "while writing", error))?;
        settled.extend(entries.iter().zip(outcomes).map(|(entry, outcome)| entry.settled(outcome)));
        for settled in settled {
            self.refuse::<T>(&settled);
            let Settled { reference, has_id, id, outcome, .. } = settled;
            match (id.and_then(|id| counted.get(&id)), &outcome) {
                (Some(true), RecordOutcome::Failed(_)) | (Some(false), RecordOutcome::Skipped(_)) => {}
                (before, _) => {
                    if before == Some(&true) {
                        self.report.model(T::NAME).healed(&reference);
                    }
                    self.tell::<T>(&reference, &outcome);
                }
            }
            if matches!(outcome, RecordOutcome::Failed(_)) {
                self.failing.insert(TypeId::of::<T>(), true);
            }
            if has_id && !self.again.is_empty() {
                self.again.remove(&(TypeId::of::<T>(), reference));
            }
        }
        self.page_done::<T>(total);
        Ok(())
    }

    /// What of these was counted before.
    fn counted<T: Model>(&self, ids: impl Iterator<Item = ExternalValue<'static>>) -> Counted {
        if self.refused.is_empty() {
            return Counted::new();
        }
        let counted = ids.filter_map(|id| {
            let request = LinkRequest { binding: TypeId::of::<T>(), model: T::NAME, id };
            let failed = match self.refused.get(&request)? {
                Refusal::Failed(_) => true,
                Refusal::Skipped(_) | Refusal::Gone => false,
                Refusal::Unregistered | Refusal::TooDeep => return None,
            };
            Some((request.id, failed))
        });
        counted.collect()
    }

    /// Remembers what was not imported, for what links it.
    fn refuse<T: Model>(&mut self, settled: &Settled) {
        let Some(id) = settled.id.clone() else { return };
        let request = LinkRequest { binding: TypeId::of::<T>(), model: T::NAME, id };
        let refusal = match &settled.outcome {
            RecordOutcome::Failed(error) => Refusal::Failed(error.clone()),
            RecordOutcome::Skipped(_) if settled.gone => Refusal::Gone,
            RecordOutcome::Skipped(reason) => Refusal::Skipped(reason.clone()),
            _ => {
                self.refused.remove(&request);
                return;
            }
        };
        self.refused.insert(request, refusal);
    }
}
