//! What is remembered of deleted bindings, so that a deletion can be exported.
//!
//! Triggers write it (`sql::triggers`), whoever deletes: the store, a cascade, or somebody's own SQL. Where the external ID is
//! bound again the memory stays, and is not shown: reading asks for the bindings, too. It is taken back when that binding gives
//! the ID up without being deleted (`unbind`, another external ID, another backend), as somebody then decided about the ID.

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::{
    BackendId, BindingId, ExternalBinding, ExternalId, ExternalValue, Field, FieldType, Key, ModelId, ModelKind, ModelMeta, ReadError,
    RecordId, Role, Unique, Value,
};

use crate::database::Row;
use crate::rows::BATCH;
use crate::sql::quote;
use crate::{Error, Store, Tx};

const NAME: &str = "connector.deleted";

pub(crate) const TABLE: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    NAME,
    "Deleted Binding",
    "connector_deleted",
    &[
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<i64>("backend_id", "backend_id", "Backend"),
        Field::of::<String>("external_id", "external_id", "External ID"),
        Field::of::<Option<String>>("record", "record", "Record"),
        Field::of::<i64>("binding", "binding", "Row"),
        Field::of::<DateTime<Utc>>("deleted_at", "deleted_at", "Deleted at"),
    ],
    &[
        Unique::new("connector_deleted_key", &["backend_id", "model", "external_id"], "A deletion is remembered once."),
        // In the order in which they are read.
        Unique::new("connector_deleted_order", &["backend_id", "model", "deleted_at", "external_id"], "A deletion is remembered once."),
    ],
);

/// A binding that was deleted, and is not there again: what [`Store::deleted`] gives.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// store.put(bound(&chair, shop, Some(12))).await?;
/// store.delete::<Product>(&chair).await?;
///
/// let deleted: Vec<Deleted<ShopProduct>> = store.deleted(shop).await?;
/// assert_eq!((deleted[0].external_id, &deleted[0].record), (12, &Some(chair)));
#[doc = include_str!("../docs/close.md")]
/// ```
#[non_exhaustive]
pub struct Deleted<T: ExternalBinding> {
    /// The backend that it was on.
    pub backend: BackendId<T::Backend>,
    /// Its ID there, where the record is still to be deleted.
    pub external_id: T::ExternalId,
    /// The record that it linked, which may be there or not; `None` of a direct binding.
    pub record: Option<RecordId<T::Record>>,
    /// The ID that it had itself.
    pub binding: BindingId<T>,
    /// When it was deleted, by the database's clock: in microseconds on PostgreSQL, in milliseconds on SQLite.
    pub at: DateTime<Utc>,
}

impl<T: ExternalBinding> Clone for Deleted<T> {
    fn clone(&self) -> Self {
        let Self { backend, external_id, record, binding, at } = self;
        Self { backend: *backend, external_id: external_id.clone(), record: record.clone(), binding: *binding, at: *at }
    }
}

impl<T: ExternalBinding> PartialEq for Deleted<T> {
    fn eq(&self, other: &Self) -> bool {
        let Self { backend, external_id, record, binding, at } = self;
        *backend == other.backend
            && *external_id == other.external_id
            && *record == other.record
            && *binding == other.binding
            && *at == other.at
    }
}

impl<T: ExternalBinding> Eq for Deleted<T> {}

impl<T: ExternalBinding> fmt::Debug for Deleted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { backend, external_id, record, binding, at } = self;
        f.debug_struct("Deleted")
            .field("model", &T::NAME)
            .field("backend", backend)
            .field("external_id", external_id)
            .field("record", record)
            .field("binding", binding)
            .field("at", at)
            .finish()
    }
}

/// `shop.category 7 of record 3 on backend 1, deleted at 2026-01-31 12:00:00 UTC`
impl<T: ExternalBinding> fmt::Display for Deleted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", T::NAME, self.external_id.to_external())?;
        if let Some(record) = &self.record {
            write!(f, " of record {record}")?;
        }
        write!(f, " on backend {}, deleted at {}", self.backend, self.at)
    }
}

/// A row as it is kept.
struct Kept {
    external: String,
    record: Option<String>,
    binding: i64,
    at: DateTime<Utc>,
}

