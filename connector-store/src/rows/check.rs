//! What is looked at before anything is written.

use connector_core::{Field, FieldType, Model, ModelMeta, Role, Value};

use crate::Error;

/// Looks at a value before it is written.
pub(crate) fn check<T: Model>(value: &T) -> Result<(), Error> {
    value.validate()?;
    if T::FIELDS.iter().all(|field| field.ty != FieldType::Secret) {
        return Ok(());
    }
    check_secrets(T::META, &Value::all_of(value))
}

/// No secret is kept in clear text.
pub(crate) fn check_secrets(meta: &'static ModelMeta, values: &[Value]) -> Result<(), Error> {
    let secret = meta.fields.iter().zip(values).find(|(field, value)| field.ty == FieldType::Secret && !value.is_null());
    secret.map_or(Ok(()), |(field, _)| Err(secret_not_kept(meta, field, values)))
}

/// The variable that gives a secret instead has the name of the backend in it.
pub(super) fn secret_not_kept(meta: &'static ModelMeta, field: &'static Field, values: &[Value]) -> Error {
    let name = match meta.role(Role::Name).and_then(|place| values.get(place)) {
        Some(Value::Text(name)) => name,
        _ => "name",
    };
    Error::SecretNotKept { model: meta.name, field: field.name, variable: crate::overlay::variable(meta.name, name, field.name) }
}
