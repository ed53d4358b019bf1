//! Which types a field can have.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{FieldType, Link, ReadError, RowRead, RowWrite, Secret, SelectionValues, Translated};

/// A type that a store can keep in one column.
///
/// Implemented for `bool`, integers that fit `i64`, floats, `String`, `Vec<u8>`, chrono's `DateTime<Utc>`, `NaiveDate` and
/// `NaiveTime`, [`Json`], [`Secret`], [`Translated`], the typed IDs, selections and [`Extensible`](crate::Extensible),
/// external IDs, `uuid::Uuid` (feature `uuid`), `rust_decimal::Decimal` (feature `decimal`), and `Option` of each.
///
/// In a configuration and in a JSON Schema, a type of your own stands as what it is kept as: let its serde do the same
/// (`#[serde(transparent)]`, or a newtype's derive). Implement it for a type of your own by way of one of these:
///
/// ```
/// use connector_core::{FieldType, FieldValue, ReadError, RowRead, RowWrite};
///
/// /// Money in cents.
/// struct Cents(i64);
///
/// impl FieldValue for Cents {
///     const TYPE: FieldType = FieldType::Int;
///     fn write_to(&self, row: &mut dyn RowWrite) {
///         self.0.write_to(row);
///     }
///     fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
///         i64::read_from(row).map(Cents)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be stored",
    label = "no store can keep this",
    note = "help: use `bool`, an integer up to `i64`, `f64`, `String`, `Vec<u8>`, `DateTime<Utc>`, `NaiveDate`, `NaiveTime`, `Json<T>` (of a list or a map, say), `Secret`, `Translated`, a typed ID, a selection, or `Option` of one; with the features of their names `uuid::Uuid` and `rust_decimal::Decimal`",
    note = "help: or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it"
)]
pub trait FieldValue: Sized {
    /// The kind of column it needs.
    const TYPE: FieldType;
    /// Whether there is always a value: false for `Option` alone.
    const REQUIRED: bool = true;
    /// What it links to, when it is a typed ID.
    const LINK: Option<Link> = None;
    /// Its values, when it is a selection.
    const VALUES: Option<SelectionValues> = None;

    /// Hands the value to a writer: exactly one call.
    fn write_to(&self, row: &mut dyn RowWrite);

    /// Takes the value from a reader: exactly one value.
    ///
    /// # Errors
    /// [`ReadError`] when the stored value is not one of this type.
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError>;
}

#[diagnostic::do_not_recommend]
impl<T: FieldValue> FieldValue for Option<T> {
    const TYPE: FieldType = T::TYPE;
    const REQUIRED: bool = false;
    const LINK: Option<Link> = T::LINK;
    const VALUES: Option<SelectionValues> = T::VALUES;

    fn write_to(&self, row: &mut dyn RowWrite) {
        match self {
            Some(value) => value.write_to(row),
            None => row.null(),
        }
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        if row.is_null() {
            row.skip();
            Ok(None)
        } else {
            T::read_from(row).map(Some)
        }
    }
}

/// A type that has methods of its own in the writer and the reader.
macro_rules! direct {
    ($($type:ty: $kind:ident, |$row:ident, $value:ident| $write:expr, |$from:ident| $read:expr;)*) => {$(
        impl FieldValue for $type {
            const TYPE: FieldType = FieldType::$kind;
            fn write_to(&self, $row: &mut dyn RowWrite) {
                let $value = self;
                $write;
            }
            fn read_from($from: &mut dyn RowRead) -> Result<Self, ReadError> {
                $read
            }
        }
    )*};
}

direct! {
    bool: Bool, |row, v| row.bool(*v), |row| row.bool();
    i64: Int, |row, v| row.int(*v), |row| row.int();
    f64: Float, |row, v| row.float(*v), |row| row.float();
    f32: Float, |row, v| row.float(f64::from(*v)), |row| row.float().and_then(narrow);
    String: Text, |row, v| row.text(v), |row| row.text().map(str::to_owned);
    Vec<u8>: Bytes, |row, v| row.bytes(v), |row| row.bytes().map(<[u8]>::to_vec);
    DateTime<Utc>: Timestamp, |row, v| row.timestamp(*v), |row| row.timestamp();
    NaiveDate: Date, |row, v| row.date(*v), |row| row.date();
    NaiveTime: Time, |row, v| row.time(*v), |row| row.time();
    Secret: Secret, |row, v| row.secret(v), |row| row.secret();
    Translated: Translated, |row, v| row.translated(v), |row| Translated::from_json(row.json()?);
}

/// What was an `f32` when it was written is one again. What it would take for infinite, and is not, is none.
#[allow(clippy::cast_possible_truncation)]
fn narrow(value: f64) -> Result<f32, ReadError> {
    let narrow = value as f32;
    if narrow.is_infinite() && value.is_finite() {
        Err(ReadError::kind("a number that fits 32 bits", &value.to_string()))
    } else {
        Ok(narrow)
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl FieldValue for $type {
            const TYPE: FieldType = FieldType::Int;
            fn write_to(&self, row: &mut dyn RowWrite) {
                row.int(i64::from(*self));
            }
            fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
                let value = row.int()?;
                Self::try_from(value).map_err(|_| ReadError::kind(stringify!($type), &value.to_string()))
            }
        }
    )*};
}

integers! { i8 i16 i32 u8 u16 u32 }

/// A value of any serde type, kept as a JSON document.
///
/// A value that JSON cannot express (a map with keys that are no texts) is a fault of its field:
/// [`Model::validate`](crate::Model::validate) finds it, and no store keeps it.
///
/// ```
/// use std::collections::HashMap;
///
/// use connector_core::{Json, Model, Record};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     attributes: Json<HashMap<String, u32>>,
/// }
///
/// let product = Product { attributes: Json(HashMap::from([("height".to_owned(), 80)])) };
/// assert!(product.validate().is_ok());
/// assert_eq!(product.attributes.0["height"], 80);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<T>(
    /// The value.
    pub T,
);

impl<T: Serialize + DeserializeOwned> FieldValue for Json<T> {
    const TYPE: FieldType = FieldType::Json;

    fn write_to(&self, row: &mut dyn RowWrite) {
        // No text at all is no JSON: the validation finds it, which a null in an `Option` would hide from it.
        row.json(&serde_json::to_string(&self.0).unwrap_or_default());
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        serde_json::from_str(row.json()?).map(Self).map_err(|error| {
            // Of what was never stored, serde's words are not told: they quote values, and one may be meant as a secret.
            ReadError::new(format!("the stored JSON is of another shape: {error}")).expecting("JSON of another shape")
        })
    }
}
