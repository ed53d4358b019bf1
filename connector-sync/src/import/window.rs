//! A window of what changed, page by page.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{ExternalId, ExternalValue};
use tracing::Instrument as _;

use super::Changed;
use super::entry::Settled;
use super::order::Order;
use super::pages::Pages;
use super::read::ReadPage;
use super::run::Run;
use crate::adapter::Window;
use crate::error::Stop;
use crate::registry::Synchronized;
use crate::{Connect, spans};

/// How far the remote's clock may be ahead of this machine's: of machines that are set by a time server, less than a second. Each minute
/// more is one in which a change may be passed over.
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// What was seen on the page before: (ID, date).
type Seen = HashMap<ExternalValue<'static>, Option<DateTime<Utc>>>;

impl<B: Connect> Run<'_, B> {
    /// Reads a window page by page.
    pub(super) async fn window<T: Synchronized<Backend = B>>(
        &mut self,
        window: Window,
        cursor: Option<DateTime<Utc>>,
        Changed { page: size, delay, overlap, .. }: Changed,
    ) -> Result<(), Stop> {
        let (components, adapter) = self.components::<T>()?;
        let client = self.client::<T>().await?;
        let mut pages = Pages::first(size);
        let mut newest = cursor;
        let latest = Utc::now() + CLOCK_DIFFERENCE;
        // What the cursor can be at the most, unless the oldest change comes first: see `Adapter::OLDEST_FIRST`.
        let mut most = None;
        // A window that begins after the cursor leaves a gap, which the cursor must not jump over.
        let moves = cursor.is_none_or(|cursor| window.since.is_none_or(|since| since <= cursor));
        let mut order = Order::new(adapter.oldest_first(), overlap);
        let mut seen = Seen::new();
        loop {
            let during = format!("while reading page {}", pages.number);
            let stop = |error| Stop::remote(T::NAME, &during, error);
            let span = spans::import_page::<_, T>(self.work, pages.number);
            let asked = self.ask::<T, _, _>(|| adapter.changed(client, &window, &pages.page)).instrument(span.clone());
            let mut answer = asked.await.map_err(stop)?;
            pages.check(&answer).map_err(stop)?;
            let read = self.read::<T>(adapter, client, &answer.ids, !self.has_read).instrument(span.clone());
            let (read, mut settled) = read.await.map_err(stop)?;
            answer.records.extend(read);
            self.has_read |= !answer.records.is_empty();
            if order.is_broken_by::<T>(&answer.records, latest) && moves && pages.number > 1 {
                self.put_cursor_back::<T>(cursor).await?;
            }
            settled.extend(answer.unreadable.into_iter().map(Settled::unreadable::<T>));
            // A page may begin with what the one before ended with.
            let mut now_seen = Seen::new();
            answer.records.retain(|remote| {
                let date = remote.external_updated_at();
                // A date that has not come yet is a mistake of the remote's (a time without its zone, a typing error): the cursor would
                // pass over what changes until then.
                newest = newest.max(date.filter(|date| *date <= latest));
                let Ok(id) = remote.external_id() else { return true };
                let id = id.to_external().into_owned();
                let repeated = date.is_some() && seen.get(&id) == Some(&date);
                if !repeated || !now_seen.contains_key(&id) {
                    now_seen.insert(id, date);
                }
                !repeated
            });
            seen = now_seen;
            let last = answer.next.is_none();
            if pages.number == 1 {
                most = newest;
            }
            let cursor = if order.oldest_first { newest } else { most.filter(|_| last) };
            let cursor = cursor.filter(|_| moves);
            let read = ReadPage { components, remotes: answer.records, settled, cursor, total: answer.total, span: span.clone() };
            match delay {
                Some(delay) => self.delay(delay, read).instrument(span).await?,
                None => self.page(read).await?,
            }
            if !pages.go_on(answer.next) {
                return Ok(());
            }
        }
    }

    /// The pages before have moved it, as if nothing older came after them.
    async fn put_cursor_back<T: Synchronized<Backend = B>>(&mut self, cursor: Option<DateTime<Utc>>) -> Result<(), Stop> {
        let (backend, unit) = (self.work.backend_id(), &self.unit::<T>());
        let put_back = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                match (unit, cursor) {
                    (Some(unit), Some(cursor)) => tx.set_unit_cursor::<T>(backend, unit, cursor).await,
                    (Some(unit), None) => tx.clear_unit_cursor::<T>(backend, unit).await,
                    (None, Some(cursor)) => tx.set_cursor::<T>(backend, cursor).await,
                    (None, None) => tx.clear_cursor::<T>(backend).await,
                }
            })
        });
        put_back.await.map_err(|error| Stop::store(T::NAME, "while putting its cursor back", error))
    }
}
