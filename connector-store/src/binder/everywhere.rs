//! The bindings of records, on whatever backend.

use connector_core::{ExternalBinding, ModelId, RecordId};

use super::statements;
use crate::database::Row;
use crate::rows::{BATCH, key_value, read};
use crate::{Error, Store, Stored, Tx};

impl Tx<'_> {
    /// All bindings of some records, on every backend, with an external ID and without, the oldest first: one statement a
    /// thousand. A direct binding has no records. [`TxBinder::bindings_of`](crate::TxBinder::bindings_of) gives those on one backend.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let bern = store.put(Shop { name: "Bern".into() }).await?.id();
    /// store.put_many(&[bound(&chair, shop, Some(12)), bound(&chair, bern, None)]).await?;
    /// let everywhere = store.bindings_of::<ShopProduct>(&[chair]).await?;
    /// assert_eq!(everywhere.iter().map(|binding| binding.backend_id).collect::<Vec<_>>(), [shop, bern]);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Unreadable`] when a row holds what the model cannot hold.
    pub async fn bindings_of<T: ExternalBinding + Send + Sync>(
        &mut self,
        records: &[RecordId<T::Record>],
    ) -> Result<Vec<Stored<T>>, Error> {
        let sql = self.sql::<T>();
        let sql = &statements::<T>(&sql)?.of_records_anywhere;
        let mut distinct: Vec<&RecordId<T::Record>> = records.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut found: Vec<Stored<T>> = Vec::new();
        for chunk in distinct.chunks(BATCH) {
            let listed = chunk.iter().map(|record| key_value(&record.key())).collect();
            let secrets = &self.statements.keys;
            let mut each = |row: &mut dyn Row| {
                found.push(read::<T>(row, secrets)?);
                Ok(())
            };
            self.session.query_listed(sql, &[], listed, &mut each).await?;
        }
        found.sort_unstable_by_key(|binding| binding.id().get());
        Ok(found)
    }
}

impl Store {
    /// See [`Tx::bindings_of`].
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, None)).await?;
    /// assert_eq!(store.bindings_of::<ShopProduct>(&[chair]).await?.len(), 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn bindings_of<T: ExternalBinding + Send + Sync>(&self, records: &[RecordId<T::Record>]) -> Result<Vec<Stored<T>>, Error> {
        self.read().await?.tx()?.bindings_of::<T>(records).await
    }
}
