//! Fields of a backend that the environment gives: `CONNECTOR_<KIND>_<NAME>_<FIELD>`.

use connector_core::{Backend, Secret};

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
    let kept = B::META.position(field).and_then(|place| match connector_core::Value::all_of(backend).swap_remove(place) {
        connector_core::Value::Secret(secret) => Some(secret),
        _ => None,
    });
    kept.or_else(|| std::env::var(variable(B::NAME, backend.name(), field)).ok().filter(|text| !text.is_empty()).map(Secret::from))
}
