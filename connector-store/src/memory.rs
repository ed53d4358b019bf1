//! What the flows remember between runs: how far an import got, and what failed.
//!
//! The rows are written in the transaction that writes the data, so that both are there, or neither.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{BackendId, ExternalBinding, Field, FieldType, Model, ModelKind, ModelMeta, ReadError, Unique, Value};

use crate::database::Row;
use crate::rows::BATCH;
use crate::unit::{self, SubUnit};
use crate::words::{KEY_BYTES, key_words, words};
use crate::{Error, Store, Tx, exports, review};

/// The framework's own tables.
pub(crate) const TABLES: &[&ModelMeta] = &[
    crate::deleted::TABLE,
    crate::installation::TABLE,
    crate::lease::TABLE,
    &ModelMeta::new(
        ModelKind::Record,
        "connector.cursor",
        "Cursor",
        "connector_cursor",
        &[
            Field::of::<String>("backend_model", "backend_model", "Kind of Backend"),
            Field::of::<i64>("backend_id", "backend_id", "Backend"),
            Field::of::<String>("model", "model", "Binding"),
            Field::of::<DateTime<Utc>>("position", "position", "Position"),
        ],
        &[Unique::new("connector_cursor_key", &["backend_id", "backend_model", "model"], "There is one cursor for each binding.")],
    ),
    FAILURES,
    unit::CURSORS,
    crate::jobs::JOB,
    crate::jobs::CHANNEL,
    exports::INTENTS,
    exports::SENT,
    review::REVIEWS,
];

/// What failed.
pub(crate) const FAILURES: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.failure",
    "Failure",
    "connector_failure",
    &[
        Field::of::<String>("backend_model", "backend_model", "Kind of Backend"),
        Field::of::<i64>("backend_id", "backend_id", "Backend"),
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<String>("reference", "reference", "Reference"),
        Field::of::<bool>("has_id", "has_id", "Has an ID"),
        Field::of::<String>("error", "error", "Error"),
        Field::of::<i64>("tries", "tries", "Tries"),
        Field::of::<DateTime<Utc>>("failed_at", "failed_at", "Failed at"),
        Field::of::<DateTime<Utc>>("next_try_at", "next_try_at", "Next Try at"),
        Field::of::<Option<String>>("unit", "unit", "Sub-unit"),
    ],
    &[Unique::new(
        "connector_failure_key",
        &["backend_id", "backend_model", "model", "has_id", "reference"],
        "A failure is remembered once.",
    )],
);

/// The waits between tries, in seconds; the last one is kept from then on.
const WAITS: [i64; 6] = [0, 60, 300, 1_800, 7_200, 86_400];

/// Work that failed and is to be tried again.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store
///     .transaction(|tx| Box::pin(async move { tx.set_failure::<ShopProduct>(shop, "12", true, "`price` is \"-\"").await }))
///     .await?;
/// let failure: Failure = store.failures::<ShopProduct>(shop).await?.remove(0);
/// assert_eq!((failure.reference.as_str(), failure.has_id, failure.tries), ("12", true, 1));
/// assert!(failure.next_try_at >= failure.failed_at);
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The external ID as text, or, where the remote sent none that is usable, words by which a person finds the record.
    pub reference: String,
    /// Whether the reference is an external ID, so that it can be tried again by itself.
    pub has_id: bool,
    /// The last error.
    pub error: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it failed last.
    pub failed_at: DateTime<Utc>,
    /// When it is tried again.
    pub next_try_at: DateTime<Utc>,
    /// The part of the remote whose import found it last, `shop.website 3`: what imports of that part try again. `None` of an import
    /// of the whole.
    pub unit: Option<String>,
}

/// A row of these tables that somebody else has written.
fn unreadable(model: &'static str, field: &'static str, error: &ReadError) -> Error {
    Error::Unreadable { model, id: "?".to_owned(), field, message: error.to_string() }
}

/// Which binding on which backend.
fn place<T: ExternalBinding>(backend: BackendId<T::Backend>) -> [Value; 3] {
    [Value::Int(backend.get()), Value::Text(T::Backend::NAME.to_owned()), Value::Text(T::NAME.to_owned())]
}

