//! Declare backends, records and bindings as plain structs, and let the compiler find the mistakes.
//!
//! A **backend** is one configured instance of an external system; an **external binding** links one **record** of the
//! application to its **external ID** on one backend, and is unique per backend and external ID. The derives check the
//! fields that this takes, give the uniqueness keys, and describe everything in constants, from which `connector-store`
//! makes real tables and with which `connector-sync` runs imports.
//!
//! ```
//! use connector_core::{BackendId, Backend, ExternalBinding, Model, Record, RecordId, Selection};
//! use chrono::{DateTime, Utc};
//!
//! #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
//! pub enum ShopVersion {
//!     #[selection("2.0")]
//!     V2_0,
//!     #[selection("2.4", parent = V2_0)]
//!     V2_4,
//! }
//!
//! /// One configured shop.
//! #[derive(Debug, Backend)]
//! #[backend(name = "shop.backend")]
//! pub struct Shop {
//!     pub name: String,
//!     pub version: ShopVersion,
//!     pub location: String,
//! }
//!
//! /// A product of the application.
//! #[derive(Debug, Record)]
//! #[record(name = "product")]
//! pub struct Product {
//!     pub title: String,
//! }
//!
//! /// Which product of the application is which product of a shop.
//! #[derive(Debug, ExternalBinding)]
//! #[binding(name = "shop.product")]
//! pub struct ShopProduct {
//!     pub record_id: RecordId<Product>,
//!     pub backend_id: BackendId<Shop>,
//!     pub external_id: Option<String>,
//!     pub sync_date: Option<DateTime<Utc>>,
//! }
//!
//! assert_eq!(ShopProduct::UNIQUE[0].fields, ["backend_id", "external_id"]);
//! ```
//!
//! This crate has no I/O, no SQL and no async code.
//!
//! Features: `derive` (on unless you say otherwise: the derives and `schema!`), `uuid` (`uuid::Uuid` as a field, as the key
//! of a record, and as an external ID), `decimal` (`rust_decimal::Decimal` as a field).

mod addition;
mod backend;
mod binding;
mod canonical;
mod changes;
mod config;
mod const_text;
mod contradiction;
#[cfg(feature = "decimal")]
mod decimal;
mod draw;
mod extensible;
mod extension;
mod external_id;
mod field;
mod field_value;
mod id;
mod json;
mod json_schema;
mod known;
mod mapping;
mod model;
mod record;
mod related;
mod row;
mod schema;
mod sealed;
mod secret;
mod selection;
mod similar;
mod terms;
mod translated;
#[cfg(feature = "uuid")]
mod uuid;
mod validate;
mod value;

#[doc(hidden)]
pub mod __private;

pub use addition::Addition;
pub use backend::{Backend, NoVersion};
pub use binding::{ExternalBinding, RecordBinding};
pub use changes::{ChangeError, ChangeValue, Changes};
pub use config::{ConfigError, ConfigFault};
pub use extensible::Extensible;
pub use extension::{Extension, MappedExtension, Standalone};
pub use external_id::{EXTERNAL_ID_BYTES, ExternalId, ExternalIdField, ExternalKey, ExternalValue};
pub use field::{Choices, Field, FieldType, Link, OnDelete, RelatedField, Role, Translate, TranslateTerms, Unique};
pub use field_value::{FieldValue, Json};
pub use id::{BackendId, BindingId, Key, ModelId, RecordId, RecordKey};
pub use mapping::{
    BodyField, ChangedBody, ExportContext, ExportMapper, ImportMapper, LinkRequest, LinkRequests, Links, MapContext, MapOptions, Mapped,
    MappedChanges, MappingError, NeededOptions, Presence, ReferenceRequest, ReferenceRequests, References, Skip,
};
pub use model::{Model, ModelKind, ModelMeta, derived_name};
pub use record::{NoRecord, Record};
pub use related::Related;
pub use row::{ReadError, RowRead, RowWrite, to_microseconds};
pub use schema::{Listed, Schema, SchemaEntry, SchemaError};
pub use sealed::Sealed;
pub use secret::Secret;
pub use selection::{Relabel, Removed, Selection, SelectionOption, SelectionValues, UnknownValue};
pub use terms::IgnoredTranslation;
pub use translated::Translated;
pub use validate::{Fault, Invalid};
pub use value::{Value, ValueReader};

#[cfg(feature = "derive")]
pub use connector_derive::{Backend, ExportMapper, Extension, ExternalBinding, ExternalId, ImportMapper, Record, Selection, schema};
