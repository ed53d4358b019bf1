//! Secrets of rows, as they are written and read.
//!
//! A row's key is associated data, and is known only after the INSERT: until then an empty text stands in the column, and the
//! ciphertext follows in the same savepoint. Rows of models without secrets know nothing of all that.

use connector_core::{Field, FieldType, Key, ModelKind, ModelMeta, Role, Sealed, Secret, Value};

use super::SecretKeys;
use super::seal::{self, Place};
use crate::rows::key_value;
use crate::{Error, Tx};

/// Whether a model has secrets.
pub(crate) fn has_secrets(meta: &ModelMeta) -> bool {
    meta.fields.iter().any(|field| field.ty == FieldType::Secret)
}

/// The secrets of a row's values, with their fields.
fn secrets<'v>(meta: &'static ModelMeta, values: &'v [Value]) -> impl Iterator<Item = (&'static Field, &'v Secret)> {
    meta.fields.iter().zip(values).filter_map(|(field, value)| match value {
        Value::Secret(secret) => Some((field, secret)),
        _ => None,
    })
}

impl SecretKeys {
    /// A secret as it is read from a row: open where it can be, and otherwise sealed, with the reason.
    pub(crate) fn opened(&self, meta: &'static ModelMeta, field: &'static Field, row: &Key, secret: Secret) -> Secret {
        let Some(sealed) = secret.as_sealed() else { return secret };
        match seal::open(self, Place { table: meta.table, column: field.column, row }, sealed.bytes()) {
            Ok(open) => open,
            Err(locked) => sealed.clone().at(meta.name, field.name, row, locked.reason()).into(),
        }
    }

    /// What is written for a value of a row: a clear secret is sealed, and one that was read from there, sealed, stays as it
    /// is: `None`.
    ///
    /// # Errors
    /// [`Error::Sealed`] for one that was read from elsewhere, sealed; [`Error::SecretNotKept`].
    pub(crate) fn to_keep(
        &self,
        meta: &'static ModelMeta,
        field: &'static Field,
        row: &Key,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        let Value::Secret(secret) = value else { return Ok(Some(value.clone())) };
        match secret.expose() {
            Ok(clear) => {
                let key = self.first().ok_or_else(|| not_kept(meta, field, &[]))?;
                let sealed = seal::seal(key, Place { table: meta.table, column: field.column, row }, clear)?;
                Ok(Some(Value::Secret(Sealed::new(sealed).into())))
            }
            Err(sealed) if sealed.is_of(meta.name, field.name, row) => Ok(None),
            Err(sealed) => Err(Error::Sealed(sealed)),
        }
    }

    /// Refuses values with a secret in clear text where there is no key to encrypt it with.
    pub(crate) fn check(&self, meta: &'static ModelMeta, values: &[Value]) -> Result<(), Error> {
        if self.first().is_some() {
            return Ok(());
        }
        match secrets(meta, values).find(|(_, secret)| secret.as_sealed().is_none()) {
            Some((field, _)) => Err(not_kept(meta, field, values)),
            None => Ok(()),
        }
    }
}

/// A secret that stays sealed, among the values of a row.
pub(crate) fn sealed_in(meta: &'static ModelMeta, values: &[Value]) -> Option<Sealed> {
    secrets(meta, values).find_map(|(_, secret)| secret.as_sealed().cloned())
}

/// The values of a row without the sealed secrets that were read from it: they stay as they are kept, as one does that a value
/// does not have.
///
/// # Errors
/// [`Error::Sealed`] for one that was read from elsewhere.
pub(crate) fn without_own(meta: &'static ModelMeta, row: &Key, mut values: Vec<Value>) -> Result<Vec<Value>, Error> {
    for (field, value) in meta.fields.iter().zip(&mut values) {
        let Value::Secret(secret) = value else { continue };
        match secret.as_sealed() {
            Some(sealed) if sealed.is_of(meta.name, field.name, row) => *value = Value::Null,
            Some(sealed) => return Err(Error::Sealed(sealed.clone())),
            None => {}
        }
    }
    Ok(values)
}

/// An optional secret of a backend can be given by the environment instead, whose variable has the name of the backend in it.
fn not_kept(meta: &'static ModelMeta, field: &'static Field, values: &[Value]) -> Error {
    let name = match meta.role(Role::Name).and_then(|place| values.get(place)) {
        Some(Value::Text(name)) if meta.kind == ModelKind::Backend && !field.required => Some(name),
        _ => None,
    };
    let variable = name.map(|name| crate::overlay::variable(meta.name, name, field.name));
    Error::SecretNotKept { model: meta.name, field: field.name, variable }
}

impl Tx<'_> {
    /// Puts the secrets of a row that was just inserted where an empty text stands.
    pub(crate) async fn seal_inserted(&mut self, meta: &'static ModelMeta, row: &Key, values: &[Value]) -> Result<(), Error> {
        let mut fields = Vec::new();
        let mut sealed = Vec::new();
        for (field, secret) in secrets(meta, values) {
            if let Some(value) = self.statements.keys.to_keep(meta, field, row, &Value::Secret(secret.clone()))? {
                fields.push(field);
                sealed.push(value);
            }
        }
        if fields.is_empty() {
            return Ok(());
        }
        sealed.push(key_value(row));
        let sql = self.statements.of(meta).update(fields.into_iter());
        match self.session.execute(&sql, &sealed).await? {
            1 => Ok(()),
            _ => Err(Error::Database("a row was lost".to_owned())),
        }
    }
}