impl Kept {
    fn read(row: &mut dyn Row) -> Result<Self, ReadError> {
        let external = row.text()?.to_owned();
        let record = if row.is_null() {
            row.skip();
            None
        } else {
            Some(row.text()?.to_owned())
        };
        Ok(Self { external, record, binding: row.int()?, at: row.timestamp()? })
    }

    fn typed<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<Deleted<T>, Error> {
        let unreadable =
            |field, message: String| Error::Unreadable { model: NAME, id: format!("of {} {}", T::NAME, self.external), field, message };
        let whole = |field, text: &str| text.parse::<i64>().map_err(|_| unreadable(field, "it is no whole number".to_owned()));
        let external = if T::ExternalId::INTEGER {
            ExternalValue::Int(whole("external_id", &self.external)?)
        } else {
            ExternalValue::Text(self.external.as_str().into())
        };
        let external_id = T::ExternalId::from_external(external).map_err(|error| unreadable("external_id", error.to_string()))?;
        let key = |text: &String| match <RecordId<T::Record> as ModelId>::KEY_TYPE {
            FieldType::Int => whole("record", text).map(Key::Int),
            _ => Ok(Key::Text(text.clone())),
        };
        let record = self.record.as_ref().map(key).transpose()?.map(RecordId::from_key);
        Ok(Deleted { backend, external_id, record, binding: BindingId::new(self.binding), at: self.at })
    }
}

/// A value as the table keeps it.
fn kept_text<T: ExternalBinding>(id: &T::ExternalId) -> Value {
    Value::Text(id.to_external().to_string())
}

fn place<T: ExternalBinding>(backend: BackendId<T::Backend>) -> [Value; 2] {
    [Value::Int(backend.get()), Value::Text(T::NAME.to_owned())]
}

/// Which row, by [`identity`].
const THIS: &str = r#""backend_id" = ?1 AND "model" = ?2 AND "external_id" = ?3 AND "deleted_at" = ?4"#;

fn identity<T: ExternalBinding>(deleted: &Deleted<T>) -> Vec<Value> {
    let [backend, model] = place::<T>(deleted.backend);
    vec![backend, model, kept_text::<T>(&deleted.external_id), Value::Timestamp(deleted.at)]
}

