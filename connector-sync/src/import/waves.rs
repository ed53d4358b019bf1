//! The order in which a page is written: what links nothing of it first.

use std::collections::{HashMap, HashSet};

use connector_core::{ExternalValue, LinkRequest, Links, MapContext};
use connector_store::{Error, Tx};

use super::create::New;
use super::entry::{Entry, Refusal};
use super::settle::{Choice, Reviews};
use super::write::{Batch, Kept, Values, failed};
use crate::RecordOutcome;
use crate::registry::Synchronized;

impl<T: Synchronized> Batch<'_, T> {
    /// What links nothing of this page first, then what links those, and so on.
    pub(super) async fn write_in_waves(
        &self,
        tx: &mut Tx<'_>,
        kept: &[Option<Kept<T>>],
        reviews: &Reviews,
        outcomes: &mut [Option<RecordOutcome>],
    ) -> Result<(), Error> {
        let mut links = Links::new();
        let mut pending: Vec<usize> = (0..self.entries.len()).filter(|place| outcomes[*place].is_none()).collect();
        while !pending.is_empty() {
            self.look_up(tx, &pending, &mut links).await?;
            let is_ready = |place: &usize| self.entries[*place].requests.iter().all(|request| links.contains(request));
            let (ready, waiting): (Vec<usize>, Vec<usize>) = pending.into_iter().partition(is_ready);
            if ready.is_empty() {
                self.give_up(waiting, &links, outcomes);
                break;
            }
            self.write_wave(tx, &ready, kept, &links, reviews, outcomes).await?;
            pending = waiting;
        }
        Ok(())
    }

    /// Looks up what the entries link, one statement a model and a thousand.
    async fn look_up(&self, tx: &mut Tx<'_>, places: &[usize], links: &mut Links) -> Result<(), Error> {
        let mut wanted: HashMap<std::any::TypeId, Vec<ExternalValue<'static>>> = HashMap::new();
        let mut asked = HashSet::new();
        for request in places.iter().flat_map(|place| &self.entries[*place].requests) {
            if !links.contains(request) && asked.insert(request) {
                wanted.entry(request.binding).or_default().push(request.id.clone());
            }
        }
        for (binding, ids) in wanted {
            if let Some(components) = self.registry.any(binding) {
                components.look_up(tx, self.backend, &ids, links).await?;
            }
        }
        Ok(())
    }

    /// Says why the entries that are left cannot be linked: causes first, then what they cause; circles are what remains.
    fn give_up(&self, mut waiting: Vec<usize>, links: &Links, outcomes: &mut [Option<RecordOutcome>]) {
        let places: HashMap<LinkRequest, usize> =
            self.entries.iter().enumerate().map(|(place, entry)| (LinkRequest::of::<T>(&entry.id), place)).collect();
        loop {
            let mut circles = Vec::new();
            let mut explained = Vec::new();
            for place in waiting {
                let mut missing = self.entries[place].requests.iter().filter(|request| !links.contains(request));
                match missing.find_map(|request| Some((request, self.why_not(request, &places, outcomes)?))) {
                    Some((request, why)) => explained.push((place, format!("it links {} {}{why}", request.model, request.id))),
                    None => circles.push(place),
                }
            }
            waiting = circles;
            if explained.is_empty() {
                break;
            }
            for (place, error) in explained {
                outcomes[place] = Some(RecordOutcome::Failed(error));
            }
        }
        for place in waiting {
            let Entry { id, requests, .. } = &self.entries[place];
            let missing = requests.iter().filter(|request| !links.contains(request));
            let missing: Vec<String> = missing.map(|request| format!("{} {}", request.model, request.id)).collect();
            let own = requests.contains(&LinkRequest::of::<T>(id));
            let circle = if own { "it links itself" } else { "the links go in a circle" };
            outcomes[place] = Some(RecordOutcome::Failed(format!("it links {}: {circle}", missing.join(" and "))));
        }
    }

    /// Why a link is missing; `None` where it waits itself, on this page.
    fn why_not(&self, request: &LinkRequest, places: &HashMap<LinkRequest, usize>, outcomes: &[Option<RecordOutcome>]) -> Option<String> {
        if let Some(place) = places.get(request) {
            return match outcomes[*place].as_ref()? {
                RecordOutcome::Failed(error) => Some(Refusal::Failed(error.clone()).to_string()),
                _ => Some(", which is not bound".to_owned()),
            };
        }
        Some(match self.refused.get(request) {
            Some(refusal) => refusal.to_string(),
            None if self.importing.contains(request) => ", which waits for this one: the links go in a circle".to_owned(),
            None => ", which is not bound".to_owned(),
        })
    }

    /// Maps and writes entries whose links are all there.
    async fn write_wave(
        &self,
        tx: &mut Tx<'_>,
        ready: &[usize],
        kept: &[Option<Kept<T>>],
        links: &Links,
        reviews: &Reviews,
        outcomes: &mut [Option<RecordOutcome>],
    ) -> Result<(), Error> {
        let mut new = New::default();
        for place in ready {
            let entry = &self.entries[*place];
            let kept = kept[*place].as_ref();
            let context =
                MapContext::new(self.backend, links).kept(kept.map(|kept| &*kept.binding), kept.and_then(|kept| kept.record.as_ref()));
            let mapped = match self.map(entry, context) {
                Ok(mapped) => mapped,
                Err(error) => {
                    outcomes[*place] = Some(failed(error)?);
                    continue;
                }
            };
            if let Some(kept) = kept {
                outcomes[*place] = Some(self.update(tx, entry, kept, mapped).await?);
                continue;
            }
            let Values { record, mut binding, extensions } = mapped;
            let decided = self.decided(tx, entry, reviews).await?;
            let matches = match (decided, &record, self.components.hooks(self.version)) {
                (Some(Choice::LeaveOut), ..) => {
                    outcomes[*place] = Some(RecordOutcome::Skipped("it is left out, as was decided".to_owned()));
                    continue;
                }
                (Some(Choice::Link(id)), ..) => vec![id],
                (None, Some(record), Some(hooks)) => {
                    // A match sees what this very page has created.
                    self.create(tx, std::mem::take(&mut new), outcomes).await?;
                    let savepoint = tx.savepoint().await?;
                    match hooks.match_remote(tx, record, entry.remote.as_remote()).await {
                        Ok(matches) => {
                            tx.release(savepoint).await?;
                            matches
                        }
                        Err(error) => {
                            tx.roll_back(savepoint).await?;
                            outcomes[*place] = Some(failed(error)?);
                            continue;
                        }
                    }
                }
                _ => Vec::new(),
            };
            match matches.as_slice() {
                [] => {
                    binding.set_sync_date(Some(tx.time()));
                    binding.set_external_updated_at(entry.remote.external_updated_at());
                    new.places.push(*place);
                    new.records.extend(record);
                    new.bindings.push(binding);
                    new.extensions.push(extensions);
                }
                [one] => outcomes[*place] = Some(self.link(tx, entry, one, links).await?),
                several => outcomes[*place] = Some(self.put_match(tx, entry, several).await?),
            }
        }
        self.create(tx, new, outcomes).await
    }
}
