//! A kind of external system.

use serde::de::DeserializeOwned;

use crate::{BackendId, ConfigError, Extensible, Model, Selection, SelectionOption, Standalone};

/// A kind of external system; a value is the configuration of one instance. Given by [`derive(Backend)`](derive@crate::Backend).
///
/// It is what the Odoo connector calls `connector.backend`; its version is a selection of its own, or none ([`NoVersion`]).
///
/// ```
/// use connector_core::{Backend, Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.0")]
///     V2,
/// }
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     version: Extensible<Version>,
/// }
///
/// let shop = Shop { name: "Basel".into(), version: Version::V2.into() };
/// assert_eq!(Backend::name(&shop), "Basel");
/// assert_eq!(Backend::version(&shop).and_then(|version| version.base()), Some(Version::V2));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no backend",
    label = "no backend",
    note = "help: add `#[derive(Backend)]` to `{Self}`; or, where it is a record, link it by `RecordId<{Self}>`, and a binding by `BindingId<{Self}>`"
)]
pub trait Backend: Model<Id = BackendId<Self>> + Standalone {
    /// The selection of its versions; [`NoVersion`] where it has none.
    type Version: Selection<Base = Self::Version>;

    /// How people call this instance; unique among its kind.
    fn name(&self) -> &str;

    /// Which version this instance speaks.
    fn version(&self) -> Option<Extensible<Self::Version>>;

    /// An instance from a configuration: an object with the names of the fields as keys, as
    /// [`json_schema`](Self::json_schema) describes it. The declared defaults stand in for what is not there.
    ///
    /// Its `Deserialize` must read the fields by these names. One that has a value and that `#[serde(rename)]`, `rename_all` or
    /// `skip` hides would be dropped, and is refused: [`ConfigFault::NotRead`](crate::ConfigFault::NotRead). Where serde does not
    /// say which names it reads (with `#[serde(flatten)]`, or written by hand), a field whose value became null is.
    ///
    /// ```
    /// use connector_core::{Backend, Secret};
    /// use serde::Deserialize;
    /// use serde_json::json;
    ///
    /// #[derive(Debug, Deserialize, Backend)]
    /// #[backend(name = "shop")]
    /// struct Shop {
    ///     name: String,
    ///     location: String,
    ///     password: Option<Secret>,
    ///     #[field(default = 3)]
    ///     retries: u8,
    /// }
    ///
    /// let shop = Shop::from_config(json!({"name": "Basel", "location": "https://basel.example"})).unwrap();
    /// assert_eq!(shop.retries, 3);
    ///
    /// let error = Shop::from_config(json!({"name": "Basel", "pasword": "hunter2", "retries": 300})).unwrap_err();
    /// let faults: Vec<String> = error.faults.iter().map(ToString::to_string).collect();
    /// assert_eq!(
    ///     faults,
    ///     [
    ///         "`pasword` is no field: did you mean `password`?",
    ///         "`location` (Location) is missing",
    ///         "`retries` (Retries): expected an integer from 0 to 255, found \"300\"",
    ///     ]
    /// );
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`], with all faults: keys that are no fields, fields that are missing, values of another type, and what
    /// [`validate`](Model::validate) finds. The value of a secret is never shown, nor that of a [`Json`](crate::Json) field, which
    /// may hold one; what a `Deserialize` says is told only where it cannot show one.
    fn from_config(document: serde_json::Value) -> Result<Self, ConfigError>
    where
        Self: DeserializeOwned,
    {
        crate::config::read(document)
    }

    /// What a configuration looks like, as JSON Schema (draft 2020-12): see [`ModelMeta::json_schema`](crate::ModelMeta::json_schema).
    ///
    /// ```
    /// use connector_core::Backend;
    /// use serde_json::json;
    ///
    /// #[derive(serde::Deserialize, Backend)]
    /// #[backend(name = "shop")]
    /// struct Shop {
    ///     name: String,
    ///     #[field(default = 3)]
    ///     retries: u8,
    /// }
    ///
    /// let schema = Shop::json_schema();
    /// assert_eq!(schema["properties"]["retries"]["maximum"], 255);
    /// assert_eq!(schema["required"], json!(["name"]));
    /// ```
    #[must_use]
    fn json_schema() -> serde_json::Value {
        Self::META.json_schema()
    }
}

/// The versions of a backend that has none.
///
/// ```
/// use connector_core::{Backend, NoVersion, Selection};
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
/// }
///
/// fn versions<B: Backend>() -> usize {
///     B::Version::OPTIONS.len()
/// }
///
/// assert_eq!(versions::<Shop>(), 0);
/// assert_eq!(<Shop as Backend>::version(&Shop { name: "Basel".into() }), None::<connector_core::Extensible<NoVersion>>);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVersion {}

impl Selection for NoVersion {
    type Base = Self;
    type Parent = Self;
    const NAME: &'static str = "NoVersion";
    const PATH: &'static str = concat!(module_path!(), "::NoVersion");
    const OPTIONS: &'static [SelectionOption] = &[];
    fn index(self) -> usize {
        match self {}
    }
    fn from_index(_: usize) -> Option<Self> {
        None
    }
    fn parent(self) -> Option<Self> {
        match self {}
    }
}
