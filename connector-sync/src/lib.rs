//! Runs synchronizations between an external system and a store: imports, exports and jobs, through components chosen by
//! binding and version.
//!
//! Write a [`Connect`] for the backend, an [`ImportMapper`](connector_core::ImportMapper) on each struct that the remote
//! sends, and an [`Adapter`] for each binding; register them in a [`Registry`], which proves that each has what it needs for every version; then
//! work on one backend. Here the external system is a list in memory:
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Record, RecordId, schema};
//! use connector_store::Store;
//! use connector_sync::{Adapter, Connect, Opened, Page, Registry, RemoteError, RemotePage, Window};
//!
//! #[derive(Backend)]
//! #[backend(name = "shop")]
//! struct Shop {
//!     name: String,
//! }
//!
//! #[derive(Record)]
//! #[record(name = "product")]
//! struct Product {
//!     title: String,
//! }
//!
//! #[derive(ExternalBinding)]
//! #[binding(name = "shop.product")]
//! struct ShopProduct {
//!     record_id: RecordId<Product>,
//!     backend_id: BackendId<Shop>,
//!     external_id: Option<u32>,
//!     sync_date: Option<DateTime<Utc>>,
//! }
//!
//! schema! { static SHOP = [Shop, Product, ShopProduct]; }
//!
//! /// As the shop sends it.
//! #[derive(Clone, ImportMapper)]
//! #[mapper(to = ShopProduct)]
//! struct RemoteProduct {
//!     #[map(external_id)]
//!     id: u32,
//!     #[map(to = record.title)]
//!     name: String,
//! }
//!
//! impl Connect for Shop {
//!     type Client = Vec<RemoteProduct>;
//!
//!     async fn connect(&self, _: &Opened<'_, Self>) -> Result<Vec<RemoteProduct>, RemoteError> {
//!         Ok(vec![RemoteProduct { id: 12, name: "Chair".into() }, RemoteProduct { id: 13, name: "Table".into() }])
//!     }
//! }
//!
//! struct Products;
//!
//! impl Adapter<ShopProduct> for Products {
//!     type Remote = RemoteProduct;
//!
//!     async fn changed(
//!         &self,
//!         shop: &Vec<RemoteProduct>,
//!         _: &Window,
//!         _: &Page,
//!     ) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
//!         Ok(RemotePage::of_records(shop.clone()))
//!     }
//!
//!     async fn read_many(&self, shop: &Vec<RemoteProduct>, ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
//!         Ok(ids.iter().map(|id| shop.iter().find(|product| product.id == *id).cloned()).collect())
//!     }
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let store = Store::connect("sqlite::memory:").await?;
//!     store.migrate(&SHOP).await?;
//!     let shop = store.put(Shop { name: "Basel".into() }).await?;
//!
//!     let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products)).build()?;
//!     let work = registry.work_on(&store, &shop);
//!     let report = work.import_changed::<ShopProduct>().await?;
//!     assert_eq!(report.of::<ShopProduct>().unwrap().created, 2);
//!
//!     let table = store.binder::<ShopProduct>(shop.id()).linked(&13).await?.unwrap();
//!     assert_eq!(table.record.title, "Table");
//!
//!     // Nothing has changed: nothing is written.
//!     let again = work.import_changed::<ShopProduct>().await?;
//!     assert_eq!(again.of::<ShopProduct>().unwrap().unchanged, 2);
//!     Ok(())
//! }
//! ```
//!
//! No transaction is open while the remote is asked. Rows, failures and the cursor of a page are committed together: what an
//! import wrote before it stopped, for whatever reason, stays, and the next run passes over it. A record that fails does not stop the others:
//! it is in the [`Report`], and is tried again. A create of which it is not known whether it reached the remote is never repeated blind:
//! [`CreateSafety`].
//!
//! # What is where
//!
//! | to | look at |
//! |---|---|
//! | open the remote | [`Connect`], [`Opened`], [`http`] |
//! | read from it | [`Adapter`], [`Window`], [`Page`], [`RemotePage`], [`in_order_of`] |
//! | write to it | [`ExportAdapter`], [`Written`], [`CreateSafety`], [`FindByNaturalKey`] |
//! | say what its errors mean | [`RemoteError`], [`RemoteErrorKind`] |
//! | choose components | [`Registry`], [`RegistryBuilder`], [`BindingBuilder`] |
//! | have components for a purpose of your own | [`Purpose`], [`PurposeOf`], [`Component`] |
//! | import | [`WorkContext::import_changed`], [`WorkContext::import`], [`ImportHooks`], [`Choice`] |
//! | export | [`WorkContext::export`], [`WorkContext::export_changed`], [`WorkContext::export_deleted`], [`Settlement`] |
//! | find what is gone there | [`WorkContext::sweep`], [`OnGone`], [`Swept`] |
//! | do it later | [`jobs`], [`ListenLater`] |
//! | know what was done | [`Report`], [`Progress`], [`WorkError`] |
//! | test a connector | `testing` (feature `testing`) |
//!
//! # Purposes
//!
//! A component is looked up by what it is for, by the binding, and by the version of the backend: the nearest version in the chain of parents
//! that has one. The framework's purposes have methods of their own; others are added with [`Purpose`].
//!
//! | purpose | registered by | trait |
//! |---|---|---|
//! | reads from the remote | [`adapter`](BindingBuilder::adapter), [`adapter_for`](BindingBuilder::adapter_for) | [`Adapter`] |
//! | writes to the remote | [`export`](BindingBuilder::export), [`export_for`](BindingBuilder::export_for) | [`ExportAdapter`] |
//! | matches, and acts after an import | [`hooks`](BindingBuilder::hooks), [`hooks_for`](BindingBuilder::hooks_for) | [`ImportHooks`] |
//! | finds and writes the application's own records | [`records`](BindingBuilder::records) | [`Records`](connector_store::Records) |
//! | your own | [`component`](BindingBuilder::component), [`shared`](RegistryBuilder::shared) | `dyn` your trait |
//!
//! # Features
//!
//! | feature | gives | default |
//! |---|---|---|
//! | `sqlite` | as of `connector-store` | on |
//! | `postgres` | as of `connector-store` | off |
//! | `http` | a client over HTTP, [`http`]`::Http` | off |
//! | `testing` | recorded remotes, and remotes that fail as they are told: `testing` | off |
//!
//! # Where to go on
//!
//! The guide in the repository (`docs`): "Connecting a shop" goes from an empty folder to a running import; "Importing", "Exporting", "Jobs"
//! and "Listening" have each of these in full.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod adapter;
mod asking;
mod erased;
mod error;
mod export;
mod hooks;
pub mod http;
mod import;
mod in_order;
pub mod jobs;
mod listening;
mod progress;
mod registry;
mod remote;
mod report;
mod spans;
mod stack;
mod sweep;
#[cfg(feature = "testing")]
pub mod testing;
mod work;

pub use adapter::{Adapter, Connect, Opened, Page, RemotePage, Unreadable, Window};
pub use error::{Cause, WorkError};
pub use export::{
    CreateSafety, Export, ExportAdapter, ExportDeleted, FindByNaturalKey, IdempotencyKey, Idempotent, NaturalKey, Settlement, Unsafe,
    Written,
};
pub use hooks::{ImportHooks, Imported, RemoteRecord};
pub use import::{Choice, Delay, Import, ImportChanged, Retry};
pub use in_order::in_order_of;
pub use listening::ListenLater;
pub use progress::Progress;
pub use registry::{
    AtVersion, BindingBuilder, Bindings, Component, ComponentError, EveryBinding, EveryVersion, MissingComponent, Purpose, PurposeOf,
    Registry, RegistryBuilder, RegistryErrors, Synchronized,
};
pub use remote::{RemoteError, RemoteErrorKind};
pub use report::{FailedRecord, ModelReport, RecordOutcome, Report};
pub use sweep::{OnGone, SomeIds, Sweep, Swept, TooManyGone};
pub use work::WorkContext;
