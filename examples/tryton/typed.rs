//! Tryton's typed JSON: values that JSON has no form for are objects with a `__class__`.
//!
//! [`plain`] brings an answer into the forms that serde's own types read (dates and times by ISO 8601, decimals as texts), so
//! that nothing else knows of it; [`date_time`] and [`decimal`] are for what is sent.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

/// The same value without typed objects: a `datetime` is `"2026-01-31T12:00:00.000001Z"` (Tryton's clock is UTC), a `date`
/// `"2026-01-31"`, a `time` `"12:00:00.000001"`, a `timedelta` a number of seconds, a `Decimal` its digits as a text, `bytes`
/// their base64.
///
/// ```
/// use connector_examples::tryton::typed::plain;
/// let typed = serde_json::json!({"list_price": {"__class__": "Decimal", "decimal": "12.50"}});
/// assert_eq!(plain(typed).unwrap(), serde_json::json!({"list_price": "12.50"}));
/// ```
///
/// # Errors
/// A class that is not known, or one whose fields are not as they should be: which.
pub fn plain(value: Value) -> Result<Value, String> {
    Ok(match value {
        Value::Array(values) => Value::Array(values.into_iter().map(plain).collect::<Result<_, _>>()?),
        Value::Object(fields) => match fields.get("__class__").and_then(Value::as_str) {
            Some(class) => of_class(class, &fields).ok_or_else(|| format!("{} is no {class}", Value::Object(fields.clone())))?,
            None => Value::Object(fields.into_iter().map(|(name, value)| Ok((name, plain(value)?))).collect::<Result<_, String>>()?),
        },
        other => other,
    })
}

fn of_class(class: &str, fields: &Map<String, Value>) -> Option<Value> {
    Some(match class {
        "datetime" => json!(date(fields)?.and_time(time(fields)?).and_utc()),
        "date" => json!(date(fields)?),
        "time" => json!(time(fields)?),
        "timedelta" => fields.get("seconds").filter(|seconds| seconds.is_number())?.clone(),
        "Decimal" => fields.get("decimal").filter(|digits| digits.is_string())?.clone(),
        "bytes" => fields.get("base64").filter(|text| text.is_string())?.clone(),
        _ => return None,
    })
}

fn number(fields: &Map<String, Value>, name: &str) -> Option<u32> {
    fields.get(name)?.as_u64()?.try_into().ok()
}

fn date(fields: &Map<String, Value>) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(number(fields, "year")?.try_into().ok()?, number(fields, "month")?, number(fields, "day")?)
}

fn time(fields: &Map<String, Value>) -> Option<NaiveTime> {
    let (hour, minute, second) = (number(fields, "hour")?, number(fields, "minute")?, number(fields, "second")?);
    NaiveTime::from_hms_micro_opt(hour, minute, second, number(fields, "microsecond")?)
}

/// A point in time as Tryton wants it in a search. It keeps microseconds: what is finer is cut.
#[must_use]
pub fn date_time(time: DateTime<Utc>) -> Value {
    // A leap second is the end of its minute.
    let time = if time.nanosecond() >= 1_000_000_000 { time - Duration::seconds(1) } else { time };
    json!({
        "__class__": "datetime",
        "year": time.year(), "month": time.month(), "day": time.day(),
        "hour": time.hour(), "minute": time.minute(), "second": time.second(),
        "microsecond": time.nanosecond() / 1_000,
    })
}

/// A decimal number as Tryton wants it.
#[must_use]
pub fn decimal(number: Decimal) -> Value {
    json!({ "__class__": "Decimal", "decimal": number.to_string() })
}

/// For `#[serde(deserialize_with = "typed::flag")]`: on `SQLite`, Tryton sends a flag as 0 or 1.
///
/// # Errors
/// What is neither a flag nor 0 or 1.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(false),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(true),
        other => Err(serde::de::Error::custom(format!("{other} is no flag"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> DateTime<Utc> {
        "2026-02-28T23:59:58.000042Z".parse().unwrap()
    }

    #[test]
    fn a_time_goes_and_comes() {
        let plain = plain(date_time(moment())).unwrap();
        assert_eq!(serde_json::from_value::<DateTime<Utc>>(plain).unwrap(), moment());
        let finer = moment() + Duration::nanoseconds(999);
        assert_eq!(date_time(finer), date_time(moment()));
        let leap = "2016-12-31T23:59:60.5Z".parse().unwrap();
        assert_eq!(super::plain(date_time(leap)).unwrap(), json!("2016-12-31T23:59:59.500Z"));
    }

    #[test]
    fn a_number_goes_and_comes_with_all_its_digits() {
        let number = Decimal::new(-12_340_000, 6);
        assert_eq!(serde_json::from_value::<Decimal>(plain(decimal(number)).unwrap()).unwrap().to_string(), "-12.340000");
    }

    #[test]
    fn every_class_has_a_plain_form() {
        let typed = json!([
            {"__class__": "date", "year": 2026, "month": 2, "day": 28},
            {"__class__": "time", "hour": 1, "minute": 2, "second": 3, "microsecond": 4},
            {"__class__": "timedelta", "seconds": 90.5},
            {"price": {"__class__": "Decimal", "decimal": "-12.3400"}},
            {"__class__": "bytes", "base64": "YQ==\n"},
            null, 1, "text", {"a": [true]},
        ]);
        let expected = json!(["2026-02-28", "01:02:03.000004", 90.5, {"price": "-12.3400"}, "YQ==\n", null, 1, "text", {"a": [true]}]);
        assert_eq!(plain(typed).unwrap(), expected);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (typed, class) in [
            (json!({"__class__": "date", "year": 2026, "month": 2, "day": 30}), "date"),
            (json!({"__class__": "datetime", "year": 2026, "month": 2, "day": 3}), "datetime"),
            (json!({"__class__": "Decimal", "decimal": 1.5}), "Decimal"),
            (json!([{"deep": {"__class__": "complex", "re": 1}}]), "complex"),
        ] {
            let error = plain(typed).unwrap_err();
            assert!(error.ends_with(&format!("is no {class}")), "{error}");
        }
    }

    #[test]
    fn flags_are_numbers_on_sqlite() {
        for (sent, flag) in
            [(json!(1), Some(true)), (json!(0), Some(false)), (json!(true), Some(true)), (json!(2), None), (json!("1"), None)]
        {
            assert_eq!(super::flag(sent).ok(), flag);
        }
    }
}
