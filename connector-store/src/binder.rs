//! The binder: from external IDs to bindings and records, and back.

use std::collections::{HashMap, HashSet};

use connector_core::{
    BackendId, BindingId, ExternalBinding, ExternalId, ExternalValue, Invalid, Key, Model, ModelId, RecordBinding, RecordId, Role, Value,
};

use crate::database::{Fault, Row};
use crate::rows::{BATCH, key_from, key_value, read};
use crate::sql::BindingSql;
use crate::{Error, Linked, Store, Stored, Tx};

/// The binder of one binding on one backend, outside of a transaction: each call is one of its own.
///
/// Archived records are seen. `0` is a legal ID. An ID that is unknown is `None`, never an error.
pub struct Binder<'s, T: ExternalBinding> {
    store: &'s Store,
    backend: BackendId<T::Backend>,
}

/// The binder of one binding on one backend, inside a transaction. See [`Binder`].
pub struct TxBinder<'t, 'c, T: ExternalBinding> {
    tx: &'t mut Tx<'c>,
    backend: BackendId<T::Backend>,
}

/// An external ID as it is kept, with its record.
struct Pair {
    external: ExternalValue<'static>,
    record: Option<Key>,
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
    /// # Errors
    /// [`Error::Unreadable`] when its row holds what the model cannot hold.
    pub async fn to_internal(&mut self, id: &T::ExternalId) -> Result<Option<Stored<T>>, Error> {
        let sql = self.tx.sql::<T>();
        let mut found = self.tx.find::<T>(&statements::<T>(&sql)?.to_internal, &[self.backend_value(), external_value(id)]).await?;
        Ok(found.pop())
    }

