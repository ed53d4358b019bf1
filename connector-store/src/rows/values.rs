//! Values of rows, typed and untyped.

use connector_core::{FieldType, Key, Model, ModelId, ModelMeta, ReadError, RowRead, Value};

use crate::{Error, Stored};

/// A key as a value.
pub(crate) fn key_value(key: &Key) -> Value {
    match key {
        Key::Int(key) => Value::Int(*key),
        Key::Text(key) => Value::Text(key.clone()),
        _ => Value::Null,
    }
}

/// A row of a query that selects whole rows.
pub(crate) fn read<T: Model>(row: &mut dyn RowRead) -> Result<Stored<T>, Error> {
    let key = read_key(T::META, row)?;
    let mut counting = Counting { row, place: 0 };
    match T::read_from(&mut counting) {
        Ok(value) => Ok(Stored::new(T::Id::from_key(key), value)),
        Err(error) => {
            let place = counting.place.saturating_sub(1);
            let field = T::FIELDS.get(place).map(|field| field.name);
            let related = T::RELATED.get(place.saturating_sub(T::FIELDS.len())).map(|field| field.name);
            let field = field.or(related).unwrap_or("?");
            Err(Error::Unreadable { model: T::NAME, id: key.to_string(), field, message: error.to_string() })
        }
    }
}

fn read_key(meta: &'static ModelMeta, row: &mut dyn RowRead) -> Result<Key, Error> {
    key_from(meta.key_type, row).map_err(|error| Error::Unreadable {
        model: meta.name,
        id: "?".to_owned(),
        field: meta.key_column,
        message: error.to_string(),
    })
}

/// A key of a kind.
pub(crate) fn key_from(ty: FieldType, row: &mut dyn RowRead) -> Result<Key, ReadError> {
    match ty {
        FieldType::Int => row.int().map(Key::Int),
        FieldType::Uuid => row.uuid().map(|key| Key::Text(key.into_owned())),
        _ => row.text().map(|key| Key::Text(key.to_owned())),
    }
}

/// The same as untyped values.
pub(super) fn read_values(meta: &'static ModelMeta, row: &mut dyn RowRead) -> Result<(Key, Vec<Value>), Error> {
    let key = read_key(meta, row)?;
    let mut values = Vec::with_capacity(meta.fields.len());
    for field in meta.fields {
        let value = read_value(field.ty, row).map_err(|error| Error::Unreadable {
            model: meta.name,
            id: key.to_string(),
            field: field.name,
            message: error.to_string(),
        })?;
        values.push(value);
    }
    Ok((key, values))
}

/// One value of a kind.
pub(crate) fn read_value(ty: FieldType, row: &mut dyn RowRead) -> Result<Value, ReadError> {
    if row.is_null() {
        row.skip();
        return Ok(Value::Null);
    }
    Ok(match ty {
        FieldType::Bool => Value::Bool(row.bool()?),
        FieldType::Int | FieldType::ExternalInt => Value::Int(row.int()?),
        FieldType::Float => Value::Float(row.float()?),
        FieldType::Bytes => Value::Bytes(row.bytes()?.to_owned()),
        FieldType::Timestamp => Value::Timestamp(row.timestamp()?),
        FieldType::Date => Value::Date(row.date()?),
        FieldType::Time => Value::Time(row.time()?),
        FieldType::Json | FieldType::Translated => Value::Json(row.json()?.to_owned()),
        FieldType::Uuid => Value::Uuid(row.uuid()?.into_owned()),
        FieldType::Decimal => Value::Decimal(row.decimal()?.into_owned()),
        FieldType::Secret => Value::Secret(row.secret()?),
        _ => Value::Text(row.text()?.to_owned()),
    })
}

/// Knows which field is being read, so that an error can name it.
struct Counting<'r> {
    row: &'r mut dyn RowRead,
    place: usize,
}

/// Passes each method on and counts.
macro_rules! counted {
    ($($method:ident -> $type:ty;)*) => {$(
        fn $method(&mut self) -> Result<$type, ReadError> {
            self.place += 1;
            self.row.$method()
        }
    )*};
}

impl RowRead for Counting<'_> {
    fn is_null(&mut self) -> bool {
        self.row.is_null()
    }
    fn skip(&mut self) {
        self.place += 1;
        self.row.skip();
    }
    counted! {
        bool -> bool;
        int -> i64;
        float -> f64;
        text -> &str;
        bytes -> &[u8];
        timestamp -> chrono::DateTime<chrono::Utc>;
        date -> chrono::NaiveDate;
        time -> chrono::NaiveTime;
        json -> &str;
        uuid -> std::borrow::Cow<'_, str>;
        decimal -> std::borrow::Cow<'_, str>;
        secret -> connector_core::Secret;
    }
}
