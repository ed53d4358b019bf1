//! The addresses of the shop, who may ask them, and the misbehaviour that was asked for.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::search::{Criteria, Refusal, Searchable};
use super::told::Told;
use super::{Faults, Options, Version, shapes, writes};

/// The largest page of a shop that limits it.
const LARGEST_PAGE: usize = 300;

/// What all requests share.
#[derive(Debug)]
pub struct Server {
    pub(super) catalogue: Catalogue,
    pub(super) told: Mutex<Told>,
    /// Where what it was told is kept.
    pub(super) file: Option<PathBuf>,
    pub(super) version: Version,
    now: Option<DateTime<Utc>>,
    faults: Faults,
    authorization: String,
    token: String,
    requests: AtomicU64,
    product_pages: AtomicU64,
    answered_pages: AtomicU64,
    answer_lost: AtomicBool,
}

impl Server {
    /// A server that has not been asked anything yet.
    pub fn new(options: &Options, catalogue: Catalogue, told: Told, token: String) -> Self {
        Self {
            catalogue,
            told: Mutex::new(told),
            file: options.file.clone(),
            version: options.version,
            now: options.now,
            faults: options.faults.clone(),
            authorization: format!("Bearer {token}"),
            token,
            requests: AtomicU64::new(0),
            product_pages: AtomicU64::new(0),
            answered_pages: AtomicU64::new(0),
            answer_lost: AtomicBool::new(false),
        }
    }

    /// The token that is accepted.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// How many requests there were.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }

    /// The misbehaviour that is due on the first customer group that was created.
    pub(super) fn lose_answer(&self) -> Result<(), Problem> {
        if self.faults.lose_group_answer && !self.answer_lost.swap(true, Ordering::Relaxed) {
            return Err(Problem::new(StatusCode::GATEWAY_TIMEOUT, "Gateway Timeout"));
        }
        Ok(())
    }

    fn criteria(&self, pairs: &[(String, String)]) -> Result<Criteria, Problem> {
        let criteria = Criteria::parse(pairs)?;
        if self.version == Version::V2_4 && criteria.page_size() > LARGEST_PAGE {
            let message = format!("Maximum SearchCriteria pageSize is {LARGEST_PAGE}");
            return Err(Problem::new(StatusCode::BAD_REQUEST, message).with(json!([])));
        }
        Ok(criteria)
    }

    /// The misbehaviour that is due on a page of products, whatever the page has to say.
    ///
    /// Gives the number of the page, from 1 on, as this shop has answered them: a client that reads by date asks for the
    /// first page again and again.
    fn due(&self) -> Result<u64, Problem> {
        let mut before = self.product_pages.fetch_add(1, Ordering::Relaxed);
        if self.faults.retry_after {
            if before == 0 {
                return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Service Temporarily Unavailable").after(1));
            }
            before -= 1;
        }
        let page = self.answered_pages.load(Ordering::Relaxed) + 1;
        let failing =
            before < u64::from(self.faults.fail_first) || self.faults.fail_always_from_page.is_some_and(|from| page >= u64::from(from));
        if failing {
            let message = "Internal Error. Details are available in Magento log file.";
            return Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, message));
        }
        self.answered_pages.fetch_add(1, Ordering::Relaxed);
        Ok(page)
    }
}

/// An error as Magento says it.
pub struct Problem {
    status: StatusCode,
    message: String,
    parameters: Option<Value>,
    retry_after: Option<u32>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), parameters: None, retry_after: None }
    }

    fn with(mut self, parameters: Value) -> Self {
        self.parameters = Some(parameters);
        self
    }

    fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "The consumer isn't authorized to access %resources.")
            .with(json!({"resources": "Magento_Catalog::products"}))
    }

    fn no_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Request does not match any route.")
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(StatusCode::BAD_REQUEST, refusal.message).with(refusal.parameters)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({"message": self.message});
        if let Some(parameters) = self.parameters {
            body["parameters"] = parameters;
        }
        let mut response = (self.status, answer(body.to_string())).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

type Pairs = Query<Vec<(String, String)>>;
pub type Shared = State<Arc<Server>>;

