//! The client.

use std::fmt;
use std::sync::Arc;

use connector_core::Secret;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Url};

use super::hidden::Hidden;
use super::rate::Limiter;
use super::{HttpBuilder, Request};
use crate::RemoteError;

/// An HTTP client for one system: requests below one address, with the same credentials, rate and time limits. Cheap to clone.
///
/// ```no_run
/// # use connector_core::{Backend, Secret};
/// use connector_sync::http::{Http, Rate};
/// use connector_sync::{Connect, Opened, RemoteError};
/// use serde::Deserialize;
///
/// # #[derive(Backend)]
/// # #[backend(name = "shop.backend")]
/// # struct Shop { name: String, location: String, token: Option<Secret> }
/// impl Connect for Shop {
///     type Client = Http;
///
///     async fn connect(&self, opened: &Opened<'_, Self>) -> Result<Http, RemoteError> {
///         opened.http(&self.location).bearer(&opened.secret("token")?).rate(Rate::per_second(4)).build()
///     }
/// }
///
/// #[derive(Deserialize)]
/// struct Answer {
///     items: Vec<String>,
///     total_count: u64,
/// }
///
/// async fn first_page(http: &Http) -> Result<Answer, RemoteError> {
///     http.get("rest/V1/products").query(&[("page", 1), ("size", 100)]).json().await
/// }
///
/// async fn delete(http: &Http, sku: &str) -> Result<(), RemoteError> {
///     http.delete("rest/V1/products").segment(sku).done().await
/// }
/// ```
///
/// Redirects are not followed: a `POST` would become a `GET`, and credentials might go to somebody else. The error says where the address
/// leads to now. Errors name the method's path, and show neither queries nor anything that the client sends as a secret, even if the
/// system quotes it.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

pub(super) struct Inner {
    pub(super) client: Client,
    /// Ends in a slash.
    pub(super) base: Url,
    pub(super) headers: HeaderMap,
    pub(super) query: Vec<(String, Secret)>,
    pub(super) limiter: Option<Arc<Limiter>>,
    pub(super) hidden: Hidden,
    /// In bytes.
    pub(super) largest: usize,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.0.base.as_str()).finish_non_exhaustive()
    }
}

impl Http {
    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// A client for the system at this address, to be set up. In [`Connect::connect`](crate::Connect::connect), use
    /// [`Opened::http`](crate::Opened::http): its rate is that of the backend.
    pub fn builder(base: &str) -> HttpBuilder {
        HttpBuilder::new(base)
    }

    /// A `GET` of what is at this path below the address.
    ///
    /// A whole address is taken, too, where it is of the same system (a [next page](super::Answer::next)): the credentials go to nobody
    /// else.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// A `POST` to this path: see [`get`](Self::get).
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    /// A `PUT` to this path: see [`get`](Self::get).
    pub fn put(&self, path: &str) -> Request {
        self.request(Method::PUT, path)
    }

    /// A `PATCH` of what is at this path: see [`get`](Self::get).
    pub fn patch(&self, path: &str) -> Request {
        self.request(Method::PATCH, path)
    }

    /// A `DELETE` of what is at this path: see [`get`](Self::get).
    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// A request of any method: see [`get`](Self::get).
    pub fn request(&self, method: Method, path: &str) -> Request {
        Request::new(Arc::clone(&self.0), method, self.0.address(path))
    }
}

impl Inner {
    fn address(&self, path: &str) -> Result<Url, RemoteError> {
        let wrong = |why: &str| RemoteError::permanent(format!("{}: {why}", self.hidden.clean(path)));
        let is_whole = path.starts_with("http://") || path.starts_with("https://");
        let address = if is_whole { path.to_owned() } else { format!("{}{}", self.base, path.trim_start_matches('/')) };
        let address = Url::parse(&address).map_err(|_| wrong("it is no address"))?;
        if address.origin() != self.base.origin() || !address.username().is_empty() || address.password().is_some() {
            return Err(wrong("it is not of this system, and gets none of its credentials"));
        }
        Ok(address)
    }
}
