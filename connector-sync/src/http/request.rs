//! A request of a client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::Inner;
use super::{Answer, retry_after};
use crate::{RemoteError, RemoteErrorKind};

/// A request that is being put together. What is wrong with it is told when it is sent.
///
/// ```
/// # use connector_test_shop::{run, serve};
/// # run(async {
/// use connector_sync::http::Http;
/// use serde_json::Value;
///
/// # let url = serve("200 OK", "", r#"{"sku": "a/b", "price": 4.5}"#).await?;
/// let http = Http::builder(&url).build()?;
/// // products/a%2Fb?fields=sku%2Cprice
/// let product: Value = http.get("products").segment("a/b").query(&[("fields", "sku,price")]).json().await?;
/// assert_eq!(product["price"], 4.5);
/// # Ok(())
/// # });
/// ```
#[must_use = "a request is sent by `json`, `done` or `answer`"]
pub struct Request {
    http: Arc<Inner>,
    request: Result<reqwest::Request, RemoteError>,
}

impl Request {
    pub(super) fn new(http: Arc<Inner>, method: Method, address: Result<Url, RemoteError>) -> Self {
        let request = address.map(|address| {
            let mut request = reqwest::Request::new(method, address);
            request.headers_mut().clone_from(&http.headers);
            request
        });
        Self { http, request }
    }

    /// Whatever else a request of `reqwest` can have.
    pub fn with(mut self, build: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        let client = self.http.client.clone();
        self.request = self.request.and_then(|request| Ok(build(RequestBuilder::from_parts(client, request)).build()?));
        self
    }

    /// With one more segment of the path: an ID, whatever signs it has. One that would change what is asked for (`""`, `.`, `..`) is an
    /// error.
    pub fn segment(mut self, segment: &(impl ToString + ?Sized)) -> Self {
        let segment = segment.to_string();
        self.request = self.request.and_then(|mut request| {
            if matches!(segment.as_str(), "" | "." | "..") {
                return Err(RemoteError::permanent(format!("{segment:?} cannot be a part of an address")));
            }
            if let Ok(mut segments) = request.url_mut().path_segments_mut() {
                segments.pop_if_empty().push(&segment);
            }
            Ok(request)
        });
        self
    }

    /// With parameters: pairs, or a struct.
    pub fn query(self, parameters: &(impl Serialize + ?Sized)) -> Self {
        self.with(|request| request.query(parameters))
    }

