//! The shop's API: lists by limit and offset, in the order of their IDs, and single records to be written.

use connector_core::Secret;
use connector_sync::{Connect, Opened, Page, RemoteError, RemotePage, Window};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::OscarBackend;
use crate::http;

/// A connection to one shop.
pub struct OscarClient {
    http: reqwest::Client,
    location: String,
    username: String,
    password: Secret,
    /// The kind of what is new.
    pub(super) product_class: String,
    supplier: i64,
}

/// A page of the shop's answer. Each record is read by itself.
#[derive(Deserialize)]
struct Answer {
    count: u64,
    results: Vec<Value>,
}

impl Connect for OscarBackend {
    type Client = OscarClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<OscarClient, RemoteError> {
        Ok(OscarClient {
            http: http::client(true)?,
            location: self.location.trim_end_matches('/').to_owned(),
            username: self.username.clone(),
            password: opened.secret("password")?,
            product_class: self.product_class.clone(),
            supplier: self.supplier,
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

    /// Records that a query finds, at most so many, in any order; those that are not there are left out.
    pub(super) async fn find<R: DeserializeOwned>(&self, list: &str, limit: usize, query: (&str, String)) -> Result<Vec<R>, RemoteError> {
        let answer = self.list(list, &[("limit", limit.to_string()), query]).await?;
        let records = answer.results.into_iter().map(serde_json::from_value);
        records.collect::<Result<_, _>>().map_err(|error| RemoteError::invalid_data(format!("{list}: {error}")))
    }

    /// What stands at a path below `/api/admin/`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, RemoteError> {
        http::json(self.request(Method::GET, &format!("admin/{path}/"))?).await
    }

    /// Writes at a path below `/api/admin/`, and gives the answer.
    pub(super) async fn write(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Value, RemoteError> {
        http::json(self.request(method, &format!("admin/{path}/"))?.json(body)).await
    }

    /// Deletes what stands at a path below `/api/admin/`.
    pub(super) async fn delete(&self, path: &str) -> Result<(), RemoteError> {
        http::done(self.request(Method::DELETE, &format!("admin/{path}/"))?).await
    }

    /// The address of who supplies what is new: how the shop wants links.
    pub(super) fn supplier(&self) -> String {
        format!("{}/api/admin/partners/{}/", self.location, self.supplier)
    }

    async fn list(&self, list: &str, query: &[(&str, String)]) -> Result<Answer, RemoteError> {
        http::json(self.request(Method::GET, &format!("sync/{list}/"))?.query(query)).await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, RemoteError> {
        let request = self.http.request(method, format!("{}/api/{path}", self.location));
        Ok(request.basic_auth(&self.username, Some(self.password.expose()?)))
    }
}
