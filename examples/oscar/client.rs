//! The shop's API: lists by limit and offset, in the order of their IDs.

use connector_core::Secret;
use connector_sync::{Connect, Opened, Page, RemoteError, RemoteErrorKind, RemotePage, Window};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::model::OscarBackend;
use crate::http;

/// A connection to one shop.
pub struct OscarClient {
    http: reqwest::Client,
    location: String,
    username: String,
    password: Secret,
}

/// A page of the shop's answer. Each record is read by itself.
#[derive(Deserialize)]
struct Answer {
    count: u64,
    results: Vec<serde_json::Value>,
}

impl Connect for OscarBackend {
    type Client = OscarClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<OscarClient, RemoteError> {
        let missing = || RemoteError::new(RemoteErrorKind::Unauthorized, "no password is given: set OSCAR_PASSWORD");
        Ok(OscarClient {
            http: http::client(true)?,
            location: self.location.trim_end_matches('/').to_owned(),
            username: self.username.clone(),
            password: opened.optional_secret("password")?.ok_or_else(missing)?,
        })
    }
}

impl OscarClient {
    /// A page of what changed in the window.
    pub(super) async fn changed<I: DeserializeOwned, R: DeserializeOwned>(
        &self,
        list: &str,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<I, R>, RemoteError> {
        let offset = (page.number() - 1) * page.size as u64;
        let mut query = vec![("limit", page.size.to_string()), ("offset", offset.to_string())];
        query.extend(window.since.map(|since| ("updated_since", since.to_rfc3339())));
        let answer = self.list(list, &query).await?;
        Ok(RemotePage::of_results(http::records(answer.results, "id")).number_after(page, answer.count))
    }

    /// Some records by their IDs, in any order; those that are not there are left out.
    pub(super) async fn read<R: DeserializeOwned>(&self, list: &str, ids: &[String]) -> Result<Vec<R>, RemoteError> {
        let answer = self.list(list, &[("limit", ids.len().to_string()), ("ids", ids.join(","))]).await?;
        let records = answer.results.into_iter().map(serde_json::from_value);
        records.collect::<Result<_, _>>().map_err(|error| RemoteError::invalid_data(format!("{list}: {error}")))
    }

    async fn list(&self, list: &str, query: &[(&str, String)]) -> Result<Answer, RemoteError> {
        let request = self.http.get(format!("{}/api/sync/{list}/", self.location));
        http::json(request.basic_auth(&self.username, Some(self.password.expose()?)).query(query)).await
    }
}
