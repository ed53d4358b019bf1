//! A connector as somebody publishes it: backend, records, bindings, adapters, mappers, and a registry that is not built yet.
//!
//! Its shop writes what it has into a folder, as lists in JSON. It knows of nobody who extends it.

mod adapter;
mod model;
mod remote;

pub use adapter::{CategoryAdapter, Client, ProductAdapter, shop};
pub use model::{Category, Product, ShopBackend, ShopCategory, ShopProduct, ShopVersion};
pub use remote::{RemoteCategory, RemoteProduct};
