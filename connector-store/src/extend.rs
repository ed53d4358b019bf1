//! Rows of extensions: what another crate adds to a row.

use connector_core::{Changes, Extension, Key, MappedExtension, ModelId, ModelMeta, RowRead, RowWrite, Standalone, Value};

use crate::database::{Inserted, WriteRow};
use crate::rows::{check, key_value, nothing_to_extend, read};
use crate::secrets::{has_secrets, without_own};
use crate::{Error, Extended, Outcome, SecretKeys, Store, Tx, sql};

/// The outcomes of a row and of its extension.
type Pair<E> = (Outcome<<E as Extension>::Of>, Outcome<E>);

/// What became of a row of an extension, whose type is not known.
enum Written {
    Created,
    /// With the values that it had, and the positions of those that changed.
    Updated(Vec<Value>, Vec<usize>),
    Unchanged,
}

/// A row of an extension: its key is another row's.
struct Keyed<'v> {
    key: Value,
    values: &'v [Value],
}

impl WriteRow for Keyed<'_> {
    fn write(&self, row: &mut dyn RowWrite) {
        self.key.write_to(row);
        for value in self.values {
            value.write_to(row);
        }
    }
}

impl Tx<'_> {
    /// Gives the row `id` its extension: inserts it, or makes the one that is there like this one. A secret that the
    /// extension does not have stays as it is kept.
    ///
    /// # Errors
    /// [`Error::NothingToExtend`] when there is no row `id`; otherwise as [`put`](Tx::put). What is refused is the error: the
    /// outcome is never [`Outcome::Refused`].
    pub async fn extend<E: Extension + Send + Sync>(&mut self, id: &E::Id, extension: E) -> Result<Outcome<E>, Error> {
        self.extend_one(id, &extension).await
    }

    /// As [`extend`](Tx::extend), of an extension that is kept by the caller.
    async fn extend_one<E: Extension + Send + Sync>(&mut self, id: &E::Id, extension: &E) -> Result<Outcome<E>, Error> {
        check(extension, &self.statements.keys)?;
        let values = Value::all_of(extension);
        Ok(match self.write_extension(E::META, &id.key(), &values).await? {
            Written::Created => Outcome::Created(id.clone()),
            Written::Updated(kept, _) => {
                Outcome::Updated(id.clone(), Changes::between_values(&kept, without_own(E::META, &id.key(), values)?))
            }
            Written::Unchanged => Outcome::Unchanged(id.clone()),
        })
    }

    /// As [`extend`](Tx::extend), of many rows: each one's outcome is said, and a refused one does not stop the others.
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn extend_many<E: Extension + Send + Sync>(&mut self, extensions: &[(E::Id, E)]) -> Result<Vec<Outcome<E>>, Error> {
        let mut outcomes = Vec::with_capacity(extensions.len());
        for (id, extension) in extensions {
            outcomes.push(match self.extend_one(id, extension).await {
                Err(error) if error.is_about_one_row() => Outcome::Refused(error),
                outcome => outcome?,
            });
        }
        Ok(outcomes)
    }

    /// Writes what a mapper gave for the row with this key, as [`extend`](Tx::extend) does. Gives the names of the fields that
    /// were written: none where nothing differs.
    ///
    /// # Errors
    /// As [`extend`](Tx::extend).
    pub async fn extend_mapped(&mut self, key: &Key, extension: &MappedExtension) -> Result<Vec<&'static str>, Error> {
        let meta = extension.meta();
        extension.validate()?;
        self.statements.keys.check(meta, extension.values())?;
        Ok(match self.write_extension(meta, key, extension.values()).await? {
            Written::Created => meta.fields.iter().map(|field| field.name).collect(),
            Written::Updated(_, changed) => changed.into_iter().map(|position| meta.fields[position].name).collect(),
            Written::Unchanged => Vec::new(),
        })
    }

    /// Reads a row together with its extension, in one statement. The row is there without its extension where it was put
    /// before the extension's crate was, or without it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when one of both holds what its model cannot hold.
    pub async fn get_extended<E>(&mut self, id: &E::Id) -> Result<Option<Extended<E>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Send + Sync,
    {
        Ok(self.get_extended_many::<E>(std::slice::from_ref(id)).await?.pop().flatten())
    }

    /// As [`get_extended`](Tx::get_extended), of many rows: one statement a thousand. Each in the place of its ID.
    ///
    /// # Errors
    /// As [`get_extended`](Tx::get_extended).
    pub async fn get_extended_many<E>(&mut self, ids: &[E::Id]) -> Result<Vec<Option<Extended<E>>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Send + Sync,
    {
        let keys: Vec<Key> = ids.iter().map(ModelId::key).collect();
        let sql = sql::extended_by_keys(self.statements.dialect, <E::Of as connector_core::Model>::META, E::META);
        self.find_listed(&sql, &[], &keys, key_value, read_extended::<E>, |extended| Some(extended.id.key())).await
    }

    /// Puts a row by its key, as [`put`](Tx::put) does, and its extension with it: both or none.
    ///
    /// # Errors
    /// As [`put`](Tx::put), of one or the other.
    pub async fn put_extended<E>(&mut self, model: E::Of, extension: E) -> Result<Extended<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        self.put_extended_one(&(model, extension)).await
    }

    async fn put_extended_one<E>(&mut self, both: &(E::Of, E)) -> Result<Extended<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        let id = self.put_pair(both).await?.0.into_id()?;
        let extended = self.get_extended::<E>(&id).await?;
        extended.ok_or_else(|| Error::Database("a row was lost".to_owned()))
    }

    /// As [`put_extended`](Tx::put_extended), of many: each one's outcomes are said, and a refused one does not stop the
    /// others.
    ///
    /// # Errors
    /// Only what stops them all: the database itself, and [`Error::Foreign`].
    pub async fn put_extended_many<E>(&mut self, both: &[(E::Of, E)]) -> Result<Vec<Result<Pair<E>, Error>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        let mut outcomes = Vec::with_capacity(both.len());
        for both in both {
            outcomes.push(match self.put_pair(both).await {
                Err(error) if !error.is_about_one_row() => return Err(error),
                outcome => outcome,
            });
        }
        Ok(outcomes)
    }

    /// A row and its extension: where one is refused, nothing of the other stays.
    async fn put_pair<E>(&mut self, (model, extension): &(E::Of, E)) -> Result<Pair<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        check(extension, &self.statements.keys)?;
        let savepoint = self.savepoint().await?;
        match self.try_pair(model, extension).await {
            Ok(pair) => {
                self.release(savepoint).await?;
                Ok(pair)
            }
            Err(error) => {
                self.roll_back(savepoint).await?;
                Err(error)
            }
        }
    }

    async fn try_pair<E>(&mut self, model: &E::Of, extension: &E) -> Result<Pair<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        let outcome = self.put_many(std::slice::from_ref(model)).await?.pop();
        let outcome = outcome.ok_or_else(|| Error::Database("a row was lost".to_owned()))?;
        let (id, outcome) = outcome.accepted()?;
        let extended = self.extend_one(&id, extension).await?;
        Ok((outcome, extended))
    }

    /// Inserts a row of an extension, or writes what differs from the one that is there.
    async fn write_extension(&mut self, meta: &'static ModelMeta, key: &Key, values: &[Value]) -> Result<Written, Error> {
        if *key == Key::Unset {
            return Err(nothing_to_extend(meta, key));
        }
        let sql = self.statements.of(meta);
        let sealed = if has_secrets(meta) { Some(self.sealed(meta, key, values)?) } else { None };
        let row = Keyed { key: key_value(key), values: sealed.as_deref().unwrap_or(values) };
        let fault = match self.session.insert(&sql.insert, &[&row]).await?.pop() {
            Some(Inserted::New(_)) => return Ok(Written::Created),
            Some(Inserted::Refused(fault)) => fault,
            Some(Inserted::Conflict) | None => match self.find_values(meta, &sql.by_key, &[key_value(key)]).await? {
                Some((_, kept)) => return self.update_extension(meta, key, kept, values).await,
                // Not by its key: another row has the values of a unique one.
                None => crate::database::Fault::Unique(meta.table.to_owned()),
            },
        };
        Err(self.explain_row(meta, fault, values, Some(key)).await?)
    }

    /// The values as they are written. Its key is known, so that each secret can be sealed for its place before the row is
    /// there; one that is sealed for that place already stays.
    fn sealed(&self, meta: &'static ModelMeta, key: &Key, values: &[Value]) -> Result<Vec<Value>, Error> {
        let sealed = meta.fields.iter().zip(values).map(|(field, value)| {
            let kept = self.statements.keys.to_keep(meta, field, key, value)?;
            Ok(kept.unwrap_or_else(|| value.clone()))
        });
        sealed.collect()
    }

    async fn update_extension(
        &mut self,
        meta: &'static ModelMeta,
        key: &Key,
        kept: Vec<Value>,
        values: &[Value],
    ) -> Result<Written, Error> {
        let own = if has_secrets(meta) { Some(without_own(meta, key, values.to_vec())?) } else { None };
        let values = own.as_deref().unwrap_or(values);
        let differs = |position: &usize| meta.fields[*position].differs(&kept[*position], &values[*position]);
        let changed: Vec<usize> = (0..meta.fields.len()).filter(differs).collect();
        if changed.is_empty() {
            return Ok(Written::Unchanged);
        }
        let sql = self.statements.of(meta).update(changed.iter().map(|position| &meta.fields[*position]));
        let to_keep = |position: &usize| {
            let kept = self.statements.keys.to_keep(meta, &meta.fields[*position], key, &values[*position]);
            kept.map(|kept| kept.unwrap_or(Value::Null))
        };
        let mut row: Vec<Value> = changed.iter().map(to_keep).collect::<Result<_, _>>()?;
        row.push(key_value(key));
        match self.session.execute(&sql, &row).await {
            Ok(_) => Ok(Written::Updated(kept, changed)),
            Err(fault) => Err(self.explain_row(meta, fault, values, Some(key)).await?),
        }
    }
}

