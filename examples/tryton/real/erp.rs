//! Both sides of one database: the work on it, and Tryton's own API, with which a person would look and change.

use std::collections::HashMap;

use connector_core::{ExternalBinding, RecordBinding};
use connector_examples::scenario::Failure;
use connector_examples::tryton::TrytonClient;
use connector_examples::tryton::model::TrytonBackend;
use connector_store::Linked;
use connector_sync::WorkContext;
use serde_json::{Value, json};

/// One database.
pub struct Erp<'w> {
    pub work: &'w WorkContext<'w, TrytonBackend>,
    client: &'w TrytonClient,
}

impl<'w> Erp<'w> {
    pub async fn open(work: &'w WorkContext<'w, TrytonBackend>) -> Result<Self, Failure> {
        Ok(Self { work, client: work.client().await? })
    }

    /// How many rows a model has, in use or not.
    pub async fn count(&self, model: &str) -> Result<u64, Failure> {
        Ok(self.client.call(&format!("model.{model}.search_count"), vec![json!([]), json!(0), Value::Null]).await?)
    }

    /// All rows of a model, by their IDs.
    pub async fn all(&self, model: &str, fields: &[&str]) -> Result<HashMap<u32, Value>, Failure> {
        let params = vec![json!([]), json!(0), Value::Null, Value::Null, json!(fields)];
        let rows: Vec<Value> = self.client.call(&format!("model.{model}.search_read"), params).await?;
        rows.into_iter().map(|row| Ok((serde_json::from_value(row["id"].clone())?, row))).collect()
    }

    pub async fn create(&self, model: &str, values: Value) -> Result<u32, Failure> {
        Ok(self.client.create(model, values).await?)
    }

    pub async fn write(&self, model: &str, id: u32, values: Value) -> Result<(), Failure> {
        Ok(self.client.write(model, id, values).await?)
    }

    pub async fn delete(&self, model: &str, id: u32) -> Result<(), Failure> {
        Ok(self.client.delete(model, id).await?)
    }

    /// Some fields of one row.
    pub async fn read(&self, model: &str, id: u32, fields: &[&str]) -> Result<Value, Failure> {
        Ok(self.client.read(model, id, fields).await?)
    }

    /// Everything of one binding, by its ID there.
    pub async fn kept<T>(&self) -> Result<HashMap<T::ExternalId, Linked<T>>, Failure>
    where
        T: RecordBinding + ExternalBinding<Backend = TrytonBackend> + Send + Sync,
        T::Record: Send + Sync,
    {
        let (store, database) = (self.work.store(), self.work.backend().id());
        let all = store.all::<T>().await?;
        let own = all.iter().filter(|binding| binding.backend_id() == database);
        let ids: Vec<T::ExternalId> = own.filter_map(|binding| binding.external_id().cloned()).collect();
        let linked = store.binder::<T>(database).linked_many(&ids).await?;
        Ok(ids.into_iter().zip(linked).filter_map(|(id, linked)| Some((id, linked?))).collect())
    }
}
