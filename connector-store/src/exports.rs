//! What the exports remember between runs: which creates were begun and not ended, and what was sent last.
//!
//! A create is begun in a transaction of its own before the remote is asked, and ended in the one that binds: whatever is
//! begun and not ended may or may not have reached the remote.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::{
    BackendId, BindingId, ExternalBinding, Field, FieldType, Model, ModelKind, ModelMeta, ReadError, RowRead, Unique, Value,
};

use crate::rows::BATCH;
use crate::{Error, SecretKeys, Store, Tx};

/// The tables of the exports.
pub(crate) const INTENTS: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.intent",
    "Intent",
    "connector_intent",
    &[
        Field::of::<String>("backend_model", "backend_model", "Kind of Backend"),
        Field::of::<i64>("backend_id", "backend_id", "Backend").index(),
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<i64>("binding_id", "binding_id", "Binding ID"),
        Field::of::<String>("token", "token", "Idempotency Key"),
        Field::of::<String>("body", "body", "Body"),
        Field::of::<DateTime<Utc>>("begun_at", "begun_at", "Begun at"),
    ],
    &[Unique::new("connector_intent_key", &["model", "binding_id"], "A binding is created once at a time.")],
);

/// What the remote is known to have of each binding.
pub(crate) const SENT: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.sent",
    "Sent",
    "connector_sent",
    &[
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<i64>("binding_id", "binding_id", "Binding ID"),
        Field::of::<String>("marks", "marks", "Marks"),
    ],
    &[Unique::new("connector_sent_key", &["model", "binding_id"], "A binding has one state on the remote.")],
);

/// A create that was begun on the remote, and not ended: whether it got there is not known.
///
/// Written by the exports of `connector-sync`, which also settle it.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// let binding = store.put(bound(&chair, shop, None)).await?.id();
/// let begun = store
///     .durable_transaction(|tx| Box::pin(async move { tx.begin_intent(shop, binding, "key-1", r#"{"name":"Chair"}"#).await }))
///     .await?;
/// assert!(begun);
///
/// // The process is killed here. The next one finds it:
/// let intents: Vec<Intent<ShopProduct>> = store.intents(shop, None, 100).await?;
/// assert_eq!((intents[0].binding, intents[0].key.as_str()), (binding, "key-1"));
#[doc = include_str!("../docs/close.md")]
/// ```
#[non_exhaustive]
pub struct Intent<T: ExternalBinding> {
    /// The binding that is being created.
    pub binding: BindingId<T>,
    /// The key that makes a repeated request the same one, where the remote knows such keys.
    pub key: String,
    /// What was sent, as JSON.
    pub body: String,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
}

/// Without the body, which holds whatever is sent.
impl<T: ExternalBinding> fmt::Debug for Intent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intent")
            .field("binding", &self.binding)
            .field("key", &self.key)
            .field("begun_at", &self.begun_at)
            .finish_non_exhaustive()
    }
}

const THIS: &str = r#""model" = ?1 AND "binding_id" = ?2"#;
const COLUMNS: &str = r#""binding_id", "token", "body", "begun_at""#;

fn this<T: ExternalBinding>(binding: BindingId<T>) -> [Value; 2] {
    [Value::Text(T::NAME.to_owned()), Value::Int(binding.get())]
}

fn read<T: ExternalBinding>(row: &mut dyn RowRead, _: &SecretKeys) -> Result<Intent<T>, Error> {
    let mut read = || {
        Ok(Intent {
            binding: BindingId::new(row.int()?),
            key: row.text()?.to_owned(),
            body: row.text()?.to_owned(),
            begun_at: row.timestamp()?,
        })
    };
    read().map_err(|error: ReadError| Error::Database(format!("connector_intent: {error}")))
}

fn read_sent(row: &mut dyn RowRead, _: &SecretKeys) -> Result<(i64, String), Error> {
    let mut read = || Ok((row.int()?, row.text()?.to_owned()));
    read().map_err(|error: ReadError| Error::Database(format!("connector_sent: {error}")))
}

