//! Which rule of the database refused a row, in words of its model.

use connector_core::{FieldType, Key, Link, Model, ModelId, ModelMeta, Role, Value};

use super::keys::key_values;
use super::values::key_value;
use crate::database::Fault;
use crate::{Error, Tx, sql};

impl Tx<'_> {
    /// Says which rule of the database refused a new row.
    pub(super) async fn explain<T: Model>(&mut self, fault: Fault, values: &[Value]) -> Result<Error, Error> {
        self.explain_row(T::META, fault, values, None).await
    }

    /// Says which rule of the database refused a row; `id` is the row's own, when it is there already.
    pub(crate) async fn explain_row(
        &mut self,
        meta: &'static ModelMeta,
        fault: Fault,
        values: &[Value],
        id: Option<&Key>,
    ) -> Result<Error, Error> {
        match fault {
            Fault::ForeignKey => {
                if let (Some(extended), Some(id)) = (meta.extends, id)
                    && !self.has_row(extended, meta.key_type, key_value(id)).await?
                {
                    return Ok(nothing_to_extend(meta, id));
                }
                for (field, value) in meta.fields.iter().zip(values).filter(|(_, value)| !value.is_null()) {
                    let Some(link) = field.link else { continue };
                    if !self.has_row(link, field.ty, value.clone()).await? {
                        return Ok(Error::LinkMissing { model: meta.name, field: field.name, target: link.model, id: value.to_string() });
                    }
                }
                Ok(fault.into())
            }
            Fault::Unique(columns) => {
                let sql = self.statements.of(meta);
                for (place, unique) in meta.unique.iter().enumerate() {
                    let Some(key) = key_values(meta, unique, values) else { continue };
                    let found = self.find_values(meta, &sql.by_unique[place], &key).await?;
                    if let Some((existing, kept)) = found.filter(|(existing, _)| Some(existing) != id) {
                        return Ok(in_the_way(meta, place, values, &existing, &kept));
                    }
                }
                Ok(undeclared_key(meta, &columns))
            }
            Fault::Rule(rule) => Ok(Error::UndeclaredRule { model: meta.name, rule }),
            Fault::Other(error) => Ok(error),
        }
    }

    /// Whether there is a row with a key.
    pub(super) async fn has_row(&mut self, link: Link, ty: FieldType, key: Value) -> Result<bool, Error> {
        self.has(link.table, link.key, ty, key).await
    }

    /// Whether there is a row of a model with a key.
    pub(super) async fn has_key(&mut self, meta: &ModelMeta, key: Value) -> Result<bool, Error> {
        self.has(meta.table, meta.key_column, meta.key_type, key).await
    }

    async fn has(&mut self, table: &str, column: &str, ty: FieldType, key: Value) -> Result<bool, Error> {
        let dialect = self.statements.dialect;
        let sql = format!("SELECT 1 FROM {} WHERE {} = {}", dialect.table(table), sql::quote(column), dialect.place(1, ty));
        self.exists(&sql, key).await
    }
}

/// The error for a row that is in the way by the unique key at `place`.
pub(super) fn in_the_way(meta: &'static ModelMeta, place: usize, values: &[Value], existing: &Key, kept: &[Value]) -> Error {
    let unique = &meta.unique[place];
    let role = |role, row: &[Value]| meta.role(role).and_then(|place| row.get(place)).map_or_else(String::new, Value::to_string);
    let named = |role: Role| meta.role(role).is_some_and(|place| unique.fields.contains(&meta.fields[place].name));
    if named(Role::Backend) && (named(Role::ExternalId) || named(Role::Record)) {
        let conflict = format!(
            "on backend {}, external ID {} is bound to record {}; asked for: external ID {}, record {}",
            role(Role::Backend, kept),
            role(Role::ExternalId, kept),
            role(Role::Record, kept),
            role(Role::ExternalId, values),
            role(Role::Record, values),
        );
        return Error::AlreadyBound { model: meta.name, message: unique.message, conflict, existing: existing.clone() };
    }
    let shown: Vec<String> = unique
        .fields
        .iter()
        .filter_map(|field| meta.position(field).map(|place| format!("`{field}` {}", values.get(place).unwrap_or(&Value::Null))))
        .collect();
    Error::Duplicate {
        model: meta.name,
        unique: unique.name,
        message: unique.message,
        values: shown.join(", "),
        existing: existing.clone(),
    }
}

/// A unique key is in the way, over these columns or of this name, that the model does not have.
pub(crate) fn undeclared_key(meta: &ModelMeta, columns: &str) -> Error {
    Error::UndeclaredRule { model: meta.name, rule: format!("a unique key of {columns:?}") }
}

pub(super) fn not_found<T: Model>(id: &T::Id) -> Error {
    let id = id.key().to_string();
    match T::EXTENDS {
        Some(extended) => Error::NotExtended { model: T::NAME, extends: extended.model, id },
        None => Error::NotFound { model: T::NAME, id },
    }
}

/// There is no row for the one of an extension.
pub(crate) fn nothing_to_extend(meta: &'static ModelMeta, id: &Key) -> Error {
    let extends = meta.extends.map_or("nothing", |extended| extended.model);
    Error::NothingToExtend { model: meta.name, extends, id: id.to_string() }
}

/// A refusal of one row is its outcome; anything else stops.
pub(crate) fn one_row<R>(outcome: Result<R, Error>) -> Result<Result<R, Error>, Error> {
    match outcome {
        Err(error) if !error.is_about_one_row() => Err(error),
        outcome => Ok(outcome),
    }
}
