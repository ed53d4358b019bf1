//! Fields of a backend that the environment gives: `CONNECTOR_<KIND>_<NAME>_<FIELD>`.

use connector_core::{Backend, Extension, Model, Secret, Value};

/// The variable that gives a field of one backend instance: its kind, its name and the field in capitals, whatever is no
/// letter or digit as `_`.
pub(crate) fn variable(model: &str, name: &str, field: &str) -> String {
    let part = |text: &str| -> String {
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' }).collect()
    };
    format!("CONNECTOR_{}_{}_{}", part(model), part(name), part(field))
}

/// The secret `field` of a backend instance: from the value itself, or from the environment.
///
/// The variable is `CONNECTOR_<KIND>_<NAME>_<FIELD>`, in capitals, with `_` for what is no letter or digit:
/// `CONNECTOR_MAGENTO_BACKEND_MAIN_TOKEN` for the field `token` of the `magento.backend` called `main`. What the
/// environment gives is never written back.
#[must_use]
pub fn secret_of<B: Backend>(backend: &B, field: &str) -> Option<Secret> {
    kept(backend, field).or_else(|| from_environment(B::NAME, backend.name(), field))
}

/// The secret `field` that the extension `E` adds to a backend: from the extension itself, where the backend has one, or from
/// the environment.
///
/// The variable is that of [`secret_of`], with the technical name of the extension for the kind and the name of the backend:
/// `CONNECTOR_ACME_MAGENTO_BACKEND_MAIN_KEY`.
#[must_use]
pub fn extension_secret_of<E: Extension>(backend: &E::Of, extension: Option<&E>, field: &str) -> Option<Secret>
where
    E::Of: Backend,
{
    extension.and_then(|extension| kept(extension, field)).or_else(|| from_environment(E::NAME, backend.name(), field))
}

/// The secret that a value itself holds.
fn kept<T: Model>(value: &T, field: &str) -> Option<Secret> {
    match Value::all_of(value).swap_remove(T::META.position(field)?) {
        Value::Secret(secret) => Some(secret),
        _ => None,
    }
}

fn from_environment(model: &str, name: &str, field: &str) -> Option<Secret> {
    std::env::var(variable(model, name, field)).ok().filter(|text| !text.is_empty()).map(Secret::from)
}
