//! A remote that fails as it is told, over HTTP.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::HeaderMap;
use hyper::header::{HeaderValue, RETRY_AFTER};

use super::server::{Came, Ending, Said, Server, forward, forwarding};

/// What goes wrong with a request.
///
/// ```
/// # use connector_test_shop::{run, serve};
/// # run(async {
/// use connector_sync::http::Http;
/// use connector_sync::testing::{Fault, Faulty};
///
/// # let url = serve("200 OK", "", "[]").await?;
/// let proxy = Faulty::before(&url).await?;
/// proxy.on_request(1, Fault::Status(500));
/// let http = Http::builder(proxy.url()).build()?;
/// assert!(http.get("products").done().await.is_err());
/// assert!(http.get("products").done().await.is_ok());
/// assert_eq!(proxy.requests()[1].target, "/products");
/// # Ok(())
/// # });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is lost before the system has the request.
    Unreached,
    /// The system does what it is asked for, and the answer is lost.
    NoAnswer,
    /// The system does what it is asked for, and the connection is lost in the middle of the answer.
    CutAnswer,
    /// The system has the request so much later.
    Late(Duration),
    /// Another answer, with this status; the system does not have the request.
    Status(u16),
    /// As [`Status`](Self::Status), with a `Retry-After` of so many seconds.
    Busy(u16, u64),
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with the query.
    pub target: String,
    /// The body, as text.
    pub body: String,
}

/// A proxy on loopback that stands before a system (a [`Recorded`](super::Recorded), a server of the test's own), and fails as it is told.
///
/// ```
/// # use connector_sync::{RemoteErrorKind, http::Http};
/// use connector_sync::testing::{Fault, Faulty};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let system = Faulty::before("http://127.0.0.1:1").await?;
/// # system.always(Fault::Status(204));
/// let shop = Faulty::before(system.url()).await?;
/// shop.on_request(2, Fault::Status(503));
///
/// let http = Http::builder(shop.url()).build()?;
/// http.get("products").done().await?;
/// assert_eq!(http.get("products").done().await.unwrap_err().kind(), RemoteErrorKind::Retryable);
/// assert_eq!(shop.requests().len(), 2);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Faulty {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    asked: Vec<Asked>,
    faults: BTreeMap<usize, Fault>,
    always: Option<Fault>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, came: Came) -> Ending {
        let fault = {
            let mut state = self.state();
            let body = String::from_utf8_lossy(&came.body).into_owned();
            state.asked.push(Asked { method: came.method.to_string(), target: came.target.clone(), body });
            let number = state.asked.len();
            state.faults.remove(&number).or_else(|| state.always.clone())
        };
        match fault {
            Some(Fault::Unreached) => return Ending::Closed,
            Some(Fault::Status(status)) => return Ending::Said(Said::plain(status, "as it was told".to_owned())),
            Some(Fault::Busy(status, seconds)) => {
                let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(seconds))]);
                return Ending::Said(Said { headers, ..Said::plain(status, "as it was told".to_owned()) });
            }
            Some(Fault::Late(time)) => tokio::time::sleep(time).await,
            Some(Fault::NoAnswer | Fault::CutAnswer) | None => {}
        }
        match forward(&self.client, &self.upstream, &came).await {
            _ if fault == Some(Fault::NoAnswer) => Ending::Closed,
            Ok(said) if fault == Some(Fault::CutAnswer) => Ending::Cut(said),
            Ok(said) => Ending::Said(said),
            Err(error) => Ending::Said(Said::plain(502, crate::RemoteError::from(error).to_string())),
        }
    }
}

#[allow(clippy::must_use_candidate)] // What they give back is for the next call of a chain.
impl Faulty {
    /// Before the system at this address.
    ///
    /// # Errors
    /// When no port is free, or this machine's certificates cannot be read.
    pub async fn before(system: &str) -> io::Result<Self> {
        let client = forwarding().map_err(io::Error::other)?;
        let shared = Arc::new(Shared { upstream: system.trim_end_matches('/').to_owned(), client, state: Mutex::default() });
        let answering = Arc::clone(&shared);
        let server = Server::start(move |came| {
            let shared = Arc::clone(&answering);
            async move { shared.answer(came).await }
        });
        Ok(Self { server: server.await?, shared })
    }

    /// Its own address, for the connector.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Fails the request of this number, from 1, counted from the beginning over all requests.
    pub fn on_request(&self, number: usize, fault: Fault) -> &Self {
        self.shared.state().faults.insert(number, fault);
        self
    }

    /// Fails each request from now on that has no fault of its own.
    pub fn always(&self, fault: Fault) -> &Self {
        self.shared.state().always = Some(fault);
        self
    }

    /// Fails no more.
    pub fn heal(&self) -> &Self {
        let mut state = self.shared.state();
        state.faults.clear();
        state.always = None;
        drop(state);
        self
    }

    /// What was asked until now, in the order in which it came.
    #[must_use]
    pub fn requests(&self) -> Vec<Asked> {
        self.shared.state().asked.clone()
    }
}
