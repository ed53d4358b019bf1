//! Records that several of the application's match: put before a person, and imported as was decided.

use std::collections::HashMap;
use std::fmt;

use connector_core::{BackendId, FieldType, Key, ModelId, RecordId};
use connector_store::{Error, Records as _, Review, ReviewId, ReviewKind, Tx};

use super::entry::Entry;
use super::write::{Batch, Kept, record_gone};
use crate::registry::{Components, Synchronized};
use crate::{Connect, RecordOutcome, WorkContext};

/// How many of the records to choose from are kept, and named.
const CANDIDATES: usize = 50;

/// What is to become of a record that several of the application's match: [`WorkContext::settle_match`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// # struct ByTitle;
/// # impl ImportHooks<ShopProduct> for ByTitle {
/// #     async fn match_existing(&self, tx: &mut Tx<'_>, product: &Product) -> Result<Vec<RecordId<Product>>, connector_store::Error> {
/// #         let same = Changes::<Product>::new().set("title", &product.title)?;
/// #         Ok(tx.find_by(&same).await?.iter().map(Stored::id).collect())
/// #     }
/// # }
/// # let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).hooks(ByTitle)).build()?;
/// // Two products are called "Chair" here: which one is that of the shop?
/// let (one, other) = (store.put(product("Chair")).await?.id(), store.put(product("Chair")).await?.id());
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// assert_eq!(work.import_changed::<ShopProduct>().await?.failed(), 1);
///
/// let review = store.reviews(&ReviewFilter::open().kind(ReviewKind::Match), None, 10).await?.remove(0);
/// work.settle_match::<ShopProduct>(review.id, Choice::Link(other.clone())).await?;
/// work.import_changed::<ShopProduct>().await?;
/// assert_eq!(store.binder::<ShopProduct>(shop.id()).to_record(&12).await?, Some(other));
#[doc = include_str!("../../docs/close.md")]
/// ```
pub enum Choice<R> {
    /// It is this one: the binding links it. It need not be one of those that matched.
    Link(RecordId<R>),
    /// It is none of them: a new one is created.
    Create,
    /// It is not imported, however often it comes.
    LeaveOut,
}

impl<R> Clone for Choice<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Link(id) => Self::Link(id.clone()),
            Self::Create => Self::Create,
            Self::LeaveOut => Self::LeaveOut,
        }
    }
}

impl<R> fmt::Debug for Choice<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The words that are kept of it.
impl<R> fmt::Display for Choice<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(id) => write!(f, "link {id}"),
            Self::Create => f.write_str("create"),
            Self::LeaveOut => f.write_str("leave out"),
        }
    }
}

impl<R> Choice<R>
where
    RecordId<R>: ModelId,
{
    /// From the words that are kept.
    fn parse(words: &str) -> Option<Self> {
        match words {
            "create" => Some(Self::Create),
            "leave out" => Some(Self::LeaveOut),
            link => {
                let key = link.strip_prefix("link ")?;
                let key = match <RecordId<R> as ModelId>::KEY_TYPE {
                    FieldType::Int => Key::Int(key.parse().ok()?),
                    _ => Key::Text(key.to_owned()),
                };
                Some(Self::Link(RecordId::from_key(key)))
            }
        }
    }
}

/// The latest reviews of matches of a page, by reference.
pub(super) type Reviews = HashMap<String, Review>;

