//! A backend from a configuration.

use std::cell::Cell;
use std::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value as Json};

use crate::json;
use crate::similar::nearest;
use crate::validate::Validator;
use crate::{Backend, Fault, Field, ModelMeta, Secret, Value};

/// A configuration that makes no backend, with everything that is wrong with it.
///
/// ```
/// use connector_core::{Backend, ConfigFault};
///
/// #[derive(Debug, serde::Deserialize, Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
/// }
///
/// let error = Shop::from_config(serde_json::json!({"nmae": "Basel"})).unwrap_err();
/// assert!(matches!(&error.faults[0], ConfigFault::UnknownKey { key, nearest: Some("name"), .. } if key == "nmae"));
/// assert_eq!(
///     error.to_string(),
///     "the configuration of shop is refused: `nmae` is no field: did you mean `name`?; `name` (Name) is missing"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The technical name of the backend.
    pub model: &'static str,
    /// What is wrong: keys that are no fields first, then in the order of the fields.
    pub faults: Vec<ConfigFault>,
}

/// What is wrong with a configuration. The value of a secret is nowhere in it.
///
/// ```
/// use connector_core::{Backend, ConfigFault};
/// use serde_json::json;
///
/// #[derive(Debug, serde::Deserialize, Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     retries: u8,
///     #[serde(default, skip)]
///     region: Option<String>,
/// }
///
/// let faults = |document| Shop::from_config(document).unwrap_err().faults;
/// assert!(matches!(faults(json!(["Basel"]))[..], [ConfigFault::NoObject { found: "a list" }]));
/// assert!(matches!(faults(json!({"name": "Basel"}))[..], [ConfigFault::Missing { field: "retries", .. }]));
/// assert!(matches!(faults(json!({"name": "Basel", "retries": -1}))[..], [ConfigFault::Value(_)]));
/// assert!(matches!(
///     faults(json!({"name": "Basel", "retries": 3, "region": "CH"}))[..],
///     [ConfigFault::NotRead { field: "region", .. }]
/// ));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigFault {
    /// It is no object with a key for each field. Write one.
    NoObject {
        /// What it is instead, in words.
        found: &'static str,
    },
    /// A key that is no field: misspelt, or of another version of the program. What stands there is not told: it may be meant as a secret.
    UnknownKey {
        /// The key.
        key: String,
        /// The field whose name is most like it, if any is.
        nearest: Option<&'static str>,
        /// The names of all fields.
        known: Vec<&'static str>,
    },
    /// A field that must be there, has no default, and is not there. Add it.
    Missing {
        /// The name of the field.
        field: &'static str,
        /// What people call it.
        label: &'static str,
    },
    /// A value of another type, or one that breaks a rule of its field: the [`Fault`] says which rule.
    Value(Fault),
    /// A field that would be dropped: the `Deserialize` of the backend does not know it by its name.
    NotRead {
        /// The name of the field.
        field: &'static str,
        /// What people call it.
        label: &'static str,
    },
    /// What the `Deserialize` of the backend, or of one of its fields, refuses.
    Refused {
        /// The name of the field, where it is one.
        field: Option<&'static str>,
        /// What is wrong, as `Deserialize` says it, or that this may show a secret.
        reason: String,
    },
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoObject { found } => write!(f, "a configuration is an object with a key for each field, and this is {found}"),
            Self::UnknownKey { key, nearest: Some(nearest), .. } => write!(f, "`{key}` is no field: did you mean `{nearest}`?"),
            Self::UnknownKey { key, known, .. } => write!(f, "`{key}` is no field: the fields are `{}`", known.join("`, `")),
            Self::Missing { field, label } => write!(f, "`{field}` ({label}) is missing"),
            Self::Value(fault) => fault.fmt(f),
            Self::NotRead { field, label } => write!(
                f,
                "`{field}` ({label}): serde does not read it by this name; help: take `rename`, `rename_all` or `skip` out, or add \
                 `#[serde(alias = \"{field}\")]`"
            ),
            Self::Refused { field: Some(field), reason } => write!(f, "`{field}`: {reason}"),
            Self::Refused { field: None, reason } => f.write_str(reason),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration of {} is refused: ", self.model)?;
        for (place, fault) in self.faults.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Fields, then serde, then the rules of the whole: what one step refuses, the next one does not see.
