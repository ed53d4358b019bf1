//! Keeps backends, records and bindings in a database, made from their metadata.
//!
//! What [`connector_core`] declares has tables here, with its unique keys and links: a binding is never there twice, an external ID is never
//! given to two, a text is never cut, a secret is never kept in clear text. Beside the rows it keeps what the flows of `connector-sync`
//! remember: cursors, failures, begun exports, reviews, jobs.
//!
//! The database is SQLite, called in process, or PostgreSQL. Both do the same; only the application's own statements know which one it is.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use connector_core::{Backend, BackendId, Changes, ExternalBinding, Record, RecordId, schema};
//! use connector_store::{Error, Store};
//!
//! #[derive(Debug, Clone, Backend)]
//! #[backend(name = "shop")]
//! struct Shop {
//!     name: String,
//! }
//!
//! #[derive(Debug, Clone, Record)]
//! #[record(name = "product")]
//! struct Product {
//!     title: String,
//! }
//!
//! #[derive(Debug, Clone, ExternalBinding)]
//! #[binding(name = "shop.product")]
//! struct ShopProduct {
//!     record_id: RecordId<Product>,
//!     backend_id: BackendId<Shop>,
//!     external_id: Option<String>,
//!     sync_date: Option<DateTime<Utc>>,
//! }
//!
//! schema! { static SHOP = [Shop, Product, ShopProduct]; }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Error> {
//!     let store = Store::connect("sqlite::memory:").await?; // or sqlite:shop.db, or postgres://…
//!     println!("{}", store.migrate(&SHOP).await?); // tables, keys, indexes: what was done
//!
//!     let shop = store.put(Shop { name: "Basel".into() }).await?.id();
//!     let chair = store.put(Product { title: "Chair".into() }).await?.id();
//!     let new = ShopProduct { record_id: chair.clone(), backend_id: shop, external_id: None, sync_date: None };
//!     let binding = store.put(new).await?.id();
//!
//!     // After an export, the binding gets the ID that the shop gave.
//!     let binder = store.binder::<ShopProduct>(shop);
//!     binder.bind(binding, &"SKU-1".into()).await?;
//!     assert_eq!(binder.to_record(&"SKU-1".into()).await?, Some(chair.clone()));
//!
//!     // Several writes are one transaction: all of them, or none.
//!     store
//!         .transaction(|tx| {
//!             let chair = chair.clone();
//!             Box::pin(async move {
//!                 tx.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
//!                 tx.binder::<ShopProduct>(shop).unbind(binding).await
//!             })
//!         })
//!         .await?;
//!     assert_eq!(store.get::<Product>(&chair).await?.unwrap().title, "Stool");
//!     Ok(())
//! }
//! ```
//!
//! # What is where
//!
//! | to | look at |
//! |---|---|
//! | open a database | [`Store::connect`], [`ConnectOptions`], [`Installation`] |
//! | make and change the tables | [`Store::migrate`], [`Store::plan`], [`Migration`], [`OwnStep`] |
//! | write and read rows | [`Store::put`], [`Store::get`], [`Store::update`], [`Store::find_by`], [`Store::stream`], [`Stored`], [`Outcome`] |
//! | do several things, or none | [`Store::transaction`], [`Tx`], [`Savepoint`] |
//! | go from external IDs to records and back | [`Binder`], [`TxBinder`], [`Linked`] |
//! | keep records in tables of your own | [`Records`], [`Managed`], [`Told`] |
//! | keep what another crate adds | [`Store::extend`], [`Extended`] |
//! | be told of writes | [`Listener`], [`Listeners`], [`Event`], [`Origin`] |
//! | do work later | [`jobs`] |
//! | have one worker at a time | [`Lease`] |
//! | keep secrets | [`SecretKeys`], [`Overlaid`], [`secret_of`] |
//! | ask a person | [`Review`], [`ReviewFilter`] |
//! | know what failed, and how far an import got | [`Failure`], [`Store::cursor`], [`SubUnit`] |
//! | know what was deleted, and what was begun | [`Deleted`], [`Intent`] |
//! | stop the exchange | [`Store::pause`], [`Pause`] |
//! | know what went wrong | [`Error`] |
//!
//! # Features
//!
//! | feature | gives | default |
//! |---|---|---|
//! | `sqlite` | SQLite, called in process; its driver is re-exported as `rusqlite` | on |
//! | `postgres` | PostgreSQL, over the network; its driver is re-exported as `sqlx` | off |
//! | `uuid` | as of `connector-core` | off |
//! | `decimal` | as of `connector-core` | off |
//!
//! One of the two databases must be on.
//!
//! # Where to go on
//!
//! `connector-sync` runs imports and exports over a store. The guide in the repository (`docs`) has "Operating": what is in the database,
//! what happens when something fails, secrets and their keys, upgrades.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("connector-store keeps nothing without a database: turn on its feature `sqlite` or `postgres`");

mod adopt;
mod binder;
mod by_itself;
mod choices;
mod database;
mod deleted;
mod error;
mod events;
mod exports;
mod extend;
mod installation;
pub mod jobs;
mod lease;
mod memory;
mod migrate;
mod options;
mod overlay;
mod pause;
mod records;
mod review;
mod rows;
mod safeguards;
mod secrets;
mod sql;
mod statements;
mod store;
mod stored;
mod tx;
mod unit;
mod words;

pub use adopt::Adopted;
pub use binder::{Binder, BoundBy, TxBinder};
pub use deleted::Deleted;
pub use error::Error;
pub use events::{Event, EventKind, Listener, Listeners, ListenersBuilder, ListenersErrors, Origin, Told};
pub use exports::Intent;
pub use installation::Installation;
pub use lease::Lease;
pub use memory::{Failure, FailureStream};
pub use migrate::{Migration, OwnStep, Plan, Step};
pub use options::ConnectOptions;
pub use overlay::{Overlaid, secret_of, variable_of};
pub use pause::{Pause, Paused};
pub use records::{Managed, Records};
pub use review::{Review, ReviewFilter, ReviewId, ReviewKind};
pub use rows::RowStream;
pub use secrets::{KeyId, Rotated, SecretKey, SecretKeyError, SecretKeys};
pub use store::{BoxFuture, Store};
pub use stored::{Extended, Linked, Outcome, Stored};
pub use tx::{Savepoint, Tx};
pub use unit::SubUnit;

/// The driver, in the version that [`Tx::as_sqlite`] lends.
#[cfg(feature = "sqlite")]
pub use rusqlite;
/// The driver, in the version that [`Tx::as_postgres`] lends.
#[cfg(feature = "postgres")]
pub use sqlx;
