//! Whole rows: put, read, update, delete.

use std::collections::HashMap;
use std::hash::Hash;

use connector_core::{
    Backend, Changes, FieldType, Key, Link, Model, ModelId, ModelMeta, OnDelete, ReadError, Role, RowRead, Sealed, Secret, Standalone,
    Unique, Value,
};

use crate::database::{Fault, Inserted, Row, WriteRow};
use crate::secrets::{SecretKeys, has_secrets, sealed_in, without_own};
use crate::sql::{self, ModelSql};
use crate::{BoxFuture, Error, Outcome, Stored, Tx};

/// How many keys go into one statement.
pub(crate) const BATCH: usize = 1_000;

/// What follows when a row is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InTheWay {
    /// It is brought up to date, where it is the same one.
    Resolve,
    /// The value is refused.
    Refuse,
}

impl Tx<'_> {
    /// Inserts a value, or finds the row that has its key and makes it like the value.
    ///
    /// The key is the first of the model's [`UNIQUE`](Model::UNIQUE): a binding's backend and external ID (its backend and
    /// record, where it has no external ID yet), a backend's name; a record without a unique key is always inserted. A
    /// secret that the value does not have (or has as it was read, sealed), and a binding's external ID and `sync_date`, stay
    /// as they are kept. What a secret is compared with is opened for that: the same one again is no change.
    ///
    /// # Errors
    /// [`Error::Foreign`] for a record of the application's own; [`Error::Invalid`] with every fault of the value;
    /// [`Error::SecretNotKept`] and [`Error::Sealed`]; [`Error::AlreadyBound`] and [`Error::Duplicate`] when a unique key is in the way;
    /// [`Error::LinkMissing`].
    // No `async fn`, of which the compiler tells a type that cannot be put three times; so for all of these.
    pub fn put<T: Standalone + Send + Sync>(&mut self, value: T) -> BoxFuture<'_, Result<Stored<T>, Error>> {
        Box::pin(async move { self.put_one(&value).await })
    }

    /// As [`put`](Tx::put), of a value that is kept by the caller.
    pub(crate) async fn put_one<T: Standalone + Send + Sync>(&mut self, value: &T) -> Result<Stored<T>, Error> {
        let outcome = self.put_many(std::slice::from_ref(value)).await?.pop();
        let outcome = outcome.ok_or_else(|| Error::Database("a row was lost".to_owned()))?;
        let id = outcome.into_id()?;
        self.get::<T>(&id).await?.ok_or_else(|| not_found::<T>(&id))
    }

    /// As [`put`](Tx::put), of many values: each one's outcome is said, and a refused one does not stop the others.
    ///
    /// # Errors
    /// Only what stops them all: the database itself, and [`Error::Foreign`].
    pub fn put_many<'t, T: Standalone + Send + Sync>(&'t mut self, values: &'t [T]) -> BoxFuture<'t, Result<Vec<Outcome<T>>, Error>> {
        Box::pin(self.write_many(values, InTheWay::Resolve))
    }

    /// As [`put_many`](Tx::put_many), of values that must be new: one whose key is there already is refused.
    ///
    /// # Errors
    /// As [`put_many`](Tx::put_many).
    pub async fn create_many<T: Standalone + Send + Sync>(&mut self, values: &[T]) -> Result<Vec<Result<T::Id, Error>>, Error> {
        let outcomes = self.write_many(values, InTheWay::Refuse).await?;
        Ok(outcomes.into_iter().map(Outcome::into_id).collect())
    }

    async fn write_many<T: Model + Send + Sync>(&mut self, values: &[T], in_the_way: InTheWay) -> Result<Vec<Outcome<T>>, Error> {
        if T::FOREIGN {
            return Err(Error::Foreign { model: T::NAME });
        }
        if !has_secrets(T::META) {
            return self.write_rows(values, in_the_way).await;
        }
        // A secret follows its row by a statement of its own: both are there, or none.
        let savepoint = self.savepoint().await?;
        let outcomes = self.write_rows(values, in_the_way).await;
        match &outcomes {
            Ok(_) => self.release(savepoint).await?,
            // Where that fails, too, the transaction has ended, and what ended it is what is told.
            Err(_) => drop(self.roll_back(savepoint).await),
        }
        outcomes
    }

    async fn write_rows<T: Model + Send + Sync>(&mut self, values: &[T], in_the_way: InTheWay) -> Result<Vec<Outcome<T>>, Error> {
        let sql = self.sql::<T>();
        let mut outcomes: Vec<Option<Outcome<T>>> = Vec::with_capacity(values.len());
        let mut rows: Vec<&dyn WriteRow> = Vec::with_capacity(values.len());
        let mut places = Vec::with_capacity(values.len());
        let mut kept_already = Vec::new();
        for (place, value) in values.iter().enumerate() {
            match check(value, &self.statements.keys) {
                // Where it stays sealed, its row is there; no other row takes it.
                Ok(Some(_)) if in_the_way == InTheWay::Resolve => {
                    kept_already.push((place, Inserted::Conflict));
                    outcomes.push(None);
                }
                Ok(Some(sealed)) => outcomes.push(Some(Outcome::Refused(Error::Sealed(sealed)))),
                Ok(None) => {
                    rows.push(value);
                    places.push(place);
                    outcomes.push(None);
                }
                Err(error) => outcomes.push(Some(Outcome::Refused(error))),
            }
        }
        let inserted = self.session.insert(&sql.insert, &rows).await?;
        for (place, inserted) in places.into_iter().zip(inserted).chain(kept_already) {
            outcomes[place] = Some(match inserted {
                Inserted::New(id) => self.created(id, &values[place]).await?,
                Inserted::Conflict if in_the_way == InTheWay::Refuse => {
                    let key = Fault::Unique(T::TABLE.to_owned());
                    Outcome::Refused(self.explain::<T>(key, &Value::all_of(&values[place])).await?)
                }
                Inserted::Conflict => match self.resolve(&sql, &values[place]).await {
                    Ok(outcome) => outcome,
                    Err(error) if error.is_about_one_row() => Outcome::Refused(error),
                    Err(error) => return Err(error),
                },
                Inserted::Refused(fault) => Outcome::Refused(self.explain::<T>(fault, &Value::all_of(&values[place])).await?),
            });
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// A row is there, and its secrets follow it.
    async fn created<T: Model + Sync>(&mut self, id: i64, value: &T) -> Result<Outcome<T>, Error> {
        let id = T::Id::from_key(Key::Int(id));
        if has_secrets(T::META) {
            self.seal_inserted(T::META, &id.key(), &Value::all_of(value)).await?;
        }
        Ok(Outcome::Created(id))
    }

    /// A unique key was in the way: which, and what follows from it.
    async fn resolve<T: Model + Send + Sync>(&mut self, sql: &ModelSql, value: &T) -> Result<Outcome<T>, Error> {
        let values = Value::all_of(value);
        let mut own: Option<(Key, Vec<Value>)> = None;
        for (place, unique) in T::UNIQUE.iter().enumerate() {
            let Some(key) = key_values(T::META, unique, &values) else { continue };
            let Some((id, kept)) = self.find_values(T::META, &sql.by_unique[place], &key).await? else { continue };
            match &own {
                Some((known, _)) if *known == id => {}
                // The first key that has values says which row it is; a binding is found by its record, too.
                // A binding never moves from one record to another by a `put`.
                None if identifies(T::META, place, &values, &kept) && same_record(T::META, &values, &kept) => own = Some((id, kept)),
                _ => return Err(in_the_way(T::META, place, &values, &id, &kept)),
            }
        }
        let Some((id, kept)) = own else { return self.insert_again(sql, value, &values).await };
        let values = without_own(T::META, &id, values)?;
        let id = T::Id::from_key(id);
        let changes = Changes::between_values(&kept, keep_roles(T::META, values, &kept));
        if changes.is_empty() {
            return Ok(Outcome::Unchanged(id));
        }
        self.update(&id, &changes).await?;
        Ok(Outcome::Updated(id, changes))
    }

    /// Inserts a value with which no row is in conflict any more: an earlier one of its batch gave the key up.
    async fn insert_again<T: Model + Send + Sync>(&mut self, sql: &ModelSql, value: &T, values: &[Value]) -> Result<Outcome<T>, Error> {
        if let Some(sealed) = sealed_in(T::META, values) {
            return Ok(Outcome::Refused(Error::Sealed(sealed)));
        }
        Ok(match self.session.insert(&sql.insert, &[value]).await?.pop() {
            Some(Inserted::New(id)) => self.created(id, value).await?,
            Some(Inserted::Refused(fault)) => Outcome::Refused(self.explain::<T>(fault, values).await?),
            Some(Inserted::Conflict) | None => {
                Outcome::Refused(Error::Database(format!("a unique key of {:?} is in the way that {} does not declare", T::TABLE, T::NAME)))
            }
        })
    }

    /// Reads the row with the ID `id`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it holds what its model cannot hold.
    pub async fn get<T: Model + Send + Sync>(&mut self, id: &T::Id) -> Result<Option<Stored<T>>, Error> {
        let sql = self.sql::<T>();
        let mut found = self.find::<T>(&sql.by_key, &[key_value(&id.key())]).await?;
        Ok(found.pop())
    }

    /// Reads many rows: one statement a thousand. Each in the place of its ID.
    ///
    /// # Errors
    /// As [`get`](Tx::get).
    pub async fn get_many<T: Model + Send + Sync>(&mut self, ids: &[T::Id]) -> Result<Vec<Option<Stored<T>>>, Error> {
        let sql = self.sql::<T>();
        let keys: Vec<Key> = ids.iter().map(ModelId::key).collect();
        self.find_listed(&sql.by_keys(), &[], &keys, key_value, read::<T>, |stored| Some(stored.id().key())).await
    }

    /// Reads the backend of the kind `B` that people call `name`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn by_name<B: Backend + Send + Sync>(&mut self, name: &str) -> Result<Stored<B>, Error> {
        let sql = self.sql::<B>();
        let mut found = self.find::<B>(&sql.by_unique[0], &[Value::Text(name.to_owned())]).await?;
        found.pop().ok_or_else(|| Error::NotFound { model: B::NAME, id: format!("called {name:?}") })
    }

    /// Reads all rows, in the order of their keys.
    ///
    /// # Errors
    /// As [`get`](Tx::get).
    pub async fn all<T: Model + Send + Sync>(&mut self) -> Result<Vec<Stored<T>>, Error> {
        let sql = self.sql::<T>();
        let mut all: Vec<Stored<T>> = Vec::new();
        let limit = Value::Int(i64::try_from(BATCH).unwrap_or(i64::MAX));
        let mut page = self.find::<T>(&sql.first_page(), std::slice::from_ref(&limit)).await?;
        while let Some(last) = page.last() {
            let after = key_value(&last.id().key());
            all.extend(page);
            page = self.find::<T>(&sql.next_page(), &[limit.clone(), after]).await?;
        }
        Ok(all)
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// [`Error::Migration`] when there is no table for the model.
    pub async fn count<T: Model>(&mut self) -> Result<u64, Error> {
        let sql = self.sql::<T>().count();
        let mut count = 0;
        self.session
            .query(&sql, &[], &mut |row| {
                count = row.int().map_err(|error| Error::Database(error.to_string()))?;
                Ok(())
            })
            .await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Writes some fields of a row.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such row; otherwise as [`put`](Tx::put).
    pub async fn update<T: Model + Send + Sync>(&mut self, id: &T::Id, changes: &Changes<T>) -> Result<(), Error> {
        changes.validate()?;
        let key = id.key();
        let mut fields = Vec::new();
        let mut values = Vec::new();
        for (field, value) in changes.iter() {
            if let Some(value) = self.statements.keys.to_keep(T::META, field, &key, value)? {
                fields.push(field);
                values.push(value);
            }
        }
        if fields.is_empty() {
            return Ok(());
        }
        let sql = self.sql::<T>().update(fields.into_iter());
        values.push(key_value(&key));
        match self.session.execute(&sql, &values).await {
            Ok(0) => Err(not_found::<T>(id)),
            Ok(_) => Ok(()),
            Err(fault) => {
                let sql = self.sql::<T>();
                let kept = self.find_values(T::META, &sql.by_key, &[key_value(&id.key())]).await?;
                let mut row = kept.map(|(_, kept)| kept).unwrap_or_default();
                for (field, value) in changes.iter() {
                    if let Some(place) = T::META.position(field.name).filter(|place| *place < row.len()) {
                        row[place] = value.clone();
                    }
                }
                Err(self.explain_row(T::META, fault, &row, Some(&id.key())).await?)
            }
        }
    }

    /// Deletes a row. What links it follows its own `ondelete`.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::StillLinked`] when something links it that forbids it.
    pub async fn delete<T: Model>(&mut self, id: &T::Id) -> Result<(), Error> {
        let sql = self.sql::<T>();
        match self.session.execute(&sql.delete, &[key_value(&id.key())]).await {
            Ok(0) => Err(not_found::<T>(id)),
            Ok(_) => Ok(()),
            Err(Fault::ForeignKey) => {
                let forbids = self.forbids(T::META, &key_value(&id.key())).await?;
                let (by, field) = forbids.unwrap_or(("a table of the application", "a link"));
                Err(Error::StillLinked { model: T::NAME, id: id.key().to_string(), by, field })
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Which link forbids to delete the row `key` of a model: one to it, or one to what would be deleted with it.
    async fn forbids(&mut self, meta: &ModelMeta, key: &Value) -> Result<Option<(&'static str, &'static str)>, Error> {
        let dialect = self.statements.dialect;
        // Tables with a query of the keys that would go.
        let mut deleted = vec![(meta.table, dialect.place(1, meta.key_type))];
        let mut followed = Vec::new();
        while let Some((table, keys)) = deleted.pop() {
            for (meta, field, link) in self.statements.links_to(table) {
                let rows = format!("FROM {} WHERE {} IN ({keys})", dialect.table(meta.table), sql::column(meta, field));
                match link.on_delete {
                    OnDelete::Restrict if self.exists(&format!("SELECT 1 {rows} LIMIT 1"), key.clone()).await? => {
                        return Ok(Some((meta.name, field)));
                    }
                    OnDelete::Cascade if !followed.contains(&(meta.name, field)) => {
                        followed.push((meta.name, field));
                        deleted.push((meta.table, format!("SELECT {} {rows}", sql::quote(meta.key_column))));
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }

    /// Whether there is a row with a key.
    async fn has_row(&mut self, link: Link, ty: FieldType, key: Value) -> Result<bool, Error> {
        let dialect = self.statements.dialect;
        let sql = format!("SELECT 1 FROM {} WHERE {} = {}", dialect.table(link.table), sql::quote(link.key), dialect.place(1, ty));
        self.exists(&sql, key).await
    }

    /// The rows of a query that selects whole rows.
    pub(crate) async fn find<T: Model + Send + Sync>(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Stored<T>>, Error> {
        let mut found = Vec::new();
        let keys = &self.statements.keys;
        self.session
            .query(sql, values, &mut |row| {
                found.push(read::<T>(row, keys)?);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    /// What is read of rows by a list of keys, one statement a thousand: each in every place where its key is asked for.
    pub(crate) async fn find_listed<R: Send, K: Clone + Eq + Hash + Send + Sync>(
        &mut self,
        sql: &str,
        values: &[Value],
        keys: &[K],
        value_of: fn(&K) -> Value,
        read: fn(&mut dyn RowRead, &SecretKeys) -> Result<R, Error>,
        key_of: impl Fn(&R) -> Option<K> + Send + Sync,
    ) -> Result<Vec<Option<R>>, Error> {
        let mut places: HashMap<&K, Vec<usize>> = HashMap::with_capacity(keys.len());
        let mut distinct: Vec<K> = Vec::with_capacity(keys.len());
        for (place, key) in keys.iter().enumerate() {
            let places = places.entry(key).or_default();
            if places.is_empty() {
                distinct.push(key.clone());
            }
            places.push(place);
        }
        let mut found: Vec<Option<R>> = std::iter::repeat_with(|| None).take(keys.len()).collect();
        let secret_keys = &self.statements.keys;
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(value_of).collect();
            let mut read = |row: &mut dyn Row| {
                let stored = read(row, secret_keys)?;
                let Some(places) = key_of(&stored).and_then(|key| places.get(&key)) else { return Ok(()) };
                // A value need not be `Clone`: it is read once for each place.
                for place in &places[1..] {
                    row.rewind();
                    found[*place] = Some(read(row, secret_keys)?);
                }
                found[places[0]] = Some(stored);
                Ok(())
            };
            self.session.query_listed(sql, values, listed, &mut read).await?;
        }
        Ok(found)
    }

    /// The first row of such a query, as values.
    pub(crate) async fn find_values(
        &mut self,
        meta: &'static ModelMeta,
        sql: &str,
        values: &[Value],
    ) -> Result<Option<(Key, Vec<Value>)>, Error> {
        let mut found = None;
        let keys = &self.statements.keys;
        self.session
            .query(sql, values, &mut |row| {
                found = Some(read_values(meta, row, keys)?);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    async fn exists(&mut self, sql: &str, value: Value) -> Result<bool, Error> {
        let mut found = false;
        self.session
            .query(sql, &[value], &mut |_| {
                found = true;
                Ok(())
            })
            .await?;
        Ok(found)
    }

    /// Says which rule of the database refused a new row.
    async fn explain<T: Model>(&mut self, fault: Fault, values: &[Value]) -> Result<Error, Error> {
        self.explain_row(T::META, fault, values, None).await
    }

    /// Says which rule of the database refused a row; `id` is the row's own, when it is there already.
    pub(crate) async fn explain_row(
        &mut self,
        meta: &'static ModelMeta,
        fault: Fault,
        values: &[Value],
        id: Option<&Key>,
    ) -> Result<Error, Error> {
        match fault {
            Fault::ForeignKey => {
                if let (Some(extended), Some(id)) = (meta.extends, id)
                    && !self.has_row(extended, meta.key_type, key_value(id)).await?
                {
                    return Ok(nothing_to_extend(meta, id));
                }
                for (field, value) in meta.fields.iter().zip(values).filter(|(_, value)| !value.is_null()) {
                    let Some(link) = field.link else { continue };
                    if !self.has_row(link, field.ty, value.clone()).await? {
                        return Ok(Error::LinkMissing { model: meta.name, field: field.name, target: link.model, id: value.to_string() });
                    }
                }
                Ok(fault.into())
            }
            Fault::Unique(_) => {
                let sql = self.statements.of(meta);
                for (place, unique) in meta.unique.iter().enumerate() {
                    let Some(key) = key_values(meta, unique, values) else { continue };
                    let found = self.find_values(meta, &sql.by_unique[place], &key).await?;
                    if let Some((existing, kept)) = found.filter(|(existing, _)| Some(existing) != id) {
                        return Ok(in_the_way(meta, place, values, &existing, &kept));
                    }
                }
                Ok(fault.into())
            }
            Fault::Other(error) => Ok(error),
        }
    }
}

/// Looks at a value before it is written; gives a secret of it that is sealed.
pub(crate) fn check<T: Model>(value: &T, keys: &SecretKeys) -> Result<Option<Sealed>, Error> {
    value.validate()?;
    if !has_secrets(T::META) {
        return Ok(None);
    }
    let values = Value::all_of(value);
    keys.check(T::META, &values)?;
    Ok(sealed_in(T::META, &values))
}

/// The values of a unique key; `None` where it does not hold: one of them is null, or its condition is not met.
fn key_values(meta: &ModelMeta, unique: &Unique, values: &[Value]) -> Option<Vec<Value>> {
    let value = |field: &str| values.get(meta.position(field)?).filter(|value| !value.is_null());
    if unique.only_where.is_some_and(|field| value(field) != Some(&Value::Bool(true))) {
        return None;
    }
    unique.fields.iter().map(|field| value(field).cloned()).collect()
}

/// Whether both rows of a binding link the same record; true of all other models.
fn same_record(meta: &ModelMeta, values: &[Value], kept: &[Value]) -> bool {
    meta.role(Role::Record).is_none_or(|record| values[record] == kept[record])
}

/// Whether the row that was found by the unique key at `place` is the one that the value is about.
fn identifies(meta: &ModelMeta, place: usize, values: &[Value], kept: &[Value]) -> bool {
    if place == 0 {
        return true;
    }
    // A binding that is found by its record, while one of both has no external ID yet.
    let is_record_key = meta.role(Role::Record).is_some_and(|record| meta.unique[place].fields.contains(&meta.fields[record].name));
    let external = meta.role(Role::ExternalId);
    place == 1 && is_record_key && external.is_some_and(|external| values[external].is_null() || kept[external].is_null())
}

/// What a `put` leaves as it is kept: secrets that the value does not have (that is in `Changes`), and what only a
/// synchronization says of a binding.
fn keep_roles(meta: &ModelMeta, mut values: Vec<Value>, kept: &[Value]) -> Vec<Value> {
    for role in [Role::ExternalId, Role::SyncDate, Role::ExternalUpdatedAt] {
        if let Some(place) = meta.role(role).filter(|place| values[*place].is_null()) {
            values[place] = kept[place].clone();
        }
    }
    values
}

/// The error for a row that is in the way by the unique key at `place`.
fn in_the_way(meta: &'static ModelMeta, place: usize, values: &[Value], existing: &Key, kept: &[Value]) -> Error {
    let unique = &meta.unique[place];
    let role = |role, row: &[Value]| meta.role(role).and_then(|place| row.get(place)).map_or_else(String::new, Value::to_string);
    let named = |role: Role| meta.role(role).is_some_and(|place| unique.fields.contains(&meta.fields[place].name));
    let key = match existing {
        Key::Int(key) => *key,
        _ => 0,
    };
    if named(Role::Backend) && (named(Role::ExternalId) || named(Role::Record)) {
        let conflict = format!(
            "on backend {}, external ID {} is bound to record {}; asked for: external ID {}, record {}",
            role(Role::Backend, kept),
            role(Role::ExternalId, kept),
            role(Role::Record, kept),
            role(Role::ExternalId, values),
            role(Role::Record, values),
        );
        return Error::AlreadyBound { model: meta.name, message: unique.message, conflict, existing: key };
    }
    let shown: Vec<String> = unique
        .fields
        .iter()
        .filter_map(|field| meta.position(field).map(|place| format!("`{field}` {}", values.get(place).unwrap_or(&Value::Null))))
        .collect();
    Error::Duplicate {
        model: meta.name,
        unique: unique.name,
        message: unique.message,
        values: shown.join(", "),
        existing: existing.clone(),
    }
}

fn not_found<T: Model>(id: &T::Id) -> Error {
    let id = id.key().to_string();
    match T::EXTENDS {
        Some(extended) => Error::NotExtended { model: T::NAME, extends: extended.model, id },
        None => Error::NotFound { model: T::NAME, id },
    }
}

/// There is no row for the one of an extension.
pub(crate) fn nothing_to_extend(meta: &'static ModelMeta, id: &Key) -> Error {
    let extends = meta.extends.map_or("nothing", |extended| extended.model);
    Error::NothingToExtend { model: meta.name, extends, id: id.to_string() }
}

/// A key as a value.
pub(crate) fn key_value(key: &Key) -> Value {
    match key {
        Key::Int(key) => Value::Int(*key),
        Key::Text(key) => Value::Text(key.clone()),
        _ => Value::Null,
    }
}

/// A row of a query that selects whole rows.
pub(crate) fn read<T: Model>(row: &mut dyn RowRead, keys: &SecretKeys) -> Result<Stored<T>, Error> {
    let key = read_key(T::META, row)?;
    let mut counting = Counting { row, place: 0, meta: T::META, key: &key, keys };
    match T::read_from(&mut counting) {
        Ok(value) => Ok(Stored::new(T::Id::from_key(key), value)),
        Err(error) => {
            let place = counting.place.saturating_sub(1);
            let field = T::FIELDS.get(place).map(|field| field.name);
            let related = T::RELATED.get(place.saturating_sub(T::FIELDS.len())).map(|field| field.name);
            let field = field.or(related).unwrap_or("?");
            // A type of the user's own around a secret saw its clear text.
            let hides = T::META.field(field).is_some_and(|field| field.ty == FieldType::Secret);
            let message = if hides { "what is kept there is no secret of this type".to_owned() } else { error.to_string() };
            Err(Error::Unreadable { model: T::NAME, id: key.to_string(), field, message })
        }
    }
}

pub(crate) fn read_key(meta: &'static ModelMeta, row: &mut dyn RowRead) -> Result<Key, Error> {
    key_from(meta.key_type, row).map_err(|error| Error::Unreadable {
        model: meta.name,
        id: "?".to_owned(),
        field: meta.key_column,
        message: error.to_string(),
    })
}

/// A key of a kind.
pub(crate) fn key_from(ty: FieldType, row: &mut dyn RowRead) -> Result<Key, ReadError> {
    match ty {
        FieldType::Int => row.int().map(Key::Int),
        FieldType::Uuid => row.uuid().map(|key| Key::Text(key.into_owned())),
        _ => row.text().map(|key| Key::Text(key.to_owned())),
    }
}

/// The same as untyped values.
fn read_values(meta: &'static ModelMeta, row: &mut dyn RowRead, keys: &SecretKeys) -> Result<(Key, Vec<Value>), Error> {
    let key = read_key(meta, row)?;
    let mut values = Vec::with_capacity(meta.fields.len());
    for field in meta.fields {
        let value = read_value(field.ty, row).map_err(|error| Error::Unreadable {
            model: meta.name,
            id: key.to_string(),
            field: field.name,
            message: error.to_string(),
        })?;
        values.push(match value {
            Value::Secret(secret) => Value::Secret(keys.opened(meta, field, &key, secret)),
            value => value,
        });
    }
    Ok((key, values))
}

/// One value of a kind.
pub(crate) fn read_value(ty: FieldType, row: &mut dyn RowRead) -> Result<Value, ReadError> {
    if row.is_null() {
        row.skip();
        return Ok(Value::Null);
    }
    Ok(match ty {
        FieldType::Bool => Value::Bool(row.bool()?),
        FieldType::Int | FieldType::ExternalInt => Value::Int(row.int()?),
        FieldType::Float => Value::Float(row.float()?),
        FieldType::Bytes => Value::Bytes(row.bytes()?.to_owned()),
        FieldType::Timestamp => Value::Timestamp(row.timestamp()?),
        FieldType::Date => Value::Date(row.date()?),
        FieldType::Time => Value::Time(row.time()?),
        FieldType::Json | FieldType::Translated => Value::Json(row.json()?.to_owned()),
        FieldType::Uuid => Value::Uuid(row.uuid()?.into_owned()),
        FieldType::Decimal => Value::Decimal(row.decimal()?.into_owned()),
        FieldType::Secret => Value::Secret(row.secret()?),
        _ => Value::Text(row.text()?.to_owned()),
    })
}

/// Knows which field is being read, so that an error can name it, and a secret can be opened in its place.
struct Counting<'r> {
    row: &'r mut dyn RowRead,
    place: usize,
    meta: &'static ModelMeta,
    key: &'r Key,
    keys: &'r SecretKeys,
}

/// Passes each method on and counts.
macro_rules! counted {
    ($($method:ident -> $type:ty;)*) => {$(
        fn $method(&mut self) -> Result<$type, ReadError> {
            self.place += 1;
            self.row.$method()
        }
    )*};
}

impl RowRead for Counting<'_> {
    fn is_null(&mut self) -> bool {
        self.row.is_null()
    }
    fn skip(&mut self) {
        self.place += 1;
        self.row.skip();
    }
    counted! {
        bool -> bool;
        int -> i64;
        float -> f64;
        text -> &str;
        bytes -> &[u8];
        timestamp -> chrono::DateTime<chrono::Utc>;
        date -> chrono::NaiveDate;
        time -> chrono::NaiveTime;
        json -> &str;
        uuid -> std::borrow::Cow<'_, str>;
        decimal -> std::borrow::Cow<'_, str>;
    }
    fn secret(&mut self) -> Result<Secret, ReadError> {
        self.place += 1;
        let secret = self.row.secret()?;
        // One that is read through a link is in another row, and stays sealed.
        let field = self.meta.fields.get(self.place - 1);
        Ok(field.map_or_else(|| secret.clone(), |field| self.keys.opened(self.meta, field, self.key, secret.clone())))
    }
}
