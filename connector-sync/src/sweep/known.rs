//! What is known to be gone: sweeps before have acted upon it, or a person has decided.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Error, Origin, Records as _, Review, ReviewFilter, ReviewId, ReviewKind, Store, Stored, Tx};

use super::OnGone;
use super::rows::Rows;
use crate::export::{Sent, subject};
use crate::import::failed;
use crate::registry::{Components, Synchronized};

/// That a sweep has archived the record: it is brought back when it is there again.
pub(super) const ARCHIVED: &str = "archived";

/// That the record was there again: should it be gone once more, that is news.
const BACK: &str = "back";

/// How many reviews are read at once.
const PAGE: u32 = 1_000;

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The bindings that are nothing new.
    pub(super) gone: Rows,
    /// How many of them are not listed.
    pub(super) unlisted: u64,
    /// How many are there again.
    pub(super) back: u64,
}

/// Reads what is known to be gone of `T`. What of it is listed again is brought back, unless it is a `dry` run.
pub(super) async fn read<T: Synchronized>(
    store: &Store,
    components: &Components<T>,
    backend: BackendId<T::Backend>,
    on_gone: OnGone,
    listed: &Rows,
    dry: bool,
) -> Result<Known, Error> {
    let filter = ReviewFilter::all().kind(ReviewKind::Gone).of::<T>(backend);
    let (mut known, mut after): (Known, Option<ReviewId>) = (Known::default(), None);
    loop {
        let page = store.reviews(&filter, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(known) };
        after = Some(last.id);
        let synchronized = synchronized::<T>(store, &page).await?;
        let (mut back, mut lapsed) = (Vec::new(), Vec::new());
        // The oldest first: the last one of a binding counts.
        for review in &page {
            let Some(row) = row(review) else { continue };
            let is_back = review.choice.as_deref() == Some(BACK);
            if listed.contains(row) {
                known.gone.remove(row);
                if !is_back {
                    back.push((row, review));
                }
                continue;
            }
            // It was imported or exported since, perhaps under another ID: should it be gone now, that is news.
            let is_lapsed = !is_back && synchronized.get(&row).is_some_and(|date| *date > review.created_at);
            if is_lapsed {
                lapsed.push((row, review));
            }
            // What waits for a person is acted upon all the same, where it no longer has to wait.
            if is_back || is_lapsed || (review.settled.is_none() && on_gone != OnGone::Keep) {
                known.gone.remove(row);
            } else {
                known.gone.insert(row);
            }
        }
        known.back += back.len() as u64;
        let news = !back.is_empty() || !lapsed.is_empty();
        if news && !dry {
            let (back, lapsed) = (&back, &lapsed);
            let settled = store.transaction(move |tx| {
                Box::pin(async move {
                    tx.require_active(backend).await?;
                    settle::<T>(tx, backend, lapsed, "it was synchronized since").await?;
                    bring_back::<T>(tx, components, backend, back).await
                })
            });
            settled.await?;
        }
    }
}

/// When the bindings that reviews are about were synchronized last.
async fn synchronized<T: Synchronized>(store: &Store, reviews: &[Review]) -> Result<HashMap<i64, DateTime<Utc>>, Error> {
    let ids: Vec<BindingId<T>> = reviews.iter().filter_map(row).map(BindingId::new).collect();
    let bindings = store.get_many::<T>(&ids).await?.into_iter().flatten();
    Ok(bindings.filter_map(|binding| Some((binding.id().get(), binding.sync_date()?))).collect())
}

/// Closes reviews, and says of each that it counts no more.
async fn settle<T: Synchronized>(
    tx: &mut Tx<'_>,
    backend: BackendId<T::Backend>,
    reviews: &[(i64, &Review)],
    decision: &str,
) -> Result<(), Error> {
    for (row, review) in reviews {
        if review.settled.is_none() {
            let subject = subject(BindingId::<T>::new(*row));
            tx.close_review_as::<T>(backend, &ReviewKind::Gone, &subject, decision, Some(BACK)).await?;
        }
        tx.set_choice(review.id, BACK).await?;
    }
    Ok(())
}

/// The binding that a review is about.
fn row(review: &Review) -> Option<i64> {
    review.reference.strip_prefix("binding ")?.parse().ok()
}

async fn bring_back<T: Synchronized>(
    tx: &mut Tx<'_>,
    components: &Components<T>,
    backend: BackendId<T::Backend>,
    back: &[(i64, &Review)],
) -> Result<(), Error> {
    tx.set_origin(Origin::import(backend));
    settle::<T>(tx, backend, back, "the remote has it again").await?;
    for (row, review) in back {
        let id = BindingId::<T>::new(*row);
        if review.choice.as_deref() == Some(ARCHIVED) {
            let binding = tx.get::<T>(&id).await?;
            let records: Vec<RecordId<T::Record>> = binding.iter().filter_map(|binding| binding.record_id().cloned()).collect();
            let savepoint = tx.savepoint().await?;
            match restore(tx, components, binding.as_ref(), &records).await {
                Ok(()) => tx.release(savepoint).await?,
                Err(error) => {
                    tx.roll_back(savepoint).await?;
                    // An error of the whole database stops everything.
                    failed(error).map(drop)?;
                    let message = "the remote has it again, and it is archived here: bring it back";
                    tx.review::<T>(backend, &ReviewKind::Other(ARCHIVED.to_owned()), &subject(id), message).await?;
                }
            }
        }
    }
    Ok(())
}

/// Brings records back. One that was deleted meanwhile is none to bring back. What waited to be exported waits again.
async fn restore<T: Synchronized>(
    tx: &mut Tx<'_>,
    components: &Components<T>,
    binding: Option<&Stored<T>>,
    records: &[RecordId<T::Record>],
) -> Result<(), Error> {
    if let Some((binding, id)) = binding.and_then(|binding| Some((binding, binding.external_id()?)))
        && let Some(sent) = tx.sent::<T>(&[binding.id()]).await?.pop().flatten().and_then(|sent| Sent::parse(&sent, id))
    {
        tx.set_sent(binding.id(), &sent.back().to_text()).await?;
    }
    if components.records().find(tx, records).await?.iter().any(Option::is_some) {
        components.records().restore(tx, records).await?.into_iter().collect::<Result<Vec<()>, Error>>()?;
    }
    Ok(())
}
