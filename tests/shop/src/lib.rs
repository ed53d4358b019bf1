//! What the examples in the docs of `connector-store` and `connector-sync` work with, and what runs them.
//!
//! All examples of a crate are one program. They share these models, and one way to run, so that what is generic over them is compiled
//! once and not for each example.

#[cfg(feature = "sync")]
mod remote;
#[cfg(feature = "sync")]
mod server;

use std::error::Error;
use std::pin::Pin;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Extension, ExternalBinding, ImportMapper, Record, RecordId, schema};
use serde::Deserialize;

#[cfg(feature = "sync")]
pub use remote::{ProductBody, Products, registry, remote, remote_has};
#[cfg(feature = "sync")]
pub use server::serve;

/// One configured shop.
#[derive(Debug, Clone, PartialEq, Deserialize, Backend)]
#[backend(name = "shop")]
pub struct Shop {
    /// How people call it.
    pub name: String,
}

/// A product of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
pub struct Product {
    /// What people call it.
    pub title: String,
    /// Whether it is sold.
    #[field(default = true)]
    pub active: bool,
}

/// Which product is which of a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
pub struct ShopProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<Shop>,
    /// Its number there.
    pub external_id: Option<u32>,
    /// When both were last in step.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// What another crate adds to a product.
#[derive(Debug, Clone, Default, PartialEq, Extension)]
#[extension(of = Product, name = "acme.product")]
pub struct AcmeProduct {
    /// Where it lies.
    pub shelf: Option<String>,
}

schema! {
    /// All of these.
    pub static SHOP = [Shop, Product, ShopProduct, AcmeProduct];
}

/// A product as the shop sends it.
#[derive(Debug, Clone, PartialEq, Deserialize, ImportMapper)]
#[mapper(to = ShopProduct)]
pub struct RemoteProduct {
    /// Its number.
    #[map(external_id)]
    pub id: u32,
    /// What it is called.
    #[map(to = record.title)]
    pub name: String,
    /// When it was last changed.
    #[map(external_updated_at)]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A product that is sold.
#[must_use]
pub fn product(title: &str) -> Product {
    Product { title: title.to_owned(), active: true }
}

/// A product of a shop.
#[must_use]
pub fn bound(product: &RecordId<Product>, shop: BackendId<Shop>, external_id: Option<u32>) -> ShopProduct {
    ShopProduct { record_id: product.clone(), backend_id: shop, external_id, sync_date: None, external_updated_at: None }
}

/// What an example gives.
pub type Done = Result<(), Box<dyn Error>>;

/// Runs an example to its end.
///
/// # Panics
/// When it fails.
pub fn run(example: impl Future<Output = Done>) {
    run_boxed(Box::pin(example));
}

#[allow(clippy::panic, clippy::expect_used)] // A failing example is to be seen.
fn run_boxed(example: Pin<Box<dyn Future<Output = Done> + '_>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    if let Err(error) = runtime.block_on(example) {
        panic!("{error}");
    }
}