    /// As [`to_internal`](Self::to_internal), of many: one statement a thousand, each in the place of its ID.
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn to_internal_many(&mut self, ids: &[T::ExternalId]) -> Result<Vec<Option<Stored<T>>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.to_internal_many;
        let backend = self.backend_value();
        self.tx.find_listed(sql, &[backend], ids, external_value, read::<T>, |stored| stored.external_id().cloned()).await
    }

    /// All bindings of some records, with an external ID and without, the oldest of each first: one statement a thousand, each in
    /// the place of its record. A direct binding has no records, and so none.
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn bindings_of(&mut self, records: &[RecordId<T::Record>]) -> Result<Vec<Vec<Stored<T>>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.of_records;
        let mut places: HashMap<Key, Vec<usize>> = HashMap::new();
        for (place, record) in records.iter().enumerate() {
            places.entry(record.key()).or_default().push(place);
        }
        let mut found: Vec<Vec<Stored<T>>> = std::iter::repeat_with(Vec::new).take(records.len()).collect();
        let distinct: Vec<&Key> = places.keys().collect();
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(|key| key_value(key)).collect();
            let mut each = |row: &mut dyn Row| {
                let binding = read::<T>(row)?;
                let Some(places) = binding.record_id().and_then(|record| places.get(&record.key())) else { return Ok(()) };
                for place in &places[1..] {
                    row.rewind();
                    found[*place].push(read::<T>(row)?);
                }
                found[places[0]].push(binding);
                Ok(())
            };
            self.tx.session.query_listed(sql, &[self.backend_value()], listed, &mut each).await?;
        }
        for bindings in &mut found {
            bindings.sort_by_key(|binding| binding.id().get());
        }
        Ok(found)
    }

    /// A page.
    ///
    /// # Errors
    /// None.
    pub async fn page(&mut self, after: Option<BindingId<T>>, limit: u32) -> Result<Vec<Stored<T>>, Error> {
        let sql = self.tx.sql::<T>();
        let values = [self.backend_value(), Value::Int(after.map_or(i64::MIN, BindingId::get)), Value::Int(i64::from(limit))];
        self.tx.find::<T>(&statements::<T>(&sql)?.page, &values).await
    }

    /// The external IDs and records of a query that selects these two, and ends in a list where one is given.
    async fn pairs(&mut self, sql: &str, values: &[Value], listed: Option<Vec<Value>>) -> Result<Vec<Pair>, Error> {
        let mut pairs = Vec::new();
        let record_key = <RecordId<T::Record> as ModelId>::KEY_TYPE;
        let mut read = |row: &mut dyn Row| {
            let external = row.external_id(T::ExternalId::INTEGER).map(ExternalValue::into_owned).map_err(unreadable::<T>)?;
            let record = if row.is_null() { None } else { Some(key_from(record_key, row).map_err(unreadable::<T>)?) };
            pairs.push(Pair { external, record });
            Ok(())
        };
        match listed {
            Some(listed) => self.tx.session.query_listed(sql, values, listed, &mut read).await?,
            None => self.tx.session.query(sql, values, &mut read).await?,
        }
        Ok(pairs)
    }

    /// Gives a binding its external ID, after an export; its `sync_date` becomes the time of the transaction.
    ///
    /// # Errors
    /// [`Error::BoundElsewhere`] when the binding has another external ID: unbind it first. [`Error::AlreadyBound`] when another
    /// binding has this one. Nothing is changed then. [`Error::Invalid`] for an ID that is empty, too long, or contains a NUL. [`Error::NotFound`].
    /// [`Error::OtherBackend`] when the binding is on another backend.
    pub async fn bind(&mut self, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        check_external::<T>(id)?;
        let sql = self.tx.sql::<T>();
        let values = [external_value(id), Value::Timestamp(self.tx.time()), Value::Int(binding.get()), self.backend_value()];
        match self.tx.session.execute(&statements::<T>(&sql)?.bind, &values).await {
            Ok(1..) => return Ok(()),
            Ok(0) | Err(Fault::Unique(_)) => {}
            Err(fault) => return Err(fault.into()),
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
            return Err(Error::Database(format!("a unique key of {:?} is in the way that {} does not declare", T::TABLE, T::NAME)));
        };
        let conflict = format!(
            "binding {}{} has external ID {id} on backend {}; asked for: the same for binding {binding}{}",
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
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn bind_many(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut outcomes = Vec::with_capacity(bindings.len());
        for chunk in bindings.chunks(BATCH) {
            let bound = self.bind_at_once(chunk).await?;
            for (binding, id) in chunk {
                outcomes.push(if bound.contains(&binding.get()) { Ok(()) } else { one_row(self.bind(*binding, id).await)? });
            }
        }
        Ok(outcomes)
    }

    /// Binds what can be bound in one statement: those for which nothing has to be explained.
    async fn bind_at_once(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<HashSet<i64>, Error> {
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
    /// # Errors
    /// [`Error::AlwaysBound`] when the model's external ID is no `Option`; [`Error::NotFound`]; [`Error::OtherBackend`].
    pub async fn unbind(&mut self, binding: BindingId<T>) -> Result<(), Error> {
        if always_bound::<T>() {
            return Err(Error::AlwaysBound { model: T::NAME });
        }
        let sql = self.tx.sql::<T>();
        let values = [Value::Int(binding.get()), self.backend_value()];
        if self.tx.session.execute(&statements::<T>(&sql)?.unbind, &values).await? > 0 {
            return Ok(());
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
        let mut outcomes = Vec::with_capacity(bindings.len());
        for chunk in bindings.chunks(BATCH) {
            let unbound = self.unbind_at_once(chunk).await?;
            for binding in chunk {
                outcomes.push(if unbound.contains(&binding.get()) { Ok(()) } else { one_row(self.unbind(*binding).await)? });
            }
        }
        Ok(outcomes)
    }

    async fn unbind_at_once(&mut self, bindings: &[BindingId<T>]) -> Result<HashSet<i64>, Error> {
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

impl<T: RecordBinding + Send + Sync> TxBinder<'_, '_, T>
where
    T::Record: Send + Sync,
{
    /// The record with the external ID `id`, without reading its binding.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when its row holds what the model cannot hold.
    pub async fn to_record(&mut self, id: &T::ExternalId) -> Result<Option<RecordId<T::Record>>, Error> {
        let sql = self.tx.sql::<T>();
        let pairs = self.pairs(&statements::<T>(&sql)?.to_record, &[self.backend_value(), external_value(id)], None).await?;
        Ok(pairs.into_iter().find_map(|pair| pair.record).map(RecordId::from_key))
    }

    /// As [`to_record`](Self::to_record), of many: one statement a thousand, each in the place of its ID.
    ///
    /// # Errors
    /// As [`to_record`](Self::to_record).
    pub async fn to_record_many(&mut self, ids: &[T::ExternalId]) -> Result<Vec<Option<RecordId<T::Record>>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.to_record_many;
        let mut found: HashMap<ExternalValue<'static>, Key> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(BATCH) {
            let listed = chunk.iter().map(external_value).collect();
            found.extend(
                self.pairs(sql, &[self.backend_value()], Some(listed))
                    .await?
                    .into_iter()
                    .filter_map(|pair| Some((pair.external, pair.record?))),
            );
        }
        Ok(ids.iter().map(|id| found.get(&id.to_external()).cloned().map(RecordId::from_key)).collect())
    }

    /// The external ID of a record; `None` when it has none yet.
    ///
    /// # Errors
    /// [`Error::ManyBindings`] when it has several (a model that is `many_per_record`).
    pub async fn to_external(&mut self, record: &RecordId<T::Record>) -> Result<Option<T::ExternalId>, Error> {
        let mut all = self.to_external_all(record).await?;
        if all.len() > 1 {
            return Err(Error::ManyBindings { model: T::NAME, record: record.to_string(), backend: self.backend.get() });
        }
        Ok(all.pop())
    }

    /// All external IDs of a record, the oldest binding's first.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when a row holds what the model cannot hold.
    pub async fn to_external_all(&mut self, record: &RecordId<T::Record>) -> Result<Vec<T::ExternalId>, Error> {
        let sql = self.tx.sql::<T>();
        let values = [self.backend_value(), key_value(&record.key())];
        let pairs = self.pairs(&statements::<T>(&sql)?.to_external, &values, None).await?;
        pairs.into_iter().map(|pair| T::ExternalId::from_external(pair.external).map_err(unreadable::<T>)).collect()
    }

    /// As [`to_external`](Self::to_external), of many: one statement a thousand, each in the place of its record.
    ///
    /// # Errors
    /// As [`to_external`](Self::to_external).
    pub async fn to_external_many(&mut self, records: &[RecordId<T::Record>]) -> Result<Vec<Option<T::ExternalId>>, Error> {
        let sql = self.tx.sql::<T>();
        let sql = &statements::<T>(&sql)?.to_external_many;
        let mut found: HashMap<Key, T::ExternalId> = HashMap::with_capacity(records.len());
        // Each once: a record that comes again has not several bindings.
        let mut distinct: Vec<&RecordId<T::Record>> = records.iter().collect();
        distinct.sort();
        distinct.dedup();
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(|record| key_value(&record.key())).collect();
            for pair in self.pairs(sql, &[self.backend_value()], Some(listed)).await? {
                let Some(record) = pair.record else { continue };
                let id = T::ExternalId::from_external(pair.external).map_err(unreadable::<T>)?;
                if found.insert(record.clone(), id).is_some() {
                    return Err(Error::ManyBindings { model: T::NAME, record: record.to_string(), backend: self.backend.get() });
                }
            }
        }
        Ok(records.iter().map(|record| found.get(&record.key()).cloned()).collect())
    }

    /// The record that a binding links.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such binding; [`Error::OtherBackend`].
    pub async fn unwrap(&mut self, binding: BindingId<T>) -> Result<RecordId<T::Record>, Error> {
        let Some(own) = self.tx.get::<T>(&binding).await? else {
            return Err(Error::NotFound { model: T::NAME, id: binding.to_string() });
        };
        if own.backend_id() != self.backend {
            return Err(self.other_backend(binding, own.backend_id()));
        }
        own.record_id().cloned().ok_or_else(|| Error::NotFound { model: T::NAME, id: binding.to_string() })
    }

    /// The binding with the external ID `id` together with its record, of managed records.
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn linked(&mut self, id: &T::ExternalId) -> Result<Option<Linked<T>>, Error> {
        Ok(self.linked_many(std::slice::from_ref(id)).await?.pop().flatten())
    }

    /// As [`linked`](Self::linked), of many: two statements a thousand, each in the place of its ID.
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal).
    pub async fn linked_many(&mut self, ids: &[T::ExternalId]) -> Result<Vec<Option<Linked<T>>>, Error> {
        let bindings = self.to_internal_many(ids).await?;
        let records: Vec<RecordId<T::Record>> = bindings.iter().flatten().filter_map(|binding| binding.record_id().cloned()).collect();
        let mut records = self.tx.get_many::<T::Record>(&records).await?.into_iter();
        Ok(bindings
            .into_iter()
            .map(|binding| {
                let binding = binding?;
                let record = records.next().flatten()?;
                Some(Linked { id: binding.id(), binding: binding.into_value(), record })
            })
            .collect())
    }
}

fn of_record<T: ExternalBinding>(binding: &T) -> String {
    binding.record_id().map_or_else(String::new, |record| format!(" of record {record}"))
}

/// Whether there is no binding without an external ID.
fn always_bound<T: ExternalBinding>() -> bool {
    T::META.role(Role::ExternalId).is_some_and(|place| T::FIELDS[place].required)
}

/// A refusal of one row is its outcome; anything else stops.
fn one_row(outcome: Result<(), Error>) -> Result<Result<(), Error>, Error> {
    match outcome {
        Err(error) if !error.is_about_one_row() => Err(error),
        outcome => Ok(outcome),
    }
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

/// Passes each call on to a transaction of its own.
macro_rules! on_its_own {
    ($($(#[$doc:meta])* $how:ident $method:ident($($name:ident: $type:ty),*) -> $result:ty;)*) => {$(
        $(#[$doc])*
        pub async fn $method(&self, $($name: $type),*) -> Result<$result, Error> {
            on_its_own!(@$how self $method $($name)*)
        }
    )*};
    (@read $self:ident $method:ident $($name:ident)*) => {{
        let mut reading = $self.store.read().await?;
        reading.tx()?.binder::<T>($self.backend).$method($($name),*).await
    }};
    (@write $self:ident $method:ident $($name:ident)*) => {{
        let backend = $self.backend;
        $self.store.transaction(move |tx| Box::pin(async move { tx.binder::<T>(backend).$method($($name),*).await })).await
    }};
}

impl<T: ExternalBinding + Send + Sync> Binder<'_, T> {
    on_its_own! {
        /// See [`TxBinder::to_internal`].
        ///
        /// # Errors
        /// As there.
        read to_internal(id: &T::ExternalId) -> Option<Stored<T>>;
        /// See [`TxBinder::to_internal_many`].
        ///
        /// # Errors
        /// As there.
        read to_internal_many(ids: &[T::ExternalId]) -> Vec<Option<Stored<T>>>;
        /// See [`TxBinder::bind`].
        ///
        /// # Errors
        /// As there.
        write bind(binding: BindingId<T>, id: &T::ExternalId) -> ();
        /// See [`TxBinder::bind_many`].
        ///
        /// # Errors
        /// As there.
        write bind_many(bindings: &[(BindingId<T>, T::ExternalId)]) -> Vec<Result<(), Error>>;
        /// See [`TxBinder::unbind`].
        ///
        /// # Errors
        /// As there.
        write unbind(binding: BindingId<T>) -> ();
        /// See [`TxBinder::unbind_many`].
        ///
        /// # Errors
        /// As there.
        write unbind_many(bindings: &[BindingId<T>]) -> Vec<Result<(), Error>>;
    }
}

impl<T: RecordBinding + Send + Sync> Binder<'_, T>
where
    T::Record: Send + Sync,
{
    on_its_own! {
        /// See [`TxBinder::to_record`].
        ///
        /// # Errors
        /// As there.
        read to_record(id: &T::ExternalId) -> Option<RecordId<T::Record>>;
        /// See [`TxBinder::to_record_many`].
        ///
        /// # Errors
        /// As there.
        read to_record_many(ids: &[T::ExternalId]) -> Vec<Option<RecordId<T::Record>>>;
        /// See [`TxBinder::to_external`].
        ///
        /// # Errors
        /// As there.
        read to_external(record: &RecordId<T::Record>) -> Option<T::ExternalId>;
        /// See [`TxBinder::to_external_all`].
        ///
        /// # Errors
        /// As there.
        read to_external_all(record: &RecordId<T::Record>) -> Vec<T::ExternalId>;
        /// See [`TxBinder::to_external_many`].
        ///
        /// # Errors
        /// As there.
        read to_external_many(records: &[RecordId<T::Record>]) -> Vec<Option<T::ExternalId>>;
        /// See [`TxBinder::unwrap`].
        ///
        /// # Errors
        /// As there.
        read unwrap(binding: BindingId<T>) -> RecordId<T::Record>;
        /// See [`TxBinder::linked`].
        ///
        /// # Errors
        /// As there.
        read linked(id: &T::ExternalId) -> Option<Linked<T>>;
        /// See [`TxBinder::linked_many`].
        ///
        /// # Errors
        /// As there.
        read linked_many(ids: &[T::ExternalId]) -> Vec<Option<Linked<T>>>;
    }
}

impl Store {
    /// The binder of `T` on a backend.
    #[must_use]
    pub fn binder<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Binder<'_, T> {
        Binder { store: self, backend }
    }
}
