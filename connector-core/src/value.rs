//! One value of one field, as data: what [`Changes`](crate::Changes) hold and comparisons work on.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};

use crate::canonical::{decimal, kept_decimal};
use crate::row::to_microseconds;
use crate::{Model, ReadError, RowRead, RowWrite, Secret};

/// The value of one field, apart from its model.
///
/// ```
/// use connector_core::{Model, Record, Value, ValueReader};
///
/// #[derive(Debug, PartialEq, Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
///     weight: Option<f64>,
/// }
///
/// let product = Product { title: "Chair".into(), weight: None };
/// let values = Value::all_of(&product);
/// assert_eq!(values, [Value::Text("Chair".into()), Value::Null]);
/// assert_eq!(Product::read_from(&mut ValueReader::new(&values)), Ok(product));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A text, the value of a selection, or an external ID that is a text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A point in time, in microseconds.
    Timestamp(DateTime<Utc>),
    /// A calendar date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A JSON document or a translated text, as JSON text.
    Json(String),
    /// A UUID, as its canonical text: lower case, with hyphens.
    Uuid(String),
    /// A decimal number, as its text.
    Decimal(String),
    /// A secret: shown by nothing.
    Secret(Secret),
}

/// Equal when a store would keep the same: floats by their bits (so that `NaN` is unchanged against itself), decimal numbers
/// by what they are worth (`1.5` is `1.50`), JSON documents whatever the order of their keys, but with every digit of their
/// numbers.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) | (Self::Uuid(a), Self::Uuid(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => a == b || same_json(a, b),
            (Self::Decimal(a), Self::Decimal(b)) => a == b || decimal(a).is_some_and(|a| Some(a) == decimal(b)),
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Timestamp(a), Self::Timestamp(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Time(a), Self::Time(b)) => a == b,
            (Self::Secret(a), Self::Secret(b)) => a == b,
            _ => false,
        }
    }
}

/// Whether two different texts are one JSON document.
fn same_json(a: &str, b: &str) -> bool {
    let same = |a: &str, b: &str| {
        let document = |text| serde_json::from_str::<serde_json::Value>(text).ok();
        document(a).is_some_and(|a| Some(a) == document(b))
    };
    // Once for the kinds of the values, and once for the digits that a number loses when it is read.
    same(a, b) && same(&quoted_numbers(a), &quoted_numbers(b))
}

/// A JSON document in which each number is a text.
fn quoted_numbers(document: &str) -> String {
    let mut quoted = String::with_capacity(document.len() * 2);
    let (mut text, mut escaped, mut number) = (false, false, false);
    for character in document.chars() {
        let begins = !text && (character == '-' || character.is_ascii_digit());
        let goes_on = begins || (number && matches!(character, '+' | '.' | 'e' | 'E'));
        if number != goes_on {
            quoted.push('"');
        }
        number = goes_on;
        text ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        quoted.push(character);
    }
    if number {
        quoted.push('"');
    }
    quoted
}

impl Value {
    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Hands the value to a writer.
    pub fn write_to(&self, row: &mut dyn RowWrite) {
        match self {
            Self::Null => row.null(),
            Self::Bool(value) => row.bool(*value),
            Self::Int(value) => row.int(*value),
            Self::Float(value) => row.float(*value),
            Self::Text(value) => row.text(value),
            Self::Bytes(value) => row.bytes(value),
            Self::Timestamp(value) => row.timestamp(*value),
            Self::Date(value) => row.date(*value),
            Self::Time(value) => row.time(*value),
            Self::Json(value) => row.json(value),
            Self::Uuid(value) => row.uuid(value),
            Self::Decimal(value) => row.decimal(value),
            Self::Secret(value) => row.secret(value),
        }
    }

    /// All values of a model, in the order of its [`FIELDS`](Model::FIELDS).
    #[must_use]
    pub fn all_of<T: Model>(model: &T) -> Vec<Self> {
        let mut values = Vec::with_capacity(T::FIELDS.len());
        model.write_to(&mut values);
        values
    }
}

/// In the form in which people read it in errors and reports; a secret is three dots.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{value:?}"),
            Self::Bytes(value) => write!(f, "{} bytes", value.len()),
            Self::Timestamp(value) => write!(f, "{}", value.format("%Y-%m-%d %H:%M:%S%.6f UTC")),
            Self::Date(value) => value.fmt(f),
            Self::Time(value) => value.fmt(f),
            Self::Json(value) | Self::Uuid(value) | Self::Decimal(value) => f.write_str(value),
            Self::Secret(_) => f.write_str("…"),
        }
    }
}

