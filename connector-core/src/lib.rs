//! Keeps an application's records in step with external systems (a shop, an ERP, a CRM): what is declared, and what the compiler
//! proves of it.
//!
//! A **backend** is one configured instance of an external system; an **external binding** links one **record** of the
//! application to its **external ID** on one backend, and is unique per backend and external ID. You declare them as plain
//! structs. The derives check the fields that this takes, give the uniqueness keys, and describe everything in constants, from
//! which `connector-store` makes real tables and with which `connector-sync` runs imports and exports. A **mapper** says what
//! becomes of what the remote sends, field by field.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, Selection, schema};
//! use connector_core::{ImportMapper, Links, MapContext, Model};
//! use serde::Deserialize;
//!
//! /// The dialects that a shop may speak; another crate can add to them.
//! #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
//! pub enum ShopVersion {
//!     #[selection("2.0")]
//!     V2_0,
//!     #[selection("2.4", parent = V2_0)]
//!     V2_4,
//! }
//!
//! /// One configured shop.
//! #[derive(Debug, Deserialize, Backend)]
//! #[backend(name = "shop.backend")]
//! pub struct Shop {
//!     pub name: String,
//!     #[field(default = ShopVersion::V2_4)]
//!     pub version: ShopVersion,
//!     pub location: String,
//! }
//!
//! /// A product of the application.
//! #[derive(Debug, Record)]
//! #[record(name = "product")]
//! pub struct Product {
//!     #[field(size = 64)]
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
//! schema! {
//!     /// All that the application keeps.
//!     pub static SHOP = [Shop, Product, ShopProduct];
//! }
//!
//! /// A product as the shop sends it.
//! #[derive(Deserialize, ImportMapper)]
//! #[mapper(to = ShopProduct)]
//! pub struct RemoteProduct {
//!     #[map(external_id)]
//!     pub sku: String,
//!     #[map(to = record.title)]
//!     pub name: String,
//!     #[map(ignore)]
//!     pub weight: Option<f64>,
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The keys are there, and a configuration is read by the declaration.
//! assert_eq!(ShopProduct::UNIQUE[0].fields, ["backend_id", "external_id"]);
//! let shop = Shop::from_config(serde_json::json!({"name": "Basel", "location": "https://basel.example"}))?;
//! assert_eq!(shop.version, ShopVersion::V2_4);
//!
//! // What the shop sends becomes a record and its binding.
//! let remote: RemoteProduct = serde_json::from_str(r#"{"sku": "C-1", "name": "Chair", "weight": 4.5}"#)?;
//! let mapped = remote.map(&MapContext::new(BackendId::new(1), &Links::new()))?;
//! assert_eq!(mapped.record().map(|product| product.title.as_str()), Some("Chair"));
//! # Ok(())
//! # }
//! ```
//!
//! # What is found while it is compiled
//!
//! The idea comes from the Odoo "connector" framework, where each of these shows at run time, or never. Here it is an error at the token
//! that is wrong, with the line to write:
//!
//! | a mistake | there | here |
//! |---|---|---|
//! | a unique key over a field that does not exist | installed without the key, with a warning in the log | `` `ShopProduct` has no field `magento_id` `` |
//! | a binding without its backend, external ID or date | when a component looks for the field | ``the binding `ShopProduct` has no external ID`` |
//! | a backend's name that is misspelt | its components are invisible | ``cannot find type `Shpo` in this scope`` |
//! | an ID of a record where the remote's ID belongs | it is sent | `mismatched types` |
//! | a field that the remote sends and nobody mapped | it is lost without a word | `` `weight` does not say where it goes `` |
//! | a required field that no mapper fills | when the first row is written | `` `RemoteProduct` leaves `record.title` of shop.product without a value `` |
//! | a value that two crates add to one selection | the second one gives it another label | ``the value "2.4-acme" of `Version` is given by both … and …`` |
//! | a password that is kept in clear text, or shown | it is | `Secret` has no `Serialize`, its `Debug` shows nothing, and a store encrypts it |
//!
//! What only run time can know (texts that are too long, a selection by a function) is told all at once, by
//! [`Model::validate`], before anything is written.
//!
//! # The crates
//!
//! An arrow leads to what is used.
//!
#![doc = include_str!("../docs/crates.svg")]
//!
//! Depend on `connector-core` to declare; on `connector-store`, too, to keep what is declared; on `connector-sync`, too, to import and
//! export. `connector-derive` is never named.
//!
//! # What is where
//!
//! | to | look at |
//! |---|---|
//! | declare what is kept | [`Backend`](trait@Backend), [`Record`](trait@Record), [`ExternalBinding`](trait@ExternalBinding), [`Extension`](trait@Extension), [`Model`] |
//! | list values | [`Selection`](trait@Selection), [`Extensible`] |
//! | list all models of an application | [`schema!`](macro@schema), [`Schema`] |
//! | type a field | [`FieldValue`], [`Json`], [`Translated`], [`Secret`], [`Related`], [`ExternalId`](trait@ExternalId) |
//! | name a row | [`RecordId`], [`BackendId`], [`BindingId`], [`ExternalKey`] |
//! | map | [`ImportMapper`](trait@ImportMapper), [`ExportMapper`](trait@ExportMapper), [`Presence`], [`MapContext`], [`Links`], [`References`] |
//! | say what changes | [`Changes`], [`Value`] |
//! | read a configuration | [`Backend::from_config`], [`Backend::json_schema`], [`ConfigError`] |
//! | draw and document a schema | [`Schema::mermaid`], [`Schema`]'s `Display`, [`ModelMeta::json_schema`] |
//! | write a store of your own | [`RowWrite`], [`RowRead`], [`ModelMeta`], [`Field`] |
//!
//! A trait and its derive have one name: what is written on a struct, with an example for each attribute, stands at the derive
//! ([`Record`](derive@Record), say), and what it is for stands at the trait.
//!
//! # Features
//!
//! | feature | gives | default |
//! |---|---|---|
//! | `derive` | the derives and `schema!` | on |
//! | `uuid` | `uuid::Uuid` as a field, as the key of a `foreign` record, and as an external ID | off |
//! | `decimal` | `rust_decimal::Decimal` as a field | off |
//!
//! This crate has no I/O, no SQL and no async code.
//!
//! # Where to go on
//!
//! `connector-store` keeps what is declared here, on SQLite or PostgreSQL; `connector-sync` imports and exports it. The guide in the
//! repository (`docs`) begins with "Connecting a shop": from an empty folder to a running import, step by step. "Coming from Odoo" says,
//! statement by statement, what becomes of what you know.

#![cfg_attr(docsrs, feature(doc_cfg))]

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

/// Gives [`Backend`](trait@Backend), [`Model`] and [`Standalone`] to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::Backend;
/// Gives [`ExportMapper`](trait@ExportMapper) to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::ExportMapper;
/// Gives [`Extension`](trait@Extension) and [`Model`] to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::Extension;
/// Gives [`ExternalBinding`](trait@ExternalBinding), [`Model`] and [`Standalone`] to a struct, and [`RecordBinding`] unless it is `direct`.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::ExternalBinding;
/// Gives [`ExternalId`](trait@ExternalId) and [`FieldValue`] to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::ExternalId;
/// Gives [`ImportMapper`](trait@ImportMapper) to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::ImportMapper;
/// Gives [`Record`](trait@Record), [`Model`] and [`Standalone`] to a struct.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::Record;
/// Gives [`Selection`](trait@Selection), [`FieldValue`] and serde's traits to an enum.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::Selection;
/// Makes a [`Schema`] in a static.
///
#[cfg(feature = "derive")]
#[doc(inline)]
pub use connector_derive::schema;
