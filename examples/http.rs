//! JSON over HTTP: an answer, or an error that says what follows from it.

use std::time::Duration;

use connector_sync::{RemoteError, Unreadable};
use reqwest::{RequestBuilder, header};
use serde::de::DeserializeOwned;

/// A client whose calls end.
///
/// # Errors
/// When this machine's certificates cannot be read.
pub fn client(verify_certificates: bool) -> Result<reqwest::Client, RemoteError> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_mins(1))
        .tls_danger_accept_invalid_certs(!verify_certificates)
        .build()
        .map_err(|error| RemoteError::permanent(text(&error)))
}

/// Sends a request, and reads the answer's JSON.
///
/// # Errors
/// Every way in which that can fail, classified: see [`RemoteError`].
pub async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, RemoteError> {
    let (path, body) = answered(request).await?;
    serde_json::from_slice(&body).map_err(|error| RemoteError::invalid_data(format!("{path}: {error}")))
}

/// Sends a request whose answer says no more than that it was done.
///
/// # Errors
/// As [`json`].
pub async fn done(request: RequestBuilder) -> Result<(), RemoteError> {
    answered(request).await.map(drop)
}

/// The path that was asked, and the answer. A connection that could not be made carried nothing there.
async fn answered(request: RequestBuilder) -> Result<(String, Vec<u8>), RemoteError> {
    let answer = request.send().await.map_err(|error| {
        let unreachable = RemoteError::network(text(&error));
        if error.is_connect() { unreachable.nothing_was_done() } else { unreachable }
    })?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let wait = answer.headers().get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok()).map(Duration::from_secs);
    let body = answer.bytes().await.map_err(|error| RemoteError::network(text(&error)))?;
    if !status.is_success() {
        return Err(RemoteError::from_status(status.as_u16(), format_args!("{path}: {}", message(&body))).retry_after(wait));
    }
    Ok((path, body.to_vec()))
}

/// Reads each record of a page by itself, so that one that makes no sense does not stop the others. `key` is the field of
/// its ID.
#[must_use]
pub fn records<I: DeserializeOwned, R: DeserializeOwned>(items: Vec<serde_json::Value>, key: &str) -> Vec<Result<R, Unreadable<I>>> {
    let read = |item: serde_json::Value| {
        let id = item[key].clone();
        serde_json::from_value(item).map_err(|error| Unreadable::new(serde_json::from_value(id.clone()).ok(), format!("{key} {id}"), error))
    };
    items.into_iter().map(read).collect()
}

/// The sentence of an error answer: `{"message": …}` with its `%1` filled in, `{"detail": …}`, or the first line.
fn message(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else {
        return text.lines().next().unwrap_or_default().chars().take(120).collect();
    };
    let Some(message) = json["message"].as_str().or_else(|| json["detail"].as_str()) else {
        return json.to_string().chars().take(120).collect();
    };
    let mut message = message.to_owned();
    let named = json["parameters"].as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value));
    let counted = json["parameters"].as_array().into_iter().flatten().enumerate().map(|(place, value)| ((place + 1).to_string(), value));
    for (name, value) in named.chain(counted) {
        message = message.replace(&format!("%{name}"), value.as_str().unwrap_or_default());
    }
    message
}

/// What the HTTP client says, with its causes and without the query of the address.
fn text(error: &reqwest::Error) -> String {
    let address = error.url().map_or_else(String::new, |url| format!("{}{}", url.origin().ascii_serialization(), url.path()));
    let mut text = address;
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