impl Tx<'_> {
    /// See [`Store::deleted`].
    ///
    /// # Errors
    /// As there.
    pub async fn deleted<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> Result<Vec<Deleted<T>>, Error> {
        let mut all: Vec<Deleted<T>> = Vec::new();
        loop {
            let page = self.deleted_after(backend, all.last(), BATCH).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// See [`Store::deleted_after`].
    ///
    /// # Errors
    /// As there.
    pub async fn deleted_after<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        after: Option<&Deleted<T>>,
        limit: usize,
    ) -> Result<Vec<Deleted<T>>, Error> {
        let mut found = Vec::new();
        let mut last = after.map(|after| (after.at, kept_text::<T>(&after.external_id)));
        while found.len() < limit {
            // Some of them may be there again.
            let page = self.page_of_deleted::<T>(backend, last.as_ref(), (limit - found.len()).min(BATCH)).await?;
            let Some(end) = page.last() else { break };
            last = Some((end.at, kept_text::<T>(&end.external_id)));
            let alive = self.bound(backend, &page).await?;
            found.extend(page.into_iter().filter(|deleted| !alive.contains(&deleted.external_id)));
        }
        Ok(found)
    }

    async fn page_of_deleted<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        after: Option<&(DateTime<Utc>, Value)>,
        limit: usize,
    ) -> Result<Vec<Deleted<T>>, Error> {
        let mut values = place::<T>(backend).to_vec();
        values.push(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
        let mut later = "";
        if let Some((at, id)) = after {
            later = r#" AND (t."deleted_at", t."external_id") > (?4, ?5)"#;
            values.extend([Value::Timestamp(*at), id.clone()]);
        }
        let sql = format!(
            r#"SELECT t."external_id", t."record", t."binding", t."deleted_at" FROM "connector_deleted" t
            WHERE t."backend_id" = ?1 AND t."model" = ?2{later} ORDER BY t."deleted_at", t."external_id" LIMIT ?3"#
        );
        let mut page = Vec::new();
        let mut read = |row: &mut dyn Row| {
            let kept = Kept::read(row).map_err(|error| Error::Database(format!("{NAME}: {error}")))?;
            page.push(kept.typed::<T>(backend)?);
            Ok(())
        };
        self.session.query(&sql, &values, &mut read).await?;
        Ok(page)
    }

    /// Which of their external IDs are bound.
    async fn bound<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        page: &[Deleted<T>],
    ) -> Result<HashSet<T::ExternalId>, Error> {
        let role = |role| T::META.role(role).map(|place| &T::META.fields[place]);
        let (Some(on), Some(external)) = (role(Role::Backend), role(Role::ExternalId)) else { return Ok(HashSet::new()) };
        let dialect = self.statements.dialect;
        let (on, column) = (quote(on.column), quote(external.column));
        let sql = format!(
            "SELECT t.{column} FROM {} t WHERE t.{on} = {} AND t.{column} {}",
            dialect.table(T::TABLE),
            dialect.place(1, FieldType::Int),
            dialect.listed(2, external.ty)
        );
        let value = |deleted: &Deleted<T>| match deleted.external_id.to_external() {
            ExternalValue::Int(id) => Value::Int(id),
            ExternalValue::Text(id) => Value::Text(id.into_owned()),
        };
        let mut alive = HashSet::new();
        let mut read = |row: &mut dyn Row| {
            let id = row.external_id(T::ExternalId::INTEGER).and_then(T::ExternalId::from_external);
            alive.insert(id.map_err(|error| Error::Database(format!("{}: {error}", T::NAME)))?);
            Ok(())
        };
        self.session.query_listed(&sql, &[Value::Int(backend.get())], page.iter().map(value).collect(), &mut read).await?;
        Ok(alive)
    }

    /// Whether a deletion still holds: nobody forgot it, and the external ID was not bound again. To be asked right before the
    /// record is deleted on the remote.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// store.delete::<Product>(&chair).await?;
    /// let deleted = store.deleted::<ShopProduct>(shop).await?.remove(0);
    /// assert!(store.is_deleted(&deleted).await?);
    ///
    /// // Somebody binds the ID again: it shall not be deleted there.
    /// let table = store.put(product("Table")).await?.id();
    /// store.put(bound(&table, shop, Some(12))).await?;
    /// assert!(!store.is_deleted(&deleted).await?);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`Store::deleted`].
    pub async fn is_deleted<T: ExternalBinding>(&mut self, deleted: &Deleted<T>) -> Result<bool, Error> {
        let mut found = false;
        let sql = format!(r#"SELECT 1 FROM "connector_deleted" WHERE {THIS}"#);
        self.session
            .query(&sql, &identity(deleted), &mut |_| {
                found = true;
                Ok(())
            })
            .await?;
        Ok(found && self.bound(deleted.backend, std::slice::from_ref(deleted)).await?.is_empty())
    }

    /// Forgets deletions, once they are exported. One whose external ID was bound and deleted again since it was read is another
    /// one, and stays. Gives how many there were.
    ///
    /// # Errors
    /// As [`Store::deleted`].
    pub async fn forget_deleted<T: ExternalBinding>(&mut self, deleted: &[Deleted<T>]) -> Result<u64, Error> {
        let mut forgotten = 0;
        let sql = format!(r#"DELETE FROM "connector_deleted" WHERE {THIS}"#);
        for deleted in deleted {
            forgotten += self.session.execute(&sql, &identity(deleted)).await?;
        }
        Ok(forgotten)
    }

    /// Forgets the deletions of `T` on a backend that are older than `time`: where deletions are not exported, nothing else
    /// makes them less. Gives how many there were.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// store.delete::<Product>(&chair).await?;
    /// let an_hour_ago = Utc::now() - Duration::from_secs(3600);
    /// let forgotten = store
    ///     .transaction(|tx| Box::pin(async move { tx.forget_deleted_before::<ShopProduct>(shop, an_hour_ago).await }))
    ///     .await?;
    /// assert_eq!(forgotten, 0, "it was deleted just now");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`Store::deleted`].
    pub async fn forget_deleted_before<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        time: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let [backend, model] = place::<T>(backend);
        let sql = r#"DELETE FROM "connector_deleted" WHERE "backend_id" = ?1 AND "model" = ?2 AND "deleted_at" < ?3"#;
        Ok(self.session.execute(sql, &[backend, model, Value::Timestamp(time)]).await?)
    }
}

