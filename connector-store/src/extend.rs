//! Rows of extensions: what another crate adds to a row.

use std::any::TypeId;
use std::borrow::Cow;
use std::ops::Range;

use connector_core::{Changes, Extension, Key, MappedExtension, ModelId, ModelMeta, RowRead, Standalone, Value};

use crate::events::{Batch, UntypedWrite, kinds_of_outcome};
use crate::rows::{BATCH, Keyed, Written, check, key_value, read};
use crate::secrets::without_own;
use crate::{BoxFuture, Error, Extended, Outcome, SecretKeys, Store, Tx, sql};

/// The outcomes of a row and of its extension.
type Pair<E> = (Outcome<<E as Extension>::Of>, Outcome<E>);

/// Extensions that are written, of a model that somebody listens to.
struct Extend<'b, E: Extension>(&'b [(&'b E::Id, &'b E)]);

impl<E: Extension + Send + Sync> Batch for Extend<'_, E> {
    type Done = Outcome<E>;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Outcome<E>>, Error>> {
        Box::pin(async move {
            let extensions = &self.0[rows];
            let outcomes = tx.extend_unheard(extensions).await?;
            let told = outcomes
                .iter()
                .zip(extensions)
                .flat_map(|(outcome, (id, extension))| kinds_of_outcome(outcome, *extension).into_iter().map(|kind| ((*id).clone(), kind)));
            tx.tell::<E>(told.collect()).await?;
            Ok(outcomes)
        })
    }

    fn refused(error: Error) -> Outcome<E> {
        Outcome::Refused(error)
    }
}

/// Rows of one extension that a mapper gave, with their places.
struct Kind {
    meta: &'static ModelMeta,
    ty: TypeId,
    places: Vec<usize>,
    rows: Vec<Keyed>,
}

