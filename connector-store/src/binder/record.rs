//! From external IDs to records, and back.

use std::collections::HashMap;

use connector_core::{BindingId, ExternalId, ExternalValue, Key, ModelId, RecordBinding, RecordId, Value};

use super::{TxBinder, external_value, statements, unreadable};
use crate::database::Row;
use crate::rows::{BATCH, key_from, key_value};
use crate::{Error, Linked, Managed, Records, Stored};

/// An external ID as it is kept, with its record.
struct Pair {
    external: ExternalValue<'static>,
    record: Option<Key>,
}

impl<T: RecordBinding + Send + Sync> TxBinder<'_, '_, T>
where
    T::Record: Send + Sync,
{
    /// The record with the external ID `id`, without reading its binding.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// let binder = store.binder::<ShopProduct>(shop);
    /// assert_eq!(binder.to_record(&12).await?, Some(chair.clone()));
    /// assert_eq!(binder.to_record_many(&[13, 12]).await?, [None, Some(chair)]);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let (chair, table) = (store.put(product("Chair")).await?.id(), store.put(product("Table")).await?.id());
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// let binder = store.binder::<ShopProduct>(shop);
    /// assert_eq!(binder.to_external(&chair).await?, Some(12));
    /// assert_eq!(binder.to_external_many(&[table, chair]).await?, [None, Some(12)]);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// // One, unless the binding is `many_per_record`.
    /// assert_eq!(store.binder::<ShopProduct>(shop).to_external_all(&chair).await?, [12]);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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
        if distinct.len() == records.len() {
            return Ok(records.iter().map(|record| found.remove(&record.key())).collect());
        }
        Ok(records.iter().map(|record| found.get(&record.key()).cloned()).collect())
    }

    /// The record that a binding links.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, None)).await?.id();
    /// assert_eq!(store.binder::<ShopProduct>(shop).unwrap(binding).await?, chair);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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

    /// The binding with the external ID `id` together with its record: the store's own, or a `foreign` one, of which the listed
    /// fields are read.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// let linked = store.binder::<ShopProduct>(shop).linked(&12).await?.unwrap();
    /// assert_eq!((linked.binding.backend_id, linked.record.title.as_str()), (shop, "Chair"));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
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
        self.linked_many_by(&Managed, ids).await
    }

    /// As [`linked_many`](Self::linked_many), with records as the application finds them.
    ///
    /// # Errors
    /// As [`to_internal`](Self::to_internal), and as `records` says.
    pub async fn linked_many_by(
        &mut self,
        records: &dyn Records<T::Record>,
        ids: &[T::ExternalId],
    ) -> Result<Vec<Option<Linked<T>>>, Error> {
        let bindings = self.to_internal_many(ids).await?;
        let linked: Vec<RecordId<T::Record>> = bindings.iter().flatten().filter_map(|binding| binding.record_id().cloned()).collect();
        let found = records.find(self.tx, &linked).await?;
        let mut found = linked.into_iter().zip(found);
        Ok(bindings
            .into_iter()
            .map(|binding| {
                let binding = binding?;
                let (record, value) = found.next()?;
                Some(Linked { id: binding.id(), binding: binding.into_value(), record: Stored::new(record, value?) })
            })
            .collect())
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
}