/// What failed there. An ID that is cut is none any more.
fn failed<T: ExternalBinding>(backend: BackendId<T::Backend>, reference: &str, has_id: bool) -> [Value; 5] {
    let [backend, kind, model] = place::<T>(backend);
    let has_id = has_id && reference.len() <= KEY_BYTES;
    [backend, kind, model, Value::Bool(has_id), Value::Text(key_words(reference))]
}

const HERE: &str = r#""backend_id" = ?1 AND "backend_model" = ?2 AND "model" = ?3"#;

impl Tx<'_> {
    /// How far the import of `T` got on a backend, by the remote's clock.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let seen = Utc::now();
    /// store.transaction(|tx| Box::pin(async move { tx.set_cursor::<ShopProduct>(shop, seen).await })).await?;
    /// assert_eq!(store.cursor::<ShopProduct>(shop).await?, Some(to_microseconds(seen)));
    ///
    /// // The next import is to read everything:
    /// store.clear_cursor::<ShopProduct>(shop).await?;
    /// assert_eq!(store.cursor::<ShopProduct>(shop).await?, None);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated.
    pub async fn cursor<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> Result<Option<DateTime<Utc>>, Error> {
        let mut found = None;
        let sql = format!(r#"SELECT "position" FROM "connector_cursor" WHERE {HERE}"#);
        self.session
            .query(&sql, &place::<T>(backend), &mut |row| {
                found = Some(row.timestamp().map_err(|error| unreadable("connector.cursor", "position", &error))?);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    /// Remembers how far the import of `T` got on a backend.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// // With the rows of the page, so that both are there, or neither.
    /// let seen = DateTime::from_timestamp(60, 0).unwrap();
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.put(product("Chair")).await?;
    ///             tx.set_cursor::<ShopProduct>(shop, seen).await
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!(store.cursor::<ShopProduct>(shop).await?, Some(seen));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn set_cursor<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>, position: DateTime<Utc>) -> Result<(), Error> {
        let sql = r#"INSERT INTO "connector_cursor" ("backend_id", "backend_model", "model", "position") VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT ("backend_id", "backend_model", "model") DO UPDATE SET "position" = excluded."position""#;
        let [backend, kind, model] = place::<T>(backend);
        self.session.execute(sql, &[backend, kind, model, Value::Timestamp(position)]).await?;
        Ok(())
    }

    /// Forgets how far the import of `T` got, so that the next one reads everything.
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn clear_cursor<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> Result<(), Error> {
        self.session.execute(&format!(r#"DELETE FROM "connector_cursor" WHERE {HERE}"#), &place::<T>(backend)).await?;
        Ok(())
    }

    /// Remembers that `reference` failed, or failed again: its next try is later each time.
    ///
    /// Of a reference of more than 512 bytes the beginning and a digest are kept; an ID so long is then not tried again by itself.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let told = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.set_failure::<ShopProduct>(shop, "12", true, "no price").await?;
    ///             tx.set_failure::<ShopProduct>(shop, "12", true, "no price yet").await?; // failed again
    ///             tx.failures::<ShopProduct>(shop).await
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!((told.len(), told[0].tries, told[0].error.as_str()), (1, 2, "no price yet"));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn set_failure<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        reference: &str,
        has_id: bool,
        error: &str,
    ) -> Result<(), Error> {
        self.set_failure_in::<T>(backend, None, reference, has_id, error).await
    }

    /// As [`set_failure`](Tx::set_failure), found by an import of a part of the remote.
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn set_failure_in<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        unit: Option<&SubUnit>,
        reference: &str,
        has_id: bool,
        error: &str,
    ) -> Result<(), Error> {
        let now = self.time();
        // The first wait is that of a new row, `?8`. The number of tries is read where it is written: nobody comes in between.
        let moment = |place| self.statements.dialect.place(place, FieldType::Timestamp);
        let last = WAITS.len() - 1;
        let mut waits: Vec<String> = (1..last).map(|tries| format!("WHEN {tries} THEN {}", moment(8 + tries))).collect();
        waits.push(format!("ELSE {}", moment(8 + last)));
        let (waits, unit_place) = (waits.join(" "), 8 + WAITS.len());
        let sql = format!(
            r#"INSERT INTO "connector_failure"
            ("backend_id", "backend_model", "model", "has_id", "reference", "error", "tries", "failed_at", "next_try_at", "unit")
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?{unit_place})
            ON CONFLICT ("backend_id", "backend_model", "model", "has_id", "reference") DO UPDATE SET
            "error" = excluded."error", "tries" = "connector_failure"."tries" + 1, "failed_at" = excluded."failed_at", "unit" = excluded."unit",
            "next_try_at" = CASE "connector_failure"."tries" {waits} END"#
        );
        let mut values = failed::<T>(backend, reference, has_id).to_vec();
        values.push(Value::Text(words(error)));
        values.push(Value::Timestamp(now));
        values.extend(WAITS.map(|wait| Value::Timestamp(now + TimeDelta::seconds(wait))));
        values.push(unit.map_or(Value::Null, |unit| Value::Text(unit.to_string())));
        self.session.execute(&sql, &values).await?;
        Ok(())
    }

    /// Makes the next try of what failed due at once. Gives whether it is remembered at all.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.transaction(|tx| Box::pin(async move { tx.set_failure::<ShopProduct>(shop, "12", true, "no price").await })).await?;
    /// // The price was put right there:
    /// let known = store.transaction(|tx| Box::pin(async move { tx.retry_failure::<ShopProduct>(shop, "12", true).await })).await?;
    /// assert!(known);
    /// let failure = store.failures::<ShopProduct>(shop).await?.remove(0);
    /// assert!(failure.next_try_at <= Utc::now());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn retry_failure<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        reference: &str,
        has_id: bool,
    ) -> Result<bool, Error> {
        let sql = format!(r#"UPDATE "connector_failure" SET "next_try_at" = ?6 WHERE {HERE} AND "has_id" = ?4 AND "reference" = ?5"#);
        let mut values = failed::<T>(backend, reference, has_id).to_vec();
        values.push(Value::Timestamp(self.time()));
        Ok(self.session.execute(&sql, &values).await? > 0)
    }

    /// Forgets that `reference` failed.
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn clear_failure<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        reference: &str,
        has_id: bool,
    ) -> Result<(), Error> {
        let sql = format!(r#"DELETE FROM "connector_failure" WHERE {HERE} AND "has_id" = ?4 AND "reference" = ?5"#);
        self.session.execute(&sql, &failed::<T>(backend, reference, has_id)).await?;
        Ok(())
    }

    /// What failed of `T` on a backend, the oldest first. Of many, [`Store::stream_failures`] holds only a page at a time.
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn failures<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> Result<Vec<Failure>, Error> {
        let all = self.failures_after::<T>(backend, 0, usize::MAX).await?;
        Ok(all.into_iter().map(|(_, failure)| failure).collect())
    }

    /// How much failed of `T` on a backend.
    ///
    /// # Errors
    /// As [`cursor`](Tx::cursor).
    pub async fn count_failures<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> Result<u64, Error> {
        let mut count = 0;
        self.session
            .query(&format!(r#"SELECT count(*) FROM "connector_failure" WHERE {HERE}"#), &place::<T>(backend), &mut |row| {
                count = row.int().map_err(|error| unreadable("connector.failure", "id", &error))?;
                Ok(())
            })
            .await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The next failures after a row, each with its own.
    async fn failures_after<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, Failure)>, Error> {
        let sql = format!(
            r#"SELECT "id", "reference", "has_id", "error", "tries", "failed_at", "next_try_at", "unit" FROM "connector_failure"
            WHERE {HERE} AND "id" > ?4 ORDER BY "id" LIMIT ?5"#
        );
        let mut failures = Vec::new();
        let mut read = |row: &mut dyn Row| {
            let mut read = || {
                let id = row.int()?;
                let failure = Failure {
                    reference: row.text()?.to_owned(),
                    has_id: row.bool()?,
                    error: row.text()?.to_owned(),
                    tries: u32::try_from(row.int()?).unwrap_or(u32::MAX),
                    failed_at: row.timestamp()?,
                    next_try_at: row.timestamp()?,
                    unit: if row.is_null() { None } else { Some(row.text()?.to_owned()) },
                };
                Ok((id, failure))
            };
            let failure = read().map_err(|error: ReadError| Error::Database(format!("connector_failure: {error}")))?;
            failures.push(failure);
            Ok(())
        };
        let [backend, kind, model] = place::<T>(backend);
        let limit = Value::Int(i64::try_from(limit).unwrap_or(i64::MAX));
        self.session.query(&sql, &[backend, kind, model, Value::Int(after), limit], &mut read).await?;
        Ok(failures)
    }
}

/// What failed of a binding on a backend, the oldest first, read a page at a time; as [`RowStream`](crate::RowStream) does.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store.transaction(|tx| Box::pin(async move { tx.set_failure::<ShopProduct>(shop, "12", true, "no price").await })).await?;
/// let mut failures = store.stream_failures::<ShopProduct>(shop);
/// while let Some(failure) = failures.next().await? {
///     assert_eq!(failure.error, "no price");
/// }
/// assert_eq!(store.count_failures::<ShopProduct>(shop).await?, 1);
#[doc = include_str!("../docs/close.md")]
/// ```
#[must_use = "nothing is read until `next` is called"]
#[derive(Debug)]
pub struct FailureStream<T: ExternalBinding> {
    store: Store,
    backend: BackendId<T::Backend>,
    after: i64,
    page: VecDeque<(i64, Failure)>,
}

impl<T: ExternalBinding> FailureStream<T> {
    /// The next one; `None` when there is none any more.
    ///
    /// # Errors
    /// As [`Tx::failures`].
    pub async fn next(&mut self) -> Result<Option<Failure>, Error> {
        if self.page.is_empty() {
            self.page = self.store.read().await?.tx()?.failures_after::<T>(self.backend, self.after, BATCH).await?.into();
        }
        let Some((id, failure)) = self.page.pop_front() else { return Ok(None) };
        self.after = id;
        Ok(Some(failure))
    }
}

impl Store {
    /// See [`Tx::cursor`].
    ///
    /// # Errors
    /// As there.
    pub async fn cursor<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<Option<DateTime<Utc>>, Error> {
        self.read().await?.tx()?.cursor::<T>(backend).await
    }

    /// See [`Tx::clear_cursor`].
    ///
    /// # Errors
    /// As there.
    pub async fn clear_cursor<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.clear_cursor::<T>(backend).await })).await
    }

    /// See [`Tx::failures`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.transaction(|tx| Box::pin(async move { tx.set_failure::<ShopProduct>(shop, "12", true, "no price").await })).await?;
    /// assert_eq!(store.failures::<ShopProduct>(shop).await?.len(), 1);
    /// assert_eq!(store.count_failures::<ShopProduct>(shop).await?, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn failures<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<Vec<Failure>, Error> {
        self.read().await?.tx()?.failures::<T>(backend).await
    }

    /// What failed of `T` on a backend, the oldest first, read a page at a time.
    pub fn stream_failures<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> FailureStream<T> {
        FailureStream { store: self.clone(), backend, after: 0, page: VecDeque::new() }
    }

    /// See [`Tx::count_failures`].
    ///
    /// # Errors
    /// As there.
    pub async fn count_failures<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<u64, Error> {
        self.read().await?.tx()?.count_failures::<T>(backend).await
    }

    /// See [`Tx::clear_failure`]: what it was is not tried again by itself.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.transaction(|tx| Box::pin(async move { tx.set_failure::<ShopProduct>(shop, "12", true, "no price").await })).await?;
    /// store.clear_failure::<ShopProduct>(shop, "12", true).await?;
    /// assert!(store.failures::<ShopProduct>(shop).await?.is_empty());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn clear_failure<T: ExternalBinding>(
        &self,
        backend: BackendId<T::Backend>,
        reference: &str,
        has_id: bool,
    ) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.clear_failure::<T>(backend, reference, has_id).await })).await
    }
}