/// Collects the values of a row.
impl RowWrite for Vec<Value> {
    fn null(&mut self) {
        self.push(Value::Null);
    }
    fn bool(&mut self, value: bool) {
        self.push(Value::Bool(value));
    }
    fn int(&mut self, value: i64) {
        self.push(Value::Int(value));
    }
    fn float(&mut self, value: f64) {
        // SQLite keeps -0.0 as 0.0: what is compared with what is kept must be what is kept.
        self.push(Value::Float(value + 0.0));
    }
    fn text(&mut self, value: &str) {
        self.push(Value::Text(value.to_owned()));
    }
    fn bytes(&mut self, value: &[u8]) {
        self.push(Value::Bytes(value.to_owned()));
    }
    fn timestamp(&mut self, value: DateTime<Utc>) {
        self.push(Value::Timestamp(to_microseconds(value)));
    }
    fn date(&mut self, value: NaiveDate) {
        self.push(Value::Date(value));
    }
    fn time(&mut self, value: NaiveTime) {
        let microseconds = value.nanosecond() / 1_000 * 1_000;
        self.push(Value::Time(value.with_nanosecond(microseconds).unwrap_or(value)));
    }
    fn json(&mut self, text: &str) {
        self.push(Value::Json(text.to_owned()));
    }
    fn uuid(&mut self, text: &str) {
        self.push(Value::Uuid(text.to_owned()));
    }
    fn decimal(&mut self, text: &str) {
        self.push(Value::Decimal(kept_decimal(text).into_owned()));
    }
    fn secret(&mut self, value: &Secret) {
        self.push(Value::Secret(value.clone()));
    }
}

/// Reads a row back from its values.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let values = Value::all_of(&bound());
/// assert_eq!(ShopProduct::read_from(&mut ValueReader::new(&values)), Ok(bound()));
/// ```
#[derive(Debug)]
pub struct ValueReader<'a> {
    values: std::slice::Iter<'a, Value>,
}

impl<'a> ValueReader<'a> {
    /// Starts at the first value.
    #[must_use]
    pub fn new(values: &'a [Value]) -> Self {
        Self { values: values.iter() }
    }

    fn take(&mut self) -> &'a Value {
        self.values.next().unwrap_or(&Value::Null)
    }
}

/// One method a kind of value: take the next, or say what was found instead.
macro_rules! take {
    ($($method:ident: $variant:ident => $type:ty, $expected:literal, |$value:ident| $give:expr;)*) => {$(
        fn $method(&mut self) -> Result<$type, ReadError> {
            match self.take() {
                Value::$variant($value) => Ok($give),
                Value::Null => Err(ReadError::kind($expected, "null")),
                other => Err(ReadError::kind($expected, &other.to_string())),
            }
        }
    )*};
}

impl RowRead for ValueReader<'_> {
    fn is_null(&mut self) -> bool {
        self.values.as_slice().first().is_none_or(Value::is_null)
    }
    fn skip(&mut self) {
        self.take();
    }
    take! {
        bool: Bool => bool, "a truth value", |v| *v;
        int: Int => i64, "an integer", |v| *v;
        float: Float => f64, "a number", |v| *v;
        text: Text => &str, "a text", |v| v;
        bytes: Bytes => &[u8], "bytes", |v| v;
        timestamp: Timestamp => DateTime<Utc>, "a point in time", |v| *v;
        date: Date => NaiveDate, "a date", |v| *v;
        time: Time => NaiveTime, "a time of day", |v| *v;
        json: Json => &str, "a JSON document", |v| v;
        uuid: Uuid => Cow<'_, str>, "a UUID", |v| v.into();
        decimal: Decimal => Cow<'_, str>, "a decimal number", |v| v.into();
    }
    /// What is found instead is not shown: it may have been meant as a secret.
    fn secret(&mut self) -> Result<Secret, ReadError> {
        match self.take() {
            Value::Secret(value) => Ok(value.clone()),
            Value::Null => Err(ReadError::kind("a secret", "null")),
            _ => Err(ReadError::kind("a secret", "of another kind")),
        }
    }
}