impl Store {
    /// The bindings of `T` on a backend that were deleted and are not bound again, the oldest first: what is still to be deleted
    /// on the remote.
    ///
    /// Triggers remember them, so that it does not matter who deletes: [`delete`](Store::delete), a record that takes its
    /// bindings along, or somebody's own SQL, `TRUNCATE` included. A binding without an external ID is nothing to the remote,
    /// and is not remembered; nor is one that was unbound, or got another external ID: who does that says that the record there is
    /// not this one, not that it shall go. An ID that is bound again is not given, and not remembered anew until that binding
    /// is deleted.
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop { name: String }
    /// # #[derive(Record)]
    /// # #[record(name = "category")]
    /// # struct Category { name: String }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.category")]
    /// # struct ShopCategory { record_id: RecordId<Category>, backend_id: BackendId<Shop>, external_id: Option<u32>, sync_date: Option<DateTime<Utc>> }
    /// # schema! { static SHOP = [Shop, Category, ShopCategory]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect_with("sqlite::memory:", connector_store::ConnectOptions::new()).await?;
    /// # store.migrate(&SHOP).await?;
    /// # let shop = store.put(Shop { name: "main".into() }).await?.id();
    /// let chairs = store.put(Category { name: "Chairs".into() }).await?.id();
    /// store.put(ShopCategory { record_id: chairs.clone(), backend_id: shop, external_id: Some(7), sync_date: None }).await?;
    /// store.delete::<Category>(&chairs).await?;
    ///
    /// for deleted in store.deleted::<ShopCategory>(shop).await? {
    ///     assert_eq!((deleted.external_id, &deleted.record), (7, &Some(chairs.clone())));
    ///     if store.is_deleted(&deleted).await? {
    ///         // Delete it on the remote, then:
    ///         store.forget_deleted(&[deleted]).await?;
    ///     }
    /// }
    /// assert!(store.deleted::<ShopCategory>(shop).await?.is_empty());
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated; [`Error::Unreadable`] when `T` has external IDs or records of
    /// another kind now.
    pub async fn deleted<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Result<Vec<Deleted<T>>, Error> {
        self.read().await?.tx()?.deleted(backend).await
    }

    /// As [`deleted`](Store::deleted), at most `limit` of them, after one that was given before: for those that are many.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// # for id in [12, 13, 14] {
    /// #     let product = store.put(product("Chair")).await?.id();
    /// #     store.put(bound(&product, shop, Some(id))).await?;
    /// #     store.delete::<Product>(&product).await?;
    /// # }
    /// let mut last: Option<Deleted<ShopProduct>> = None;
    /// let mut count = 0;
    /// loop {
    ///     let page = store.deleted_after(shop, last.as_ref(), 2).await?;
    ///     let Some(end) = page.last() else { break };
    ///     (count, last) = (count + page.len(), Some(end.clone()));
    /// }
    /// assert_eq!(count, 3);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`deleted`](Store::deleted).
    pub async fn deleted_after<T: ExternalBinding>(
        &self,
        backend: BackendId<T::Backend>,
        after: Option<&Deleted<T>>,
        limit: usize,
    ) -> Result<Vec<Deleted<T>>, Error> {
        self.read().await?.tx()?.deleted_after(backend, after, limit).await
    }

    /// See [`Tx::is_deleted`].
    ///
    /// # Errors
    /// As there.
    pub async fn is_deleted<T: ExternalBinding>(&self, deleted: &Deleted<T>) -> Result<bool, Error> {
        self.read().await?.tx()?.is_deleted(deleted).await
    }

    /// See [`Tx::forget_deleted`].
    ///
    /// # Errors
    /// As there.
    pub async fn forget_deleted<T: ExternalBinding>(&self, deleted: &[Deleted<T>]) -> Result<u64, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.forget_deleted(deleted).await })).await
    }
}