    /// With a header, in the place of the client's own of this name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.and_then(|mut request| {
            let (Ok(header), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) else {
                return Err(RemoteError::permanent(format!("`{name}` with the value that is given for it is no HTTP header")));
            };
            request.headers_mut().insert(header, value);
            Ok(request)
        });
        self
    }

    /// With a body: JSON.
    pub fn body(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.with(|request| request.json(body))
    }

    /// With a body: a form.
    pub fn form(self, form: &(impl Serialize + ?Sized)) -> Self {
        self.with(|request| request.form(form))
    }

    /// How long it may take, instead of what the client says.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|request| request.timeout(timeout))
    }

    /// Sends it, and reads the answer's JSON.
    ///
    /// # Errors
    /// As [`answer`](Self::answer) and [`Answer::json`].
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, RemoteError> {
        self.answer().await?.json()
    }

    /// As [`json`](Self::json), and `None` where the remote says that there is no such thing (404, 410): for remotes that are
    /// asked for one record at a time. A path that is wrong answers so, too.
    ///
    /// ```
    /// # use connector_sync::{RemoteError, http::Http};
    /// # #[derive(serde::Deserialize)]
    /// # struct Venue { id: u32 }
    /// /// As in `Adapter::read_many`.
    /// async fn read_many(http: &Http, ids: &[u32]) -> Result<Vec<Option<Venue>>, RemoteError> {
    ///     let mut found = Vec::with_capacity(ids.len());
    ///     for id in ids {
    ///         found.push(http.get("venues").segment(id).json_if_found().await?);
    ///     }
    ///     Ok(found)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`json`](Self::json), but for [`NotFound`](crate::RemoteErrorKind::NotFound).
    pub async fn json_if_found<T: DeserializeOwned>(self) -> Result<Option<T>, RemoteError> {
        match self.json().await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == RemoteErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends it. Whatever the answer says, it is a success.
    ///
    /// ```
    /// # use connector_test_shop::{run, serve};
    /// # run(async {
    /// use connector_sync::RemoteErrorKind;
    /// use connector_sync::http::Http;
    ///
    /// # let url = serve("404 Not Found", "", r#"{"message": "no such product"}"#).await?;
    /// let error = Http::builder(&url).build()?.delete("products").segment("C-9").done().await.unwrap_err();
    /// assert_eq!(error.kind(), RemoteErrorKind::NotFound);
    /// assert!(error.to_string().ends_with("no such product"), "{error}");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn done(self) -> Result<(), RemoteError> {
        self.answer().await.map(drop)
    }

    /// Sends it, when it is its turn.
    ///
    /// ```
    /// # use connector_test_shop::{run, serve};
    /// # run(async {
    /// use std::time::Duration;
    /// use connector_sync::http::Http;
    ///
    /// # let url = serve("503 Service Unavailable", "retry-after: 120\r\n", "").await?;
    /// // Nothing here asks twice: the error says when to come again, and an import or export does.
    /// let error = Http::builder(&url).build()?.get("products").answer().await.unwrap_err();
    /// assert_eq!(error.get_retry_after(), Some(Duration::from_secs(120)));
    /// assert!(error.is_retryable());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [By the status](RemoteError::from_status) when that is no success, with what the answer says and with its `Retry-After`; what
    /// `RemoteError::from` makes of a `reqwest::Error` when there is no whole answer;
    /// [`InvalidData`](crate::RemoteErrorKind::InvalidData) when it is [too large](super::HttpBuilder::largest_answer).
    pub async fn answer(self) -> Result<Answer, RemoteError> {
        let Self { http, request } = self;
        let hidden = &http.hidden;
        let mut request = request.map_err(|error| error.reworded(|text| hidden.clean(text)))?;
        if !http.query.is_empty() {
            let mut query = request.url_mut().query_pairs_mut();
            for (name, value) in &http.query {
                query.append_pair(name, value.expose()?);
            }
        }
        if let Some(limiter) = &http.limiter {
            limiter.turn().await;
        }
        let (method, path) = (request.method().clone(), hidden.clean(request.url().path()));
        let start = Instant::now();
        let response = http.client.execute(request).await;
        let status = response.as_ref().ok().map(|response| response.status().as_u16());
        tracing::debug!(%method, path, status, took = ?start.elapsed(), "asked the remote");
        let told = |error: reqwest::Error| RemoteError::from(error).reworded(|text| hidden.clean(text));
        let response = response.map_err(told)?;
        if !response.status().is_success() {
            return Err(refusal(&http, &path, response).await);
        }
        let (status, headers, address) = (response.status().as_u16(), response.headers().clone(), response.url().clone());
        let body = read(response, http.largest).await.map_err(|failed| match failed {
            Failed::Lost(error) => told(error),
            Failed::TooLarge => RemoteError::invalid_data(format!("{path}: it is larger than {} bytes", http.largest)),
        })?;
        Ok(Answer { http, status, headers, address, path, body })
    }
}

/// Why a body could not be read.
enum Failed {
    Lost(reqwest::Error),
    TooLarge,
}

async fn read(mut response: Response, largest: usize) -> Result<Vec<u8>, Failed> {
    let announced = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > largest {
        return Err(Failed::TooLarge);
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(chunk) = response.chunk().await.map_err(Failed::Lost)? {
        if body.len() + chunk.len() > largest {
            return Err(Failed::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// An answer that is no success.
async fn refusal(http: &Inner, path: &str, mut response: Response) -> RemoteError {
    let status = response.status();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let wait = header(RETRY_AFTER.as_str()).and_then(|wait| retry_after(wait, header("date")));
    let leads_to = header(LOCATION.as_str()).and_then(|place| response.url().join(place).ok()).filter(|_| status.is_redirection());
    let said = if let Some(there) = leads_to {
        format!("it leads to {}{} now: write that address", there.origin().ascii_serialization(), http.hidden.clean(there.path()))
    } else {
        // As much as is looked at; a body that is cut says enough.
        let mut body = Vec::new();
        while let (true, Ok(Some(chunk))) = (body.len() < 64 * 1024, response.chunk().await) {
            body.extend_from_slice(&chunk);
        }
        http.hidden.excerpt(&body)
    };
    RemoteError::from_status(status.as_u16(), format_args!("{path}: {said}")).retry_after(wait)
}
