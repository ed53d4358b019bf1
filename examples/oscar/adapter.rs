//! The shop's API: pages by limit and offset, in the order of their IDs.

use std::collections::HashMap;

use connector_core::{ExternalId, Secret};
use connector_examples::http;
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RegistryErrors, RemoteError, RemoteErrorKind, RemotePage, Window};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::{OscarBackend, OscarCategory, OscarCategoryId, OscarProduct, OscarProductId};
use crate::remote::{RemoteCategory, RemoteProduct};

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
    async fn page<I: DeserializeOwned, R: DeserializeOwned>(
        &self,
        path: &str,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<I, R>, RemoteError> {
        let offset = (page.number() - 1) * page.size as u64;
        let mut query = vec![("limit", page.size.to_string()), ("offset", offset.to_string())];
        query.extend(window.since.map(|since| ("updated_since", since.to_rfc3339())));
        let request = self.http.get(format!("{}/api/sync/{path}/", self.location));
        let request = request.basic_auth(&self.username, Some(self.password.expose()?)).query(&query);
        let answer: Answer = http::json(request).await?;
        Ok(RemotePage::of_results(http::records(answer.results, "id")).number_after(page, answer.count))
    }

    /// The shop has no view of single records that says all that is needed: the few that are asked for are looked for in
    /// the whole list.
    async fn read_many<I: ExternalId + DeserializeOwned, R: DeserializeOwned>(
        &self,
        path: &str,
        ids: &[I],
        id: impl Fn(&R) -> I,
    ) -> Result<Vec<Option<R>>, RemoteError> {
        let mut found: HashMap<I, R> = HashMap::new();
        let mut page = Page::first(500);
        loop {
            let answer: RemotePage<I, R> = self.page(path, &Window::everything(), &page).await?;
            let (records, next) = answer.into_parts();
            found.extend(records.into_iter().map(|record| (id(&record), record)).filter(|(id, _)| ids.contains(id)));
            match next {
                Some(token) if found.len() < ids.len() => page = page.after(token),
                _ => return Ok(ids.iter().map(|id| found.remove(id)).collect()),
            }
        }
    }
}

/// Categories. They have no date: each import reads all of them.
struct CategoryAdapter;

impl Adapter<OscarCategory> for CategoryAdapter {
    type Remote = RemoteCategory;

    async fn changed(
        &self,
        client: &OscarClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<OscarCategoryId, RemoteCategory>, RemoteError> {
        client.page("categories", window, page).await
    }

    async fn read_many(&self, client: &OscarClient, ids: &[OscarCategoryId]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
        client.read_many("categories", ids, |category: &RemoteCategory| category.id).await
    }
}

/// Products.
struct ProductAdapter;

impl Adapter<OscarProduct> for ProductAdapter {
    type Remote = RemoteProduct;

    async fn changed(
        &self,
        client: &OscarClient,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<OscarProductId, RemoteProduct>, RemoteError> {
        client.page("products", window, page).await
    }

    async fn read_many(&self, client: &OscarClient, ids: &[OscarProductId]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        client.read_many("products", ids, |product: &RemoteProduct| product.id).await
    }
}

/// What this connector can do.
pub fn registry() -> Result<Registry<OscarBackend>, RegistryErrors> {
    Registry::builder()
        .binding::<OscarCategory>(|binding| binding.adapter(CategoryAdapter))
        .binding::<OscarProduct>(|binding| binding.adapter(ProductAdapter))
        .build()
}
