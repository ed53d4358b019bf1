//! Tryton's JSON-RPC: calls within a session, which is opened again when the server has ended it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_core::Secret;
use connector_sync::http::Http;
use connector_sync::{Connect, Opened, RemoteError, RemoteErrorKind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::model::TrytonBackend;
use super::typed;

/// A connection to one database.
pub struct TrytonClient {
    http: Http,
    username: String,
    password: Secret,
    company: Option<i64>,
    /// What is sent to show who calls.
    session: Mutex<Secret>,
}

/// What every answer is: a result, or an error by its kind and what goes with that.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Value,
    error: Option<Vec<Value>>,
}

impl Connect for TrytonBackend {
    type Client = TrytonClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<TrytonClient, RemoteError> {
        let client = TrytonClient {
            http: opened.http(&format!("{}/{}/rpc/", self.location.trim_end_matches('/'), self.database)).build()?,
            username: self.username.clone(),
            password: opened.secret("password")?,
            company: self.company,
            session: Mutex::new(Secret::from(String::new())),
        };
        client.log_in(&mut *client.session.lock().await).await?;
        Ok(client)
    }
}

impl TrytonClient {
    /// Calls a method of a model, `model.party.party.write`, with its parameters and, as the last one, the context.
    ///
    /// # Errors
    /// What the server or the way to it says, classified: a `ConcurrencyException` may be tried again, what a user is told
    /// (`UserError`, `UserWarning`) is a refusal, and a session that cannot be opened again is about the credentials.
    pub async fn call<R: DeserializeOwned>(&self, method: &str, mut params: Vec<Value>) -> Result<R, RemoteError> {
        // Records that are not in use any more are records, too.
        params.push(json!({ "company": self.company, "active_test": false }));
        let session = self.session.lock().await.clone();
        let answer = match self.send(method, &params, Some(&session)).await {
            Err(error) if error.kind() == RemoteErrorKind::Unauthorized => {
                let mut current = self.session.lock().await;
                // Somebody else may have opened it meanwhile.
                if current.expose() == session.expose() {
                    self.log_in(&mut current).await?;
                }
                let session = current.clone();
                drop(current);
                self.send(method, &params, Some(&session)).await?
            }
            answer => answer?,
        };
        serde_json::from_value(answer).map_err(|error| RemoteError::invalid_data(format!("{method}: {error}")))
    }

    /// Opens a session.
    async fn log_in(&self, session: &mut Secret) -> Result<(), RemoteError> {
        let params = [json!(self.username), json!({ "password": self.password.expose()? }), json!("en")];
        let answer = self.send("common.db.login", &params, None).await?;
        let opened: Result<(i64, String, Option<String>), _> = serde_json::from_value(answer);
        // Not the error: it could quote the token.
        let (user, token, _) = opened.map_err(|_| RemoteError::invalid_data("common.db.login: no user and token"))?;
        *session = Secret::from(format!("Session {}", STANDARD.encode(format!("{}:{user}:{token}", self.username))));
        Ok(())
    }

    /// Sends one call, and gives its result without typed objects.
    async fn send(&self, method: &str, params: &[Value], session: Option<&Secret>) -> Result<Value, RemoteError> {
        let mut request = self.http.post("").body(&json!({ "id": 0, "method": method, "params": params }));
        if let Some(session) = session {
            request = request.header("authorization", session.expose()?);
        }
        let answer: Answer = request.json().await?;
        match answer.error {
            Some(error) => Err(refusal(method, &error)),
            None => typed::plain(answer.result).map_err(|error| RemoteError::invalid_data(format!("{method}: {error}"))),
        }
    }
}

impl TrytonClient {
    /// Creates a row of a model.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn create(&self, model: &str, values: Value) -> Result<u32, RemoteError> {
        let ids: Vec<u32> = self.call(&format!("model.{model}.create"), vec![json!([values])]).await?;
        ids.first().copied().ok_or_else(|| RemoteError::invalid_data(format!("model.{model}.create: no ID came back")))
    }

    /// Reads some fields of a row; [`NotFound`](RemoteErrorKind::NotFound) where it is not there (any more), which Tryton does
    /// not tell from a row that must not be seen.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn read(&self, model: &str, id: u32, fields: &[&str]) -> Result<Value, RemoteError> {
        let params = vec![json!([["id", "=", id]]), json!(0), json!(1), Value::Null, json!(fields)];
        let rows: Vec<Value> = self.call(&format!("model.{model}.search_read"), params).await?;
        rows.into_iter().next().ok_or_else(|| RemoteError::new(RemoteErrorKind::NotFound, format!("{model} {id}")))
    }

    /// Writes some fields of a row.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn write(&self, model: &str, id: u32, values: Value) -> Result<(), RemoteError> {
        let _: Value = self.call(&format!("model.{model}.write"), vec![json!([id]), values]).await?;
        Ok(())
    }

    /// Deletes a row.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn delete(&self, model: &str, id: u32) -> Result<(), RemoteError> {
        let _: Value = self.call(&format!("model.{model}.delete"), vec![json!([id])]).await?;
        Ok(())
    }

    /// The IDs of the rows that a search finds, a few at the most.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn find(&self, model: &str, domain: Value) -> Result<Vec<u32>, RemoteError> {
        self.call(&format!("model.{model}.search"), vec![domain, json!(0), json!(10), Value::Null]).await
    }
}

/// An error that the server sends: `["UserError", [message, description, domain]]` and its like; `[message, traceback]` where
/// something broke.
fn refusal(method: &str, error: &[Value]) -> RemoteError {
    let name = error.first().and_then(Value::as_str).unwrap_or_default();
    let word = |place: usize| error.get(1).and_then(|said| said.get(place)).and_then(Value::as_str).unwrap_or_default();
    match name {
        "UserError" => RemoteError::permanent(format!("{method}: {}", joined(word(0), word(1)))),
        "UserWarning" => RemoteError::permanent(format!("{method}: {}", joined(word(1), word(2)))),
        "ConcurrencyException" => RemoteError::new(RemoteErrorKind::Retryable, format!("{method}: somebody else is changing it")),
        "LoginException" => RemoteError::new(RemoteErrorKind::Unauthorized, format!("{method}: it wants {:?}: {}", word(0), word(1))),
        // The traceback is for the server's own log.
        _ => RemoteError::permanent(format!("{method}: the server failed with {name:?}")),
    }
}

fn joined(message: &str, description: &str) -> String {
    if description.is_empty() { message.to_owned() } else { format!("{message} ({description})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_classified_and_tell_no_traceback() {
        let kind = |error: &Value| refusal("m", error.as_array().unwrap()).kind();
        assert_eq!(kind(&json!(["UserError", ["no", "because", null]])), RemoteErrorKind::Permanent);
        assert_eq!(kind(&json!(["UserWarning", ["name", "sure?", ""]])), RemoteErrorKind::Permanent);
        assert_eq!(kind(&json!(["ConcurrencyException", "records changed"])), RemoteErrorKind::Retryable);
        assert_eq!(kind(&json!(["LoginException", ["password", "Password for x", "password"]])), RemoteErrorKind::Unauthorized);
        assert_eq!(kind(&json!([])), RemoteErrorKind::Permanent);
        let broken = refusal("m", &[json!("'nofield'"), json!("Traceback: /srv/secret.py")]).to_string();
        assert_eq!(broken, "it refused: m: the server failed with \"'nofield'\"");
        assert!(refusal("m", &[json!("UserError"), json!(["no", "because"])]).to_string().ends_with("m: no (because)"));
    }
}
