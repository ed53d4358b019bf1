//! Rows that are there: some fields written, or deleted.

use connector_core::{Changes, FieldType, Model, ModelId, ModelMeta, OnDelete, Value};

use super::check::secret_not_kept;
use super::explain::not_found;
use super::values::key_value;
use crate::database::Fault;
use crate::{Error, Tx, sql};

impl Tx<'_> {
    /// Writes some fields of a row.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such row; otherwise as [`put`](Tx::put).
    pub async fn update<T: Model + Send + Sync>(&mut self, id: &T::Id, changes: &Changes<T>) -> Result<(), Error> {
        changes.validate()?;
        if let Some((field, _)) = changes.iter().find(|(field, value)| field.ty == FieldType::Secret && !value.is_null()) {
            let sql = self.sql::<T>();
            let kept = self.find_values(T::META, &sql.by_key, &[key_value(&id.key())]).await?;
            return Err(secret_not_kept(T::META, field, kept.as_ref().map_or(&[], |(_, kept)| kept)));
        }
        if changes.is_empty() {
            // Nothing is written, and the answer is the same.
            let there = self.has_key(T::META, key_value(&id.key())).await?;
            return if there { Ok(()) } else { Err(not_found::<T>(id)) };
        }
        let sql = self.sql::<T>().update(changes.iter().map(|(field, _)| field));
        let mut values: Vec<Value> = changes.iter().map(|(_, value)| value.clone()).collect();
        values.push(key_value(&id.key()));
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

    /// Deletes a row. What links it follows its own `ondelete`.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::StillLinked`] when something links it that forbids it.
    pub async fn delete<T: Model>(&mut self, id: &T::Id) -> Result<(), Error> {
        let sql = self.sql::<T>();
        match self.session.execute(&sql.delete, &[key_value(&id.key())]).await {
            Ok(0) => Err(not_found::<T>(id)),
            Ok(_) => Ok(()),
            Err(Fault::ForeignKey) => {
                let forbids = self.forbids(T::META, &key_value(&id.key())).await?;
                let (by, field) = forbids.unwrap_or(("a table of the application", "a link"));
                Err(Error::StillLinked { model: T::NAME, id: id.key().to_string(), by, field })
            }
            Err(fault) => Err(fault.into()),
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