pub(crate) fn read<B: Backend + DeserializeOwned>(document: Json) -> Result<B, ConfigError> {
    let refuse = |faults| ConfigError { model: B::NAME, faults };
    let entries = match document {
        Json::Object(entries) => entries,
        other => return Err(refuse(vec![ConfigFault::NoObject { found: json::kind(&other) }])),
    };
    let Fields { entries, given, secrets, faults } = Fields::read(B::META, entries);
    if !faults.is_empty() {
        return Err(refuse(faults));
    }
    let watch = Watch::default();
    let read = B::deserialize(Watched { entries, watch: &watch });
    let unread = unread(&given, &watch, read.as_ref().ok());
    if !unread.is_empty() {
        return Err(refuse(unread));
    }
    let backend = read.map_err(|error| refuse(vec![refused(&watch, &error.to_string(), &given, &secrets)]))?;
    match backend.validate() {
        Ok(()) => Ok(backend),
        Err(invalid) => Err(refuse(invalid.faults.into_iter().map(ConfigFault::Value).collect())),
    }
}

/// The fields that have a value in the document and are not read from there: by the names that serde asks for, or, where it
/// asks for none (with `flatten`, or by hand), by what became of them.
fn unread<B: Backend>(given: &[&'static Field], watch: &Watch, backend: Option<&B>) -> Vec<ConfigFault> {
    let values = backend.map(Value::all_of);
    let lost = |field: &Field| match (watch.names.get(), &values) {
        (Some(names), _) => !names.contains(&field.name),
        (None, Some(values)) => B::META.position(field.name).and_then(|position| values.get(position)).is_none_or(Value::is_null),
        (None, None) => false,
    };
    given.iter().filter(|field| lost(field)).map(|field| ConfigFault::NotRead { field: field.name, label: field.label }).collect()
}

impl ModelMeta {
    /// The value of the field at `position` from a text that stands for it alone, in a variable of the environment, say: a
    /// text, a date or a selection as it is, a number, a truth value or a list as a configuration has it.
    ///
    /// ```
    /// use connector_core::{Backend, Model, Value};
    ///
    /// #[derive(Backend)]
    /// #[backend(name = "shop")]
    /// struct Shop {
    ///     name: String,
    ///     retries: u8,
    /// }
    ///
    /// assert_eq!(Shop::META.value_from_text(1, "3"), Ok(Value::Int(3)));
    /// let fault = Shop::META.value_from_text(1, "300").unwrap_err();
    /// assert_eq!(fault.to_string(), "`retries` (Retries): expected an integer from 0 to 255, found \"300\"");
    /// ```
    ///
    /// # Errors
    /// [`Fault`], which says what is expected, and shows the text unless it may be a secret. A `position` past the last field
    /// takes nothing.
    pub fn value_from_text(&'static self, position: usize, text: &str) -> Result<Value, Fault> {
        let Some(field) = self.fields.get(position) else {
            return Err(Fault { field: "?", label: "?", value: None, rule: format!("{} has no such field", self.name) });
        };
        let value = json::read_text(field, text).map_err(|rule| Fault::new(field, Some(text), rule))?;
        match Validator::faults(self, position, &value).into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(value),
        }
    }
}

