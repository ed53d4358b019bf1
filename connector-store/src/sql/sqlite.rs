//! What SQLite says in its own way.

use connector_core::{FieldType, ModelMeta, Value};

use super::{InsertBlock, InsertSql, list, quote};

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

/// How many rows one statement inserts: with a hundred, what it costs beside them does not show any more.
const BLOCKS: [usize; 2] = [100, 10];

/// How many placeholders a statement may have.
const MOST_PLACEHOLDERS: usize = 32_766;

/// One row at a time, or a block of them.
pub(super) fn insert(meta: &ModelMeta) -> InsertSql {
    let key = meta.extends.map(|_| quote(meta.key_column));
    let columns: Vec<String> = key.into_iter().chain(meta.fields.iter().map(|field| quote(field.column))).collect();
    let (table, count) = (quote(meta.table), columns.len());
    let columns = list(columns);
    let row = |row: usize| super::placeholders(row * count + 1, count);
    // Whatever the table itself says of conflicts (one that was made by hand may say `REPLACE`), nothing is replaced.
    let text = if count == 0 {
        format!("INSERT INTO {table} DEFAULT VALUES")
    } else {
        format!("INSERT INTO {table} ({columns}) VALUES {} ON CONFLICT DO NOTHING", row(0))
    };
    let block = |rows: usize| InsertBlock {
        rows,
        text: format!("INSERT OR ABORT INTO {table} ({columns}) VALUES {}", (0..rows).map(row).collect::<Vec<_>>().join(",")),
    };
    // The key of an extension is another row's: what numbers rows does not number these.
    let numbers = meta.extends.is_none() && count > 0;
    InsertSql {
        text,
        blocks: BLOCKS.into_iter().filter(|rows| numbers && rows * count <= MOST_PLACEHOLDERS).map(block).collect(),
        #[cfg(feature = "postgres")]
        all: None,
        #[cfg(feature = "postgres")]
        one: String::new(),
        #[cfg(feature = "postgres")]
        types: Vec::new(),
    }
}
