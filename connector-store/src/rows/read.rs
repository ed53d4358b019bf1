//! Rows that are read: by their keys, by name, all.

use std::collections::HashMap;
use std::hash::Hash;

use connector_core::{Backend, Key, Model, ModelId, ModelMeta, RowRead, Value};

use super::BATCH;
use super::values::{key_value, read, read_values};
use crate::database::Row;
use crate::{Error, Stored, Tx};

impl Tx<'_> {
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

    /// The rows of a query that selects whole rows.
    pub(crate) async fn find<T: Model + Send + Sync>(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Stored<T>>, Error> {
        let mut found = Vec::new();
        self.session
            .query(sql, values, &mut |row| {
                found.push(read::<T>(row)?);
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
        read: fn(&mut dyn RowRead) -> Result<R, Error>,
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
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(value_of).collect();
            let mut read = |row: &mut dyn Row| {
                let stored = read(row)?;
                let Some(places) = key_of(&stored).and_then(|key| places.get(&key)) else { return Ok(()) };
                // A value need not be `Clone`: it is read once for each place.
                for place in &places[1..] {
                    row.rewind();
                    found[*place] = Some(read(row)?);
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
        self.session
            .query(sql, values, &mut |row| {
                found = Some(read_values(meta, row)?);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    pub(super) async fn exists(&mut self, sql: &str, value: Value) -> Result<bool, Error> {
        let mut found = false;
        self.session
            .query(sql, &[value], &mut |_| {
                found = true;
                Ok(())
            })
            .await?;
        Ok(found)
    }
}