/// What serde refuses. Its words are kept back where they can be those of a secret: at the field that is one, at the whole when
/// it has one, and wherever they quote it.
fn refused(watch: &Watch, reason: &str, given: &[&'static Field], secrets: &[Secret]) -> ConfigFault {
    let field = watch.reading.get();
    // Its only words are those of the declaration.
    let missing = |names: &[&str]| names.iter().any(|name| reason == format!("missing field `{name}`"));
    let hiding: Vec<&str> = given.iter().filter(|field| field.may_hide()).map(|field| field.name).collect();
    let kept_back = match field {
        Some(_) => secrets.iter().any(|secret| secret.expose().is_ok_and(|secret| quotes(reason, secret))),
        None => !hiding.is_empty() && !watch.names.get().is_some_and(missing),
    };
    let reason = match field {
        Some(field) if field.may_hide() => json::NOT_SHOWN.to_owned(),
        _ if kept_back => format!("it is refused, and why is not shown: that may show `{}`", hiding.join("`, `")),
        _ => reason.to_owned(),
    };
    ConfigFault::Refused { field: field.map(|field| field.name), reason }
}

/// Whether a reason has a secret in it: as it is, as `Debug` shows it, or as JSON does.
fn quotes(reason: &str, secret: &str) -> bool {
    let shown = [format!("\"{secret}\""), format!("{secret:?}"), Json::from(secret).to_string()];
    !secret.is_empty() && shown.iter().any(|shown| reason.contains(&shown[1..shown.len() - 1]))
}

/// What the metadata alone says of a document.
struct Fields {
    /// What serde is to read: each field that is there or has a default.
    entries: Vec<(&'static Field, Json)>,
    /// The fields that have a value there.
    given: Vec<&'static Field>,
    /// The texts that no message may contain.
    secrets: Vec<Secret>,
    faults: Vec<ConfigFault>,
}

impl Fields {
    fn read(meta: &'static ModelMeta, mut document: Map<String, Json>) -> Self {
        let names = || meta.fields.iter().map(|field| field.name);
        let unknown = document.keys().filter(|key| meta.field(key).is_none());
        let faults = unknown
            .map(|key| ConfigFault::UnknownKey { key: key.clone(), nearest: nearest(key, names()), known: names().collect() })
            .collect();
        let mut read = Self { entries: Vec::with_capacity(meta.fields.len()), given: Vec::new(), secrets: Vec::new(), faults };
        for (position, field) in meta.fields.iter().enumerate() {
            match document.remove(field.name) {
                Some(json) => read.present(meta, position, json),
                None => read.absent(meta, position),
            }
        }
        read
    }

    fn present(&mut self, meta: &'static ModelMeta, position: usize, json: Json) {
        let field = &meta.fields[position];
        match json::read(field, &json) {
            Ok(value) => {
                self.faults.extend(Validator::faults(meta, position, &value).into_iter().map(ConfigFault::Value));
                self.entry(field, json::normal(field, json));
                if let Value::Secret(secret) = value {
                    self.secrets.push(secret);
                }
            }
            Err(rule) => {
                // What stands in a list or an object may be meant as a secret.
                let shown = match &json {
                    Json::String(text) => Some(text.clone()),
                    Json::Null | Json::Array(_) | Json::Object(_) => None,
                    other => Some(other.to_string()),
                };
                self.faults.push(ConfigFault::Value(Fault::new(field, shown.as_deref(), rule)));
            }
        }
    }

    fn absent(&mut self, meta: &'static ModelMeta, position: usize) {
        let field = &meta.fields[position];
        match json::default(meta, position) {
            Some(default) => self.entry(field, default),
            None if field.required => self.faults.push(ConfigFault::Missing { field: field.name, label: field.label }),
            None => self.entry(field, Json::Null),
        }
    }

    fn entry(&mut self, field: &'static Field, json: Json) {
        if !json.is_null() {
            self.given.push(field);
        }
        self.entries.push((field, json));
    }
}

/// What serde was seen doing.
#[derive(Default)]
struct Watch {
    /// The names that it asks for, aliases among them.
    names: Cell<Option<&'static [&'static str]>>,
    /// The field that it is reading, so that an error can name it.
    reading: Cell<Option<&'static Field>>,
}

/// The fields as serde reads them, being watched.
struct Watched<'w> {
    entries: Vec<(&'static Field, Json)>,
    watch: &'w Watch,
}

impl<'de> Deserializer<'de> for Watched<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let mut entries = self.entries.into_iter();
        let watched = std::iter::from_fn(|| {
            let entry = entries.next();
            self.watch.reading.set(entry.as_ref().map(|(field, _)| *field));
            entry.map(|(field, json)| (field.name, json))
        });
        MapDeserializer::new(watched).deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.watch.names.set(Some(names));
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}
