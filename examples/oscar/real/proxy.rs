//! A way to the shop on which the answer to a create never arrives: the shop did what it was asked for, and nobody here knows.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use connector_examples::scenario::Failure;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A proxy before one shop. It ends with the value that stands for it.
pub struct Proxy {
    /// Its address.
    pub url: String,
    swallowed: mpsc::UnboundedReceiver<u16>,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Passing {
    http: reqwest::Client,
    shop: String,
    swallows: mpsc::UnboundedSender<u16>,
}

impl Proxy {
    /// Before the shop at `shop`.
    pub async fn before(shop: &str) -> Result<Self, Failure> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (swallows, swallowed) = mpsc::unbounded_channel();
        let passing = Passing { http: reqwest::Client::new(), shop: shop.to_owned(), swallows };
        let routes = Router::new().fallback(pass).with_state(passing);
        let server = tokio::spawn(async move {
            // When it ends, the scenario finds nobody here.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { url, swallowed, server })
    }

    /// Waits until the shop has answered to a create. Gives the status that nobody got.
    pub async fn swallowed(&mut self) -> Option<u16> {
        self.swallowed.recv().await
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(passing): State<Passing>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut request = passing.http.request(method.clone(), format!("{}{uri}", passing.shop)).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = headers.get(&name) {
            request = request.header(name, value);
        }
    }
    let Ok(answer) = request.send().await else { return refused() };
    if method == Method::POST {
        // Nobody listens any more where the scenario has ended.
        let _ = passing.swallows.send(answer.status().as_u16());
        std::future::pending::<()>().await;
    }
    let status = answer.status();
    let Ok(body) = answer.bytes().await else { return refused() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
}

fn refused() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
