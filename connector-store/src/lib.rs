//! Keeps backends, records and bindings in a database, made from their metadata.
//!
//! [`Store`] connects, migrates, and reads and writes rows; [`Tx`] is a transaction, in which the application's own
//! statements take part; [`Binder`] goes from external IDs to bindings and records, and back.
//!
//! The database is SQLite, called in process (feature `sqlite`, the default), or PostgreSQL (feature `postgres`). Both do the
//! same; only the application's own statements know which one it is.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("connector-store keeps nothing without a database: turn on its feature `sqlite` or `postgres`");

mod adopt;
mod binder;
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
