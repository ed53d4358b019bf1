//! How a client is set up.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_core::{Backend, Secret};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Url};

use super::client::Inner;
use super::hidden::Hidden;
use super::rate::Limiter;
use super::{Http, Rate};
use crate::{Opened, RemoteError};

/// A client that is being set up: see [`Http`].
///
/// ```
/// # use connector_test_shop::{run, serve};
/// # run(async {
/// use std::time::Duration;
/// use connector_core::Secret;
/// use connector_sync::http::{Http, Rate};
///
/// let http = Http::builder("https://shop.example/api")
///     .bearer(&Secret::from("t-1"))
///     .header("accept-language", "de")
///     .parameter("format", "json")
///     .rate(Rate::per_second(4))
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// assert!(!format!("{http:?}").contains("t-1"));
/// assert!(Http::builder("no address").build().is_err());
/// # Ok(())
/// # });
/// ```
#[must_use = "a client is made by `build`"]
pub struct HttpBuilder {
    base: String,
    /// Whose rate it is, besides the address.
    whose: String,
    headers: Vec<(String, Secret)>,
    query: Vec<(String, Secret)>,
    /// What is to be seen nowhere, of headers and parameters.
    hidden: Vec<Secret>,
    basic: Option<(String, Secret)>,
    rate: Option<Rate>,
    timeout: Duration,
    verify_certificates: bool,
    largest: usize,
    client: ClientBuilder,
}

impl<B: Backend> Opened<'_, B> {
    /// A client for the system at this address, to be set up. Its [rate](HttpBuilder::rate) is that of the backend.
    pub fn http(&self, base: &str) -> HttpBuilder {
        HttpBuilder { whose: format!("{} {}", B::NAME, self.backend().name()), ..HttpBuilder::new(base) }
    }
}

