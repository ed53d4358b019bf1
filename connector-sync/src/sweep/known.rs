//! What is known to be gone: sweeps before have acted upon it, or a person has decided.

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Error, Origin, Records as _, Review, ReviewFilter, ReviewId, ReviewKind, Store, Tx};

use super::OnGone;
use super::rows::Rows;
use crate::export::subject;
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
        let mut back = Vec::new();
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
            // What waits for a person is acted upon all the same, where it no longer has to wait.
            if is_back || (review.settled.is_none() && on_gone != OnGone::Keep) {
                known.gone.remove(row);
            } else {
                known.gone.insert(row);
            }
        }
        known.back += back.len() as u64;
        if !dry && !back.is_empty() {
            let back = &back;
            store.transaction(move |tx| Box::pin(bring_back::<T>(tx, components, backend, back))).await?;
        }
    }
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
    tx.require_active(backend).await?;
    for (row, review) in back {
        let id = BindingId::<T>::new(*row);
        if review.settled.is_none() {
            let subject = subject(id);
            tx.close_review_as::<T>(backend, &ReviewKind::Gone, &subject, "the remote has it again", Some(BACK)).await?;
        }
        if review.choice.as_deref() == Some(ARCHIVED) {
            let records: Vec<RecordId<T::Record>> =
                tx.get::<T>(&id).await?.and_then(|binding| binding.record_id().cloned()).into_iter().collect();
            let savepoint = tx.savepoint().await?;
            match restore(tx, components, &records).await {
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
        tx.set_choice(review.id, BACK).await?;
    }
    Ok(())
}

/// Brings records back. One that was deleted meanwhile is none to bring back.
async fn restore<T: Synchronized>(tx: &mut Tx<'_>, components: &Components<T>, records: &[RecordId<T::Record>]) -> Result<(), Error> {
    if components.records().find(tx, records).await?.iter().any(Option::is_some) {
        components.records().restore(tx, records).await?.into_iter().collect::<Result<Vec<()>, Error>>()?;
    }
    Ok(())
}