fn read_extended<E: Extension>(row: &mut dyn RowRead, keys: &SecretKeys) -> Result<Extended<E>, Error> {
    let stored = read::<E::Of>(row, keys)?;
    let extension = if row.is_null() { None } else { Some(read::<E>(row, keys)?.into_value()) };
    Ok(Extended { id: stored.id(), model: stored.into_value(), extension })
}

impl Store {
    /// See [`Tx::extend`].
    ///
    /// ```
    /// # use connector_core::{Extension, Record, schema};
    /// # use connector_store::{Error, Outcome, Store};
    /// #[derive(Debug, PartialEq, Record)]
    /// #[record(name = "product")]
    /// struct Product {
    ///     title: String,
    /// }
    ///
    /// #[derive(Debug, PartialEq, Extension)]
    /// #[extension(of = Product, name = "acme.product")]
    /// struct AcmeProduct {
    ///     shelf: Option<String>,
    /// }
    ///
    /// schema! { static ALL = [Product, AcmeProduct]; }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let store = Store::connect("sqlite::memory:").await?;
    /// store.migrate(&ALL).await?;
    /// let chair = store.put(Product { title: "Chair".into() }).await?;
    /// let outcome = store.extend(&chair.id(), AcmeProduct { shelf: Some("A 7".into()) }).await?;
    /// assert!(matches!(outcome, Outcome::Created(_)));
    ///
    /// let chair = store.get_extended::<AcmeProduct>(&chair.id()).await?.unwrap();
    /// assert_eq!(chair.model.title, "Chair");
    /// assert_eq!(chair.extension, Some(AcmeProduct { shelf: Some("A 7".into()) }));
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// An extension alone is not put, for want of a key:
    ///
    /// ```compile_fail,E0277
    /// # use connector_core::{Extension, Record};
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product { title: String }
    /// # #[derive(Extension)]
    /// # #[extension(of = Product, name = "acme.product")]
    /// # struct AcmeProduct { shelf: Option<String> }
    /// # async fn alone(store: &connector_store::Store) {
    /// store.put(AcmeProduct { shelf: None }).await;
    /// # }
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn extend<E: Extension + Send + Sync>(&self, id: &E::Id, extension: E) -> Result<Outcome<E>, Error> {
        let extension = &extension;
        self.transaction(move |tx| Box::pin(async move { tx.extend_one(id, extension).await })).await
    }

