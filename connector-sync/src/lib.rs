//! Runs synchronizations between an external system and a store: imports, exports and jobs, through components chosen by
//! binding and version.
//!
//! Write a [`Connect`] for the backend, an [`ImportMapper`](connector_core::ImportMapper) on each struct that the remote
//! sends, and an [`Adapter`] for each binding; register them in a [`Registry`], which proves that each has an adapter for every version; then
//! work on one backend: `registry.work_on(&store, &backend).import_changed::<MyBinding>().await`.
//!
//! No transaction is open while the remote is asked. Rows, failures and the cursor of a page are committed together: what an
//! import wrote before it stopped, for whatever reason, stays, and the next run passes over it.
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
