//! Values from PostgreSQL's own types, in the binary form in which it sends them.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use connector_core::{ReadError, RowRead, Sealed, Secret};
use sqlx::postgres::{PgRow, PgTypeKind, PgValueFormat, PgValueRef};
use sqlx::{Row as _, TypeInfo, ValueRef};

use crate::database::Row;

/// The numbers of the types, which never change.
mod oid {
    pub const BOOL: u32 = 16;
    pub const BYTEA: u32 = 17;
    pub const NAME: u32 = 19;
    pub const INT8: u32 = 20;
    pub const INT2: u32 = 21;
    pub const INT4: u32 = 23;
    pub const TEXT: u32 = 25;
    pub const JSON: u32 = 114;
    pub const FLOAT4: u32 = 700;
    pub const FLOAT8: u32 = 701;
    pub const BPCHAR: u32 = 1042;
    pub const VARCHAR: u32 = 1043;
    pub const DATE: u32 = 1082;
    pub const TIME: u32 = 1083;
    pub const TIMESTAMP: u32 = 1114;
    pub const TIMESTAMPTZ: u32 = 1184;
    pub const NUMERIC: u32 = 1700;
    pub const UUID: u32 = 2950;
    pub const JSONB: u32 = 3802;
}

/// Microseconds from 1970 to 2000, where PostgreSQL begins to count.
const EPOCH: i64 = 946_684_800_000_000;

/// Reads the values of a row, from the first column on.
pub(super) struct Reading<'r> {
    row: &'r PgRow,
    place: usize,
}

/// A value that is not null.
struct Found<'r> {
    oid: u32,
    bytes: &'r [u8],
    value: PgValueRef<'r>,
}

impl<'r> Reading<'r> {
    pub(super) fn new(row: &'r PgRow) -> Self {
        Self { row, place: 0 }
    }

    /// The next value that is not null, past which it moves in any case.
    fn take(&mut self, expected: &str) -> Result<Found<'r>, ReadError> {
        let value = self.row.try_get_raw(self.place).ok().filter(|value| !value.is_null());
        self.place += 1;
        let value = value.ok_or_else(|| ReadError::kind(expected, "null"))?;
        if value.format() != PgValueFormat::Binary {
            return Err(ReadError::kind(expected, "in a form that was not asked for"));
        }
        let oid = value.type_info().oid().map_or(0, |oid| oid.0);
        let bytes = value.as_bytes().map_err(|_| ReadError::kind(expected, "null"))?;
        Ok(Found { oid, bytes, value })
    }
}

impl<'r> Found<'r> {
    fn mismatch(&self, expected: &str) -> ReadError {
        let name = self.value.type_info().name().to_lowercase();
        ReadError::kind(expected, &format!("of the type {name}"))
    }

    fn array<const N: usize>(&self, expected: &str) -> Result<[u8; N], ReadError> {
        self.bytes.try_into().map_err(|_| self.mismatch(expected))
    }

    fn utf8(&self, expected: &str) -> Result<&'r str, ReadError> {
        std::str::from_utf8(self.bytes).map_err(|_| ReadError::kind(expected, "no UTF-8"))
    }

    /// Types of the application's own that are texts.
    fn is_text(&self) -> bool {
        match self.oid {
            oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME => true,
            _ => {
                let ty = self.value.type_info();
                matches!(ty.kind(), PgTypeKind::Enum(_)) || ty.name().eq_ignore_ascii_case("citext")
            }
        }
    }

    fn text(&self, expected: &str) -> Result<&'r str, ReadError> {
        if self.is_text() { self.utf8(expected) } else { Err(self.mismatch(expected)) }
    }

    fn int(&self, expected: &str) -> Result<i64, ReadError> {
        match self.oid {
            oid::INT8 => self.array(expected).map(i64::from_be_bytes),
            oid::INT4 => self.array(expected).map(|bytes| i32::from_be_bytes(bytes).into()),
            oid::INT2 => self.array(expected).map(|bytes| i16::from_be_bytes(bytes).into()),
            _ => Err(self.mismatch(expected)),
        }
    }
}

impl Row for Reading<'_> {
    fn rewind(&mut self) {
        self.place = 0;
    }
}

