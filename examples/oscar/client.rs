//! The shop's API: lists by limit and offset, in the order of their IDs, and single records to be written.

use connector_sync::http::{Http, RawRecords};
use connector_sync::{Connect, Opened, Page, RemoteError, RemotePage, Window};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::OscarBackend;

/// A connection to one shop.
pub struct OscarClient {
    http: Http,
    location: String,
    /// The kind of what is new.
    pub(super) product_class: String,
    supplier: i64,
}

/// A page of the shop's answer. Each record is read by itself.
#[derive(Deserialize)]
struct Answer {
    count: u64,
    results: RawRecords,
}

/// The same, with records that make sense.
#[derive(Deserialize)]
struct Found<R> {
    results: Vec<R>,
}

impl Connect for OscarBackend {
    type Client = OscarClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<OscarClient, RemoteError> {
        let location = self.location.trim_end_matches('/').to_owned();
        Ok(OscarClient {
            http: opened.http(&format!("{location}/api")).basic(&self.username, &opened.secret("password")?).build()?,
            location,
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
        let place = [("limit", page.size as u64), ("offset", page.offset())];
        let since = window.since.map(|since| ("updated_since", since.to_rfc3339()));
        let answer: Answer = self.http.get(&format!("sync/{list}/")).query(&place).query(&since.as_slice()).json().await?;
        Ok(RemotePage::of_results(answer.results.read("id")).number_after(page, answer.count))
    }

    /// Records that a query finds, at most so many, in any order; those that are not there are left out.
    pub(super) async fn find<R: DeserializeOwned>(&self, list: &str, limit: usize, query: (&str, String)) -> Result<Vec<R>, RemoteError> {
        let found: Found<R> = self.http.get(&format!("sync/{list}/")).query(&[("limit", limit.to_string()), query]).json().await?;
        Ok(found.results)
    }

    /// What stands at a path below `/api/admin/`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, RemoteError> {
        self.http.get(&format!("admin/{path}/")).json().await
    }

    /// Writes at a path below `/api/admin/`, and gives the answer.
    pub(super) async fn write(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Value, RemoteError> {
        self.http.request(method, &format!("admin/{path}/")).body(body).json().await
    }

    /// Deletes what stands at a path below `/api/admin/`.
    pub(super) async fn delete(&self, path: &str) -> Result<(), RemoteError> {
        self.http.delete(&format!("admin/{path}/")).done().await
    }

    /// The address of who supplies what is new: how the shop wants links.
    pub(super) fn supplier(&self) -> String {
        format!("{}/api/admin/partners/{}/", self.location, self.supplier)
    }
}