impl Tx<'_> {
    /// Gives the row `id` its extension: inserts it, or makes the one that is there like this one. A secret that the
    /// extension does not have stays as it is kept.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let told = store
    ///     .transaction(|tx| {
    ///         let chair = chair.clone();
    ///         Box::pin(async move {
    ///             let first = tx.extend(&chair, AcmeProduct { shelf: Some("A 7".into()) }).await?;
    ///             let second = tx.extend(&chair, AcmeProduct { shelf: Some("A 7".into()) }).await?;
    ///             Ok((first, second))
    ///         })
    ///     })
    ///     .await?;
    /// assert!(matches!(told, (Outcome::Created(_), Outcome::Unchanged(_))));
    /// assert!(matches!(store.extend(&RecordId::new(99), AcmeProduct::default()).await, Err(Error::NothingToExtend { .. })));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::NothingToExtend`] when there is no row `id`; otherwise as [`put`](Tx::put). What is refused is the error: the
    /// outcome is never [`Outcome::Refused`].
    pub async fn extend<E: Extension + Send + Sync>(&mut self, id: &E::Id, extension: E) -> Result<Outcome<E>, Error> {
        self.extend_one(id, &extension).await
    }

    /// As [`extend`](Tx::extend), of an extension that is kept by the caller.
    async fn extend_one<E: Extension + Send + Sync>(&mut self, id: &E::Id, extension: &E) -> Result<Outcome<E>, Error> {
        match self.extend_all(&[(id, extension)]).await?.pop() {
            Some(Outcome::Refused(error)) => Err(error),
            Some(outcome) => Ok(outcome),
            None => Err(Error::Database("a row was lost".to_owned())),
        }
    }

    /// As [`extend_many`](Tx::extend_many), of extensions that are kept by the caller.
    async fn extend_all<E: Extension + Send + Sync>(&mut self, extensions: &[(&E::Id, &E)]) -> Result<Vec<Outcome<E>>, Error> {
        if self.is_heard::<E>() { self.write_and_tell(&Extend(extensions)).await } else { self.extend_unheard(extensions).await }
    }

    /// As [`extend_all`](Tx::extend_all), and tells nobody.
    async fn extend_unheard<E: Extension + Send + Sync>(&mut self, extensions: &[(&E::Id, &E)]) -> Result<Vec<Outcome<E>>, Error> {
        let mut outcomes: Vec<Option<Outcome<E>>> = Vec::with_capacity(extensions.len());
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        for (place, (id, extension)) in extensions.iter().enumerate() {
            outcomes.push(check(*extension, &self.statements.keys).err().map(Outcome::Refused));
            if outcomes[place].is_none() {
                places.push(place);
                rows.push(Keyed { key: id.key(), values: Value::all_of(*extension) });
            }
        }
        let written = self.write_extensions(E::META, &rows).await?;
        for ((place, row), written) in places.into_iter().zip(rows).zip(written) {
            let id = extensions[place].0.clone();
            outcomes[place] = Some(match written {
                Ok(Written::Created) => Outcome::Created(id),
                Ok(Written::Updated(kept, _)) => {
                    let changes = Changes::between_values(&kept, without_own(E::META, &row.key, row.values)?);
                    Outcome::Updated(id, changes)
                }
                Ok(Written::Unchanged) => Outcome::Unchanged(id),
                Err(error) => Outcome::Refused(error),
            });
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// As [`extend`](Tx::extend), of many rows: each one's outcome is said, and a refused one does not stop the others.
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn extend_many<E: Extension + Send + Sync>(&mut self, extensions: &[(E::Id, E)]) -> Result<Vec<Outcome<E>>, Error> {
        self.extend_all(&extensions.iter().map(|(id, extension)| (id, extension)).collect::<Vec<_>>()).await
    }

    /// Writes what a mapper gave for the row with this key, as [`extend`](Tx::extend) does. Gives the names of the fields that
    /// were written: none where nothing differs.
    ///
    /// # Errors
    /// As [`extend`](Tx::extend).
    pub async fn extend_mapped(&mut self, key: &Key, extension: &MappedExtension) -> Result<Vec<&'static str>, Error> {
        let written = self.extend_mapped_many(&[(key.clone(), extension)]).await?.pop();
        written.unwrap_or_else(|| Err(Error::Database("a row was lost".to_owned())))
    }

    /// As [`extend_mapped`](Tx::extend_mapped), of many rows and extensions: in few statements for each extension. What became of
    /// each is said, and a refused one does not stop the others.
    ///
    /// # Errors
    /// Only what stops them all: the database itself; [`Error::Listener`] when a listener of an extension does, and nothing of them
    /// is written then.
    pub async fn extend_mapped_many(
        &mut self,
        extensions: &[(Key, &MappedExtension)],
    ) -> Result<Vec<Result<Vec<&'static str>, Error>>, Error> {
        if extensions.iter().all(|(_, extension)| self.heard(extension.ty()).is_none()) {
            return self.try_extend_mapped(extensions).await;
        }
        let point = self.savepoint().await?;
        let extended = self.try_extend_mapped(extensions).await;
        self.end_point(point, extended).await
    }

    async fn try_extend_mapped(&mut self, extensions: &[(Key, &MappedExtension)]) -> Result<Vec<Result<Vec<&'static str>, Error>>, Error> {
        let mut outcomes: Vec<Option<Result<Vec<&'static str>, Error>>> = Vec::with_capacity(extensions.len());
        let mut kinds: Vec<Kind> = Vec::new();
        for (place, (key, extension)) in extensions.iter().enumerate() {
            let meta = extension.meta();
            let checked = extension.validate().map_err(Error::from).and_then(|()| self.statements.keys.check(meta, extension.values()));
            outcomes.push(checked.err().map(Err));
            if outcomes[place].is_some() {
                continue;
            }
            let row = Keyed { key: key.clone(), values: extension.values().to_vec() };
            match kinds.iter_mut().find(|known| known.ty == extension.ty()) {
                Some(kind) => {
                    kind.places.push(place);
                    kind.rows.push(row);
                }
                None => kinds.push(Kind { meta, ty: extension.ty(), places: vec![place], rows: vec![row] }),
            }
        }
        for Kind { meta, ty, places, rows } in kinds {
            let written = self.write_extensions(meta, &rows).await?;
            if let Some(of) = self.heard(ty).map(std::sync::Arc::clone) {
                let told = rows.into_iter().zip(&written).filter_map(|(row, written)| untyped(row, written.as_ref().ok()?)).collect();
                of.tell_untyped(self, told).await?;
            }
            for (place, written) in places.into_iter().zip(written) {
                outcomes[place] = Some(written.map(|written| match written {
                    Written::Created => meta.fields.iter().map(|field| field.name).collect(),
                    Written::Updated(_, changed) => changed.into_iter().map(|position| meta.fields[position].name).collect(),
                    Written::Unchanged => Vec::new(),
                }));
            }
        }
        Ok(outcomes.into_iter().flatten().collect())
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
        self.find_listed(&sql, &[], &keys, key_value, read_extended::<E>, |extended| Some(Cow::Owned(extended.id.key()))).await
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
        for both in both.chunks(BATCH) {
            if both.len() > 1 {
                let savepoint = self.savepoint().await?;
                match self.try_pairs(both).await {
                    Ok(None) => self.roll_back(savepoint).await?,
                    pairs => {
                        let pairs = self.end_point(savepoint, pairs).await?;
                        outcomes.extend(pairs.into_iter().flatten().map(Ok));
                        continue;
                    }
                }
            }
            for both in both {
                outcomes.push(match self.put_pair(both).await {
                    Err(error) if !error.is_about_one_row() => return Err(error),
                    outcome => outcome,
                });
            }
        }
        Ok(outcomes)
    }

    /// Rows and their extensions, together; `None` where one is refused.
    async fn try_pairs<E>(&mut self, both: &[(E::Of, E)]) -> Result<Option<Vec<Pair<E>>>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        let mut models = Vec::with_capacity(both.len());
        for (model, extension) in both {
            if check(extension, &self.statements.keys).is_err() {
                return Ok(None);
            }
            models.push(model);
        }
        let mut ids = Vec::with_capacity(both.len());
        let mut outcomes = Vec::with_capacity(both.len());
        for outcome in self.put_all(&models).await? {
            let Ok((id, outcome)) = outcome.accepted() else { return Ok(None) };
            ids.push(id);
            outcomes.push(outcome);
        }
        let extensions: Vec<(&E::Id, &E)> = ids.iter().zip(both).map(|(id, (_, extension))| (id, extension)).collect();
        let extended = self.extend_all(&extensions).await?;
        let refused = extended.iter().any(|outcome| matches!(outcome, Outcome::Refused(_)));
        Ok((!refused).then(|| outcomes.into_iter().zip(extended).collect()))
    }

    /// A row and its extension: where one is refused, nothing of the other stays.
    async fn put_pair<E>(&mut self, (model, extension): &(E::Of, E)) -> Result<Pair<E>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Standalone + Send + Sync,
    {
        check(extension, &self.statements.keys)?;
        let savepoint = self.savepoint().await?;
        let pair = self.try_pair(model, extension).await;
        self.end_point(savepoint, pair).await
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
}

