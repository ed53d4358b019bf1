//! Values of fields as they stand in a JSON document: the one place that says which JSON a field takes.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Number, Value as Json};

use crate::canonical::is_uuid;
use crate::validate::Validator;
use crate::{Field, FieldType, ModelMeta, Translated, Value};

/// What is said of a value that may be a secret, whoever refuses it.
pub(crate) const NOT_SHOWN: &str = "its value is refused, and is not shown";

/// What a document calls the kind of a value: never the value.
pub(crate) fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a truth value",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// The value of a field, or what is expected instead.
pub(crate) fn read(field: &Field, json: &Json) -> Result<Value, Cow<'static, str>> {
    if json.is_null() && field.ty != FieldType::Json {
        return if field.required { Err("it must have a value".into()) } else { Ok(Value::Null) };
    }
    let value = read_kind(field.ty, json).ok_or_else(|| format!("expected {}, and this is {}", expected(field.ty), kind(json)))?;
    match fitting(field, value) {
        Err(_) if json.is_null() && !field.required => Ok(Value::Null),
        fitting => fitting,
    }
}

/// The value of a field that stands somewhere as a text alone, or what is expected instead.
pub(crate) fn read_text(field: &Field, text: &str) -> Result<Value, Cow<'static, str>> {
    let json = match field.ty {
        // As a document has it, where that is no text.
        FieldType::Bool | FieldType::Int | FieldType::ExternalInt | FieldType::Float | FieldType::Bytes | FieldType::Json => {
            serde_json::from_str(text.trim()).ok()
        }
        FieldType::Translated if text.starts_with('{') => serde_json::from_str(text).ok(),
        _ => Some(text.into()),
    };
    let value = json.and_then(|json| read_kind(field.ty, &json)).ok_or_else(|| format!("expected {}", expected(field.ty)))?;
    fitting(field, value)
}

/// The value, where the type of the field takes it.
fn fitting(field: &Field, value: Value) -> Result<Value, Cow<'static, str>> {
    match (field.fits)(&value) {
        Ok(()) => Ok(value),
        Err(error) => Err(match (&value, bounds(field)) {
            (Value::Secret(_), _) => NOT_SHOWN.into(),
            (Value::Int(_), Some((least, greatest))) => format!("expected an integer from {least} to {greatest}").into(),
            _ => error.rule().into(),
        }),
    }
}

/// What is said of a value that is not of this kind.
fn expected(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Bool => "`true` or `false`",
        FieldType::Int | FieldType::ExternalInt => "an integer that fits 64 bits",
        FieldType::Float => "a number",
        FieldType::Bytes => "a list of integers from 0 to 255",
        FieldType::Timestamp => "a point in time like \"2026-01-31T12:00:00Z\"",
        FieldType::Date => "a date like \"2026-01-31\"",
        FieldType::Time => "a time of day like \"12:00:00\"",
        FieldType::Translated => "a text, or an object with one text a language and the default under \"\"",
        FieldType::Uuid => "a UUID with hyphens, as a text",
        FieldType::Decimal => "a decimal number of up to 28 digits, as a text like \"1.50\"",
        FieldType::Json => "a JSON document",
        _ => "a text",
    }
}

fn read_kind(ty: FieldType, json: &Json) -> Option<Value> {
    let text = json.as_str();
    Some(match ty {
        FieldType::Bool => Value::Bool(json.as_bool()?),
        FieldType::Int | FieldType::ExternalInt => Value::Int(integer(json)?),
        FieldType::Float => Value::Float(json.as_f64()? + 0.0),
        FieldType::Bytes => {
            Value::Bytes(json.as_array()?.iter().map(|byte| u8::try_from(integer(byte)?).ok()).collect::<Option<Vec<u8>>>()?)
        }
        FieldType::Timestamp => Value::Timestamp(timestamp(text?)?),
        FieldType::Date => Value::Date(date(text?)?),
        FieldType::Time => Value::Time(time(text?)?),
        FieldType::Json => Value::Json(json.to_string()),
        FieldType::Translated => Value::Json(Translated::deserialize(json).ok()?.to_json()),
        FieldType::Uuid => Value::Uuid(Some(text?.to_ascii_lowercase()).filter(|text| is_uuid(text))?),
        FieldType::Decimal => Value::Decimal(Some(text?).filter(|text| is_decimal(text))?.to_owned()),
        FieldType::Secret => Value::Secret(text?.into()),
        _ => Value::Text(text?.to_owned()),
    })
}

