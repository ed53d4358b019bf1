//! `uuid::Uuid`: a field, the key of a record, an external ID. Its text is in lower case, with hyphens.

use std::borrow::Cow;

use ::uuid::Uuid;

use crate::canonical::is_uuid;
use crate::{ExternalId, ExternalValue, FieldType, FieldValue, Key, ReadError, RecordKey, RowRead, RowWrite};

/// One text for each UUID: a store compares texts.
fn parse(text: &str) -> Result<Uuid, ReadError> {
    let refused = || ReadError::kind("a UUID in lower case, with hyphens", &format!("{text:?}"));
    if is_uuid(text) { Uuid::try_parse(text).map_err(|_| refused()) } else { Err(refused()) }
}

impl FieldValue for Uuid {
    const TYPE: FieldType = FieldType::Uuid;
    fn write_to(&self, row: &mut dyn RowWrite) {
        row.uuid(self.as_hyphenated().encode_lower(&mut Self::encode_buffer()));
    }
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        parse(&row.uuid()?)
    }
}

/// Kept as its text.
impl ExternalId for Uuid {
    const INTEGER: bool = false;
    fn to_external(&self) -> ExternalValue<'_> {
        ExternalValue::Text(Cow::Owned(self.as_hyphenated().to_string()))
    }
    fn from_external(value: ExternalValue<'_>) -> Result<Self, ReadError> {
        match value {
            ExternalValue::Text(text) => parse(&text),
            ExternalValue::Int(value) => Err(ReadError::kind("a UUID", &value.to_string())),
        }
    }
}

impl RecordKey for Uuid {
    const TYPE: FieldType = FieldType::Uuid;
    fn into_key(self) -> Key {
        Key::Text(self.as_hyphenated().to_string())
    }
    fn from_key(key: &Key) -> Option<Self> {
        match key {
            Key::Text(key) => parse(key).ok(),
            _ => None,
        }
    }
}
