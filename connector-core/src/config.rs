//! A backend from a configuration.

use std::cell::Cell;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigFault {
    /// It is no object with a key for each field.
    NoObject {
        /// What it is instead, in words.
        found: &'static str,
    },
    /// A key that is no field. What stands there is not told: it may be meant as a secret.
    UnknownKey {
        /// The key.
        key: String,
        /// The field whose name is most like it, if any is.
        nearest: Option<&'static str>,
        /// The names of all fields.
        known: Vec<&'static str>,
    },
    /// A field that must be there, and is not.
    Missing {
        /// The name of the field.
        field: &'static str,
        /// What people call it.
        label: &'static str,
    },
    /// A value of another type, or one that breaks a rule of its field.
    Value(Fault),
    /// What the `Deserialize` of the backend, or of one of its fields, refuses.
    Refused {
        /// The name of the field, where it is one.
        field: Option<&'static str>,
        /// What is wrong, as `Deserialize` says it.
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
    let Fields { entries, secrets, faults } = Fields::read(B::META, entries);
    if !faults.is_empty() {
        return Err(refuse(faults));
    }
    let backend: B = deserialize(entries).map_err(|(field, reason)| {
        let told = secrets.iter().map(Secret::expose).any(|secret| !secret.is_empty() && reason.contains(secret));
        let reason = if told { "its value is refused, and is not shown".to_owned() } else { reason };
        refuse(vec![ConfigFault::Refused { field, reason }])
    })?;
    match backend.validate() {
        Ok(()) => Ok(backend),
        Err(invalid) => Err(refuse(invalid.faults.into_iter().map(ConfigFault::Value).collect())),
    }
}

/// What the metadata alone says of a document.
struct Fields {
    /// What serde is to read: each field that is there or has a default.
    entries: Vec<(&'static str, Json)>,
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
        let mut read = Self { entries: Vec::with_capacity(meta.fields.len()), secrets: Vec::new(), faults };
        for (position, field) in meta.fields.iter().enumerate() {
            match document.remove(field.name) {
                Some(json) => read.present(meta, position, json),
                None => read.absent(field),
            }
        }
        read
    }

    fn present(&mut self, meta: &'static ModelMeta, position: usize, json: Json) {
        let field = &meta.fields[position];
        match json::read(field, &json) {
            Ok(value) => {
                let mut validator = Validator::new(meta);
                validator.value(position, &value);
                let faults = validator.finish().err().map(|invalid| invalid.faults).unwrap_or_default();
                self.faults.extend(faults.into_iter().map(ConfigFault::Value));
                self.entries.push((field.name, json::normal(field, json)));
                if let Value::Secret(secret) = value {
                    self.secrets.push(secret);
                }
            }
            Err(rule) => {
                let shown = match &json {
                    Json::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let shown = Some(shown.as_str()).filter(|_| !json.is_null());
                self.faults.push(ConfigFault::Value(Fault::new(field, shown, rule)));
            }
        }
    }

    fn absent(&mut self, field: &'static Field) {
        match field.default.and_then(|default| json::write(&default())) {
            Some(default) => self.entries.push((field.name, default)),
            None if field.required => self.faults.push(ConfigFault::Missing { field: field.name, label: field.label }),
            None => self.entries.push((field.name, Json::Null)),
        }
    }
}

/// By way of serde, knowing which field is being read, so that an error can name it.
fn deserialize<B: DeserializeOwned>(entries: Vec<(&'static str, Json)>) -> Result<B, (Option<&'static str>, String)> {
    let reading = Cell::new(None);
    let mut entries = entries.into_iter();
    let watched = std::iter::from_fn(|| {
        let entry = entries.next();
        reading.set(entry.as_ref().map(|(name, _)| *name));
        entry
    });
    B::deserialize(MapDeserializer::new(watched)).map_err(|error: serde_json::Error| (reading.get(), error.to_string()))
}
