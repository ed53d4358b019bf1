//! The answer of a system.

use std::fmt;
use std::sync::Arc;

use reqwest::Url;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::client::Inner;
use super::next_link;
use super::records::decode_error;
use crate::RemoteError;

/// What a system answered: a success.
///
/// ```
/// # use connector_test_shop::{run, serve};
/// # run(async {
/// use connector_sync::http::Http;
///
/// # let url = serve("200 OK", "x-total-count: 3\r\nlink: </products?page=2>; rel=\"next\"\r\n", r#"["C-1", "C-2"]"#).await?;
/// // The shop says: 200, `X-Total-Count: 3`, `Link: </products?page=2>; rel="next"`.
/// let answer = Http::builder(&url).build()?.get("products").answer().await?;
/// assert_eq!((answer.status(), answer.count("x-total-count")), (200, Some(3)));
/// assert!(answer.next().is_some_and(|next| next.ends_with("/products?page=2")));
/// assert_eq!(answer.json::<Vec<String>>()?, ["C-1", "C-2"]);
/// # Ok(())
/// # });
/// ```
pub struct Answer {
    pub(super) http: Arc<Inner>,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) address: Url,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("path", &self.path).field("status", &self.status).finish_non_exhaustive()
    }
}

impl Answer {
    /// The status: 2xx.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, where it is there and is a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The number that a header says: `answer.count("x-total-count")`.
    #[must_use]
    pub fn count(&self, header: &str) -> Option<u64> {
        self.header(header)?.trim().parse().ok()
    }

    /// The whole address of the next page, where a `Link` header says one: for [`RemotePage::next`](crate::RemotePage::next), and then for
    /// [`Http::get`](super::Http::get).
    #[must_use]
    pub fn next(&self) -> Option<String> {
        let mut links = self.headers.get_all("link").into_iter().filter_map(|header| header.to_str().ok());
        let next = links.find_map(next_link)?;
        let mut next = self.address.join(next).ok()?;
        // What is added to each request is added to that one, too.
        let names: Vec<&str> = self.http.query.iter().map(|(name, _)| name.as_str()).collect();
        if !names.is_empty() {
            let kept: Vec<(String, String)> = next
                .query_pairs()
                .filter(|(name, _)| !names.contains(&&**name))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            next.query_pairs_mut().clear().extend_pairs(kept);
        }
        Some(next.into())
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`InvalidData`](crate::RemoteErrorKind::InvalidData), with the path and the field that cannot be read.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, RemoteError> {
        serde_json::from_slice(&self.body).map_err(|_| {
            let problem = self.http.hidden.clean(&decode_error::<T>(&self.body));
            RemoteError::invalid_data(format!("{}: {problem}", self.path))
        })
    }
}
