//! What is looked at before anything is written.

use connector_core::{Model, Sealed, Value};

use crate::Error;
use crate::secrets::{SecretKeys, has_secrets, sealed_in};

/// Looks at a value before it is written; gives a secret of it that is sealed.
pub(crate) fn check<T: Model>(value: &T, keys: &SecretKeys) -> Result<Option<Sealed>, Error> {
    value.validate()?;
    if !has_secrets(T::META) {
        return Ok(None);
    }
    let values = Value::all_of(value);
    keys.check(T::META, &values)?;
    Ok(sealed_in(T::META, &values))
}
