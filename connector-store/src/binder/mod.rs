//! The binder: from external IDs to bindings and records, and back.

mod alone;
mod bound;
mod everywhere;
mod heard;
mod record;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use connector_core::{BackendId, BindingId, ExternalBinding, ExternalId, ExternalValue, Invalid, Model, ModelId, RecordId, Role, Value};

pub use self::alone::Binder;
pub use self::bound::BoundBy;
use crate::database::{Fault, Row};
use crate::rows::{BATCH, key_value, one_row, read, undeclared_key};
use crate::sql::BindingSql;
use crate::{Error, Stored, Tx};

/// The binder of one binding on one backend, inside a transaction. See [`Binder`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// let binding = store
///     .transaction(|tx| {
///         let chair = chair.clone();
///         Box::pin(async move {
///             let binding = tx.put(bound(&chair, shop, None)).await?.id();
///             tx.binder::<ShopProduct>(shop).bind(binding, &12).await?;
///             Ok(binding)
///         })
///     })
///     .await?;
/// assert!(store.get::<ShopProduct>(&binding).await?.unwrap().sync_date.is_some());
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct TxBinder<'t, 'c, T: ExternalBinding> {
    tx: &'t mut Tx<'c>,
    backend: BackendId<T::Backend>,
}

impl<'c> Tx<'c> {
    /// The binder of `T` on a backend.
    pub fn binder<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>) -> TxBinder<'_, 'c, T> {
        TxBinder { tx: self, backend }
    }
}

impl<T: ExternalBinding + Send + Sync> TxBinder<'_, '_, T> {
    /// The binding with the external ID `id`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, Some(0))).await?.id();
    /// let found = store.binder::<ShopProduct>(shop).to_internal(&0).await?.unwrap();
    /// assert_eq!(found.id(), binding);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Unreadable`] when its row holds what the model cannot hold.
    pub async fn to_internal(&mut self, id: &T::ExternalId) -> Result<Option<Stored<T>>, Error> {
        let sql = self.tx.sql::<T>();
        let mut found = self.tx.find::<T>(&statements::<T>(&sql)?.to_internal, &[self.backend_value(), external_value(id)]).await?;
        Ok(found.pop())
    }

