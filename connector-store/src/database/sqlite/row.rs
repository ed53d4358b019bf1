//! Values in SQLite's own types: a point in time is an integer of microseconds since 1970 (UTC), dates and times of day are
//! ISO texts, truth values are 0 and 1.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{ReadError, RowRead, RowWrite, Sealed, Secret};
use rusqlite::types::{ToSql, ValueRef};

use crate::database::Row;

/// Binds the values of a row to the placeholders of a statement.
pub(super) struct Binder<'s, 'c> {
    statement: &'s mut rusqlite::Statement<'c>,
    place: usize,
    failed: Option<rusqlite::Error>,
}

impl<'s, 'c> Binder<'s, 'c> {
    pub(super) fn new(statement: &'s mut rusqlite::Statement<'c>) -> Self {
        Self { statement, place: 0, failed: None }
    }

    /// The first failure, if any.
    pub(super) fn finish(self) -> rusqlite::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }

    fn put(&mut self, value: impl ToSql) {
        self.place += 1;
        if let Err(error) = self.statement.raw_bind_parameter(self.place, value) {
            self.failed.get_or_insert(error);
        }
    }
}

impl RowWrite for Binder<'_, '_> {
    fn null(&mut self) {
        self.put(rusqlite::types::Null);
    }
    fn bool(&mut self, value: bool) {
        self.put(value);
    }
    fn int(&mut self, value: i64) {
        self.put(value);
    }
    fn float(&mut self, value: f64) {
        self.put(value);
    }
    fn text(&mut self, value: &str) {
        self.put(value);
    }
    fn bytes(&mut self, value: &[u8]) {
        self.put(value);
    }
    fn timestamp(&mut self, value: DateTime<Utc>) {
        self.put(value.timestamp_micros());
    }
    fn date(&mut self, value: NaiveDate) {
        self.put(value.to_string());
    }
    fn time(&mut self, value: NaiveTime) {
        self.put(value.format("%H:%M:%S%.6f").to_string());
    }
    fn json(&mut self, text: &str) {
        self.put(text);
    }
    fn secret(&mut self, secret: &Secret) {
        // Never in clear text, whatever happens above: there an empty text stands until the row has its ciphertext.
        self.put(secret.as_sealed().map_or(&[][..], Sealed::bytes));
    }
}

/// Reads the values of a row, from the first column on.
pub(super) struct Reading<'r, 's> {
    row: &'r rusqlite::Row<'s>,
    place: usize,
    /// The next value, where somebody has asked whether it is null: SQLite is not asked twice.
    seen: Option<ValueRef<'r>>,
}

impl<'r, 's> Reading<'r, 's> {
    pub(super) fn new(row: &'r rusqlite::Row<'s>) -> Self {
        Self { row, place: 0, seen: None }
    }

    fn peek(&mut self) -> ValueRef<'r> {
        *self.seen.get_or_insert_with(|| self.row.get_ref(self.place).unwrap_or(ValueRef::Null))
    }

    fn take(&mut self) -> ValueRef<'r> {
        let value = self.peek();
        self.move_to(self.place + 1);
        value
    }

    fn move_to(&mut self, place: usize) {
        self.place = place;
        self.seen = None;
    }

    fn take_text(&mut self, expected: &str) -> Result<&'r str, ReadError> {
        match self.take() {
            ValueRef::Text(text) => std::str::from_utf8(text).map_err(|_| ReadError::kind(expected, "no UTF-8")),
            other => Err(mismatch(expected, other)),
        }
    }

    fn parse<T: std::str::FromStr>(&mut self, expected: &str) -> Result<T, ReadError> {
        let text = self.take_text(expected)?;
        text.parse().map_err(|_| ReadError::kind(expected, &format!("{text:?}")))
    }
}

fn mismatch(expected: &str, found: ValueRef<'_>) -> ReadError {
    match found {
        ValueRef::Null => ReadError::kind(expected, "null"),
        ValueRef::Integer(value) => ReadError::kind(expected, &value.to_string()),
        ValueRef::Real(value) => ReadError::kind(expected, &value.to_string()),
        ValueRef::Text(_) => ReadError::kind(expected, "a text"),
        ValueRef::Blob(_) => ReadError::kind(expected, "bytes"),
    }
}

impl Row for Reading<'_, '_> {
    fn rewind(&mut self) {
        self.move_to(0);
    }
}

impl RowRead for Reading<'_, '_> {
    fn is_null(&mut self) -> bool {
        matches!(self.peek(), ValueRef::Null)
    }
    fn skip(&mut self) {
        self.move_to(self.place + 1);
    }
    fn bool(&mut self) -> Result<bool, ReadError> {
        match self.take() {
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            other => Err(mismatch("a truth value", other)),
        }
    }
    fn int(&mut self) -> Result<i64, ReadError> {
        match self.take() {
            ValueRef::Integer(value) => Ok(value),
            other => Err(mismatch("an integer", other)),
        }
    }
    fn float(&mut self) -> Result<f64, ReadError> {
        match self.take() {
            ValueRef::Real(value) => Ok(value),
            other => Err(mismatch("a number", other)),
        }
    }
    fn text(&mut self) -> Result<&str, ReadError> {
        self.take_text("a text")
    }
    fn bytes(&mut self) -> Result<&[u8], ReadError> {
        match self.take() {
            ValueRef::Blob(value) => Ok(value),
            other => Err(mismatch("bytes", other)),
        }
    }
    fn timestamp(&mut self) -> Result<DateTime<Utc>, ReadError> {
        let micros = self.int()?;
        DateTime::from_timestamp_micros(micros).ok_or_else(|| ReadError::kind("a point in time", &micros.to_string()))
    }
    fn date(&mut self) -> Result<NaiveDate, ReadError> {
        self.parse("a date")
    }
    fn time(&mut self) -> Result<NaiveTime, ReadError> {
        self.parse("a time of day")
    }
    fn json(&mut self) -> Result<&str, ReadError> {
        self.take_text("a JSON document")
    }
    fn secret(&mut self) -> Result<Secret, ReadError> {
        match self.take() {
            ValueRef::Blob(sealed) => Ok(Sealed::new(sealed.to_vec()).into()),
            // Not shown: it may be meant as a secret.
            _ => Err(ReadError::new("a secret that this store did not write")),
        }
    }
}