/// What is told of a row of an extension whose type is not known.
fn untyped(row: Keyed, written: &Written) -> Option<UntypedWrite> {
    let Keyed { key, values } = row;
    match written {
        Written::Created => Some(UntypedWrite { key, before: None, after: values }),
        Written::Updated(kept, changed) => {
            let mut after = kept.clone();
            for position in changed {
                after[*position] = values[*position].clone();
            }
            Some(UntypedWrite { key, before: Some(kept.clone()), after })
        }
        Written::Unchanged => None,
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
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let outcomes = store.extend_many(&[(chair, AcmeProduct::default()), (RecordId::new(99), AcmeProduct::default())]).await?;
    /// assert!(matches!(outcomes[..], [Outcome::Created(_), Outcome::Refused(Error::NothingToExtend { .. })]));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn extend_many<E: Extension + Send + Sync>(&self, extensions: &[(E::Id, E)]) -> Result<Vec<Outcome<E>>, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.extend_many(extensions).await })).await
    }

    /// See [`Tx::get_extended`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let extended = store.get_extended::<AcmeProduct>(&chair).await?.unwrap();
    /// assert_eq!((extended.model.title.as_str(), extended.extension), ("Chair", None));
    #[doc = include_str!("../docs/close.md")]
    /// ```
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
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put_extended(product("Chair"), AcmeProduct { shelf: Some("A 7".into()) }).await?;
    /// assert_eq!(chair.extension.unwrap().shelf.as_deref(), Some("A 7"));
    /// // Both or none:
    /// assert!(store.put_extended(product(""), AcmeProduct::default()).await.is_err());
    /// assert_eq!(store.count::<AcmeProduct>().await?, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
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
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let both = [(product("Chair"), AcmeProduct::default()), (product(""), AcmeProduct::default())];
    /// let outcomes = store.put_extended_many(&both).await?;
    /// assert!(matches!(outcomes[0], Ok((Outcome::Created(_), Outcome::Created(_)))));
    /// assert!(outcomes[1].is_err(), "both or none");
    #[doc = include_str!("../docs/close.md")]
    /// ```
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