    /// As [`to_internal`](Self::to_internal), of many: one statement a thousand, each in the place of its ID.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// let found = store.binder::<ShopProduct>(shop).to_internal_many(&[11, 12]).await?;
    /// assert!(found[0].is_none() && found[1].is_some());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn to_internal_many(&mut self, ids: &[T::ExternalId]) -> Result<Vec<Option<Stored<T>>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.to_internal_many;
        let backend = self.backend_value();
        self.tx.find_listed(sql, &[backend], ids, external_value, read::<T>, |stored| stored.external_id().map(Cow::Borrowed)).await
    }

    /// All bindings of some records, with an external ID and without, the oldest of each first: one statement a thousand. A
    /// record without a binding is not among them; a direct binding has no records.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, None)).await?;
    /// let bindings = store
    ///     .transaction(|tx| {
    ///         let chairs = [chair.clone()];
    ///         Box::pin(async move { tx.binder::<ShopProduct>(shop).bindings_of(&chairs).await })
    ///     })
    ///     .await?;
    /// assert_eq!(bindings[&chair].len(), 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn bindings_of(&mut self, records: &[RecordId<T::Record>]) -> Result<BTreeMap<RecordId<T::Record>, Vec<Stored<T>>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.of_records;
        let distinct: BTreeSet<&RecordId<T::Record>> = records.iter().collect();
        let distinct: Vec<&RecordId<T::Record>> = distinct.into_iter().collect();
        let mut found: BTreeMap<RecordId<T::Record>, Vec<Stored<T>>> = BTreeMap::new();
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(|record| key_value(&record.key())).collect();
            let (backend, secrets) = ([self.backend_value()], &self.tx.statements.keys);
            let mut each = |row: &mut dyn Row| {
                let binding = read::<T>(row, secrets)?;
                if let Some(record) = binding.record_id().cloned() {
                    found.entry(record).or_default().push(binding);
                }
                Ok(())
            };
            self.tx.session.query_listed(sql, &backend, listed, &mut each).await?;
        }
        for bindings in found.values_mut() {
            bindings.sort_by_key(|binding| binding.id().get());
        }
        Ok(found)
    }

    /// Gives a binding its external ID, after an export; its `sync_date` becomes the time of the transaction.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let (chair, table) = (store.put(product("Chair")).await?.id(), store.put(product("Table")).await?.id());
    /// let one = store.put(bound(&chair, shop, None)).await?.id();
    /// let other = store.put(bound(&table, shop, None)).await?.id();
    ///
    /// let binder = store.binder::<ShopProduct>(shop);
    /// binder.bind(one, &12).await?;
    /// assert!(matches!(binder.bind(other, &12).await, Err(Error::AlreadyBound { .. })));
    /// assert!(matches!(binder.bind(one, &13).await, Err(Error::BoundElsewhere { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::BoundElsewhere`] when the binding has another external ID: unbind it first. [`Error::AlreadyBound`] when another
    /// binding has this one. Nothing is changed then. [`Error::Invalid`] for an ID that is empty, too long, or contains a NUL. [`Error::NotFound`].
    /// [`Error::OtherBackend`] when the binding is on another backend. [`Error::Listener`] when one of its listeners does.
    pub async fn bind(&mut self, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        if self.tx.is_heard::<T>() {
            return self.bind_heard(&[(binding, id.clone())]).await?.pop().unwrap_or(Ok(()));
        }
        self.bind_unheard(binding, id).await
    }

    async fn bind_unheard(&mut self, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        check_external::<T>(id)?;
        self.tx.may_write(T::META).await?;
        let sql = self.tx.sql::<T>();
        let values = bind_values(self.backend, binding, id, self.tx.time());
        match self.tx.session.execute(&statements::<T>(&sql)?.bind, &values).await {
            Ok(1..) => return Ok(()),
            Ok(0) | Err(Fault::Unique(_)) => {}
            Err(fault) => return Err(self.tx.explain_row(T::META, fault, &[], None).await?),
        }
        // It was refused: by the binding itself, or by another one.
        let Some(own) = self.tx.get::<T>(&binding).await? else {
            return Err(Error::NotFound { model: T::NAME, id: binding.to_string() });
        };
        if own.backend_id() != self.backend {
            return Err(self.other_backend(binding, own.backend_id()));
        }
        if let Some(has) = own.external_id().filter(|has| *has != id) {
            let (has, asked) = (has.to_external().to_string(), id.to_external().to_string());
            return Err(Error::BoundElsewhere { model: T::NAME, id: binding.get(), has, asked, backend: self.backend.get() });
        }
        let Some(other) = self.to_internal(id).await?.filter(|other| other.id() != binding) else {
            return Err(undeclared_key(T::META, T::TABLE));
        };
        let conflict = format!(
            "binding {}{} has external ID {id} on backend {}; asked for: external ID {id} for binding {binding}{}",
            other.id(),
            of_record::<T>(&other),
            self.backend,
            of_record::<T>(&own),
            id = id.to_external(),
        );
        Err(Error::AlreadyBound { model: T::NAME, message: T::UNIQUE[0].message, conflict, existing: other.id().key() })
    }

    /// As [`bind`](Self::bind), of many: each one's outcome is said, and a refused one does not stop the others.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let (chair, table) = (store.put(product("Chair")).await?.id(), store.put(product("Table")).await?.id());
    /// let one = store.put(bound(&chair, shop, None)).await?.id();
    /// let other = store.put(bound(&table, shop, None)).await?.id();
    /// let outcomes = store.binder::<ShopProduct>(shop).bind_many(&[(one, 12), (other, 12)]).await?;
    /// assert!(outcomes[0].is_ok() && matches!(outcomes[1], Err(Error::AlreadyBound { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn bind_many(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<Vec<Result<(), Error>>, Error> {
        if self.tx.is_heard::<T>() { self.bind_heard(bindings).await } else { self.bind_many_unheard(bindings).await }
    }

    async fn bind_many_unheard(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut outcomes = Vec::with_capacity(bindings.len());
        for chunk in bindings.chunks(BATCH) {
            let bound = self.bind_at_once(chunk).await?;
            for (binding, id) in chunk {
                outcomes.push(if bound.contains(&binding.get()) { Ok(()) } else { one_row(self.bind_unheard(*binding, id).await)? });
            }
        }
        Ok(outcomes)
    }

    /// Binds what can be bound in one statement: those for which nothing has to be explained.
    async fn bind_at_once(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<HashSet<i64>, Error> {
        self.tx.may_write(T::META).await?;
        let sql = self.tx.sql::<T>();
        let Some(at_once) = &statements::<T>(&sql)?.at_once else { return Ok(HashSet::new()) };
        let valid = bindings.iter().filter(|(_, id)| check_external::<T>(id).is_ok());
        let (keys, ids): (Vec<i64>, Vec<Value>) = valid.map(|(binding, id)| (binding.get(), external_value(id))).unzip();
        // One that comes twice is bound once, and then refused or bound again.
        if keys.len() < 2 || keys.iter().collect::<HashSet<_>>().len() < keys.len() {
            return Ok(HashSet::new());
        }
        let values = [self.backend_value(), Value::Timestamp(self.tx.time())];
        let keys = keys.into_iter().map(Value::Int).collect();
        self.tx.session.write_listed(&at_once.bind, &values, vec![keys, ids]).await
    }

    /// Takes the external ID from a binding. The binding and its record stay.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, Some(12))).await?.id();
    /// store.binder::<ShopProduct>(shop).unbind(binding).await?;
    /// assert_eq!(store.get::<ShopProduct>(&binding).await?.unwrap().external_id, None);
    /// assert_eq!(store.binder::<ShopProduct>(shop).to_record(&12).await?, None);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::AlwaysBound`] when the model's external ID is no `Option`; [`Error::NotFound`]; [`Error::OtherBackend`];
    /// [`Error::Listener`].
    pub async fn unbind(&mut self, binding: BindingId<T>) -> Result<(), Error> {
        if self.tx.is_heard::<T>() {
            return self.unbind_heard(&[binding]).await?.pop().unwrap_or(Ok(()));
        }
        self.unbind_unheard(binding).await
    }

    async fn unbind_unheard(&mut self, binding: BindingId<T>) -> Result<(), Error> {
        if always_bound::<T>() {
            return Err(Error::AlwaysBound { model: T::NAME });
        }
        self.tx.may_write(T::META).await?;
        let sql = self.tx.sql::<T>();
        let values = [Value::Int(binding.get()), self.backend_value()];
        match self.tx.session.execute(&statements::<T>(&sql)?.unbind, &values).await {
            Ok(0) => {}
            Ok(_) => return Ok(()),
            Err(fault) => return Err(self.tx.explain_row(T::META, fault, &[], None).await?),
        }
        match self.tx.get::<T>(&binding).await? {
            Some(own) => Err(self.other_backend(binding, own.backend_id())),
            None => Err(Error::NotFound { model: T::NAME, id: binding.to_string() }),
        }
    }

    /// As [`unbind`](Self::unbind), of many: each one's outcome is said.
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn unbind_many(&mut self, bindings: &[BindingId<T>]) -> Result<Vec<Result<(), Error>>, Error> {
        if self.tx.is_heard::<T>() { self.unbind_heard(bindings).await } else { self.unbind_many_unheard(bindings).await }
    }

    async fn unbind_many_unheard(&mut self, bindings: &[BindingId<T>]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut outcomes = Vec::with_capacity(bindings.len());
        for chunk in bindings.chunks(BATCH) {
            let unbound = self.unbind_at_once(chunk).await?;
            for binding in chunk {
                outcomes.push(if unbound.contains(&binding.get()) { Ok(()) } else { one_row(self.unbind_unheard(*binding).await)? });
            }
        }
        Ok(outcomes)
    }

    async fn unbind_at_once(&mut self, bindings: &[BindingId<T>]) -> Result<HashSet<i64>, Error> {
        self.tx.may_write(T::META).await?;
        let sql = self.tx.sql::<T>();
        let Some(at_once) = statements::<T>(&sql)?.at_once.as_ref().filter(|_| bindings.len() > 1 && !always_bound::<T>()) else {
            return Ok(HashSet::new());
        };
        let keys = bindings.iter().map(|binding| Value::Int(binding.get())).collect();
        self.tx.session.write_listed(&at_once.unbind, &[self.backend_value()], vec![keys]).await
    }

    fn backend_value(&self) -> Value {
        Value::Int(self.backend.get())
    }

    fn other_backend(&self, id: BindingId<T>, is_on: BackendId<T::Backend>) -> Error {
        Error::OtherBackend { model: T::NAME, id: id.get(), is_on: is_on.get(), binder: self.backend.get() }
    }
}

