//! Rows that are read: by their keys, by name, all.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use connector_core::__private::nearest;
use connector_core::{Backend, Key, Model, ModelId, ModelMeta, Role, RowRead, Value};

use super::BATCH;
use super::values::{key_value, read, read_values};
use crate::database::Row;
use crate::secrets::SecretKeys;
use crate::{Error, Stored, Tx, sql};

/// How many names are looked at for the one that was meant, and how many are shown.
const MANY: usize = 1_000;
const SHOWN: usize = 10;

impl Tx<'_> {
    /// Reads the row with the ID `id`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let id = store.put(product("Chair")).await?.id();
    /// let chair: Stored<Product> = store.get(&id).await?.unwrap();
    /// assert_eq!((chair.id(), chair.title.as_str()), (id, "Chair"));
    /// assert!(store.get::<Product>(&RecordId::new(99)).await?.is_none());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let id = store.put(product("Chair")).await?.id();
    /// let found = store.get_many::<Product>(&[RecordId::new(99), id]).await?;
    /// assert!(found[0].is_none() && found[1].as_ref().unwrap().title == "Chair");
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`get`](Tx::get).
    pub async fn get_many<T: Model + Send + Sync>(&mut self, ids: &[T::Id]) -> Result<Vec<Option<Stored<T>>>, Error> {
        let sql = self.sql::<T>();
        let keys: Vec<Key> = ids.iter().map(ModelId::key).collect();
        self.find_listed(&sql.by_keys(), &[], &keys, key_value, read::<T>, |stored| Some(Cow::Owned(stored.id().key()))).await
    }

    /// Reads the backend of the kind `B` that people call `name`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// assert_eq!(store.by_name::<Shop>("Basel").await?.id(), shop);
    /// let misspelt = store.by_name::<Shop>("Bassel").await.unwrap_err();
    /// assert!(misspelt.to_string().contains("Basel"), "{misspelt}");
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::NoSuchName`] when there is none, with the one that was probably meant, or those that there are.
    pub async fn by_name<B: Backend + Send + Sync>(&mut self, name: &str) -> Result<Stored<B>, Error> {
        let sql = self.sql::<B>();
        let mut found = self.find::<B>(&sql.by_unique[0], &[Value::Text(name.to_owned())]).await?;
        match found.pop() {
            Some(found) => Ok(found),
            None => Err(self.no_such_name(B::META, name).await?),
        }
    }

    async fn no_such_name(&mut self, meta: &'static ModelMeta, name: &str) -> Result<Error, Error> {
        let field = meta.role(Role::Name).map_or("name", |place| meta.fields[place].name);
        let (table, column) = (self.statements.dialect.table(meta.table), sql::column(meta, field));
        let mut names: Vec<String> = Vec::new();
        let mut read = |row: &mut dyn Row| {
            names.extend(row.text().ok().map(str::to_owned));
            Ok(())
        };
        self.session.query(&format!("SELECT {column} FROM {table} ORDER BY {column} LIMIT {MANY}"), &[], &mut read).await?;
        let known = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near:?}?"),
            None if names.is_empty() => "there is none yet, put it first".to_owned(),
            None => {
                let more = if names.len() > SHOWN { ", …" } else { "" };
                let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("{name:?}")).collect();
                format!("there are {}{more}", shown.join(", "))
            }
        };
        Ok(Error::NoSuchName { model: meta.name, name: name.to_owned(), known })
    }

    /// Reads all rows, in the order of their keys. Of many, [`Store::stream`](crate::Store::stream) holds only a page at a time.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// store.put_many(&[product("Chair"), product("Table")]).await?;
    /// let titles: Vec<String> = store.all::<Product>().await?.into_iter().map(|product| product.into_value().title).collect();
    /// assert_eq!(titles, ["Chair", "Table"]);
    /// assert_eq!(store.count::<Product>().await?, 2);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`get`](Tx::get).
    pub async fn all<T: Model + Send + Sync>(&mut self) -> Result<Vec<Stored<T>>, Error> {
        let mut all: Vec<Stored<T>> = Vec::new();
        loop {
            let after = all.last().map(|last| last.id().key());
            let page = self.page::<T>(after.as_ref(), None, BATCH).await?;
            let last = page.len() < BATCH;
            all.extend(page);
            if last {
                return Ok(all);
            }
        }
    }

    /// Reads the next rows in the order of their keys: those after a key, of one backend where it is named.
    pub(crate) async fn page<T: Model + Send + Sync>(
        &mut self,
        after: Option<&Key>,
        backend: Option<i64>,
        size: usize,
    ) -> Result<Vec<Stored<T>>, Error> {
        let backend_column = backend.and_then(|_| T::META.role(Role::Backend)).map(|place| &T::FIELDS[place]);
        let sql = self.sql::<T>().page(after.is_some(), backend_column);
        let mut values = vec![Value::Int(i64::try_from(size).unwrap_or(i64::MAX))];
        values.extend(after.map(key_value));
        values.extend(backend.map(Value::Int));
        self.find::<T>(&sql, &values).await
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
        key_of: impl for<'r> Fn(&'r R) -> Option<Cow<'r, K>> + Send + Sync,
    ) -> Result<Vec<Option<R>>, Error> {
        // Where each key is asked for last, and for each place where its key was asked for before.
        let mut places: HashMap<&K, usize> = HashMap::with_capacity(keys.len());
        let mut before: Vec<Option<usize>> = Vec::with_capacity(keys.len());
        let mut distinct: Vec<&K> = Vec::with_capacity(keys.len());
        for (place, key) in keys.iter().enumerate() {
            before.push(places.insert(key, place));
            if before[place].is_none() {
                distinct.push(key);
            }
        }
        let mut found: Vec<Option<R>> = std::iter::repeat_with(|| None).take(keys.len()).collect();
        let secret_keys = &self.statements.keys;
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(|key| value_of(key)).collect();
            let mut read = |row: &mut dyn Row| {
                let stored = read(row, secret_keys)?;
                let Some(last) = key_of(&stored).and_then(|key| places.get(&*key)).copied() else { return Ok(()) };
                found[last] = Some(stored);
                // A value need not be `Clone`: it is read once for each place.
                let mut next = before[last];
                while let Some(place) = next {
                    row.rewind();
                    found[place] = Some(read(row, secret_keys)?);
                    next = before[place];
                }
                Ok(())
            };
            self.session.query_listed(sql, values, listed, &mut read).await?;
        }
        Ok(found)
    }

    /// As [`find_values`](Tx::find_values), of a row that is about to be written.
    pub(crate) async fn find_to_write(
        &mut self,
        meta: &'static ModelMeta,
        sql: &str,
        values: &[Value],
    ) -> Result<Option<(Key, Vec<Value>)>, Error> {
        if self.session.locks() {
            return self.find_values(meta, &format!("{sql}{}", self.statements.dialect.locking()), values).await;
        }
        self.find_values(meta, sql, values).await
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
