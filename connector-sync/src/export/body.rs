//! What is sent: a body as JSON, and which of its fields are other than the remote has them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// A body as it is sent, kept, and compared: an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JsonBody {
    fields: Map<String, Value>,
}

/// Why a body is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("its body cannot be written as JSON: {0}")]
    Unwritable(String),
    #[error("its body is no JSON object: only named fields can be compared with what was sent before")]
    NoObject,
    #[error("its body cannot be read back from JSON, as is needed after a crash: {0}")]
    Unreadable(String),
}

impl JsonBody {
    pub(crate) fn of(body: &impl Serialize) -> Result<Self, BodyError> {
        match serde_json::to_value(body) {
            Ok(Value::Object(fields)) => Ok(Self { fields }),
            Ok(_) => Err(BodyError::NoObject),
            Err(error) => Err(BodyError::Unwritable(error.to_string())),
        }
    }

    /// From the text that was kept.
    pub(crate) fn parse(text: &str) -> Result<Self, BodyError> {
        serde_json::from_str(text).map(|fields| Self { fields }).map_err(|error| BodyError::Unreadable(error.to_string()))
    }

    /// The text to keep.
    pub(crate) fn to_text(&self) -> String {
        Value::Object(self.fields.clone()).to_string()
    }

    pub(crate) fn read<B: serde::de::DeserializeOwned>(&self) -> Result<B, BodyError> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(|error| BodyError::Unreadable(error.to_string()))
    }

    /// A mark of each field, by which a later body is compared without keeping this one.
    pub(crate) fn marks(&self) -> Marks {
        Marks(self.fields.iter().map(|(name, value)| (name.clone(), mark(value))).collect())
    }

    /// The fields that are other than what was sent: all, where nothing is known to have been sent. A field that is no longer
    /// in the body is none of them: it is not sent.
    pub(crate) fn changed(&self, sent: Option<&Marks>) -> BTreeSet<String> {
        let differs = |name: &str, value: &Value| sent.is_none_or(|sent| sent.0.get(name) != Some(&mark(value)));
        self.fields.iter().filter(|(name, value)| differs(name, value)).map(|(name, _)| name.clone()).collect()
    }
}

/// The first 16 bytes of the SHA-256 of a value's JSON: the objects in it are sorted by their keys.
fn mark(value: &Value) -> String {
    let hash = Sha256::digest(value.to_string().as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A mark of each field of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks(BTreeMap<String, String>);

impl Marks {
    /// From the text that was kept; what cannot be read is as if nothing was sent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    pub(crate) fn to_text(&self) -> String {
        Value::Object(self.0.iter().map(|(name, mark)| (name.clone(), Value::String(mark.clone()))).collect()).to_string()
    }
}

/// A body of which some fields are other than the remote has them. It serializes as an object of these alone, as they stand
/// in the body.
#[derive(Debug)]
pub struct Changed<'b, B> {
    body: &'b B,
    json: &'b JsonBody,
    fields: &'b BTreeSet<String>,
}

impl<'b, B> Changed<'b, B> {
    pub(crate) fn new(body: &'b B, json: &'b JsonBody, fields: &'b BTreeSet<String>) -> Self {
        Self { body, json, fields }
    }

    /// The whole body, for a remote that wants all fields each time.
    #[must_use]
    pub fn body(&self) -> &'b B {
        self.body
    }

    /// The names of the changed fields, as they are serialized.
    pub fn fields(&self) -> impl Iterator<Item = &'b str> {
        self.fields.iter().map(String::as_str)
    }

    /// Whether a field has changed, by its serialized name.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
}

impl<B> Serialize for Changed<'_, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.json.fields.iter().filter(|(name, _)| self.fields.contains(*name)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: &Value) -> JsonBody {
        JsonBody::of(value).unwrap()
    }

    #[test]
    fn only_what_differs_is_changed() {
        let sent = body(&json!({"name": "Chair", "price": 10, "tags": {"b": 1, "a": 2}})).marks();
        let now = body(&json!({"name": "Chair", "price": 11, "tags": {"a": 2, "b": 1}, "new": null}));
        let changed = now.changed(Some(&sent));
        assert_eq!(changed.iter().map(String::as_str).collect::<Vec<_>>(), ["new", "price"]);
        let changed = Changed::new(&(), &now, &changed);
        assert_eq!(serde_json::to_value(&changed).unwrap(), json!({"new": null, "price": 11}));
        assert!(changed.has("price") && !changed.has("name"));
    }

    #[test]
    fn nothing_sent_means_that_all_is_changed() {
        assert_eq!(body(&json!({"a": 1, "b": 2})).changed(None).len(), 2);
    }

    #[test]
    fn marks_and_bodies_come_back_from_their_texts() {
        let body = body(&json!({"a": 1.5, "b": ["x", null]}));
        assert_eq!(Marks::parse(&body.marks().to_text()), Some(body.marks()));
        assert_eq!(JsonBody::parse(&body.to_text()), Ok(body));
        assert_eq!(JsonBody::of(&[1]), Err(BodyError::NoObject));
    }
}
