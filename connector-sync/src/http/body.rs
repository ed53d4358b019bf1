//! What is sent.

use serde::Serialize;
use serde_json::Value;

use crate::RemoteError;

/// A body as JSON, for an adapter that puts more into it than the record says.
///
/// ```
/// use connector_sync::http::to_json;
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Body {
///     title: String,
/// }
///
/// let mut product = to_json(&Body { title: "Chair".into() })?;
/// product["supplier"] = 7.into();
/// assert_eq!(product.to_string(), r#"{"supplier":7,"title":"Chair"}"#);
/// # Ok::<(), connector_sync::RemoteError>(())
/// ```
///
/// # Errors
/// [`Permanent`](crate::RemoteErrorKind::Permanent) where it cannot be written as JSON: a map whose keys are no texts.
pub fn to_json(body: &(impl Serialize + ?Sized)) -> Result<Value, RemoteError> {
    serde_json::to_value(body).map_err(|error| RemoteError::permanent(format!("it cannot be written as JSON: {error}")))
}
