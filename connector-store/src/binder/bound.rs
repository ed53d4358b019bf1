//! Who binds a record: any model, on any backend.

use connector_core::{ModelId as _, ModelMeta, ReadError, RecordId, Role};

use crate::rows::key_value;
use crate::{Error, Tx, sql};

/// A binding of any model that links a record, as [`Tx::bound_by`] gives it.
///
/// The example stands at [`Tx::bound_by`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BoundBy {
    /// The technical name of the binding's model.
    pub model: &'static str,
    /// The key of the backend.
    pub backend: i64,
    /// The key of the binding.
    pub binding: i64,
}

impl Tx<'_> {
    /// The bindings of a record, of every model that the store has seen (those of the schema that it was migrated with, and those that
    /// were used), on backends of every kind: whether anything else still has to do with the record. In the order of the models'
    /// names, the oldest of each first.
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop {
    /// #     name: String,
    /// # }
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product {
    /// #     title: String,
    /// # }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.product")]
    /// # struct ShopProduct {
    /// #     record_id: RecordId<Product>,
    /// #     backend_id: BackendId<Shop>,
    /// #     external_id: Option<String>,
    /// #     sync_date: Option<DateTime<Utc>>,
    /// # }
    /// # schema! { static SHOP = [Shop, Product, ShopProduct]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// # store.migrate(&SHOP).await?;
    /// # let shop = store.put(Shop { name: "main".into() }).await?.id();
    /// # let chair = store.put(Product { title: "Chair".into() }).await?.id();
    /// store.put(ShopProduct { record_id: chair.clone(), backend_id: shop, external_id: None, sync_date: None }).await?;
    /// let chair = &chair;
    /// let bound = store.transaction(|tx| Box::pin(tx.bound_by(chair))).await?;
    /// assert_eq!((bound.len(), bound[0].model, bound[0].backend), (1, "shop.product", shop.get()));
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn bound_by<R: connector_core::Record>(&mut self, record: &RecordId<R>) -> Result<Vec<BoundBy>, Error> {
        let dialect = self.statements.dialect;
        let is_record = |meta: &ModelMeta, field: &str| meta.role(Role::Record).is_some_and(|place| meta.fields[place].name == field);
        let mut binding = self.statements.links_to(R::TABLE);
        binding.retain(|(meta, field, _)| is_record(meta, field));
        binding.sort_unstable_by_key(|(meta, ..)| meta.name);
        binding.dedup_by_key(|(meta, ..)| meta.name);
        let mut bound = Vec::new();
        for (meta, field, _) in binding {
            let Some(backend) = meta.role(Role::Backend) else { continue };
            let key = sql::quote(meta.key_column);
            let statement = format!(
                "SELECT {key}, {} FROM {} WHERE {} = {} ORDER BY {key}",
                sql::column(meta, meta.fields[backend].name),
                dialect.table(meta.table),
                sql::column(meta, field),
                dialect.place(1, R::META.key_type),
            );
            let mut each = |row: &mut dyn crate::database::Row| {
                let mut read = || Ok(BoundBy { model: meta.name, binding: row.int()?, backend: row.int()? });
                bound.push(read().map_err(|error: ReadError| Error::Database(error.to_string()))?);
                Ok(())
            };
            self.session.query(&statement, &[key_value(&record.key())], &mut each).await?;
        }
        Ok(bound)
    }
}
