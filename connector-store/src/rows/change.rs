//! Rows that are there: some fields written, or deleted.

use std::any::TypeId;
use std::collections::HashSet;

use connector_core::{Changes, FieldType, Key, Model, ModelId, ModelMeta, OnDelete, Value};

use super::BATCH;
use super::explain::{not_found, one_row};
use super::many::Rewrite;
use super::values::key_value;
use crate::database::Fault;
use crate::{Error, Store, Tx, sql};

impl Store {
    /// Writes some fields of a row in a statement that is a transaction by itself, where that can be done: whether it was.
    pub(crate) async fn update_by_itself<T: Model + Send + Sync>(&self, id: &T::Id, changes: &Changes<T>) -> Result<bool, Error> {
        // What is secret is sealed for its row.
        if changes.is_empty() || changes.iter().any(|(field, _)| field.ty == FieldType::Secret) || changes.validate().is_err() {
            return Ok(false);
        }
        let Some(single) = self.single_write(T::META, TypeId::of::<T>()).await? else { return Ok(false) };
        let sql = single.sql.update(changes.iter().map(|(field, _)| field));
        let mut values: Vec<Value> = changes.iter().map(|(_, value)| value.clone()).collect();
        values.push(key_value(&id.key()));
        single.update(&sql, &values).await
    }
}