impl Tx<'_> {
    /// The creates of some bindings that were begun and not ended, each in the place of its binding.
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated.
    #[doc(hidden)]
    pub async fn intents_of<T: ExternalBinding>(&mut self, bindings: &[BindingId<T>]) -> Result<Vec<Option<Intent<T>>>, Error> {
        let ids: Vec<i64> = bindings.iter().map(|binding| binding.get()).collect();
        let listed = self.statements.dialect.listed(2, FieldType::Int);
        let sql = format!(r#"SELECT {COLUMNS} FROM "connector_intent" WHERE "model" = ?1 AND "binding_id" {listed}"#);
        let model = [Value::Text(T::NAME.to_owned())];
        self.find_listed(&sql, &model, &ids, |id| Value::Int(*id), read::<T>, |intent| Some(Cow::Owned(intent.binding.get()))).await
    }

    /// Begins the create of a binding on the remote. Gives `false`, and changes nothing, where one is begun and not ended.
    ///
    /// To be called in a [`durable_transaction`](Store::durable_transaction), so that a power cut does not make the store forget
    /// what the remote was asked for.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, None)).await?.id();
    /// let begin = || store.durable_transaction(move |tx| Box::pin(async move { tx.begin_intent(shop, binding, "key-1", "{}").await }));
    /// assert!(begin().await?);
    /// assert!(!begin().await?, "one is begun and not ended");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn begin_intent<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        binding: BindingId<T>,
        key: &str,
        body: &str,
    ) -> Result<bool, Error> {
        let sql = r#"INSERT INTO "connector_intent" ("model", "binding_id", "backend_model", "backend_id", "token", "body", "begun_at")
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT ("model", "binding_id") DO NOTHING"#;
        let [model, id] = this(binding);
        let kind = Value::Text(T::Backend::NAME.to_owned());
        let (key, body) = (Value::Text(key.to_owned()), Value::Text(body.to_owned()));
        let values = [model, id, kind, Value::Int(backend.get()), key, body, Value::Timestamp(self.time())];
        Ok(self.session.execute(sql, &values).await? == 1)
    }

    /// Ends the create of a binding: it is bound, or is known not to be on the remote. Does nothing where none was begun.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, None)).await?.id();
    /// store.durable_transaction(|tx| Box::pin(async move { tx.begin_intent(shop, binding, "key-1", "{}").await })).await?;
    /// // The remote has answered with its ID.
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.binder::<ShopProduct>(shop).bind(binding, &12).await?;
    ///             tx.end_intent(binding).await
    ///         })
    ///     })
    ///     .await?;
    /// assert!(store.intents::<ShopProduct>(shop, None, 100).await?.is_empty());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn end_intent<T: ExternalBinding>(&mut self, binding: BindingId<T>) -> Result<(), Error> {
        self.session.execute(&format!(r#"DELETE FROM "connector_intent" WHERE {THIS}"#), &this(binding)).await?;
        Ok(())
    }

    /// The creates on a backend that were begun and not ended, in the order of their bindings: at most `limit` of those after
    /// `after`.
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    pub async fn intents<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        after: Option<BindingId<T>>,
        limit: u32,
    ) -> Result<Vec<Intent<T>>, Error> {
        let sql = format!(
            r#"SELECT {COLUMNS} FROM "connector_intent" WHERE "model" = ?1 AND "backend_id" = ?2 AND "binding_id" > ?3 ORDER BY "binding_id" LIMIT ?4"#
        );
        let values = [
            Value::Text(T::NAME.to_owned()),
            Value::Int(backend.get()),
            Value::Int(after.map_or(i64::MIN, BindingId::get)),
            Value::Int(i64::from(limit)),
        ];
        let mut found = Vec::new();
        self.session
            .query(&sql, &values, &mut |row| {
                found.push(read(row, &SecretKeys::none())?);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    /// What [`set_sent`](Tx::set_sent) remembered of some bindings, each in the place of its ID.
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn sent<T: ExternalBinding>(&mut self, bindings: &[BindingId<T>]) -> Result<Vec<Option<String>>, Error> {
        let ids: Vec<i64> = bindings.iter().map(|binding| binding.get()).collect();
        let listed = self.statements.dialect.listed(2, FieldType::Int);
        let sql = format!(r#"SELECT "binding_id", "marks" FROM "connector_sent" WHERE "model" = ?1 AND "binding_id" {listed}"#);
        let found = self
            .find_listed(&sql, &[Value::Text(T::NAME.to_owned())], &ids, |id| Value::Int(*id), read_sent, |(id, _)| Some(Cow::Borrowed(id)))
            .await?;
        Ok(found.into_iter().map(|found| found.map(|(_, marks)| marks)).collect())
    }

    /// Remembers what the remote is known to have of a binding: marks of its fields, as the exports write them.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, Some(12))).await?.id();
    /// let sent = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.set_sent(binding, "name=1").await?;
    ///             tx.sent(&[binding]).await
    ///         })
    ///     })
    ///     .await?;
    /// assert_eq!(sent, [Some("name=1".to_owned())]);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn set_sent<T: ExternalBinding>(&mut self, binding: BindingId<T>, marks: &str) -> Result<(), Error> {
        let sql = r#"INSERT INTO "connector_sent" ("model", "binding_id", "marks") VALUES (?1, ?2, ?3)
            ON CONFLICT ("model", "binding_id") DO UPDATE SET "marks" = excluded."marks""#;
        let [model, id] = this(binding);
        self.session.execute(sql, &[model, id, Value::Text(marks.to_owned())]).await?;
        Ok(())
    }

    /// As [`set_sent`](Tx::set_sent), of many: one statement a thousand where the database takes lists.
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn set_sent_many<T: ExternalBinding>(&mut self, sent: &[(BindingId<T>, String)]) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        if !dialect.takes_lists() {
            for (binding, marks) in sent {
                self.set_sent(*binding, marks).await?;
            }
            return Ok(());
        }
        let sql = format!(
            r#"INSERT INTO "connector_sent" ("model", "binding_id", "marks") SELECT ?1, g.k, g.m FROM UNNEST({}, {}) AS g (k, m)
            ON CONFLICT ("model", "binding_id") DO UPDATE SET "marks" = excluded."marks" RETURNING "binding_id""#,
            dialect.list_place(2, FieldType::Int),
            dialect.list_place(3, FieldType::Text)
        );
        for chunk in sent.chunks(BATCH) {
            let (keys, marks) = chunk.iter().map(|(binding, marks)| (Value::Int(binding.get()), Value::Text(marks.clone()))).unzip();
            self.session.write_listed(&sql, &[Value::Text(T::NAME.to_owned())], vec![keys, marks]).await?;
        }
        Ok(())
    }

    /// Forgets what the remote is known to have of a binding: its next export sends everything.
    ///
    /// # Errors
    /// As [`intents_of`](Tx::intents_of).
    #[doc(hidden)]
    pub async fn clear_sent<T: ExternalBinding>(&mut self, binding: BindingId<T>) -> Result<(), Error> {
        self.session.execute(&format!(r#"DELETE FROM "connector_sent" WHERE {THIS}"#), &this(binding)).await?;
        Ok(())
    }
}

impl Store {
    /// See [`Tx::intents`].
    ///
    /// # Errors
    /// As there.
    pub async fn intents<T: ExternalBinding>(
        &self,
        backend: BackendId<T::Backend>,
        after: Option<BindingId<T>>,
        limit: u32,
    ) -> Result<Vec<Intent<T>>, Error> {
        self.read().await?.tx()?.intents::<T>(backend, after, limit).await
    }
}
