//! Products of a shop, over HTTP on loopback: the shop in a process of its own, the client, and what is imported.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Record, RecordId, schema};
use connector_sync::http::Http;
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RegistryErrors, RemoteError, RemotePage, Window, in_order_of};
use serde::Deserialize;

use crate::Failed;

/// How many products are on a page.
pub const PAGE: usize = 200;

/// A shop.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "bench.shop")]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// Its address.
    pub location: String,
}

/// A product of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "bench.product")]
pub struct Product {
    /// Mapped as it is.
    pub sku: String,
    /// Mapped as it is.
    pub name: String,
    /// Mapped as it is.
    pub weight: Option<f64>,
    /// Mapped as it is.
    pub stock: i64,
    /// By a function.
    pub active: bool,
    /// By a function.
    pub cents: i64,
}

/// A product of a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "bench.shop.product")]
pub struct ShopProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<Shop>,
    /// Its ID there.
    pub external_id: Option<u32>,
    /// Last synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// The shop's date.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// Mapped as it is.
    pub tax_class_id: Option<i64>,
}

schema! {
    /// What is kept.
    pub static IMPORTED = [Shop, Product, ShopProduct];
}

/// A product as the shop sends it.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = ShopProduct)]
pub struct RemoteProduct {
    #[map(external_id)]
    pub(crate) id: u32,
    #[map(external_updated_at)]
    pub(crate) updated_at: DateTime<Utc>,
    #[map(to = record.sku)]
    pub(crate) sku: String,
    #[map(to = record.name)]
    pub(crate) name: String,
    #[map(to = record.weight)]
    pub(crate) weight: Option<f64>,
    #[map(to = record.stock)]
    pub(crate) stock: i32,
    #[map(to = tax_class_id)]
    pub(crate) tax_class_id: Option<i64>,
    #[map(to = record.active, with = is_enabled)]
    pub(crate) status: u8,
    #[map(to = record.cents, with = cents)]
    pub(crate) price: f64,
}

pub(crate) fn is_enabled(status: u8) -> bool {
    status == 1
}

#[allow(clippy::cast_possible_truncation)]
pub(crate) fn cents(price: f64) -> i64 {
    (price * 100.0).round() as i64
}

/// A page of the shop's answer.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The products.
    pub items: Vec<RemoteProduct>,
    /// How many there are on all pages.
    pub total_count: u64,
}

/// One page: the request, and the decoding of its answer. Both sides do this.
pub async fn fetch(http: &Http, number: u64) -> Result<Answer, RemoteError> {
    http.get("products").query(&[("page", number)]).json().await
}

impl Connect for Shop {
    type Client = Http;

    async fn connect(&self, opened: &Opened<'_, Self>) -> Result<Http, RemoteError> {
        opened.http(&self.location).build()
    }
}

struct Products;

impl Adapter<ShopProduct> for Products {
    type Remote = RemoteProduct;

    async fn changed(&self, http: &Http, _: &Window, page: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        let answer = fetch(http, page.number()).await?;
        Ok(RemotePage::of_records(answer.items).number_after(page, answer.total_count))
    }

    async fn read_many(&self, http: &Http, ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        in_order_of(ids, fetch(http, 1).await?.items)
    }
}

/// What the shop's connector can do.
pub fn registry() -> Result<Registry<Shop>, RegistryErrors> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products)).build()
}

/// A shop in a process of its own, which ends with this.
pub struct Running {
    child: Child,
    /// Where it is.
    pub url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a shop with so many products that takes so many milliseconds for each page: this program again, with `serve`.
pub fn start(products: usize, latency: u64) -> Result<Running, Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", &products.to_string(), &latency.to_string()]);
    let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn()?;
    let mut url = String::new();
    BufReader::new(child.stdout.take().ok_or("the shop says nothing")?).read_line(&mut url)?;
    Ok(Running { child, url: url.trim().to_owned() })
}

/// How many products there are, how long a page takes, and the pages that were asked for before. Those of a large shop are made anew each
/// time.
type Pages = Arc<(usize, Duration, Vec<OnceLock<String>>)>;

#[derive(Deserialize)]
struct Asked {
    page: usize,
}

/// Serves so many products, with so many milliseconds for each page, says where, and never ends.
pub async fn serve(products: usize, latency: u64) -> Result<(), Failed> {
    let kept = if products > 100_000 { 0 } else { products.div_ceil(PAGE) };
    let pages: Pages = Arc::new((products, Duration::from_millis(latency), (0..kept).map(|_| OnceLock::new()).collect()));
    let answer = |State(pages): State<Pages>, Query(Asked { page }): Query<Asked>| async move {
        if !pages.1.is_zero() {
            tokio::time::sleep(pages.1).await;
        }
        let body = match pages.2.get(page.saturating_sub(1)) {
            Some(kept) => kept.get_or_init(|| body(pages.0, page)).clone(),
            None => body(pages.0, page),
        };
        ([(CONTENT_TYPE, "application/json")], body).into_response()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/products", get(answer)).with_state(pages)).await?;
    Ok(())
}

fn body(products: usize, page: usize) -> String {
    let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default();
    let items = (page.saturating_sub(1) * PAGE..(page * PAGE).min(products)).map(|n| {
        let updated_at = start + TimeDelta::seconds(i64::try_from(n).unwrap_or_default());
        serde_json::json!({
            "id": n + 1, "updated_at": updated_at, "sku": format!("SKU-{n:08}"), "name": format!("Product number {n}"),
            "weight": 4.5, "stock": n % 100, "tax_class_id": n % 7, "status": n % 5 % 2, "price": 9.99,
            "description": "What is sent and not kept: most of what a shop sends is not.",
        })
    });
    serde_json::json!({ "items": items.collect::<Vec<_>>(), "total_count": products }).to_string()
}