    /// See [`Tx::extend_many`].
    ///
    /// # Errors
    /// As there.
    pub async fn extend_many<E: Extension + Send + Sync>(&self, extensions: &[(E::Id, E)]) -> Result<Vec<Outcome<E>>, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.extend_many(extensions).await })).await
    }

    /// See [`Tx::get_extended`].
    ///
    /// # Errors
    /// As there.
    pub async fn get_extended<E>(&self, id: &E::Id) -> Result<Option<Extended<E>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Send + Sync,
    {
        self.read().await?.tx()?.get_extended::<E>(id).await
    }

    /// See [`Tx::get_extended_many`].
    ///
    /// # Errors
    /// As there.
    pub async fn get_extended_many<E>(&self, ids: &[E::Id]) -> Result<Vec<Option<Extended<E>>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Send + Sync,
    {
        self.read().await?.tx()?.get_extended_many::<E>(ids).await
    }

    /// See [`Tx::put_extended`].
    ///
    /// # Errors
    /// As there.
    pub async fn put_extended<E>(&self, model: E::Of, extension: E) -> Result<Extended<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        let both = &(model, extension);
        self.transaction(move |tx| Box::pin(async move { tx.put_extended_one(both).await })).await
    }

    /// See [`Tx::put_extended_many`].
    ///
    /// # Errors
    /// As there.
    pub async fn put_extended_many<E>(&self, both: &[(E::Of, E)]) -> Result<Vec<Result<Pair<E>, Error>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        self.transaction(move |tx| Box::pin(async move { tx.put_extended_many(both).await })).await
    }
}