/// All addresses, with and without the code of a store view in them.
pub fn router(server: Arc<Server>) -> Router {
    let mut routes = Router::new()
        .route("/products", get(products).post(writes::post_product))
        .route("/products/{sku}", get(product).put(writes::put_product).delete(writes::delete_product))
        .route("/customerGroups", post(writes::post_group))
        .route("/customerGroups/{id}", put(writes::put_group).delete(writes::delete_group))
        .route("/categories", get(category_tree))
        .route("/categories/list", get(categories))
        .route("/customerGroups/search", get(groups))
        .route("/store/websites", get(websites));
    if server.version == Version::V2_4 {
        routes = routes.route("/inventory/source-items", get(source_items));
    }
    // Only an address that exists asks for the token: one that does not is unknown to everybody.
    let routes = routes.route_layer(middleware::from_fn_with_state(Arc::clone(&server), guard));
    Router::new()
        .nest("/rest/V1", routes.clone())
        .nest("/rest/{store}/V1", routes)
        .fallback(no_route)
        .method_not_allowed_fallback(no_route)
        .layer(middleware::from_fn_with_state(Arc::clone(&server), count))
        .with_state(server)
}

async fn count(State(server): Shared, request: Request, next: Next) -> Response {
    server.requests.fetch_add(1, Ordering::Relaxed);
    next.run(request).await
}

async fn guard(State(server): Shared, headers: HeaderMap, request: Request, next: Next) -> Result<Response, Problem> {
    let revoked = server.faults.unauthorized_after.is_some_and(|requests| server.requests() > requests);
    let known = headers.get(header::AUTHORIZATION).is_some_and(|given| given.as_bytes() == server.authorization.as_bytes());
    if revoked || !known {
        return Err(Problem::unauthorized());
    }
    Ok(next.run(request).await)
}

async fn no_route() -> Problem {
    Problem::no_route()
}

async fn products(State(server): Shared, Query(pairs): Pairs) -> Result<Response, Problem> {
    let criteria = server.criteria(&pairs)?;
    let number = server.due()?;
    let products = server.products(server.now());
    let mut body = page(&criteria, &products, |product| shapes::product(product, server.version))?;
    if server.faults.broken_json_page.is_some_and(|page| u64::from(page) == number) {
        let half = body.len() / 2;
        body = body.chars().take(half).collect();
    }
    Ok(answer(body))
}

/// The parameters of an address. The code of the store view may be among them; all views show the same.
#[derive(Deserialize)]
pub struct OneProduct {
    pub sku: String,
}

async fn product(State(server): Shared, Path(OneProduct { sku }): Path<OneProduct>) -> Result<Response, Problem> {
    let products = server.products(server.now());
    let found = products.iter().find(|product| product.sku == sku).ok_or_else(no_such_product)?;
    Ok(answer(shapes::product(found, server.version).to_string()))
}

pub fn no_such_product() -> Problem {
    let message = "The product that was requested doesn't exist. Verify the product and try again.";
    Problem::new(StatusCode::NOT_FOUND, message)
}

async fn category_tree(State(server): Shared) -> Response {
    let now = server.now();
    let tree = shapes::category_tree(&server.catalogue.categories(now), &server.products(now));
    answer(tree.to_string())
}

async fn categories(State(server): Shared, Query(pairs): Pairs) -> Result<Response, Problem> {
    let criteria = server.criteria(&pairs)?;
    let categories = server.catalogue.categories(server.now());
    Ok(answer(page(&criteria, &categories, shapes::category)?))
}

async fn groups(State(server): Shared, Query(pairs): Pairs) -> Result<Response, Problem> {
    let criteria = server.criteria(&pairs)?;
    Ok(answer(page(&criteria, &server.groups(), shapes::group)?))
}

async fn source_items(State(server): Shared, Query(pairs): Pairs) -> Result<Response, Problem> {
    let criteria = server.criteria(&pairs)?;
    let items = server.catalogue.source_items(server.now());
    Ok(answer(page(&criteria, &items, shapes::source_item)?))
}

async fn websites() -> Response {
    answer(shapes::websites().to_string())
}

/// A page of a list, as text: one fault cuts it.
fn page<T: Searchable>(criteria: &Criteria, items: &[T], shape: impl Fn(&T) -> Value) -> Result<String, Problem> {
    let page = criteria.select(items)?;
    let shaped: Vec<Value> = page.items.into_iter().map(shape).collect();
    let body = json!({
        "items": shaped,
        "search_criteria": criteria.echo(),
        "total_count": page.total,
    });
    Ok(body.to_string())
}

pub fn answer(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}
