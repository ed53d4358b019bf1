//! Magento's REST interface: searches with criteria, a page at a time.

use chrono::{DateTime, Utc};
use connector_core::Secret;
use connector_examples::http;
use connector_sync::{Connect, Opened, RemoteError, RemoteErrorKind};
use reqwest::{Method, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::MagentoBackend;

/// A connection to one shop.
pub struct MagentoClient {
    http: reqwest::Client,
    location: String,
    token: Secret,
}

/// What a search answers: as records, or as JSON to be read one by one.
#[derive(Deserialize)]
pub struct Answer<R = Value> {
    pub items: Vec<R>,
    pub total_count: u64,
}

impl Connect for MagentoBackend {
    type Client = MagentoClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<MagentoClient, RemoteError> {
        let missing = || RemoteError::new(RemoteErrorKind::Unauthorized, "no token is given: write `--token`, or set MAGENTO_TOKEN");
        Ok(MagentoClient {
            http: http::client(self.verify_ssl)?,
            location: self.location.trim_end_matches('/').to_owned(),
            token: opened.optional_secret("token")?.ok_or_else(missing)?,
        })
    }
}

/// What is searched for. Built up, then sent.
pub struct Search {
    query: Vec<(String, String)>,
    filters: usize,
    orders: usize,
}

impl Search {
    /// A page of a search, from 1.
    pub fn page(number: u64, size: usize) -> Self {
        let query =
            vec![("searchCriteria[currentPage]".to_owned(), number.to_string()), ("searchCriteria[pageSize]".to_owned(), size.to_string())];
        Self { query, filters: 0, orders: 0 }
    }

    /// With a condition; all conditions must hold.
    pub fn filter(mut self, field: &str, condition: &str, value: String) -> Self {
        let filter = format!("searchCriteria[filter_groups][{}][filters][0]", self.filters);
        self.filters += 1;
        self.query.push((format!("{filter}[field]"), field.to_owned()));
        self.query.push((format!("{filter}[condition_type]"), condition.to_owned()));
        self.query.push((format!("{filter}[value]"), value));
        self
    }

    /// With what changed at a time or later.
    pub fn since(self, time: Option<DateTime<Utc>>) -> Self {
        match time {
            Some(time) => self.filter("updated_at", "gteq", time.format("%Y-%m-%d %H:%M:%S").to_string()),
            None => self,
        }
    }

    /// In ascending order of a field; of equal ones, in that of the next.
    pub fn sorted_by(mut self, field: &str) -> Self {
        let order = format!("searchCriteria[sortOrders][{}]", self.orders);
        self.orders += 1;
        self.query.push((format!("{order}[field]"), field.to_owned()));
        self.query.push((format!("{order}[direction]"), "ASC".to_owned()));
        self
    }
}

impl MagentoClient {
    /// Sends a search.
    pub async fn search<R: DeserializeOwned>(&self, path: &str, search: Search) -> Result<Answer<R>, RemoteError> {
        let request = self.http.get(format!("{}/rest/V1/{path}", self.location));
        http::json(request.bearer_auth(self.token.expose()?).query(&search.query)).await
    }

    /// Writes something. The parts of the path may hold whatever a SKU holds.
    pub async fn send<R: DeserializeOwned>(&self, method: Method, path: &[&str], body: Option<Value>) -> Result<R, RemoteError> {
        let no_address = |error: &dyn std::fmt::Display| RemoteError::permanent(format!("{:?} is no address: {error}", self.location));
        let mut url: Url = self.location.parse().map_err(|error| no_address(&error))?;
        url.path_segments_mut().map_err(|()| no_address(&"it has no path"))?.pop_if_empty().extend(["rest", "V1"]).extend(path);
        let mut request = self.http.request(method, url).bearer_auth(self.token.expose()?);
        if let Some(body) = body {
            request = request.json(&body);
        }
        http::json(request).await
    }
}
