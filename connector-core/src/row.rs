//! How a row moves between a model and a store: value by value, in the order of the model's
//! [`FIELDS`](crate::Model::FIELDS), through one writer and one reader that know nothing of the model.
//!
//! A store implements [`RowWrite`] over its prepared statement and [`RowRead`] over its result row; the derives emit one
//! call a field. Nothing here is generic over a user's type, so the emitted code stays small.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::canonical::kept_decimal;
use crate::mapping::Given;
use crate::{ExternalValue, Secret, Translated};

/// Takes the values of one row, in the order of the model's fields.
///
/// A writer that counts what is null:
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// use chrono::{NaiveDate, NaiveTime};
///
/// #[derive(Default)]
/// struct Nulls(usize);
///
/// impl RowWrite for Nulls {
///     fn null(&mut self) {
///         self.0 += 1;
///     }
///     fn bool(&mut self, _: bool) {}
///     fn int(&mut self, _: i64) {}
///     fn float(&mut self, _: f64) {}
///     fn text(&mut self, _: &str) {}
///     fn bytes(&mut self, _: &[u8]) {}
///     fn timestamp(&mut self, _: DateTime<Utc>) {}
///     fn date(&mut self, _: NaiveDate) {}
///     fn time(&mut self, _: NaiveTime) {}
///     fn json(&mut self, _: &str) {}
///     fn secret(&mut self, _: &Secret) {}
/// }
///
/// let mut nulls = Nulls::default();
/// bound().write_to(&mut nulls);
/// assert_eq!(nulls.0, 2, "`sync_date` and `external_updated_at`");
/// ```
///
/// `Vec<Value>` is the writer that keeps everything: see [`Value::all_of`](crate::Value::all_of).
pub trait RowWrite {
    /// Writes "no value".
    fn null(&mut self);
    /// Writes the ID of a record that is not kept yet. No store takes it: a validation refuses it, in an `Option` too.
    fn unset(&mut self) {
        self.null();
    }
    /// Writes a truth value.
    fn bool(&mut self, value: bool);
    /// Writes an integer.
    fn int(&mut self, value: i64);
    /// Writes a floating-point number.
    fn float(&mut self, value: f64);
    /// Writes a text.
    fn text(&mut self, value: &str);
    /// Writes bytes.
    fn bytes(&mut self, value: &[u8]);
    /// Writes a point in time. Stores keep microseconds: cut it with [`to_microseconds`].
    fn timestamp(&mut self, value: DateTime<Utc>);
    /// Writes a calendar date.
    fn date(&mut self, value: NaiveDate);
    /// Writes a time of day.
    fn time(&mut self, value: NaiveTime);
    /// Writes a JSON document, given as its text.
    fn json(&mut self, text: &str);
    /// Writes a UUID, given as its canonical text: lower case, with hyphens.
    fn uuid(&mut self, text: &str) {
        self.text(text);
    }
    /// Writes a decimal number, given as its text: digits, a point and a sign. Kept is one text for each number, without
    /// zeros that say nothing: `1.5` for `1.50`. A validation refuses what is no such text.
    fn decimal(&mut self, text: &str) {
        self.text(&kept_decimal(text));
    }
    /// Writes a secret. It has a method of its own so that no writer can take it for a text.
    fn secret(&mut self, value: &Secret);
    /// Writes a translated text.
    fn translated(&mut self, value: &Translated) {
        self.json(&value.to_json());
    }
    /// Writes the value of a selection.
    fn selection(&mut self, value: &str) {
        self.text(value);
    }
    /// Writes an external ID: one column, whatever its shape.
    fn external_id(&mut self, value: &ExternalValue<'_>) {
        match value {
            ExternalValue::Int(value) => self.int(*value),
            ExternalValue::Text(value) => self.text(value),
        }
    }
}

