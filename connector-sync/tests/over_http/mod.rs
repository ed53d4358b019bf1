//! A connector over HTTP as an author writes it, on `Http`, and a shop for it: what the tests of traces and of the test kit share.
#![allow(dead_code, missing_docs)] // Each test file uses its part of it.

use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ChangedBody, ExportMapper, ExternalBinding, ImportMapper, Record, RecordId, Secret, schema};
use connector_store::{Store, Stored};
use connector_sync::http::{Http, RawRecords};
use connector_sync::{
    Adapter, Connect, ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, Opened, Page, RemoteError, RemotePage, Window, Written,
    in_order_of,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub const TOKEN: &str = "planted-token-of-the-shop";

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
pub struct Shop {
    pub name: String,
    pub location: String,
    pub token: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
pub struct Product {
    pub name: String,
    pub price: i64,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
pub struct ShopProduct {
    pub record_id: RecordId<Product>,
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<u32>,
    pub sync_date: Option<DateTime<Utc>>,
}

schema! {
    pub static SHOP = [Shop, Product, ShopProduct];
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = ShopProduct)]
pub struct RemoteProduct {
    #[map(external_id)]
    id: u32,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.price)]
    price: i64,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct)]
pub struct Body {
    #[map(from = record.name)]
    name: String,
    #[map(from = record.price)]
    price: i64,
}

impl Connect for Shop {
    type Client = Http;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<Http, RemoteError> {
        opened.http(&self.location).bearer(&opened.secret("token")?).secret_parameter("key", &Secret::from(TOKEN)).build()
    }
}

#[derive(Deserialize)]
struct Answer {
    items: RawRecords,
    total: u64,
}

#[derive(Deserialize)]
struct Made {
    id: u32,
}

#[derive(Debug)]
pub struct Products;

impl Adapter<ShopProduct> for Products {
    type Remote = RemoteProduct;

    async fn changed(&self, http: &Http, _: &Window, page: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        let answer: Answer = http.get("products").query(&[("offset", page.offset()), ("limit", page.size as u64)]).json().await?;
        Ok(RemotePage::of_results(answer.items.read("id")).number_after(page, answer.total))
    }

    async fn read_many(&self, http: &Http, ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let ids_text: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let records: Vec<RemoteProduct> = http.get("products").query(&[("ids", ids_text.join(","))]).json().await?;
        in_order_of(ids, records)
    }
}

impl ExportAdapter<ShopProduct> for Products {
    type Body = Body;
    type Create = NaturalKey;
    fn timeout(&self) -> std::time::Duration {
        std::time::Duration::from_millis(500)
    }
    fn grace(&self) -> std::time::Duration {
        std::time::Duration::from_millis(100)
    }

    async fn create(&self, http: &Http, body: &Body, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        let made: Made = http.post("products").body(body).json().await?;
        Ok(Written::new(made.id))
    }

    async fn update(&self, http: &Http, id: &u32, changed: &ChangedBody<Body>) -> Result<Written<u32>, RemoteError> {
        http.put("products").segment(id).body(changed).done().await?;
        Ok(Written::new(*id))
    }

    async fn delete(&self, http: &Http, id: &u32) -> Result<(), RemoteError> {
        http.delete("products").segment(id).done().await
    }
}

impl FindByNaturalKey<ShopProduct> for Products {
    async fn find_by_natural_key(&self, http: &Http, body: &Body) -> Result<Vec<u32>, RemoteError> {
        let found: Vec<Made> = http.get("products").query(&[("name", &body.name)]).json().await?;
        Ok(found.into_iter().map(|made| made.id).collect())
    }
}

/// What the shop has: objects with `id`, `name` and `price`.
#[derive(Clone, Default)]
pub struct RemoteShop(pub Arc<Mutex<Vec<Value>>>);

#[derive(Deserialize)]
struct Asked {
    offset: Option<usize>,
    limit: Option<usize>,
    ids: Option<String>,
    name: Option<String>,
}

impl RemoteShop {
    /// Opens a shop with products that are called so, numbered from 1. Gives its address.
    pub async fn open(names: &[&str]) -> (Self, String) {
        let shop = Self::default();
        for name in names {
            shop.add(json!({ "name": name, "price": 10 }));
        }
        let router = Router::new().route("/products", get(list).post(create)).route("/products/{id}", put(update).delete(delete));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = router.with_state(shop.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (shop, url)
    }

    fn add(&self, mut product: Value) -> u64 {
        let mut all = self.0.lock().unwrap();
        let id = all.len() as u64 + 1;
        product["id"] = id.into();
        all.push(product);
        id
    }

    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|product| product["name"].as_str().unwrap().to_owned()).collect()
    }
}

async fn list(State(shop): State<RemoteShop>, Query(asked): Query<Asked>) -> Json<Value> {
    let all = shop.0.lock().unwrap().clone();
    if let Some(ids) = asked.ids {
        let ids: Vec<u64> = ids.split(',').map(|id| id.parse().unwrap()).collect();
        return Json(all.into_iter().filter(|product| ids.contains(&product["id"].as_u64().unwrap())).collect());
    }
    if let Some(name) = asked.name {
        return Json(all.into_iter().filter(|product| product["name"] == name.as_str()).collect());
    }
    let total = all.len();
    let items: Vec<Value> = all.into_iter().skip(asked.offset.unwrap_or(0)).take(asked.limit.unwrap_or(100)).collect();
    Json(json!({ "items": items, "total": total }))
}

async fn create(State(shop): State<RemoteShop>, Json(product): Json<Value>) -> Response {
    (StatusCode::CREATED, Json(json!({ "id": shop.add(product) }))).into_response()
}

async fn update(State(shop): State<RemoteShop>, Path(id): Path<u64>, Json(changed): Json<Value>) -> StatusCode {
    let mut all = shop.0.lock().unwrap();
    let Some(product) = all.iter_mut().find(|product| product["id"] == id) else { return StatusCode::NOT_FOUND };
    product.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    StatusCode::NO_CONTENT
}

async fn delete(State(shop): State<RemoteShop>, Path(id): Path<u64>) -> StatusCode {
    shop.0.lock().unwrap().retain(|product| product["id"] != id);
    StatusCode::NO_CONTENT
}

/// A store with a backend for the shop at this address.
pub async fn house(location: &str) -> (Store, Stored<Shop>) {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into(), location: location.into(), token: None }).await.unwrap();
    (store, shop)
}

/// A product that is to be exported.
pub async fn unbound(store: &Store, shop: &Stored<Shop>, name: &str) -> connector_core::BindingId<ShopProduct> {
    let product = store.put(Product { name: name.into(), price: 10 }).await.unwrap();
    let binding = ShopProduct { record_id: product.id(), backend_id: shop.id(), external_id: None, sync_date: None };
    store.put(binding).await.unwrap().id()
}
