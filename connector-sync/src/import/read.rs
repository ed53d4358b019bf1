//! Reads records by their IDs, and looks at each that came.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use connector_core::{ExternalBinding, ExternalId, ExternalValue, LinkRequests};
use tracing::{Instrument as _, Span};

use super::entry::{Entry, Settled};
use super::run::Run;
use super::waiting::Waiting;
use crate::erased::{AnyAdapter, AnyRemote};
use crate::error::Stop;
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome, RemoteError, RemoteErrorKind, spans};

/// A page as it was read.
pub(super) struct ReadPage<'r, T: Synchronized> {
    pub(super) components: &'r Components<T>,
    pub(super) remotes: Vec<AnyRemote<T>>,
    /// What of it is settled already.
    pub(super) settled: Vec<Settled>,
    /// The cursor after it; what is read by its IDs has none.
    pub(super) cursor: Option<DateTime<Utc>>,
    /// How many records there are on all pages, where the remote says so.
    pub(super) total: Option<u64>,
    pub(super) span: Span,
}

impl<'r, B: Connect> Run<'r, B> {
    /// Imports a page of records by their IDs.
    pub(crate) async fn ids<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<(), Stop> {
        let read = Box::pin(self.read_ids::<T>(ids)).await?;
        Box::pin(self.page(read)).await
    }

    /// Reads a page of records by their IDs, which others link, and looks at what they need themselves.
    pub(crate) async fn linked_ids<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<Waiting<'r, B>, Stop> {
        let read = self.read_ids::<T>(ids).await?;
        self.look_at(read).await
    }

    async fn read_ids<T: Synchronized<Backend = B>>(&mut self, ids: &[T::ExternalId]) -> Result<ReadPage<'r, T>, Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let during = || match ids {
            [id] => format!("while reading {}", id.to_external()),
            ids => format!("while reading {} records", ids.len()),
        };
        let alone = if let [id] = ids { Some(id.to_external().to_string()) } else { None };
        let span = spans::import_records::<_, T>(self.work, ids.len(), alone.as_deref());
        let read = self.read::<T>(adapter, client, ids, false).instrument(span.clone()).await;
        let (remotes, settled) = read.map_err(|error| Stop::remote(T::NAME, during(), error))?;
        Ok(ReadPage { components, remotes, settled, cursor: None, total: None, span })
    }

    /// Asks for several records at once; and for those that did not come again, as long as more come by it: many systems give no more
    /// than so many at a time, and do not say that there are others. What nothing comes of is gone.
    async fn read_together<T: Synchronized<Backend = B>>(
        &mut self,
        adapter: &'r dyn AnyAdapter<T>,
        client: &'r B::Client,
        ids: &[T::ExternalId],
    ) -> Result<Vec<Option<AnyRemote<T>>>, RemoteError> {
        let mut found = self.ask::<T, _, _>(|| adapter.read_many(client, ids)).await?;
        let mut came = found.iter().flatten().count();
        while came > 0 && came < ids.len() {
            let missing: Vec<usize> = (0..ids.len()).filter(|place| found[*place].is_none()).collect();
            let asked: Vec<T::ExternalId> = missing.iter().map(|place| ids[*place].clone()).collect();
            let again = self.ask::<T, _, _>(|| adapter.read_many(client, &asked)).await?;
            let more = again.iter().flatten().count();
            if more == 0 {
                break;
            }
            tracing::warn!(
                model = T::NAME,
                asked = ids.len(),
                came,
                "the remote gives a part of the records that it is asked for: `read_many` should say how many it wants, or ask for fewer at once"
            );
            came += more;
            for (place, remote) in missing.into_iter().zip(again) {
                found[place] = remote;
            }
        }
        Ok(found)
    }

    /// Reads records by their IDs, each once. Those that did not come are settled: gone, or failed by themselves. Where
    /// `all_or_none` and none of several can be read, none of them is to blame: that is an error.
    pub(crate) async fn read<T: Synchronized<Backend = B>>(
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
            ids => match self.read_together::<T>(adapter, client, ids).await {
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
pub(super) fn parse_id<T: ExternalBinding>(text: &str) -> Option<T::ExternalId> {
    let value = if T::ExternalId::INTEGER { ExternalValue::Int(text.parse().ok()?) } else { ExternalValue::Text(text.into()) };
    T::ExternalId::from_external(value).ok()
}
