//! Writes that are a transaction by themselves: one statement in one round trip, where a transaction takes three.
//!
//! It writes its row, or nothing. Where nothing was written, the same is done in a transaction, which finds out why, and repeats what
//! must be repeated. Where the answer is lost, nobody knows, as with the commit of a transaction, and so the error says.

use std::any::TypeId;
use std::sync::Arc;

use connector_core::{ModelMeta, Value};

use crate::database::{ByItself, Database};
use crate::sql::ModelSql;
use crate::{Error, Store};

/// One write of a model that may be a transaction by itself.
pub(crate) struct SingleWrite<'s> {
    database: &'s Database,
    pub(crate) sql: Arc<ModelSql>,
    marker: Arc<str>,
}

impl Store {
    /// For one write of a model; `None` where it must be in a transaction: somebody is told of it, the program must be held against
    /// what was migrated first, or it would gain nothing.
    pub(crate) async fn single_write(&self, meta: &'static ModelMeta, model: TypeId) -> Result<Option<SingleWrite<'_>>, Error> {
        let database = self.database();
        if meta.foreign || !database.writes_by_itself() || self.hearing.of(model).is_some() {
            return Ok(None);
        }
        self.outside()?;
        // In this order: what is met by then is met as of this marker, or of an older one.
        let Some(marker) = self.marker().await? else { return Ok(None) };
        let sql = self.statements().of_met(meta).filter(|_| !self.statements().has_unmet());
        Ok(sql.map(|sql| SingleWrite { database, sql, marker }))
    }
}

impl SingleWrite<'_> {
    /// Inserts a row.
    pub(crate) async fn insert(&self, values: &[Value]) -> Result<ByItself, Error> {
        self.database.write_by_itself(&self.marker, self.sql.insert.of_one(), values).await
    }

    /// Changes a row: whether it did.
    pub(crate) async fn update(&self, sql: &str, values: &[Value]) -> Result<bool, Error> {
        let sql = format!("{sql} RETURNING CAST(0 AS bigint)");
        let done = self.database.write_by_itself(&self.marker, &sql, values).await?;
        Ok(matches!(done, ByItself::Wrote(_)))
    }
}
