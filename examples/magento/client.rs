//! Magento's REST interface: searches with criteria, a page at a time.

use chrono::{DateTime, Utc};
use connector_sync::http::{Http, Request};
use connector_sync::{Connect, Opened, RemoteError, RemoteErrorKind};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::MagentoBackend;

/// A connection to one shop.
pub struct MagentoClient(Http);

/// What a search answers: as `Vec` of records, or as [`RawRecords`](connector_sync::http::RawRecords) to be read one by one.
#[derive(Deserialize)]
pub struct Answer<I> {
    pub items: I,
    pub total_count: u64,
}

impl Connect for MagentoBackend {
    type Client = MagentoClient;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<MagentoClient, RemoteError> {
        let missing = || RemoteError::new(RemoteErrorKind::Unauthorized, "no token is given: write `--token`, or set MAGENTO_TOKEN");
        let token = opened.optional_secret("token")?.ok_or_else(missing)?;
        Ok(MagentoClient(opened.http(&self.location).bearer(&token).verify_certificates(self.verify_ssl).build()?))
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
    pub async fn search<I: DeserializeOwned>(&self, path: &str, search: Search) -> Result<Answer<I>, RemoteError> {
        self.0.get(&format!("rest/V1/{path}")).query(&search.query).json().await
    }

    /// Something that can be written, such as `["products", sku]`: to be sent as `{"product": …}`, or deleted.
    pub fn write(&self, method: Method, path: &[&str]) -> Request {
        path.iter().fold(self.0.request(method, "rest/V1"), Request::segment)
    }
}