fn of_record<T: ExternalBinding>(binding: &T) -> String {
    binding.record_id().map_or_else(String::new, |record| format!(" of record {record}"))
}

/// Whether there is no binding without an external ID.
fn always_bound<T: ExternalBinding>() -> bool {
    T::META.role(Role::ExternalId).is_some_and(|place| T::FIELDS[place].required)
}

fn statements<T: ExternalBinding>(sql: &crate::sql::ModelSql) -> Result<&BindingSql, Error> {
    sql.binding.as_ref().ok_or_else(|| Error::Migration(format!("{} has not the roles of a binding", T::NAME)))
}

/// An external ID as a value.
pub(crate) fn external_value<E: ExternalId>(id: &E) -> Value {
    match id.to_external() {
        ExternalValue::Int(id) => Value::Int(id),
        ExternalValue::Text(id) => Value::Text(id.into_owned()),
    }
}

/// The values of the statement that binds.
fn bind_values<T: ExternalBinding>(
    backend: BackendId<T::Backend>,
    binding: BindingId<T>,
    id: &T::ExternalId,
    time: DateTime<Utc>,
) -> [Value; 4] {
    [external_value(id), Value::Timestamp(time), Value::Int(binding.get()), Value::Int(backend.get())]
}

fn check_external<T: ExternalBinding>(id: &T::ExternalId) -> Result<(), Error> {
    let value = id.to_external();
    let (Some(rule), Some(place)) = (value.fault(), T::META.role(Role::ExternalId)) else { return Ok(()) };
    let field = &T::FIELDS[place];
    let fault = connector_core::Fault::new(field, Some(&value.to_string()), rule);
    Err(Invalid::new(T::NAME, vec![fault]).into())
}

#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it on.
fn unreadable<T: Model>(error: connector_core::ReadError) -> Error {
    let field = T::META.role(Role::ExternalId).map_or("external_id", |place| T::FIELDS[place].name);
    Error::Unreadable { model: T::NAME, id: "?".to_owned(), field, message: error.to_string() }
}