/// As JSON Schema, which takes `3.0` for an integer.
fn integer(json: &Json) -> Option<i64> {
    /// The first float past `i64`.
    const END: f64 = 9_223_372_036_854_775_808.0;
    json.as_i64().or_else(|| {
        let float = json.as_f64().filter(|float| json.is_f64() && float.fract() == 0.0 && (-END..END).contains(float))?;
        // Whole, and in range.
        #[allow(clippy::cast_possible_truncation)]
        Some(float as i64)
    })
}

/// RFC 3339, with `T`.
fn timestamp(text: &str) -> Option<DateTime<Utc>> {
    text.get(10..11).filter(|between| between.eq_ignore_ascii_case("t"))?;
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}

fn date(text: &str) -> Option<NaiveDate> {
    let digits = |range| text.get(range).is_some_and(|digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()));
    (text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10)).then(|| text.parse().ok())?
}

/// [`TIME_PATTERN`], in code.
fn time(text: &str) -> Option<NaiveTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let form = whole.bytes().enumerate().all(|(place, byte)| if matches!(place, 2 | 5) { byte == b':' } else { byte.is_ascii_digit() });
    let fraction = matches!(fraction.len(), 1..=9) && fraction.bytes().all(|digit| digit.is_ascii_digit());
    (whole.len() == 8 && form && fraction && &whole[6..] < "60").then(|| text.parse().ok())?
}

/// A time of day. The format `time` of JSON Schema asks for an offset from UTC, which it has not.
pub(crate) const TIME_PATTERN: &str = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?$";
/// A decimal number of up to 28 digits: every one of them is kept.
pub(crate) const DECIMAL_PATTERN: &str = r"^-?([0-9]{1,28}|(?=[0-9.]{3,29}$)[0-9]+\.[0-9]+)$";

/// [`DECIMAL_PATTERN`], in code.
fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits(whole) && fraction.is_none_or(digits) && whole.len() + fraction.map_or(0, str::len) <= 28
}

/// The least and the greatest integer that the type of a field takes; `None` where it does not take 0, from which they are
/// looked for.
pub(crate) fn bounds(field: &Field) -> Option<(i64, i64)> {
    let fits = |value| (field.fits)(&Value::Int(value)).is_ok();
    let furthest = |end: i64| {
        let (mut inside, mut outside) = (0_i64, end);
        if fits(end) {
            return end;
        }
        while inside.abs_diff(outside) > 1 {
            let middle = inside.midpoint(outside);
            if fits(middle) { inside = middle } else { outside = middle }
        }
        inside
    };
    fits(0).then(|| (furthest(i64::MIN), furthest(i64::MAX)))
}

/// The least number that an `f32` has no room for, where the field's type takes what is less and not this one.
pub(crate) fn narrow_end(field: &Field) -> Option<f64> {
    /// Half-way between `f32::MAX` and what would be the next one: the first that is rounded away from it.
    const END: f64 = 3.402_823_567_797_336_6e38;
    let fits = |value| (field.fits)(&Value::Float(value)).is_ok();
    (fits(END.next_down()) && !fits(END)).then_some(END)
}

/// The declared default as a document has it: `None` as well where no document can say it, or the field does not take it.
pub(crate) fn default(meta: &'static ModelMeta, position: usize) -> Option<Json> {
    let field = &meta.fields[position];
    let json = write(&field.default?())?;
    let value = read(field, &json).ok()?;
    Validator::faults(meta, position, &value).is_empty().then_some(json)
}

/// A value as a document has it; `None` for a secret, and for what JSON cannot express.
pub(crate) fn write(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => Number::from_f64(*value)?.into(),
        Value::Text(value) | Value::Uuid(value) | Value::Decimal(value) => value.as_str().into(),
        Value::Bytes(value) => value.as_slice().into(),
        Value::Timestamp(value) => value.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(),
        Value::Date(value) => value.to_string().into(),
        Value::Time(value) => value.format("%H:%M:%S%.f").to_string().into(),
        Value::Json(value) => serde_json::from_str(value).ok()?,
        Value::Secret(_) => return None,
    })
}

/// The value as the field's own serde takes it: an integer is none with a fraction of zero, a UUID is in lower case.
pub(crate) fn normal(field: &Field, json: Json) -> Json {
    match (field.ty, &json) {
        (FieldType::Int | FieldType::ExternalInt, Json::Number(_)) => integer(&json).map_or(json, Json::from),
        (FieldType::Bytes, Json::Array(bytes)) => bytes.iter().map(|byte| integer(byte).map_or_else(|| byte.clone(), Json::from)).collect(),
        (FieldType::Uuid, Json::String(text)) => text.to_ascii_lowercase().into(),
        _ => json,
    }
}