impl RowRead for Reading<'_> {
    fn is_null(&mut self) -> bool {
        self.row.try_get_raw(self.place).map_or(true, |value| value.is_null())
    }
    fn skip(&mut self) {
        self.place += 1;
    }
    fn bool(&mut self) -> Result<bool, ReadError> {
        let found = self.take("a truth value")?;
        match (found.oid, found.bytes) {
            (oid::BOOL, [value]) => Ok(*value != 0),
            _ => Err(found.mismatch("a truth value")),
        }
    }
    fn int(&mut self) -> Result<i64, ReadError> {
        self.take("an integer")?.int("an integer")
    }
    fn float(&mut self) -> Result<f64, ReadError> {
        let found = self.take("a number")?;
        match found.oid {
            oid::FLOAT8 => found.array("a number").map(f64::from_be_bytes),
            oid::FLOAT4 => found.array("a number").map(|bytes| f32::from_be_bytes(bytes).into()),
            _ => Err(found.mismatch("a number")),
        }
    }
    fn text(&mut self) -> Result<&str, ReadError> {
        self.take("a text")?.text("a text")
    }
    fn bytes(&mut self) -> Result<&[u8], ReadError> {
        let found = self.take("bytes")?;
        if found.oid == oid::BYTEA { Ok(found.bytes) } else { Err(found.mismatch("bytes")) }
    }
    fn timestamp(&mut self) -> Result<DateTime<Utc>, ReadError> {
        let expected = "a point in time";
        let found = self.take(expected)?;
        if !matches!(found.oid, oid::TIMESTAMPTZ | oid::TIMESTAMP) {
            return Err(found.mismatch(expected));
        }
        // Also `infinity`, which is the greatest number.
        let micros = i64::from_be_bytes(found.array(expected)?).checked_add(EPOCH);
        micros.and_then(DateTime::from_timestamp_micros).ok_or_else(|| ReadError::kind(expected, "out of range"))
    }
    fn date(&mut self) -> Result<NaiveDate, ReadError> {
        let found = self.take("a date")?;
        if found.oid != oid::DATE {
            return Err(found.mismatch("a date"));
        }
        let days = i32::from_be_bytes(found.array("a date")?);
        let date = NaiveDate::from_ymd_opt(2000, 1, 1).and_then(|first| first.checked_add_signed(TimeDelta::try_days(days.into())?));
        date.ok_or_else(|| ReadError::kind("a date", "out of range"))
    }
    fn time(&mut self) -> Result<NaiveTime, ReadError> {
        let expected = "a time of day";
        let found = self.take(expected)?;
        if found.oid != oid::TIME {
            return Err(found.mismatch(expected));
        }
        let micros = i64::from_be_bytes(found.array(expected)?);
        let (seconds, rest) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let time = u32::try_from(seconds).ok().zip(u32::try_from(rest * 1_000).ok());
        time.and_then(|(seconds, nanos)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos))
            .ok_or_else(|| ReadError::kind(expected, "24:00"))
    }
    fn json(&mut self) -> Result<&str, ReadError> {
        let expected = "a JSON document";
        let mut found = self.take(expected)?;
        match (found.oid, found.bytes) {
            (oid::JSON, _) => found.utf8(expected),
            // Behind the number of its form.
            (oid::JSONB, [1, document @ ..]) => {
                found.bytes = document;
                found.utf8(expected)
            }
            _ => found.text(expected),
        }
    }
    fn uuid(&mut self) -> Result<Cow<'_, str>, ReadError> {
        let found = self.take("a UUID")?;
        if found.oid != oid::UUID {
            return found.text("a UUID").map(Cow::Borrowed);
        }
        let mut text = String::with_capacity(36);
        for (place, byte) in found.array::<16>("a UUID")?.into_iter().enumerate() {
            let hyphen = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
            let _ = write!(text, "{hyphen}{byte:02x}");
        }
        Ok(text.into())
    }
    fn decimal(&mut self) -> Result<Cow<'_, str>, ReadError> {
        let expected = "a decimal number";
        let found = self.take(expected)?;
        match found.oid {
            oid::NUMERIC => numeric(found.bytes).map(Cow::Owned).ok_or_else(|| ReadError::kind(expected, "no number")),
            oid::INT2 | oid::INT4 | oid::INT8 => found.int(expected).map(|value| value.to_string().into()),
            _ => found.text(expected).map(Cow::Borrowed),
        }
    }
    fn secret(&mut self) -> Result<Secret, ReadError> {
        // What is found instead is not shown: it may be meant as a secret.
        let found = self.bytes().map_err(|_| ReadError::new("a secret that this store did not write"));
        found.map(|sealed| Sealed::new(sealed.to_vec()).into())
    }
}

/// `numeric` as a text: groups of four digits, the first of them counting `weight` times 10,000. `None` for what is no number.
fn numeric(bytes: &[u8]) -> Option<String> {
    let mut words = bytes.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, shown) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let groups: Vec<i16> = words.collect();
    if usize::try_from(count).ok()? != groups.len() {
        return None;
    }
    let mut text = match sign {
        0 => String::new(),
        0x4000 => "-".to_owned(),
        _ => return None,
    };
    let group = |place: i32| usize::try_from(place).ok().and_then(|place| groups.get(place)).copied().unwrap_or(0);
    let weight = i32::from(weight);
    if weight < 0 {
        text.push('0');
    }
    for place in 0..=weight {
        let _ = if place == 0 { write!(text, "{}", group(0)) } else { write!(text, "{:04}", group(place)) };
    }
    let mut fraction = String::new();
    let shown = usize::try_from(shown).ok()?;
    let mut place = weight + 1;
    while fraction.len() < shown {
        let _ = write!(fraction, "{:04}", group(place));
        place += 1;
    }
    fraction.truncate(shown);
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(&fraction);
    }
    Some(text)
}