/// Gives the values of one row, in the order of the model's fields. Past the last value every value is null.
///
/// [`ValueReader`](crate::ValueReader) reads values that are there already:
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let values = [Value::Text("Chair".into()), Value::Int(4)];
/// let mut row = ValueReader::new(&values);
/// assert_eq!(row.text(), Ok("Chair"));
/// assert_eq!(row.float().unwrap_err().to_string(), "the stored value is 4, expected a number");
/// assert!(row.is_null(), "past the last value every value is null");
/// ```
pub trait RowRead {
    /// Whether the next value is null. Does not move on.
    fn is_null(&mut self) -> bool;
    /// Moves past the next value.
    fn skip(&mut self);
    /// Takes a truth value.
    ///
    /// # Errors
    /// [`ReadError`] when the next value is null or of another kind; so for every method of this trait.
    fn bool(&mut self) -> Result<bool, ReadError>;
    /// Takes an integer.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn int(&mut self) -> Result<i64, ReadError>;
    /// Takes a floating-point number.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn float(&mut self) -> Result<f64, ReadError>;
    /// Takes a text.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn text(&mut self) -> Result<&str, ReadError>;
    /// Takes bytes.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn bytes(&mut self) -> Result<&[u8], ReadError>;
    /// Takes a point in time.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn timestamp(&mut self) -> Result<DateTime<Utc>, ReadError>;
    /// Takes a calendar date.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn date(&mut self) -> Result<NaiveDate, ReadError>;
    /// Takes a time of day.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn time(&mut self) -> Result<NaiveTime, ReadError>;
    /// Takes the text of a JSON document.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn json(&mut self) -> Result<&str, ReadError>;
    /// Takes the canonical text of a UUID.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn uuid(&mut self) -> Result<Cow<'_, str>, ReadError> {
        self.text().map(Cow::Borrowed)
    }
    /// Takes the text of a decimal number.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn decimal(&mut self) -> Result<Cow<'_, str>, ReadError> {
        self.text().map(Cow::Borrowed)
    }
    /// Takes a secret.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn secret(&mut self) -> Result<Secret, ReadError>;
    /// Takes an external ID that is kept as an integer (`true`) or as a text.
    ///
    /// # Errors
    /// As [`bool`](RowRead::bool).
    fn external_id(&mut self, integer: bool) -> Result<ExternalValue<'_>, ReadError> {
        Ok(if integer { ExternalValue::Int(self.int()?) } else { ExternalValue::Text(self.text()?.into()) })
    }
    /// A row of values that are typed already: a mapper's. No store has one.
    #[doc(hidden)]
    fn draft(&mut self) -> Option<&mut dyn Given> {
        None
    }
}

/// A stored value is not what the field holds. The store adds model, row and field to it.
///
/// It comes of a column that somebody else wrote, or of a type that was changed without a migration: look at the row.
///
/// ```
/// use connector_core::ReadError;
///
/// assert_eq!(ReadError::kind("an integer", "\"x\"").to_string(), "the stored value is \"x\", expected an integer");
/// assert_eq!(ReadError::new("it is no colour").to_string(), "it is no colour");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReadError {
    message: String,
    expected: Option<String>,
}

impl ReadError {
    /// Says what is wrong with the stored value, lower case, without a full stop.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), expected: None }
    }

    /// The value is of another kind than the field: `expected` and `found` in words.
    #[must_use]
    pub fn kind(expected: &str, found: &str) -> Self {
        Self { message: format!("the stored value is {found}, expected {expected}"), expected: Some(expected.to_owned()) }
    }

    /// With what is expected, for a value that was never stored.
    pub(crate) fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// What is expected, of a value that was never stored.
    pub(crate) fn rule(self) -> String {
        self.expected.map_or(self.message, |expected| format!("expected {expected}"))
    }
}

/// Cuts a point in time to the microsecond, as both databases keep it, so that what was written equals what is read.
///
/// ```
/// use connector_core::to_microseconds;
/// let time = chrono::DateTime::from_timestamp(1, 123_456_789).unwrap();
/// assert_eq!(to_microseconds(time).timestamp_subsec_nanos(), 123_456_000);
/// ```
#[must_use]
pub fn to_microseconds(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}
