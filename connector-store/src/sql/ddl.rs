//! Statements that make tables, in the dialect of each database.

use connector_core::{Field, FieldType, Link, ModelMeta, OnDelete, Value};

use super::{column, list, quote};

/// The type of a column on SQLite. Its tables are `STRICT`: a value of another type is refused, as elsewhere.
pub(crate) fn sqlite_type(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Bool | FieldType::Int | FieldType::Timestamp | FieldType::ExternalInt => "INTEGER",
        FieldType::Float => "REAL",
        FieldType::Bytes | FieldType::Secret => "BLOB",
        _ => "TEXT",
    }
}

/// Makes the table of a model.
pub(crate) fn create_table(meta: &ModelMeta) -> String {
    let (name, ty) = (quote(meta.key_column), sqlite_type(meta.key_type));
    let key = match meta.extends {
        // In SQLite a text key alone may be null.
        Some(extended) => format!("{name} {ty} NOT NULL PRIMARY KEY{}", references(extended)),
        None => format!("{name} {ty} PRIMARY KEY AUTOINCREMENT"),
    };
    let columns = list(std::iter::once(key).chain(meta.fields.iter().map(column_definition)));
    format!("CREATE TABLE {} ({columns}) STRICT", quote(meta.table))
}

/// Adds the column of a field.
pub(crate) fn add_column(meta: &ModelMeta, field: &Field) -> String {
    format!("ALTER TABLE {} ADD COLUMN {}", quote(meta.table), column_definition(field))
}

/// Finds those of the texts that a column holds.
pub(crate) fn held_texts<'a>(meta: &ModelMeta, field: &Field, texts: impl Iterator<Item = &'a str>) -> String {
    let (table, column) = (quote(meta.table), quote(field.column));
    // The column is named with its table: SQLite takes a quoted name alone for a text where there is no such column.
    format!("SELECT DISTINCT t.{column} FROM {table} t WHERE t.{column} IN ({}) ORDER BY 1", list(texts.map(text)))
}

/// Writes one text of a column in the place of another one.
pub(crate) fn replace_text(meta: &ModelMeta, field: &Field, old: &str, new: &str) -> String {
    let (table, column) = (quote(meta.table), quote(field.column));
    format!("UPDATE {table} SET {column} = {} WHERE {column} = {}", text(new), text(old))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn column_definition(field: &Field) -> String {
    let mut text = format!("{} {}", quote(field.column), sqlite_type(field.ty));
    if field.required {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = field.default.and_then(|default| literal(&default())) {
        text.push_str(" DEFAULT ");
        text.push_str(&default);
    }
    if let Some(link) = field.link {
        text.push_str(&references(link));
    }
    text
}

fn references(link: Link) -> String {
    let policy = match link.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::Restrict => "RESTRICT",
        OnDelete::SetNull => "SET NULL",
    };
    format!(" REFERENCES {} ({}) ON DELETE {policy}", quote(link.table), quote(link.key))
}

/// A value as a literal; `None` where it has none (a secret's default would stand in the schema in clear text).
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(i64::from(*value).to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) if value.is_finite() => Some(format!("{value:?}")),
        Value::Text(value) | Value::Json(value) | Value::Uuid(value) | Value::Decimal(value) => Some(text(value)),
        Value::Timestamp(value) => Some(value.timestamp_micros().to_string()),
        Value::Date(value) => Some(text(&value.to_string())),
        Value::Time(value) => Some(text(&value.format("%H:%M:%S%.6f").to_string())),
        _ => None,
    }
}

/// An index that a model needs.
pub(crate) struct Index {
    /// Its name, unquoted.
    pub(crate) name: String,
    /// The statement that makes it.
    pub(crate) create: String,
    /// Whether it is a unique key.
    pub(crate) unique: bool,
}

/// The indexes of a model: its unique keys, then what is asked for with `index`, then the links, so that deleting what is
/// linked does not read whole tables.
pub(crate) fn indexes(meta: &ModelMeta) -> Vec<Index> {
    let table = quote(meta.table);
    let mut indexes: Vec<Index> = meta
        .unique
        .iter()
        .map(|unique| {
            let columns = list(unique.fields.iter().map(|field| column(meta, field)));
            let only = unique.only_where.map_or_else(String::new, |field| format!(" WHERE {}", column(meta, field)));
            let create = format!("CREATE UNIQUE INDEX {} ON {table} ({columns}){only}", quote(unique.name));
            Index { name: unique.name.to_owned(), create, unique: true }
        })
        .collect();
    for field in meta.fields.iter().filter(|field| field.index || field.link.is_some()) {
        let leads = meta.unique.iter().any(|unique| unique.only_where.is_none() && unique.fields.first() == Some(&field.name));
        if !leads {
            let name = index_name(meta.table, field.column);
            let create = format!("CREATE INDEX {} ON {table} ({})", quote(&name), quote(field.column));
            indexes.push(Index { name, create, unique: false });
        }
    }
    indexes
}

/// `table_column_idx`; over the 63 bytes that PostgreSQL keeps, cut and ended with a hash.
fn index_name(table: &str, column: &str) -> String {
    let name = format!("{table}_{column}_idx");
    if name.len() <= 63 {
        return name;
    }
    // FNV-1a: the same on every machine and in every version.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut cut = 54;
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}_{:08x}", &name[..cut], hash & 0xffff_ffff)
}