impl Tx<'_> {
    /// Writes some fields of a row.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
    /// assert_eq!(store.get::<Product>(&chair).await?.unwrap().title, "Stool");
    ///
    /// // Of a value that was loaded and changed:
    /// let before = store.get::<Product>(&chair).await?.unwrap().into_value();
    /// let after = Product { active: false, ..before.clone() };
    /// store.update(&chair, &Changes::between(&before, &after)).await?;
    /// assert!(matches!(store.update(&RecordId::new(99), &Changes::between(&before, &after)).await, Err(Error::NotFound { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such row; otherwise as [`put`](Tx::put).
    pub async fn update<T: Model + Send + Sync>(&mut self, id: &T::Id, changes: &Changes<T>) -> Result<(), Error> {
        if self.is_heard::<T>() {
            return self.update_heard(&[(id.clone(), changes.clone())]).await?.pop().unwrap_or(Ok(()));
        }
        self.update_unheard(id, changes).await
    }

    /// As [`update`](Tx::update), and tells nobody.
    pub(super) async fn update_unheard<T: Model + Send + Sync>(&mut self, id: &T::Id, changes: &Changes<T>) -> Result<(), Error> {
        changes.validate()?;
        self.may_write(T::META).await?;
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
            // Nothing is written, and the answer is the same.
            let there = self.has_key(T::META, key_value(&key)).await?;
            return if there { Ok(()) } else { Err(not_found::<T>(id)) };
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

    /// As [`update`](Tx::update), of many rows: each one's outcome is said, and a refused one does not stop the others. The
    /// outcomes are those of one after the other, in the order in which they are given.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let archived = Changes::<Product>::new().set("active", &false)?;
    /// let outcomes = store.update_many(&[(chair.clone(), archived.clone()), (RecordId::new(99), archived)]).await?;
    /// assert!(outcomes[0].is_ok() && matches!(outcomes[1], Err(Error::NotFound { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn update_many<T: Model + Send + Sync>(&mut self, changes: &[(T::Id, Changes<T>)]) -> Result<Vec<Result<(), Error>>, Error> {
        if self.is_heard::<T>() { self.update_heard(changes).await } else { self.update_many_unheard(changes).await }
    }

    /// As [`update_many`](Tx::update_many), and tells nobody.
    pub(super) async fn update_many_unheard<T: Model + Send + Sync>(
        &mut self,
        changes: &[(T::Id, Changes<T>)],
    ) -> Result<Vec<Result<(), Error>>, Error> {
        let mut outcomes = Vec::with_capacity(changes.len());
        let mut rest = changes;
        while !rest.is_empty() {
            let (together, after) = rest.split_at(together(rest));
            self.update_together(together, &mut outcomes).await?;
            rest = after;
        }
        Ok(outcomes)
    }

    /// As [`update_many`](Self::update_many), of rows that are all different, and none with a new secret unless it is the only
    /// one.
    async fn update_together<T: Model + Send + Sync>(
        &mut self,
        changes: &[(T::Id, Changes<T>)],
        outcomes: &mut Vec<Result<(), Error>>,
    ) -> Result<(), Error> {
        self.may_write(T::META).await?;
        let mut places = Vec::new();
        let mut rewrites = Vec::new();
        for (place, (id, changes)) in changes.iter().enumerate() {
            if !changes.is_empty() && !has_secret(changes) && changes.validate().is_ok() {
                places.push(place);
                rewrites.push(Rewrite::of(id, changes));
            }
        }
        let mut done = vec![false; changes.len()];
        if !self.meet(T::META, &rewrites).await? {
            for (place, written) in places.into_iter().zip(self.rewrite(T::META, &rewrites).await?) {
                done[place] = written;
            }
        }
        for ((id, changes), done) in changes.iter().zip(done) {
            outcomes.push(if done { Ok(()) } else { one_row(self.update_unheard(id, changes).await)? });
        }
        Ok(())
    }

    /// As [`delete`](Tx::delete), of many rows: each one's outcome is said, and a refused one does not stop the others. The
    /// outcomes are those of one after the other, in the order in which they are given.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let outcomes = store.delete_many::<Product>(&[chair, RecordId::new(99)]).await?;
    /// assert!(outcomes[0].is_ok() && matches!(outcomes[1], Err(Error::NotFound { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// Only what stops them all: the database itself.
    pub async fn delete_many<T: Model + Send + Sync>(&mut self, ids: &[T::Id]) -> Result<Vec<Result<(), Error>>, Error> {
        if self.is_heard::<T>() { self.delete_heard::<T>(ids).await } else { self.delete_many_unheard::<T>(ids).await }
    }

    /// As [`delete_many`](Tx::delete_many), and tells nobody.
    pub(super) async fn delete_many_unheard<T: Model>(&mut self, ids: &[T::Id]) -> Result<Vec<Result<(), Error>>, Error> {
        self.may_write(T::META).await?;
        let mut seen = HashSet::with_capacity(ids.len());
        // One that comes again is done in its turn.
        let (places, keys): (Vec<usize>, Vec<Key>) =
            ids.iter().map(ModelId::key).enumerate().filter(|(_, key)| seen.insert(key.clone())).unzip();
        // What is linked within the model by something that forbids it is known once its statements are.
        let _ = self.sql::<T>();
        let gone = if self.forbid_each_other(T::META) { Vec::new() } else { self.delete_listed(T::META, &keys).await? };
        let gone: HashSet<usize> = gone.into_iter().map(|row| places[row]).collect();
        let mut outcomes = Vec::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            outcomes.push(if gone.contains(&place) { Ok(()) } else { one_row(self.delete_unheard::<T>(id).await)? });
        }
        Ok(outcomes)
    }

    /// Whether rows of a model, or what is deleted with them, can forbid to delete each other: then it matters which one goes
    /// first.
    fn forbid_each_other(&self, meta: &ModelMeta) -> bool {
        let mut deleted = vec![meta.table];
        let mut forbidding = Vec::new();
        let mut seen = 0;
        while let Some(table) = deleted.get(seen).copied() {
            seen += 1;
            for (meta, _, link) in self.statements.links_to(table) {
                match link.on_delete {
                    OnDelete::Restrict => forbidding.push(meta.table),
                    OnDelete::Cascade if !deleted.contains(&meta.table) => deleted.push(meta.table),
                    _ => {}
                }
            }
        }
        forbidding.iter().any(|table| deleted.contains(table))
    }

    /// Deletes a row. What links it follows its own `ondelete`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    ///
    /// // A backend that has bindings stays; a binding goes with its record.
    /// assert!(matches!(store.delete::<Shop>(&shop).await, Err(Error::StillLinked { .. })));
    /// store.delete::<Product>(&chair).await?;
    /// assert_eq!(store.count::<ShopProduct>().await?, 0);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::StillLinked`] when something links it that forbids it; [`Error::Listener`] when one of its
    /// listeners does. Where it has listeners, who are told how it was, [`Error::Unreadable`].
    pub async fn delete<T: Model + Send + Sync>(&mut self, id: &T::Id) -> Result<(), Error> {
        if self.is_heard::<T>() {
            return self.delete_heard::<T>(std::slice::from_ref(id)).await?.pop().unwrap_or(Ok(()));
        }
        self.delete_unheard::<T>(id).await
    }

    /// As [`delete`](Tx::delete), and tells nobody.
    pub(super) async fn delete_unheard<T: Model>(&mut self, id: &T::Id) -> Result<(), Error> {
        self.may_write(T::META).await?;
        let sql = self.sql::<T>();
        match self.session.execute(&sql.delete, &[key_value(&id.key())]).await {
            Ok(0) => Err(not_found::<T>(id)),
            Ok(_) => Ok(()),
            Err(Fault::ForeignKey) => {
                let forbids = self.forbids(T::META, &key_value(&id.key())).await?;
                let (by, field) = forbids.unwrap_or(("a table of the application", "a link"));
                Err(Error::StillLinked { model: T::NAME, id: id.key().to_string(), by, field })
            }
            Err(fault) => Err(self.explain_row(T::META, fault, &[], Some(&id.key())).await?),
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
}

/// How many of the first changes may be written together: of different rows, and no secret, which is sealed in its own place.
/// At least one.
fn together<T: Model>(changes: &[(T::Id, Changes<T>)]) -> usize {
    let mut seen = HashSet::new();
    let alone = |(id, changes): &(T::Id, Changes<T>)| has_secret(changes) || !seen.insert(id.key());
    changes.iter().take(BATCH).position(alone).unwrap_or(changes.len().min(BATCH)).max(1)
}

fn has_secret<T: Model>(changes: &Changes<T>) -> bool {
    changes.iter().any(|(field, _)| field.ty == FieldType::Secret)
}
