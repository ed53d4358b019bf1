//! What a person has to decide.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{BackendId, ExternalBinding, Field, Model, ModelKind, ModelMeta, ReadError, Unique, Value};

use crate::database::Row;
use crate::words::{key_words, words};
use crate::{Error, Store, Tx};

/// The table of the reviews.
pub(crate) const REVIEWS: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.review",
    "Review",
    "connector_review",
    &[
        Field::of::<String>("backend_model", "backend_model", "Kind of Backend"),
        Field::of::<i64>("backend_id", "backend_id", "Backend"),
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<String>("kind", "kind", "Kind"),
        Field::of::<String>("reference", "reference", "Reference").index(),
        Field::of::<String>("message", "message", "Message"),
        Field::of::<bool>("open", "open", "Open"),
        Field::of::<DateTime<Utc>>("created_at", "created_at", "Created at"),
        Field::of::<Option<DateTime<Utc>>>("settled_at", "settled_at", "Settled at"),
        Field::of::<Option<String>>("decision", "decision", "Decision"),
        Field::of::<Option<String>>("candidates", "candidates", "Candidates"),
        Field::of::<Option<String>>("choice", "choice", "Choice"),
    ],
    &[Unique::new("connector_review_key", &["backend_id", "backend_model", "model", "kind", "reference"], "What is open is there once.")
        .only_where("open")],
);

/// The number of a [`Review`].
///
/// ```
/// use connector_store::ReviewId;
///
/// // A person names it: `settle 12`.
/// let id = ReviewId::new("12".parse().unwrap());
/// assert_eq!((id.get(), id.to_string()), (12, "12".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReviewId(i64);

impl ReviewId {
    /// The review with this number, as [`Display`](fmt::Display) shows it.
    #[must_use]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for ReviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a person has to decide.
///
/// ```
/// use connector_store::ReviewKind;
///
/// assert_eq!(ReviewKind::from("gone"), ReviewKind::Gone);
/// assert_eq!(ReviewKind::from("two prices"), ReviewKind::Other("two prices".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReviewKind {
    /// Several records of the application match one of the remote's: which is it?
    Match,
    /// A create may or may not have reached the remote, which cannot be asked: is it there, and under which ID?
    InDoubt,
    /// The remote no longer has what is bound: what is to become of it here?
    Gone,
    /// A reason of the connector's own.
    Other(String),
}

impl ReviewKind {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Match => "match",
            Self::InDoubt => "in doubt",
            Self::Gone => "gone",
            Self::Other(own) => own,
        }
    }
}

impl From<&str> for ReviewKind {
    fn from(text: &str) -> Self {
        match text {
            "match" => Self::Match,
            "in doubt" => Self::InDoubt,
            "gone" => Self::Gone,
            own => Self::Other(own.to_owned()),
        }
    }
}

impl fmt::Display for ReviewKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that a person has to decide, or has decided. Its `Display` is a line.
///
/// It is what the Odoo connector called a checkpoint.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store
///     .transaction(|tx| {
///         Box::pin(async move {
///             let kind = ReviewKind::Other("two prices".into());
///             tx.review::<ShopProduct>(shop, &kind, "12", "the shop has two prices for it: which one holds?").await
///         })
///     })
///     .await?;
/// let review: Review = store.reviews(&ReviewFilter::open(), None, 100).await?.remove(0);
/// assert_eq!((review.model.as_str(), review.reference.as_str()), ("shop.product", "12"));
///
/// store.settle_review(review.id, "the lower one").await?;
/// assert!(store.reviews(&ReviewFilter::open(), None, 100).await?.is_empty());
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Review {
    /// Its number.
    pub id: ReviewId,
    /// The technical name of the backend's kind.
    pub backend_model: String,
    /// The row of the backend.
    pub backend: i64,
    /// The technical name of the binding.
    pub model: String,
    /// Why.
    pub kind: ReviewKind,
    /// What it is about: an external ID, or words by which a person finds it.
    pub reference: String,
    /// What is to be decided, in a sentence.
    pub message: String,
    /// When it was first found.
    pub created_at: DateTime<Utc>,
    /// When it was settled, and how; `None` while it is open.
    pub settled: Option<(DateTime<Utc>, String)>,
    /// The records to choose from, by their keys; none where it is no choice.
    pub candidates: Vec<String>,
    /// What a flow does about it from now on, in the flow's own words; `None` where nobody has told it.
    pub choice: Option<String>,
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, backend_model, backend, model, kind, reference, message, .. } = self;
        write!(f, "{id}: {model} {reference} on {backend_model} {backend} ({kind}): {message}")?;
        match &self.settled {
            Some((at, decision)) => write!(f, " (settled {}: {decision})", at.format("%Y-%m-%d %H:%M")),
            None => Ok(()),
        }
    }
}

