//! An HTTP server on loopback, in the runtime of the test.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Channel, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request that came.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What is answered.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Said {
    /// An answer in words.
    pub(super) fn plain(status: u16, text: String) -> Self {
        Self { status, headers: HeaderMap::new(), body: text.into() }
    }
}

/// How a request ends.
pub(super) enum Ending {
    Said(Said),
    /// The connection is closed, without an answer.
    Closed,
    /// The connection is closed in the middle of the answer.
    Cut(Said),
}

/// A server, until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) url: String,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(super) async fn start<F, A>(answer: F) -> io::Result<Self>
    where
        F: Fn(Came) -> A + Send + Sync + 'static,
        A: Future<Output = Ending> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let answer = Arc::new(answer);
        let task = tokio::spawn(async move {
            // Connections end with the server.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let answer = Arc::clone(&answer);
                let service = service_fn(move |request| {
                    let answer = Arc::clone(&answer);
                    async move { respond(answer(came(request).await?).await) }
                });
                connections.spawn(async move {
                    // Where it is closed on purpose that is an error here.
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Ok(Self { url, task })
    }
}

async fn came(request: Request<Incoming>) -> io::Result<Came> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let target = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    Ok(Came { method: parts.method, target, headers: parts.headers, body })
}

type Body = BoxBody<Bytes, io::Error>;

fn respond(ending: Ending) -> io::Result<Response<Body>> {
    let never = |never: Infallible| match never {};
    match ending {
        Ending::Closed => Err(io::Error::other("closed as it was told")),
        Ending::Said(said) => response(&said, Full::new(said.body.clone()).map_err(never).boxed(), None),
        Ending::Cut(said) => {
            let (mut sender, body) = Channel::new(1);
            let half = said.body.slice(..said.body.len() / 2);
            tokio::spawn(async move {
                let _ = sender.send_data(half).await;
                sender.abort(io::Error::other("cut as it was told"));
            });
            // More is announced than comes.
            response(&said, body.boxed(), Some(said.body.len().max(1)))
        }
    }
}

fn response(said: &Said, body: Body, length: Option<usize>) -> io::Result<Response<Body>> {
    let mut response = Response::builder().status(said.status).body(body).map_err(io::Error::other)?;
    response.headers_mut().extend(without_framing(&said.headers));
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    Ok(response)
}

/// Headers without those that are about one connection, or about how the body was sent.
pub(super) fn without_framing(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in [ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}

/// Hands a request on to the system at `upstream`.
pub(super) async fn forward(client: &reqwest::Client, upstream: &str, came: &Came) -> Result<Said, reqwest::Error> {
    let request = client.request(came.method.clone(), format!("{upstream}{}", came.target)).headers(without_framing(&came.headers));
    let response = request.body(came.body.clone()).send().await?;
    let (status, headers) = (response.status().as_u16(), without_framing(response.headers()));
    Ok(Said { status, headers, body: response.bytes().await? })
}

/// The client that hands on: whatever the answer is, it is the answer.
pub(super) fn forwarding() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()
}
