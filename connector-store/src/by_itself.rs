//! Writes that are a transaction by themselves: one statement in one round trip, where a transaction takes three.
//!
//! Only what can be done twice is done so. Whatever comes of it but a row that was written is done again in a transaction, which says
//! why it cannot be, repeats what must be repeated, and finds the row of a statement whose answer was lost.

use std::any::TypeId;
use std::sync::Arc;

use connector_core::{ModelMeta, Value};

use crate::database::{ByItself, Database};
use crate::sql::ModelSql;
use crate::{Error, Store};

/// One write of a model that may be a transaction by itself.
pub(crate) struct Single<'s> {
    database: &'s Database,
    pub(crate) sql: Arc<ModelSql>,
    marker: Arc<str>,
}

impl Store {
    /// For one write of a model; `None` where it must be in a transaction: somebody is told of it, the program must be held against
    /// what was migrated first, or it would gain nothing.
    pub(crate) async fn single(&self, meta: &'static ModelMeta, model: TypeId) -> Result<Option<Single<'_>>, Error> {
        let database = self.database();
        if meta.foreign || !database.writes_by_itself() || self.hearing.of(model).is_some() {
            return Ok(None);
        }
        self.outside()?;
        let sql = self.statements().of(meta);
        if self.statements().has_unmet() {
            return Ok(None);
        }
        Ok(self.marker().await?.map(|marker| Single { database, sql, marker }))
    }
}

impl Single<'_> {
    /// Inserts a row.
    pub(crate) async fn insert(&self, values: &[Value]) -> Result<ByItself, Error> {
        self.database.insert_by_itself(&self.marker, &self.sql.insert, values).await
    }

    /// Changes a row: whether it did.
    pub(crate) async fn update(&self, sql: &str, values: &[Value]) -> Result<bool, Error> {
        let done = self.database.update_by_itself(&self.marker, sql, values).await?;
        Ok(matches!(done, ByItself::Wrote(_)))
    }
}