/// Which reviews are asked for: the open ones of everything, unless said otherwise.
///
/// ```
/// use connector_store::{ReviewFilter, ReviewKind};
/// let doubtful = ReviewFilter::open().kind(ReviewKind::InDoubt);
/// let everything = ReviewFilter::all();
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReviewFilter {
    settled: bool,
    kind: Option<ReviewKind>,
    backend: Option<(&'static str, i64)>,
    model: Option<&'static str>,
}

impl ReviewFilter {
    /// Those that wait for a decision.
    #[must_use]
    pub fn open() -> Self {
        Self::default()
    }

    /// Those that are settled, too.
    #[must_use]
    pub fn all() -> Self {
        Self { settled: true, ..Self::default() }
    }

    /// Of one kind.
    #[must_use]
    pub fn kind(self, kind: ReviewKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// Of one binding on one backend.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let filter = ReviewFilter::all().kind(ReviewKind::Gone).of::<ShopProduct>(shop);
    /// assert!(store.reviews(&filter, None, 100).await?.is_empty());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use]
    pub fn of<T: ExternalBinding>(self, backend: BackendId<T::Backend>) -> Self {
        Self { backend: Some((T::Backend::NAME, backend.get())), model: Some(T::NAME), ..self }
    }

    /// The conditions, and what stands in their places from `?1` on.
    fn conditions(&self) -> (Vec<String>, Vec<Value>) {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        let mut is = |column: &str, value: Value| {
            values.push(value);
            conditions.push(format!(r#""{column}" = ?{}"#, values.len()));
        };
        if !self.settled {
            is("open", Value::Bool(true));
        }
        if let Some(kind) = &self.kind {
            is("kind", Value::Text(key_words(kind.as_str())));
        }
        if let Some((backend_model, backend)) = self.backend {
            is("backend_model", Value::Text(backend_model.to_owned()));
            is("backend_id", Value::Int(backend));
        }
        if let Some(model) = self.model {
            is("model", Value::Text(model.to_owned()));
        }
        (conditions, values)
    }
}

/// The columns of a review, as [`read`] takes them.
pub(crate) const COLUMNS: &str = r#""id", "backend_model", "backend_id", "model", "kind", "reference", "message", "created_at", "settled_at", "decision",
    "candidates", "choice""#;

fn text_or_null(row: &mut dyn Row) -> Result<Option<String>, ReadError> {
    if row.is_null() {
        row.skip();
        return Ok(None);
    }
    Ok(Some(row.text()?.to_owned()))
}

pub(crate) fn read(row: &mut dyn Row) -> Result<Review, Error> {
    let mut read = || {
        let mut review = Review {
            id: ReviewId(row.int()?),
            backend_model: row.text()?.to_owned(),
            backend: row.int()?,
            model: row.text()?.to_owned(),
            kind: ReviewKind::from(row.text()?),
            reference: row.text()?.to_owned(),
            message: row.text()?.to_owned(),
            created_at: row.timestamp()?,
            settled: None,
            candidates: Vec::new(),
            choice: None,
        };
        let settled_at = if row.is_null() {
            row.skip();
            None
        } else {
            Some(row.timestamp()?)
        };
        let decision = text_or_null(row)?;
        review.settled = settled_at.map(|at| (at, decision.unwrap_or_default()));
        review.candidates = text_or_null(row)?.map(|keys| keys.lines().map(ToOwned::to_owned).collect()).unwrap_or_default();
        review.choice = text_or_null(row)?;
        Ok(review)
    };
    read().map_err(|error: ReadError| Error::Database(format!("connector_review: {error}")))
}

impl Tx<'_> {
    /// Puts something before a person. Where it is open already, with another message, it gets the new one.
    ///
    /// Of a reference, and of a kind of the connector's own, of more than 512 bytes the beginning and a digest are kept.
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated.
    pub async fn review<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        kind: &ReviewKind,
        reference: &str,
        message: &str,
    ) -> Result<(), Error> {
        self.review_among::<T>(backend, kind, reference, message, &[]).await
    }

    /// As [`review`](Tx::review), with the keys of the records to choose from, none of which has a line break.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let candidates = ["7".to_owned(), "9".to_owned()];
    /// store
    ///     .transaction(|tx| {
    ///         let candidates = &candidates;
    ///         Box::pin(async move { tx.review_among::<ShopProduct>(shop, &ReviewKind::Match, "12", "which one is it?", candidates).await })
    ///     })
    ///     .await?;
    /// assert_eq!(store.reviews(&ReviewFilter::open(), None, 100).await?[0].candidates, candidates);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn review_among<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        kind: &ReviewKind,
        reference: &str,
        message: &str,
        candidates: &[String],
    ) -> Result<(), Error> {
        let sql = r#"INSERT INTO "connector_review"
            ("backend_model", "backend_id", "model", "kind", "reference", "message", "open", "created_at", "candidates")
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT ("backend_id", "backend_model", "model", "kind", "reference") WHERE "open"
            DO UPDATE SET "message" = excluded."message", "candidates" = excluded."candidates""#;
        let values = [
            Value::Text(T::Backend::NAME.to_owned()),
            Value::Int(backend.get()),
            Value::Text(T::NAME.to_owned()),
            Value::Text(key_words(kind.as_str())),
            Value::Text(key_words(reference)),
            Value::Text(words(message)),
            Value::Bool(true),
            Value::Timestamp(self.time()),
            if candidates.is_empty() { Value::Null } else { Value::Text(words(&candidates.join("\n"))) },
        ];
        self.session.execute(sql, &values).await?;
        Ok(())
    }

    /// Settles what a person has decided, with the decision in words.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this number, or it is settled already.
    pub async fn settle_review(&mut self, review: ReviewId, decision: &str) -> Result<(), Error> {
        let sql = r#"UPDATE "connector_review" SET "open" = ?1, "settled_at" = ?2, "decision" = ?3 WHERE "id" = ?4 AND "open" = ?5"#;
        let values =
            [Value::Bool(false), Value::Timestamp(self.time()), Value::Text(words(decision)), Value::Int(review.get()), Value::Bool(true)];
        match self.session.execute(sql, &values).await? {
            0 => Err(Error::NotFound { model: REVIEWS.name, id: format!("{review}, open,") }),
            _ => Ok(()),
        }
    }

    /// Settles what is no longer to be decided, because it has decided itself. Does nothing where nothing is open.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let told = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.review::<ShopProduct>(shop, &ReviewKind::Gone, "12", "it is gone there").await?;
    ///             tx.close_review::<ShopProduct>(shop, &ReviewKind::Gone, "12", "it is there again").await
    ///         })
    ///     })
    ///     .await;
    /// assert!(told.is_ok());
    /// let settled = store.reviews(&ReviewFilter::all(), None, 100).await?.remove(0).settled.unwrap();
    /// assert_eq!(settled.1, "it is there again");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    pub async fn close_review<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        kind: &ReviewKind,
        reference: &str,
        decision: &str,
    ) -> Result<(), Error> {
        self.close_review_as::<T>(backend, kind, reference, decision, None).await
    }

    /// As [`close_review`](Tx::close_review), with what the flow is to do about it from now on.
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    #[doc(hidden)]
    pub async fn close_review_as<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        kind: &ReviewKind,
        reference: &str,
        decision: &str,
        choice: Option<&str>,
    ) -> Result<(), Error> {
        let sql = r#"UPDATE "connector_review" SET "open" = ?1, "settled_at" = ?2, "decision" = ?3, "choice" = ?10
            WHERE "backend_id" = ?4 AND "backend_model" = ?5 AND "model" = ?6 AND "kind" = ?7 AND "reference" = ?8 AND "open" = ?9"#;
        let values = [
            Value::Bool(false),
            Value::Timestamp(self.time()),
            Value::Text(words(decision)),
            Value::Int(backend.get()),
            Value::Text(T::Backend::NAME.to_owned()),
            Value::Text(T::NAME.to_owned()),
            Value::Text(key_words(kind.as_str())),
            Value::Text(key_words(reference)),
            Value::Bool(true),
            choice.map_or(Value::Null, |choice| Value::Text(words(choice))),
        ];
        self.session.execute(sql, &values).await?;
        Ok(())
    }

    /// Forgets the reviews that were settled longer ago than that. Those that are open stay, however old, and so do those that flows go
    /// by: what is gone ([`ReviewKind::Gone`]), and what a person has chosen for the next import. Gives how many there were.
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    pub async fn prune_reviews(&mut self, older_than: Duration) -> Result<u64, Error> {
        // What is longer ago than there are dates is never.
        let before = TimeDelta::from_std(older_than).ok().and_then(|time| self.time().checked_sub_signed(time));
        let Some(before) = before else { return Ok(0) };
        let sql = r#"DELETE FROM "connector_review"
            WHERE "open" = ?1 AND "settled_at" < ?2 AND "choice" IS NULL AND "kind" <> ?3"#;
        let gone = Value::Text(ReviewKind::Gone.as_str().to_owned());
        Ok(self.session.execute(sql, &[Value::Bool(false), Value::Timestamp(before), gone]).await?)
    }

    /// What a person has to decide, the oldest first: at most `limit` of those after the number `after`.
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    pub async fn reviews(&mut self, filter: &ReviewFilter, after: Option<ReviewId>, limit: u32) -> Result<Vec<Review>, Error> {
        let (mut conditions, mut values) = filter.conditions();
        values.push(Value::Int(after.map_or(i64::MIN, ReviewId::get)));
        conditions.push(format!(r#""id" > ?{}"#, values.len()));
        values.push(Value::Int(i64::from(limit)));
        let sql =
            format!(r#"SELECT {COLUMNS} FROM "connector_review" WHERE {} ORDER BY "id" LIMIT ?{}"#, conditions.join(" AND "), values.len());
        let mut found = Vec::new();
        self.session
            .query(&sql, &values, &mut |row| {
                found.push(read(row)?);
                Ok(())
            })
            .await?;
        Ok(found)
    }
}

impl Store {
    /// See [`Tx::reviews`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store
    ///     .transaction(|tx| Box::pin(async move { tx.review::<ShopProduct>(shop, &ReviewKind::Gone, "12", "it is gone there").await }))
    ///     .await?;
    /// let filter = ReviewFilter::open();
    /// let first = store.reviews(&filter, None, 1).await?;
    /// let rest = store.reviews(&filter, Some(first[0].id), 100).await?;
    /// assert_eq!((first.len(), rest.len()), (1, 0));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn reviews(&self, filter: &ReviewFilter, after: Option<ReviewId>, limit: u32) -> Result<Vec<Review>, Error> {
        self.read().await?.tx()?.reviews(filter, after, limit).await
    }

    /// See [`Tx::settle_review`].
    ///
    /// # Errors
    /// As there.
    pub async fn settle_review(&self, review: ReviewId, decision: &str) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.settle_review(review, decision).await })).await
    }

    /// Forgets the reviews that were settled longer ago than that. Those that are open stay, however old. Gives how many there
    /// were.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use connector_core::{Backend, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop { name: String }
    /// # schema! { static SHOP = [Shop]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// # store.migrate(&SHOP).await?;
    /// let forgotten = store.prune_reviews(Duration::from_hours(24 * 365)).await?;
    /// assert_eq!(forgotten, 0);
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`reviews`](Store::reviews).
    pub async fn prune_reviews(&self, older_than: Duration) -> Result<u64, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.prune_reviews(older_than).await })).await
    }
}
