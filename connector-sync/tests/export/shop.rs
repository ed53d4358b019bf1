//! A shop over HTTP on loopback, in the process of the test: what it has made, and how often it was told to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

/// A record of the shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub id: u32,
    pub kind: String,
    pub fields: Map<String, Value>,
    pub version: i64,
}

/// A request as the shop saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub method: &'static str,
    pub kind: String,
    pub body: Value,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is answered.
    Answer,
    /// It is turned away with this status, and nothing is done.
    Refuse(u16),
    /// It is done, and the answer is this status all the same.
    DoAndRefuse(u16),
    /// It is done, and no answer comes in time.
    DoAndHang,
}

/// Called with the count of each request, before it is done and after.
pub type OnRequest = Box<dyn FnMut(Moment) -> Fate + Send>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Before,
    Done,
}

#[derive(Default)]
pub struct Inner {
    pub records: Vec<Kept>,
    pub requests: Vec<Request>,
    keys: HashMap<String, u32>,
    pub on_request: Option<OnRequest>,
}

/// The shop.
#[derive(Clone)]
pub struct RemoteShop {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl RemoteShop {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shop = Self { url: format!("http://{}", listener.local_addr().unwrap()), inner: Arc::default() };
        let router = Router::new()
            .route("/{kind}", get(find).post(create))
            .route("/{kind}/{id}", put(update).delete(delete))
            .with_state(shop.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        shop
    }

    pub fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub fn fate(&self, on_request: impl FnMut(Moment) -> Fate + Send + 'static) {
        self.inner().on_request = Some(Box::new(on_request));
    }

    /// The next request has this fate, and the others are answered.
    pub fn next(&self, fate: Fate) {
        let mut next = Some(fate);
        self.fate(move |moment| if moment == Moment::Before { next.take().unwrap_or(Fate::Answer) } else { Fate::Answer });
    }

    pub fn count(&self, method: &str) -> usize {
        self.inner().requests.iter().filter(|request| request.method == method).count()
    }

    pub fn names(&self, kind: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .inner()
            .records
            .iter()
            .filter(|kept| kept.kind == kind)
            .map(|kept| kept.fields["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    fn begin(&self, method: &'static str, kind: &str, body: Value) -> Fate {
        let mut inner = self.inner();
        inner.requests.push(Request { method, kind: kind.to_owned(), body });
        inner.on_request.as_mut().map_or(Fate::Answer, |on_request| on_request(Moment::Before))
    }

    async fn end(&self, fate: Fate, answer: Response) -> Response {
        if let Some(on_request) = self.inner().on_request.as_mut() {
            on_request(Moment::Done);
        }
        match fate {
            Fate::Answer | Fate::Refuse(_) => answer,
            Fate::DoAndRefuse(status) => StatusCode::from_u16(status).unwrap().into_response(),
            Fate::DoAndHang => std::future::pending().await,
        }
    }
}

fn shown(kept: &Kept) -> Response {
    Json(json!({ "id": kept.id, "version": kept.version })).into_response()
}

async fn create(State(shop): State<RemoteShop>, Path(kind): Path<String>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let fate = shop.begin("POST", &kind, body.clone());
    if let Fate::Refuse(status) = fate {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let key = headers.get("idempotency-key").map(|key| key.to_str().unwrap().to_owned());
    let answer = {
        let mut inner = shop.inner();
        let known = key.as_ref().and_then(|key| inner.keys.get(key)).copied();
        let id = known.unwrap_or_else(|| {
            let id = u32::try_from(inner.records.len()).unwrap() + 1;
            let Value::Object(fields) = body else { panic!("an object was expected") };
            inner.records.push(Kept { id, kind, fields, version: 1 });
            id
        });
        if let Some(key) = key {
            inner.keys.insert(key, id);
        }
        shown(inner.records.iter().find(|kept| kept.id == id).unwrap())
    };
    shop.end(fate, answer).await
}

async fn find(State(shop): State<RemoteShop>, Path(kind): Path<String>, Query(query): Query<HashMap<String, String>>) -> Response {
    let fate = shop.begin("GET", &kind, json!(query));
    if let Fate::Refuse(status) = fate {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let ids: Vec<u32> = shop
        .inner()
        .records
        .iter()
        .filter(|kept| kept.kind == kind && kept.fields["name"] == query["name"].as_str())
        .map(|kept| kept.id)
        .collect();
    let answer = Json(json!(ids)).into_response();
    shop.end(fate, answer).await
}

async fn update(State(shop): State<RemoteShop>, Path((kind, id)): Path<(String, u32)>, Json(body): Json<Value>) -> Response {
    let fate = shop.begin("PUT", &kind, body.clone());
    if let Fate::Refuse(status) = fate {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let answer = match shop.inner().records.iter_mut().find(|kept| kept.id == id) {
        Some(kept) => {
            let Value::Object(fields) = body else { panic!("an object was expected") };
            kept.fields.extend(fields);
            kept.version += 1;
            shown(kept)
        }
        None => StatusCode::NOT_FOUND.into_response(),
    };
    shop.end(fate, answer).await
}

async fn delete(State(shop): State<RemoteShop>, Path((kind, id)): Path<(String, u32)>) -> Response {
    let fate = shop.begin("DELETE", &kind, Value::Null);
    if let Fate::Refuse(status) = fate {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let answer = {
        let mut inner = shop.inner();
        let before = inner.records.len();
        inner.records.retain(|kept| kept.id != id);
        if inner.records.len() < before { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }.into_response()
    };
    shop.end(fate, answer).await
}
