//! What SQLite says in its own way.

use connector_core::{FieldType, ModelMeta, Value};

use super::{InsertSql, list, quote};

/// The time in microseconds. SQLite knows milliseconds; `unixepoch('subsec')` is unknown to programs of before 2023, which
/// may run the triggers.
pub(super) const NOW: &str =
    "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)";

/// The type of a column. Tables are `STRICT`: a value of another type is refused, as elsewhere.
pub(super) fn column_type(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Bool | FieldType::Int | FieldType::Timestamp | FieldType::ExternalInt => "INTEGER",
        FieldType::Float => "REAL",
        FieldType::Bytes | FieldType::Secret => "BLOB",
        _ => "TEXT",
    }
}

pub(super) fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(i64::from(*value).to_string()),
        Value::Bytes(value) => Some(format!("X'{}'", super::hexadecimal(value))),
        // It has no word for it, and takes what is too great for a number. What is no number is null there.
        Value::Float(value) if value.is_infinite() => Some(if *value > 0.0 { "9e999" } else { "-9e999" }.to_owned()),
        Value::Timestamp(value) => Some(value.timestamp_micros().to_string()),
        _ => None,
    }
}

/// One row at a time.
pub(super) fn insert(meta: &ModelMeta) -> InsertSql {
    let key = meta.extends.map(|_| quote(meta.key_column));
    let columns: Vec<String> = key.into_iter().chain(meta.fields.iter().map(|field| quote(field.column))).collect();
    let table = quote(meta.table);
    let text = if columns.is_empty() {
        format!("INSERT INTO {table} DEFAULT VALUES")
    } else {
        let values = super::placeholders(1, columns.len());
        format!("INSERT INTO {table} ({}) VALUES {values} ON CONFLICT DO NOTHING", list(columns))
    };
    InsertSql {
        text,
        #[cfg(feature = "postgres")]
        one: String::new(),
        #[cfg(feature = "postgres")]
        types: Vec::new(),
    }
}
