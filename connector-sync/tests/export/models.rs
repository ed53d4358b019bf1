//! What is exported in these tests, and how the shop is told.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{Backend, BackendId, ChangedBody, ExportMapper, ExternalBinding, Record, RecordId, schema};
use connector_sync::{
    Connect, CreateSafety, ExportAdapter, FindByNaturalKey, IdempotencyKey, Idempotent, NaturalKey, Opened, Registry, RemoteError, Unsafe,
    Written,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend", description = "Shop")]
pub struct Shop {
    pub name: String,
    pub location: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category", description = "Category")]
pub struct Category {
    pub name: String,
    pub parent_id: Option<RecordId<Category>>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product", description = "Product")]
pub struct Product {
    pub name: String,
    pub price: i64,
    pub category_id: Option<RecordId<Category>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.category", description = "Shop Category")]
pub struct ShopCategory {
    pub record_id: RecordId<Category>,
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<u32>,
    pub sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product", description = "Shop Product")]
pub struct ShopProduct {
    pub record_id: RecordId<Product>,
    pub backend_id: BackendId<Shop>,
    pub external_id: Option<u32>,
    pub sync_date: Option<DateTime<Utc>>,
    pub external_updated_at: Option<DateTime<Utc>>,
}

schema! {
    pub static SHOP = [Shop, Category, Product, ShopCategory, ShopProduct];
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopCategory)]
pub struct CategoryBody {
    #[map(from = record.name)]
    name: String,
    #[map(from = record.parent_id, via = ShopCategory)]
    parent: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct)]
pub struct ProductBody {
    #[map(from = record.name)]
    name: String,
    #[map(from = record.price)]
    price: i64,
    #[map(from = record.category_id, via = ShopCategory)]
    category: Option<u32>,
}

pub struct Client {
    http: reqwest::Client,
    url: String,
}

impl Connect for Shop {
    type Client = Client;

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<Client, RemoteError> {
        Ok(Client { http: reqwest::Client::new(), url: self.location.clone() })
    }
}

impl Client {
    async fn call(&self, request: reqwest::RequestBuilder) -> Result<Value, RemoteError> {
        let answer = request.send().await.map_err(|error| RemoteError::network(error.to_string()))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(RemoteError::from_status(status.as_u16(), "the shop says no"));
        }
        let text = answer.text().await.map_err(|error| RemoteError::network(error.to_string()))?;
        if text.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_str(&text).map_err(|error| RemoteError::invalid_data(error.to_string()))
        }
    }

    fn address(&self, kind: &str) -> String {
        format!("{}/{kind}", self.url)
    }
}

/// The remote's clock: a second for each version.
pub fn at(version: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::seconds(version)
}

fn written(answer: &Value) -> Result<Written<u32>, RemoteError> {
    let id = answer["id"].as_u64().and_then(|id| u32::try_from(id).ok()).ok_or_else(|| RemoteError::invalid_data("no ID"))?;
    Ok(Written::new(id).updated_at(answer["version"].as_i64().map(at)))
}

/// Speaks for one binding, with one way to settle a create.
pub struct Adapter<S> {
    kind: &'static str,
    safety: std::marker::PhantomData<fn() -> S>,
}

pub fn adapter<S>(kind: &'static str) -> Adapter<S> {
    Adapter { kind, safety: std::marker::PhantomData }
}

/// Both bindings speak alike.
macro_rules! exported {
    ($($binding:ty: $body:ty;)*) => {$(
        impl<S: CreateSafety<$binding, Self> + 'static> ExportAdapter<$binding> for Adapter<S> {
            type Body = $body;
            type Create = S;
            fn timeout(&self) -> Duration {
                Duration::from_millis(400)
            }
            fn grace(&self) -> Duration {
                Duration::from_millis(100)
            }

            async fn create(&self, client: &Client, body: &$body, key: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
                let request = client.http.post(client.address(self.kind)).json(body);
                // A shop that knows no such keys would not get one.
                let request = if std::any::type_name::<S>().ends_with("Idempotent") { request.header("idempotency-key", key.as_str()) } else { request };
                written(&client.call(request).await?)
            }

            async fn update(&self, client: &Client, id: &u32, changed: &ChangedBody<$body>) -> Result<Written<u32>, RemoteError> {
                written(&client.call(client.http.put(format!("{}/{id}", client.address(self.kind))).json(changed)).await?)
            }

            async fn delete(&self, client: &Client, id: &u32) -> Result<(), RemoteError> {
                client.call(client.http.delete(format!("{}/{id}", client.address(self.kind)))).await.map(drop)
            }
        }

        impl FindByNaturalKey<$binding> for Adapter<NaturalKey> {
            async fn find_by_natural_key(&self, client: &Client, body: &$body) -> Result<Vec<u32>, RemoteError> {
                let answer = client.call(client.http.get(client.address(self.kind)).query(&[("name", &body.name)])).await?;
                serde_json::from_value(answer).map_err(|error| RemoteError::invalid_data(error.to_string()))
            }
        }
    )*};
}

exported! {
    ShopCategory: CategoryBody;
    ShopProduct: ProductBody;
}

/// Which way a test settles creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Idempotent,
    NaturalKey,
    Unsafe,
}

pub fn registry(way: Way) -> Registry<Shop> {
    let builder = Registry::builder();
    let builder = match way {
        Way::Idempotent => builder
            .binding::<ShopCategory>(|binding| binding.export(adapter::<Idempotent>("categories")))
            .binding::<ShopProduct>(|binding| binding.export(adapter::<Idempotent>("products"))),
        Way::NaturalKey => builder
            .binding::<ShopCategory>(|binding| binding.export(adapter::<NaturalKey>("categories")))
            .binding::<ShopProduct>(|binding| binding.export(adapter::<NaturalKey>("products"))),
        Way::Unsafe => builder
            .binding::<ShopCategory>(|binding| binding.export(adapter::<Unsafe>("categories")))
            .binding::<ShopProduct>(|binding| binding.export(adapter::<Unsafe>("products"))),
    };
    builder.build().unwrap()
}
