//! What an HTTP client could not do.

use std::error::Error;

use super::{clean, said};
use crate::RemoteError;

/// What follows from an error of `reqwest`:
///
/// | error | kind | a create may have been done |
/// |---|---|---|
/// | the request could not be made | [`Permanent`](crate::RemoteErrorKind::Permanent) | no |
/// | no connection: refused, no such host, TLS, too late | [`Network`](crate::RemoteErrorKind::Network) | no |
/// | the time was over, the connection was lost | [`Network`](crate::RemoteErrorKind::Network) | yes |
/// | JSON that cannot be read | [`InvalidData`](crate::RemoteErrorKind::InvalidData) | yes |
/// | a status (`error_for_status`) | [by the status](RemoteError::from_status) | by the status |
///
/// The message has no query, no user and no password of the address.
///
/// ```no_run
/// # use connector_sync::RemoteError;
/// async fn count(client: &reqwest::Client) -> Result<u64, RemoteError> {
///     Ok(client.get("https://shop.example/count").send().await?.error_for_status()?.json().await?)
/// }
/// ```
impl From<reqwest::Error> for RemoteError {
    fn from(error: reqwest::Error) -> Self {
        let text = said::short(&clean(&text(&error)));
        if let Some(status) = error.status() {
            return Self::from_status(status.as_u16(), text);
        }
        if error.is_builder() || error.is_redirect() {
            return Self::permanent(text);
        }
        if error.source().is_some_and(|cause| cause.is::<serde_json::Error>()) {
            return Self::invalid_data(text);
        }
        let error = error.is_connect();
        if error { Self::network(text).nothing_was_done() } else { Self::network(text) }
    }
}

/// What the client says, with its causes and without the query of the address.
fn text(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> =
        error.url().map(|url| format!("{}{}", url.origin().ascii_serialization(), url.path())).into_iter().collect();
    if error.is_timeout() {
        parts.push("it took too long".to_owned());
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        parts.push(error.to_string());
        cause = error.source();
    }
    parts.join(": ")
}
