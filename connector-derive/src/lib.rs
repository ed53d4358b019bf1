//! The derives of `connector-core`, which re-exports them: depend on that crate, and never on this one.
#![deny(missing_docs)]

mod backend;
mod binding;
mod export_mapper;
mod extension;
mod external_id;
mod import_mapper;
mod mapper;
mod record;
mod schema;
mod selection;
mod shared;
#[cfg(test)]
mod tests;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A closed list of values, one a variant; with `#[selection_add(Base)]`, values added to another one.
///
/// Gives the trait `Selection`, `Display`, `FromStr` and serde by the stored value, and makes the enum a type for fields.
/// The enum derives `Debug, Clone, Copy, PartialEq, Eq` beside it.
///
/// | attribute | on | |
/// |---|---|---|
/// | `#[selection("value")]` | variant | what is stored: a text, another one for each variant; mandated |
/// | `#[selection(label = "…")]` | variant | what people read; by default the variant's name in words |
/// | `#[selection(parent = V)]` | variant | what it falls back on; of an addition, also `Base::V` |
/// | `#[selection(after = Base::V)]` | variant of an addition | what it is listed right after; by default it is listed at the end |
/// | `#[selection_add(Base)]` | enum | the selection whose values these are added to |
/// | `#[selection(relabel(V = "…"))]` | addition | other labels for variants of the base |
/// | `#[selection(removed("old", become = V))]` | enum | a value that is gone, and what became of it; repeatable |
/// | `#[selection(serde = false)]` | enum | no serde: for an enum with impls of its own |
/// | `#[selection(crate = path)]` | enum | where `connector-core` is, under another name |
///
/// ```
/// use connector_core::{Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.0")]
///     V2_0,
///     #[selection("2.4", parent = V2_0)]
///     V2_4,
/// }
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection_add(Version)]
/// enum Ours {
///     #[selection("2.4-acme", label = "2.4 (Acme)", parent = Version::V2_4, after = Version::V2_4)]
///     V2_4Acme,
/// }
///
/// assert_eq!(Version::V2_4.parent(), Some(Version::V2_0));
/// let version: Extensible<Version> = "2.4-acme".parse().unwrap();
/// assert_eq!(version.base(), Some(Version::V2_4));
/// ```
///
/// **Labels of another crate's values.** `relabel` names variants of the base: `V`, or `Base::V` where the addition has a `V`
/// of its own. The label shows where the selection is open: in `Extensible::label`, `Extensible::options` and the
/// `Field::options` of an `Extensible` field. `Selection::label` of the base stays as declared. Two crates that relabel one
/// value: the schema refuses, and until then the label of the first one (by the enums' first values) shows.
///
/// **Values that are gone.** A variant that is simply deleted leaves rows behind that nobody can read. `removed` says what
/// they are now: a variant of the enum, or of an addition's base (`Base::V`). Text that is read (`FromStr`, serde, rows) may
/// hold the removed value, and the store's `migrate` rewrites the rows of its own tables. `Selection::OPTIONS` and `from_value` have live
/// values only; `Selection::REMOVED` has the others.
///
/// ```
/// use connector_core::{Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection(removed("1.6", become = V1_7))]
/// enum Version {
///     #[selection("1.7", label = "Magento 1.7")]
///     V1_7,
///     #[selection("2.0", label = "Magento 2.0")]
///     V2_0,
/// }
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection(relabel(V1_7 = "Magento 1.7 (long-term)"))]
/// #[selection(removed("2.0-acme", become = Version::V2_0))]
/// #[selection_add(Version)]
/// enum Ours {
///     #[selection("1.7-acme", parent = Version::V1_7, after = Version::V1_7)]
///     V1_7Acme,
/// }
///
/// let labels: Vec<&str> = Extensible::<Version>::options().iter().map(|option| option.label).collect();
/// assert_eq!(labels, ["Magento 1.7 (long-term)", "V1 7 Acme", "Magento 2.0"]);
/// assert_eq!(Version::V1_7.label(), "Magento 1.7");
///
/// assert_eq!("1.6".parse(), Ok(Version::V1_7));
/// assert_eq!("2.0-acme".parse(), Ok(Extensible::from(Version::V2_0)));
/// assert_eq!(Version::from_value("1.6"), None);
/// ```
///
/// # What does not compile
/// A value that an addition repeats is an error at the value, also across crates: ``already the value of `Version::V1_7` ``.
///
/// ```compile_fail
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("1.7")]
///     V1_7,
/// }
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection_add(Version)]
/// enum Ours {
///     #[selection("1.7")]
///     V1_7Acme,
/// }
/// ```
///
/// So is a removed value that is still there: ``is removed, and still the value of `V1_6` ``.
///
/// ```compile_fail
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection(removed("1.6", become = V1_7))]
/// enum Version {
///     #[selection("1.6")]
///     V1_6,
///     #[selection("1.7")]
///     V1_7,
/// }
/// ```
///
/// A variant without a value: `` `V2_0` has no value to be stored as ``.
/// ```compile_fail
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     V2_0,
/// }
/// ```
///
/// A derive that is missing: `` `Version` does not derive all that `Selection` needs beside it ``.
/// ```compile_fail,E0277
/// use connector_core::Selection;
///
/// #[derive(Debug, Selection)]
/// enum Version {
///     #[selection("2.0")]
///     V2_0,
/// }
/// ```
#[proc_macro_derive(Selection, attributes(selection, selection_add))]
pub fn derive_selection(input: TokenStream) -> TokenStream {
    selection::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// A record of the application, in a table of the store's or, with `foreign`, of the application's.
///
/// `#[record(…)]`:
///
/// | key | |
/// |---|---|
/// | `name = "res.partner"` | the technical name; mandated |
/// | `description = "…"` | what people call it; by default the struct's name in words |
/// | `table = "…"` | by default the technical name, with `_` |
/// | `foreign` | the table is the application's: checked, never created or altered, and no row is inserted by `put`; `update` and `delete` write to it |
/// | `key = "…"`, `id = Type` | of a `foreign` one: the column and the type of its key |
/// | `renamed_from = "…"` | the technical name it had before: `migrate` renames the table that was named after it, its indexes with it |
/// | `crate = path` | where `connector-core` is, under another name |
///
#[doc = include_str!("shared/fields.md")]
///
/// ```
/// use connector_core::{Model, Record};
///
/// /// A product.
/// #[derive(Record)]
/// #[record(name = "product")]
/// #[unique(code, name = "product_code", message = "This code is taken.")]
/// struct Product {
///     #[field(size = 16)]
///     code: String,
///     #[field(default = true)]
///     active: bool,
/// }
///
/// assert_eq!(Product::UNIQUE[0].message, "This code is taken.");
/// ```
///
/// # What does not compile
/// A key over a field that is not there: `` `Product` has no field `titel` ``, and ``did you mean `title`?``
/// ```compile_fail
/// use connector_core::Record;
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// #[unique(titel)]
/// struct Product {
///     title: String,
/// }
/// ```
///
/// A type that no database keeps: `` a field of type `u64` cannot be stored ``.
/// ```compile_fail,E0277
/// use connector_core::Record;
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     views: u64,
/// }
/// ```
#[proc_macro_derive(Record, attributes(record, field, unique))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    record::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// A kind of external system; a row is one configured instance.
///
/// Mandated: a field `name: String`. A field `version` says which dialect it speaks: a selection, or `Extensible` of one,
/// or `Option` of either. Under other names, they are marked `#[backend(name)]` and `#[backend(version)]`.
///
/// `#[backend(…)]` takes `name = "magento.backend"` (mandated), `description`, `table`, `renamed_from`, `crate`, as
/// [`Record`](macro@Record) does.
///
#[doc = include_str!("shared/fields.md")]
///
/// ```
/// use connector_core::{Backend, Model};
///
/// /// One configured shop.
/// #[derive(Backend)]
/// #[backend(name = "shop.backend")]
/// struct Shop {
///     name: String,
///     #[field(label = "Location", size = 255)]
///     location: String,
/// }
///
/// assert_eq!(Shop::UNIQUE[0].fields, ["name"]);
/// ```
///
/// # What does not compile
/// No name: `` the backend `Shop` has no name ``, and the line to add.
/// ```compile_fail
/// use connector_core::Backend;
///
/// #[derive(Backend)]
/// #[backend(name = "shop.backend")]
/// struct Shop {
///     location: String,
/// }
/// ```
///
/// Another form of technical name: ``write it like "shop.backend"``.
/// ```compile_fail
/// use connector_core::Backend;
///
/// #[derive(Backend)]
/// #[backend(name = "Shop Backend")]
/// struct Shop {
///     name: String,
/// }
/// ```
#[proc_macro_derive(Backend, attributes(backend, field, unique))]
pub fn derive_backend(input: TokenStream) -> TokenStream {
    backend::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// One record on one backend.
///
/// | role | type | found by the name | or marked |
/// |---|---|---|---|
/// | the record it links (unless `direct`) | `RecordId<R>` | `record_id`, `odoo_id` | `#[binding(record)]` |
/// | the backend it is on | `BackendId<B>` | `backend_id` | `#[binding(backend)]` |
/// | its ID there | an external ID, or `Option` of one | `external_id` | `#[binding(external_id)]` |
/// | when both sides were last in step | `Option<DateTime<Utc>>` | `sync_date` | `#[binding(sync_date)]` |
/// | when the other side last changed it (may be left out) | `Option<DateTime<Utc>>` | `external_updated_at` | `#[binding(external_updated_at)]` |
///
/// `#[binding(…)]` takes `name = "magento.res.partner"` (mandated), `description`, `table`, `renamed_from`, `crate`, as
/// [`Record`](macro@Record) does, and `direct` (links no record) and `many_per_record` (several on one backend for one record).
///
/// No two share backend and external ID, nor backend and record unless `many_per_record`. A `#[unique]` over the same
/// fields names such a key, and gives its message.
///
#[doc = include_str!("shared/fields.md")]
///
/// ```
/// use chrono::{DateTime, Utc};
/// use connector_core::{Backend, BackendId, ExternalBinding, Model, Record, RecordId};
///
/// #[derive(Backend)]
/// #[backend(name = "shop.backend")]
/// struct Shop {
///     name: String,
/// }
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.product")]
/// struct ShopProduct {
///     record_id: RecordId<Product>,
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
/// }
///
/// assert_eq!(ShopProduct::UNIQUE[0].fields, ["backend_id", "external_id"]);
/// assert_eq!(ShopProduct::UNIQUE[1].fields, ["backend_id", "record_id"]);
/// ```
///
/// # What does not compile
/// A number for a typed ID: ``the backend of a binding is `BackendId<MyBackend>`, and not `i64` ``.
/// ```compile_fail
/// use chrono::{DateTime, Utc};
/// use connector_core::ExternalBinding;
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.website", direct)]
/// struct Website {
///     backend_id: i64,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
/// }
/// ```
///
/// A backend that is none: `` `Shop` is no backend ``, and `` add `#[derive(Backend)]` to `Shop` ``.
/// ```compile_fail,E0277
/// use chrono::{DateTime, Utc};
/// use connector_core::{BackendId, ExternalBinding};
///
/// struct Shop;
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.website", direct)]
/// struct Website {
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
/// }
/// ```
#[proc_macro_derive(ExternalBinding, attributes(binding, field, unique))]
pub fn derive_external_binding(input: TokenStream) -> TokenStream {
    binding::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// Fields that another crate adds to somebody's backend, record or binding: in a table of their own, one row to one, whose
/// key is the key of the row that it extends, and which goes with it. The guide `docs/extending.md` has the whole story.
///
/// `#[extension(…)]`:
///
/// | key | |
/// |---|---|
/// | `of = Model` | the backend, the record or the binding that is extended; mandated |
/// | `name = "acme.magento.res.partner"` | the technical name; mandated |
/// | `description = "…"` | what people call it; by default the struct's name in words |
/// | `table = "…"` | by default the technical name, with `_` |
/// | `renamed_from = "…"` | the technical name it had before: `migrate` renames the table that was named after it, its indexes with it |
/// | `crate = path` | where `connector-core` is, under another name |
///
/// No field is mandated. `#[unique(…)]` is about the extension's own fields.
///
#[doc = include_str!("shared/fields.md")]
///
/// ```
/// use connector_core::{Backend, Extension, Model, schema};
///
/// /// Somebody's shop.
/// #[derive(Backend)]
/// #[backend(name = "shop.backend")]
/// struct Shop {
///     name: String,
/// }
///
/// /// What Acme has to know of a shop.
/// #[derive(Extension)]
/// #[extension(of = Shop, name = "acme.shop.backend")]
/// struct AcmeShop {
///     #[field(size = 64)]
///     channel: String,
///     #[field(default = false)]
///     wholesale: bool,
/// }
///
/// assert_eq!(AcmeShop::TABLE, "acme_shop_backend");
/// assert_eq!(AcmeShop::EXTENDS.unwrap().model, "shop.backend");
///
/// // Without `Shop` this would be an error, at `AcmeShop`.
/// schema! { static ALL = [Shop, AcmeShop]; }
/// ```
#[proc_macro_derive(Extension, attributes(extension, field, unique))]
pub fn derive_extension(input: TokenStream) -> TokenStream {
    extension::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// An ID on an external system: a struct around an integer, a `String`, or another such ID; or around several of these.
///
/// The struct derives `Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash` beside it. `#[external_id(crate = path)]` says
/// where `connector-core` is, under another name.
///
/// ```
/// use connector_core::{ExternalId, ExternalValue};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
/// struct CustomerGroupId(u32);
///
/// assert_eq!(CustomerGroupId(0).to_external(), ExternalValue::Int(0));
/// ```
///
/// An ID of several fields is one text, in one column, which is in the order of the struct: its components with `!`
/// between them. The limit of 512 bytes is that of the whole, in which a component may be an empty text.
///
/// | component | is written | |
/// |---|---|---|
/// | `7`, `42`, `1000` | `a7`, `b42`, `d1000` | a letter for the number of digits, and the digits |
/// | `-7`, `-42` | `Z2`, `Y57` | a letter from the end of the upper case, and what each digit lacks to nine |
/// | `CHAIR-1` | `CHAIR-1` | as it is |
/// | `red chair!` | `` red"_chair"` `` | a space is `"_`, `!` is `` "` ``, `"` is `"a`; characters before the space are a `"` and the character 63 places on |
///
/// ```
/// use connector_core::{ExternalId, ExternalValue};
///
/// /// The stock of a product in a warehouse.
/// #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
/// struct StockId {
///     warehouse: u32,
///     sku: String,
/// }
///
/// let id = StockId { warehouse: 42, sku: "red chair".into() };
/// assert_eq!(id.to_external(), ExternalValue::Text("b42!red\"_chair".into()));
/// assert_eq!(StockId::from_external(id.to_external()), Ok(id));
/// assert!(StockId::from_external(ExternalValue::Text("b07!chair".into())).is_err());
/// ```
///
/// # What does not compile
/// An integer that no database keeps: `` `u64` cannot be an external ID ``.
/// ```compile_fail
/// use connector_core::ExternalId;
///
/// #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
/// struct OrderId(u64);
/// ```
///
/// A derive that is missing: `` `OrderId` does not derive all that `ExternalId` needs beside it ``.
/// ```compile_fail,E0277
/// use connector_core::ExternalId;
///
/// #[derive(Debug, Clone, PartialEq, Eq, ExternalId)]
/// struct OrderId(u32);
/// ```
#[proc_macro_derive(ExternalId, attributes(external_id))]
pub fn derive_external_id(input: TokenStream) -> TokenStream {
    external_id::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// From what the remote sends to a record and its binding: implements `connector_core::ImportMapper` on the remote's own
/// struct. Every field says what becomes of it, and everything that must have a value is filled, or it does not compile.
///
/// `#[mapper(…)]` on the struct:
///
/// | key | |
/// |---|---|
/// | `to = MyBinding` | the binding; mandated |
/// | `map(to = record.full_name, from(brand, name), with = full_name)` | several fields for one target; also `only_create`, `options` |
/// | `set(record.active = true)` | values that are always the same |
/// | `finalize = path` | a function `(&Self, Mapped<B>, &MapContext<'_, B>)` that gives a `Mapped<B>`, or a `Result` of one |
/// | `skip = path`, `reference = path` | functions of `&Self`: `Option<Skip>`, `Option<String>` |
/// | `links = path` | a function `(&Self, &mut LinkRequests)`: further records that it links |
/// | `options = Type` | what the application tells the mapper: `MapContext::options` |
/// | `crate = path` | where `connector-core` is, under another name |
///
/// `#[map(…)]` on a field; one attribute says one thing, and a field may have several:
///
/// | key | |
/// |---|---|
/// | `external_id` | its ID on the remote; mandated, once. With `with = path` |
/// | `external_updated_at` | when the remote changed it. With `with = path` |
/// | `to = record.name`, `to = name` | fills a field of the record, or of the binding |
/// | `children(to = record.lines, with = path, skip = path)` | fills a `Json<Vec<C>>`, a child an item |
/// | `source` | only functions read it |
/// | `ignore` | nothing becomes of it |
///
/// Beside `to`:
///
/// | key | |
/// |---|---|
/// | `with = path` | a function makes the target of the field; it may give a `Result` |
/// | `default = expression` | what stands for a value that is missing (`None`, absent, null) |
/// | `via = OtherBinding` | the field is an external ID of another binding, and the target links what is behind it |
/// | `only_create` | an update leaves the target as it is |
/// | `options` | the function takes the mapper's options, too: `path(&field, &options)` |
///
/// A function takes numbers, truth values, dates, UUIDs, and `Option` of these by value, an `Option<String>` as `Option<&str>`, and
/// everything else by reference. Without one, a value becomes its own type, `Option` of it, a larger number, a `Json`, the
/// default text of a `Translated` (its translations stay) or a `Secret`; `Presence` says whether there is one at all.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Json, Record, RecordId};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// use connector_core::{ImportMapper, Links, MapContext, Presence};
/// use serde::Deserialize;
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
///     weight: Option<f64>,
///     active: bool,
/// }
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.product")]
/// struct ShopProduct {
///     record_id: RecordId<Product>,
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
///     position: i64,
/// }
///
/// #[derive(Deserialize, ImportMapper)]
/// #[mapper(to = ShopProduct, map(to = record.title, from(brand, name), with = full_name), set(position = 1))]
/// struct RemoteProduct {
///     #[map(external_id)]
///     id: u32,
///     #[map(source)]
///     brand: String,
///     #[map(source)]
///     name: String,
///     #[map(to = record.weight)]
///     weight: Presence<f64>,
///     #[map(to = record.active, only_create, with = is_enabled)]
///     status: String,
///     #[map(ignore)]
///     attributes: serde_json::Value,
/// }
///
/// fn full_name(brand: &str, name: &str) -> String {
///     format!("{brand} {name}")
/// }
///
/// fn is_enabled(status: &str) -> Result<bool, String> {
///     match status {
///         "on" => Ok(true),
///         "off" => Ok(false),
///         _ => Err("expected `on` or `off`".to_owned()),
///     }
/// }
///
/// let read = |status| {
///     let json = serde_json::json!({"id": 12, "brand": "Acme", "name": "Chair", "status": status, "attributes": {}});
///     serde_json::from_value::<RemoteProduct>(json).unwrap()
/// };
/// let links = Links::new();
/// let context = MapContext::new(BackendId::new(1), &links);
/// let mapped = read("on").map(&context).unwrap();
/// assert_eq!(mapped.record().unwrap().title, "Acme Chair");
/// assert_eq!(mapped.binding().external_id, Some(12));
/// let error = read("maybe").map(&context).err().unwrap();
/// assert_eq!(
///     error.to_string(),
///     "`status` of shop.product 12 does not become `record.active`: expected `on` or `off` (it is \"maybe\")"
/// );
/// ```
///
/// A link, and children:
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Json, Record, RecordId};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// use connector_core::{BindingId, ImportMapper, Links, MapContext};
///
/// #[derive(Record)]
/// #[record(name = "category")]
/// struct Category {
///     title: String,
/// }
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.category")]
/// struct ShopCategory {
///     record_id: RecordId<Category>,
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
/// }
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     category: Option<RecordId<Category>>,
///     prices: Json<Vec<i64>>,
/// }
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.product")]
/// struct ShopProduct {
///     record_id: RecordId<Product>,
///     backend_id: BackendId<Shop>,
///     external_id: Option<String>,
///     sync_date: Option<DateTime<Utc>>,
/// }
///
/// #[derive(ImportMapper)]
/// #[mapper(to = ShopProduct)]
/// struct RemoteProduct {
///     #[map(external_id)]
///     sku: String,
///     #[map(to = record.category, via = ShopCategory)]
///     category_id: Option<u32>,
///     #[map(children(to = record.prices, with = cents))]
///     prices: Vec<String>,
/// }
///
/// fn cents(price: &String) -> Result<i64, std::num::ParseIntError> {
///     price.parse::<i64>().map(|price| price * 100)
/// }
///
/// let remote = RemoteProduct { sku: "CHAIR".into(), category_id: Some(4), prices: vec!["3".into()] };
/// // The import asks for what is linked, imports what is missing, and looks it up.
/// let mut links = Links::new();
/// links.insert::<ShopCategory>(&4, BindingId::new(1), Some(&RecordId::new(40)));
/// let mapped = remote.map(&MapContext::new(BackendId::new(1), &links)).unwrap();
/// let product = mapped.record().unwrap();
/// assert_eq!((product.category.clone(), &product.prices.0), (Some(RecordId::new(40)), &vec![300]));
/// ```
///
/// # What does not compile
/// A field that nobody thought of: `` `more` does not say where it goes ``; a field of the record or of the binding that must
/// have a value, and is not filled: at the struct's name.
///
/// ```compile_fail
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Json, Record, RecordId};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// use connector_core::ImportMapper;
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.website", direct)]
/// struct Website {
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
///     code: String,
/// }
///
/// #[derive(ImportMapper)]
/// #[mapper(to = Website)]
/// struct RemoteWebsite {
///     #[map(external_id)]
///     id: u32,
/// }
/// ```
#[proc_macro_derive(ImportMapper, attributes(mapper, map))]
pub fn derive_import_mapper(input: TokenStream) -> TokenStream {
    import_mapper::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// From a record and its binding to a body that the remote is sent: implements `connector_core::ExportMapper` on the body's
/// own struct, beside `derive(Serialize)`. An update serializes only what comes from fields that changed.
///
/// `#[mapper(…)]` on the struct takes `from = MyBinding` (mandated), `options = Type`, `finalize = path` (a function
/// `(Self, &ExportContext<'_, B>)` that gives the body, or a `Result` of it), and `crate = path`.
///
/// `#[map(…)]` on a field:
///
/// | key | |
/// |---|---|
/// | `from = record.name`, `from = name` | the field of the record, or of the binding, that it comes from |
/// | `from(record.brand, record.name)` | several, made one by `with` |
/// | `value = expression` | always the same |
/// | `with = path` | a function makes it; it may give a `Result` |
/// | `default = expression` | what stands for a value that is missing |
/// | `via = OtherBinding` | the external ID of what the field links; `with` then takes that |
/// | `only_create` | no update sends it |
/// | `always` | every update that sends anything sends it, too |
/// | `options` | the function takes the mapper's options, too |
///
/// The example stands at the trait. `#[serde(skip)]`, `rename`, `skip_serializing_if` and the like are as ever; `flatten`,
/// `transparent`, `tag` and `into` do not go with it: they leave no fields to be sent one by one.
///
/// ```compile_fail
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Json, Record, RecordId};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// use connector_core::ExportMapper;
///
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.website", direct)]
/// struct Website {
///     backend_id: BackendId<Shop>,
///     external_id: Option<u32>,
///     sync_date: Option<DateTime<Utc>>,
///     code: Option<String>,
/// }
///
/// // `code` may be missing here, and not there: `default = "…"` says what it is then.
/// #[derive(serde::Serialize, ExportMapper)]
/// #[mapper(from = Website)]
/// struct WebsiteBody {
///     #[map(from = code)]
///     code: String,
/// }
/// ```
#[proc_macro_derive(ExportMapper, attributes(mapper, map))]
pub fn derive_export_mapper(input: TokenStream) -> TokenStream {
    export_mapper::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// The models and additions of an application, in one list, which is checked while it is compiled: a name or a table taken
/// twice, a link to a model that is not listed, or a value of a selection of which two additions say different things (both
/// give it, remove it or relabel it) is an error at the element.
///
/// `..OTHER` stands for all that another schema lists: what a connector brings along need not be named again. What two of them
/// list is listed twice, and so an error.
///
/// It may begin with `crate = path;`, where `connector-core` has another name.
///
/// ```
/// use connector_core::{Record, RecordId, schema};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// schema! {
///     /// All that this application keeps.
///     static SHOP = [Product];
/// }
///
/// #[derive(Record)]
/// #[record(name = "offer")]
/// struct Offer {
///     product_id: RecordId<Product>,
/// }
///
/// schema! {
///     /// The same, and more.
///     static FAIR = [..SHOP, Offer];
/// }
///
/// assert_eq!(FAIR.models().map(|model| model.name).collect::<Vec<_>>(), ["product", "offer"]);
/// ```
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::expand(input.into()).into()
}
