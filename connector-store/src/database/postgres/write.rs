//! Values in PostgreSQL's own types, one by one or a column of them as an array.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{FieldType, RowWrite, Sealed, Secret, Value, to_microseconds};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::{Arguments, Encode, Postgres, Type};

use crate::Error;
use crate::database::WriteRow;

/// Null, of whatever type the statement says.
struct Null;

impl Type<Postgres> for Null {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for Null {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

fn refused<E>(_: E) -> Error {
    Error::Database("the driver refused a value".to_owned())
}

/// The values of a statement.
pub(super) fn arguments(values: &[Value]) -> Result<PgArguments, Error> {
    let mut single = Single::default();
    // Most take no more than this.
    single.arguments.reserve(values.len(), values.len() * 24);
    for value in values {
        value.write_to(&mut single);
    }
    if single.failed { Err(refused(())) } else { Ok(single.arguments) }
}

/// The values of one row.
pub(super) fn row(row: &dyn WriteRow) -> Result<PgArguments, Error> {
    let mut single = Single::default();
    row.write(&mut single);
    if single.failed { Err(refused(())) } else { Ok(single.arguments) }
}

/// The values of a statement, and then its lists of keys.
pub(super) fn listed(values: &[Value], lists: Vec<Vec<Value>>) -> Result<PgArguments, Error> {
    let mut arguments = arguments(values)?;
    for list in lists {
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        for value in list {
            match value {
                Value::Int(number) => numbers.push(number),
                Value::Text(text) | Value::Uuid(text) => texts.push(text),
                // A key that is not known yet is no row's.
                _ => {}
            }
        }
        let added = if texts.is_empty() { arguments.add(numbers) } else { arguments.add(texts) };
        added.map_err(refused)?;
    }
    Ok(arguments)
}

/// The values of many rows, a column each, after their places.
pub(super) fn columns(types: &[FieldType], rows: &[&dyn WriteRow]) -> Result<PgArguments, Error> {
    let mut columns = Columns { kept: types.iter().skip(1).map(|ty| Column::new(*ty, rows.len())).collect(), place: 0, failed: false };
    for row in rows {
        columns.place = 0;
        row.write(&mut columns);
        columns.failed |= columns.place != columns.kept.len();
    }
    if columns.failed {
        return Err(Error::Database("a row has other values than its model says".to_owned()));
    }
    let mut arguments = PgArguments::default();
    let places: Vec<i64> = (0..).take(rows.len()).collect();
    arguments.add(places).map_err(refused)?;
    for column in columns.kept {
        column.add_to(&mut arguments).map_err(refused)?;
    }
    Ok(arguments)
}

/// Takes values one by one.
#[derive(Default)]
struct Single {
    arguments: PgArguments,
    failed: bool,
}

impl Single {
    fn put<'q>(&mut self, value: impl Encode<'q, Postgres> + Type<Postgres>) {
        self.failed |= self.arguments.add(value).is_err();
    }
}

impl RowWrite for Single {
    fn null(&mut self) {
        self.put(Null);
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
        self.put(to_microseconds(value));
    }
    fn date(&mut self, value: NaiveDate) {
        self.put(value);
    }
    fn time(&mut self, value: NaiveTime) {
        self.put(value);
    }
    fn json(&mut self, text: &str) {
        self.put(text);
    }
    fn secret(&mut self, secret: &Secret) {
        // Never in clear text, whatever happens above: there an empty text stands until the row has its ciphertext.
        self.bytes(secret.as_sealed().map_or(&[], Sealed::bytes));
    }
}

/// The values of one column.
enum Column {
    Bool(Vec<Option<bool>>),
    Int(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Timestamp(Vec<Option<DateTime<Utc>>>),
    Date(Vec<Option<NaiveDate>>),
    Time(Vec<Option<NaiveTime>>),
}

impl Column {
    fn new(ty: FieldType, rows: usize) -> Self {
        match ty {
            FieldType::Bool => Self::Bool(Vec::with_capacity(rows)),
            FieldType::Int | FieldType::ExternalInt => Self::Int(Vec::with_capacity(rows)),
            FieldType::Float => Self::Float(Vec::with_capacity(rows)),
            FieldType::Bytes | FieldType::Secret => Self::Bytes(Vec::with_capacity(rows)),
            FieldType::Timestamp => Self::Timestamp(Vec::with_capacity(rows)),
            FieldType::Date => Self::Date(Vec::with_capacity(rows)),
            FieldType::Time => Self::Time(Vec::with_capacity(rows)),
            _ => Self::Text(Vec::with_capacity(rows)),
        }
    }

    fn null(&mut self) {
        match self {
            Self::Bool(values) => values.push(None),
            Self::Int(values) => values.push(None),
            Self::Float(values) => values.push(None),
            Self::Text(values) => values.push(None),
            Self::Bytes(values) => values.push(None),
            Self::Timestamp(values) => values.push(None),
            Self::Date(values) => values.push(None),
            Self::Time(values) => values.push(None),
        }
    }

    fn add_to(self, arguments: &mut PgArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Bool(values) => arguments.add(values),
            Self::Int(values) => arguments.add(values),
            Self::Float(values) => arguments.add(values),
            Self::Text(values) => arguments.add(values),
            Self::Bytes(values) => arguments.add(values),
            Self::Timestamp(values) => arguments.add(values),
            Self::Date(values) => arguments.add(values),
            Self::Time(values) => arguments.add(values),
        }
    }
}

/// Takes the values of rows into their columns.
struct Columns {
    kept: Vec<Column>,
    place: usize,
    failed: bool,
}

/// Takes a value of one kind.
macro_rules! into_column {
    ($self:ident, $kind:ident, $value:expr) => {{
        $self.place += 1;
        match $self.kept.get_mut($self.place - 1) {
            Some(Column::$kind(values)) => values.push(Some($value)),
            _ => $self.failed = true,
        }
    }};
}

impl RowWrite for Columns {
    fn null(&mut self) {
        self.place += 1;
        match self.kept.get_mut(self.place - 1) {
            Some(column) => column.null(),
            None => self.failed = true,
        }
    }
    fn bool(&mut self, value: bool) {
        into_column!(self, Bool, value);
    }
    fn int(&mut self, value: i64) {
        into_column!(self, Int, value);
    }
    fn float(&mut self, value: f64) {
        into_column!(self, Float, value);
    }
    fn text(&mut self, value: &str) {
        into_column!(self, Text, value.to_owned());
    }
    fn bytes(&mut self, value: &[u8]) {
        into_column!(self, Bytes, value.to_owned());
    }
    fn timestamp(&mut self, value: DateTime<Utc>) {
        into_column!(self, Timestamp, to_microseconds(value));
    }
    fn date(&mut self, value: NaiveDate) {
        into_column!(self, Date, value);
    }
    fn time(&mut self, value: NaiveTime) {
        into_column!(self, Time, value);
    }
    fn json(&mut self, text: &str) {
        self.text(text);
    }
    fn secret(&mut self, secret: &Secret) {
        // As above.
        self.bytes(secret.as_sealed().map_or(&[], Sealed::bytes));
    }
}