impl<T: Synchronized> Batch<'_, T> {
    /// What a person has decided of the records that are not bound, and what one is to decide. Without hooks nothing matches.
    pub(super) async fn reviews(&self, tx: &mut Tx<'_>, kept: &[Option<Kept<T>>]) -> Result<Reviews, Error> {
        if self.components.hooks(self.version).is_none() {
            return Ok(Reviews::new());
        }
        // What is under review failed: it may have been bound by hand meanwhile.
        let wanted = self.entries.iter().zip(kept).filter(|(_, kept)| kept.is_none() || self.failing);
        let references: Vec<String> = wanted.map(|(entry, _)| entry.reference()).collect();
        let found = tx.latest_reviews::<T>(self.backend, &ReviewKind::Match, &references).await?;
        Ok(references.into_iter().zip(found).filter_map(|(reference, review)| Some((reference, review?))).collect())
    }

    /// What a person has decided of a record. To link one that is not there any more is no decision any more.
    pub(super) async fn decided(&self, tx: &mut Tx<'_>, entry: &Entry<T>, reviews: &Reviews) -> Result<Option<Choice<T::Record>>, Error> {
        let review = reviews.get(&entry.reference()).filter(|review| review.settled.is_some());
        let choice = review.and_then(|review| Choice::parse(review.choice.as_deref()?));
        if let Some(Choice::Link(id)) = &choice
            && !is_there(tx, self.components, id).await?
        {
            return Ok(None);
        }
        Ok(choice)
    }

    /// Puts a record before a person.
    pub(super) async fn put_match(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        several: &[RecordId<T::Record>],
    ) -> Result<RecordOutcome, Error> {
        let candidates: Vec<String> = several.iter().take(CANDIDATES).map(|id| id.to_string().replace('\n', " ")).collect();
        let more = several.len() - candidates.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "several records match it: {}{more}: say by `settle_match` which one it is, or put a binding to the right one",
            candidates.join(", ")
        );
        tx.review_among::<T>(self.backend, &ReviewKind::Match, &entry.reference(), &message, &candidates).await?;
        Ok(RecordOutcome::Failed(message))
    }

    /// Closes what has decided itself: the record is bound.
    pub(super) async fn close_reviews(&self, tx: &mut Tx<'_>, reviews: &Reviews, outcomes: &[RecordOutcome]) -> Result<(), Error> {
        if reviews.is_empty() {
            return Ok(());
        }
        for (entry, outcome) in self.entries.iter().zip(outcomes) {
            let reference = entry.reference();
            let bound = matches!(outcome, RecordOutcome::Created | RecordOutcome::Updated(_) | RecordOutcome::Unchanged);
            if bound && reviews.get(&reference).is_some_and(|review| review.settled.is_none()) {
                tx.close_review::<T>(self.backend, &ReviewKind::Match, &reference, "it is bound").await?;
            }
        }
        Ok(())
    }
}

async fn is_there<T: Synchronized>(tx: &mut Tx<'_>, components: &Components<T>, id: &RecordId<T::Record>) -> Result<bool, Error> {
    Ok(components.records().find(tx, std::slice::from_ref(id)).await?.pop().flatten().is_some())
}

impl<B: Connect> WorkContext<'_, B> {
    /// Settles which record of the application one of the remote's is, where several match it: the next
    /// [`import_changed`](Self::import_changed) does as was decided, and so does every later one that finds it unbound.
    ///
    /// ```
    /// # use connector_core::RecordId;
    /// # use connector_store::{Error, ReviewFilter, ReviewKind};
    /// use connector_sync::{Choice, Connect, Synchronized, WorkContext};
    ///
    /// async fn first_ones<B: Connect, T: Synchronized<Backend = B>>(work: &WorkContext<'_, B>) -> Result<(), Error> {
    ///     let filter = ReviewFilter::open().kind(ReviewKind::Match).of::<T>(work.backend().id());
    ///     for review in work.store().reviews(&filter, None, 100).await? {
    ///         println!("{review}: {:?}", review.candidates);
    ///         work.settle_match::<T>(review.id, Choice::Create).await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] where no such review of a match is open for `T` on this backend, or the record to be linked is not there;
    /// [`Error::Application`] where the registry does not know `T`.
    pub async fn settle_match<T: Synchronized<Backend = B>>(&self, review: ReviewId, choice: Choice<T::Record>) -> Result<(), Error> {
        let Some(components) = self.registry.get::<T>() else {
            return Err(Error::application(format!("the registry does not know {}", T::NAME)));
        };
        let (backend, choice) = (self.backend_id(), &choice);
        self.store.transaction(move |tx| Box::pin(settle(tx, components, backend, review, choice))).await
    }
}

async fn settle<T: Synchronized>(
    tx: &mut Tx<'_>,
    components: &Components<T>,
    backend: BackendId<T::Backend>,
    review: ReviewId,
    choice: &Choice<T::Record>,
) -> Result<(), Error> {
    let filter = connector_store::ReviewFilter::open().kind(ReviewKind::Match).of::<T>(backend);
    let before = ReviewId::new(review.get().saturating_sub(1));
    let found = tx.reviews(&filter, Some(before), 1).await?.pop();
    // One of an export is about a binding, and has no records to choose from.
    let Some(found) = found.filter(|found| found.id == review && !found.candidates.is_empty()) else {
        return Err(Error::NotFound {
            model: "connector.review",
            id: format!("{review}, open, of a match of {} on backend {backend},", T::NAME),
        });
    };
    if let Choice::Link(id) = choice
        && !is_there(tx, components, id).await?
    {
        return Err(record_gone::<T>(id));
    }
    let words = choice.to_string();
    tx.close_review_as::<T>(backend, &ReviewKind::Match, &found.reference, &words, Some(&words)).await?;
    // It is due at once, whoever has forgotten it meanwhile.
    if !tx.retry_failure::<T>(backend, &found.reference, true).await? {
        tx.set_failure::<T>(backend, &found.reference, true, &format!("it was decided to {words}: the next import does it")).await?;
    }
    Ok(())
}