impl HttpBuilder {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            whose: String::new(),
            headers: Vec::new(),
            query: Vec::new(),
            hidden: Vec::new(),
            basic: None,
            rate: None,
            timeout: Duration::from_mins(1),
            verify_certificates: true,
            largest: 64 * 1024 * 1024,
            client: reqwest::Client::builder().connect_timeout(Duration::from_secs(10)),
        }
    }

    /// With a token: `Authorization: Bearer …`.
    pub fn bearer(self, token: &Secret) -> Self {
        let credentials = token.expose().map_or_else(|_| token.clone(), |token| Secret::from(format!("Bearer {token}")));
        self.hide(token).with_header("authorization", credentials)
    }

    /// With a name and a password: `Authorization: Basic …`.
    pub fn basic(mut self, username: &str, password: &Secret) -> Self {
        self.basic = Some((username.to_owned(), password.clone()));
        self
    }

    /// With a header on each request.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with_header(name, Secret::from(value))
    }

    /// With a header on each request whose value is a secret: an API key.
    pub fn secret_header(self, name: &str, value: &Secret) -> Self {
        self.hide(value).with_header(name, value.clone())
    }

    /// With a parameter in the query of each request.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), Secret::from(value)));
        self
    }

    /// With a parameter in the query of each request whose value is a secret, for systems that want their key there.
    pub fn secret_parameter(mut self, name: &str, value: &Secret) -> Self {
        self.query.push((name.to_owned(), value.clone()));
        self.hide(value)
    }

    fn with_header(mut self, name: &str, value: Secret) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }

    fn hide(mut self, secret: &Secret) -> Self {
        self.hidden.push(secret.clone());
        self
    }

    /// No more requests than this; who comes too early waits. The rate holds for all clients of one backend
    /// ([`Opened::http`]) at one address in this process, whichever piece of work they are of; where another one is given later, that holds.
    ///
    /// An export waits within its [`timeout`](crate::ExportAdapter::timeout): a rate of less than some requests a minute needs a longer one.
    pub fn rate(mut self, rate: Rate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// How long a request may take until all of its answer is here; a minute unless said otherwise. (A connection must be there after ten
    /// seconds.)
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether the server must show a certificate that this machine trusts, as it must unless said otherwise.
    pub fn verify_certificates(mut self, verify: bool) -> Self {
        self.verify_certificates = verify;
        self
    }

    /// The largest answer in bytes; 64 MiB unless said otherwise. A larger one is an error, and is not kept in memory.
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// Whatever else the client can do: a proxy, certificates, compression.
    pub fn configure(mut self, configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.client = configure(self.client);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Permanent`](crate::RemoteErrorKind::Permanent) when the address is none, when it holds a user, a query or a fragment, when a header or the
    /// rate is none, or when this machine's certificates cannot be read; [`Unauthorized`](crate::RemoteErrorKind::Unauthorized) when a
    /// secret cannot be opened.
    pub fn build(mut self) -> Result<Http, RemoteError> {
        let base = base(&self.base)?;
        if let Some((username, password)) = &self.basic {
            let credentials = STANDARD.encode(format!("{username}:{}", password.expose()?));
            self.hidden.extend([password.clone(), Secret::from(credentials.as_str())]);
            self.headers.push(("authorization".to_owned(), Secret::from(format!("Basic {credentials}"))));
        }
        let mut headers = HeaderMap::from_iter([
            (header::ACCEPT, HeaderValue::from_static("application/json")),
            (header::USER_AGENT, HeaderValue::from_static(concat!("connector/", env!("CARGO_PKG_VERSION")))),
        ]);
        for (name, value) in &self.headers {
            let no_header = || RemoteError::permanent(format!("`{name}` with the value that is given for it is no HTTP header"));
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| no_header())?;
            let text = value.expose()?;
            let mut value = HeaderValue::from_str(text).map_err(|_| no_header())?;
            value.set_sensitive(self.hidden.iter().any(|hidden| hidden.expose().is_ok_and(|hidden| text.contains(hidden))));
            headers.insert(header, value);
        }
        let mut hidden = Hidden::default();
        for secret in &self.hidden {
            hidden.add(secret)?;
        }
        let whose = format!("{} {base}", self.whose);
        let no_rate = || RemoteError::permanent("a rate needs at least one request, some time, and a burst of at least 1");
        let limiter = self.rate.map(|rate| Limiter::shared(&whose, rate).ok_or_else(no_rate)).transpose()?;
        // A redirect would make a GET of a POST, and may lead to somebody who must not see the credentials.
        let client = self.client.redirect(Policy::none()).timeout(self.timeout).tls_danger_accept_invalid_certs(!self.verify_certificates);
        Ok(Http::new(Inner { client: client.build()?, base, headers, query: self.query, limiter, hidden, largest: self.largest }))
    }
}

/// The address, with a slash at its end.
fn base(text: &str) -> Result<Url, RemoteError> {
    let refuse = |why: &str| Err(RemoteError::permanent(format!("the address of the system {why}")));
    let Ok(mut url) = Url::parse(text.trim()) else { return refuse("cannot be read: write it as `https://shop.example/path`") };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return refuse("is no HTTP address: write it as `https://shop.example/path`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds a user or a password: declare them as fields of the backend, and give them by `.basic(…)`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("holds a query or a fragment: give parameters by `.parameter(…)` or with each request");
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_in_a_slash_and_holds_nothing_else() {
        assert_eq!(base(" https://shop.example ").unwrap().as_str(), "https://shop.example/");
        assert_eq!(base("http://127.0.0.1:80/api/v1").unwrap().as_str(), "http://127.0.0.1/api/v1/");
        for (text, why) in [
            ("shop.example", "cannot be read"),
            ("ftp://shop.example", "no HTTP address"),
            ("https://ada:hunter2@shop.example", "holds a user"),
            ("https://ada@shop.example", "holds a user"),
            ("https://shop.example/?key=hunter2", "holds a query"),
        ] {
            let error = base(text).unwrap_err().to_string();
            assert!(error.contains(why) && !error.contains("hunter2"), "{error}");
        }
    }
}
