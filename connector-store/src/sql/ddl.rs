//! Statements that make tables, in the dialect of each database.

use connector_core::{Field, FieldType, Link, ModelMeta, OnDelete, Value};

use super::{Dialect, column, list, quote, text};

/// Makes the table of a model.
pub(crate) fn create_table(dialect: Dialect, meta: &ModelMeta) -> String {
    let key = dialect.typed_column(meta.key_column, meta.key_type);
    let key = match meta.extends {
        // In SQLite a text key alone may be null.
        Some(extended) => format!("{key} NOT NULL PRIMARY KEY{}", with_column(dialect, extended)),
        None => format!("{key} {}", dialect.numbering()),
    };
    let columns = list(std::iter::once(key).chain(meta.fields.iter().map(|field| column_definition(dialect, field))));
    format!("CREATE TABLE {} ({columns}){}", dialect.table(meta.table), dialect.table_options())
}

/// Adds the column of a field.
pub(crate) fn add_column(dialect: Dialect, meta: &ModelMeta, field: &Field) -> String {
    format!("ALTER TABLE {} ADD COLUMN {}", dialect.table(meta.table), column_definition(dialect, field))
}

/// A link of a table, where it is made apart from its column.
#[cfg_attr(not(feature = "postgres"), allow(dead_code))] // SQLite is not asked for it.
pub(crate) struct LinkSql {
    /// Its name, unquoted.
    pub(crate) name: String,
    /// The column that links, unquoted.
    pub(crate) column: &'static str,
    /// The table that is linked.
    pub(crate) target: &'static str,
    /// The statement that makes it.
    pub(crate) create: String,
}

/// The links of a model: the one of an extension's key, then those of its fields.
pub(crate) fn links(dialect: Dialect, meta: &ModelMeta) -> Vec<LinkSql> {
    let own = meta.extends.map(|extended| (meta.key_column, extended));
    let fields = meta.fields.iter().filter_map(|field| Some((field.column, field.link?)));
    let table = dialect.table(meta.table);
    own.into_iter()
        .chain(fields)
        .map(|(column, link)| {
            let name = derived_name(meta.table, column, "fkey");
            let (quoted, own, to) = (quote(&name), quote(column), references(dialect, link));
            let create = format!("ALTER TABLE {table} ADD CONSTRAINT {quoted} FOREIGN KEY ({own}){to}");
            LinkSql { name, column, target: link.table, create }
        })
        .collect()
}

/// Finds those of the texts that a column holds.
pub(crate) fn held_texts<'a>(dialect: Dialect, meta: &ModelMeta, field: &Field, texts: impl Iterator<Item = &'a str>) -> String {
    let (table, column) = (dialect.table(meta.table), quote(field.column));
    // The column is named with its table: SQLite takes a quoted name alone for a text where there is no such column.
    format!("SELECT DISTINCT t.{column} FROM {table} t WHERE t.{column} IN ({}) ORDER BY 1", list(texts.map(text)))
}

/// Writes one text of a column in the place of another one.
pub(crate) fn replace_text(dialect: Dialect, meta: &ModelMeta, field: &Field, old: &str, new: &str) -> String {
    let (table, column) = (dialect.table(meta.table), quote(field.column));
    format!("UPDATE {table} SET {column} = {} WHERE {column} = {}", text(new), text(old))
}

fn column_definition(dialect: Dialect, field: &Field) -> String {
    let mut text = dialect.typed_column(field.column, field.ty);
    if field.required {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = field.default.and_then(|default| literal(dialect, &default())) {
        text.push_str(" DEFAULT ");
        text.push_str(&default);
    }
    if let Some(link) = field.link {
        text.push_str(&with_column(dialect, link));
    }
    text
}

/// A link as part of its column.
fn with_column(dialect: Dialect, link: Link) -> String {
    if dialect.links_apart() { String::new() } else { references(dialect, link) }
}

fn references(dialect: Dialect, link: Link) -> String {
    let policy = match link.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::Restrict => "RESTRICT",
        OnDelete::SetNull => "SET NULL",
    };
    format!(" REFERENCES {} ({}) ON DELETE {policy}", dialect.table(link.table), quote(link.key))
}

/// A value as a literal; `None` where it has none (a secret's default would stand in the schema in clear text).
fn literal(dialect: Dialect, value: &Value) -> Option<String> {
    if let Some(literal) = dialect.literal(value) {
        return Some(literal);
    }
    match value {
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) if value.is_finite() => Some(format!("{value:?}")),
        Value::Text(value) | Value::Json(value) | Value::Uuid(value) | Value::Decimal(value) => Some(text(value)),
        Value::Date(value) => Some(text(&value.to_string())),
        Value::Time(value) => Some(text(&value.format("%H:%M:%S%.6f").to_string())),
        _ => None,
    }
}

/// An index that a model needs.
#[cfg_attr(not(feature = "postgres"), allow(dead_code))] // SQLite compares the statement.
pub(crate) struct Index {
    /// Its name, unquoted.
    pub(crate) name: String,
    /// Its columns, unquoted.
    pub(crate) columns: Vec<(&'static str, FieldType)>,
    /// The truth value, unquoted, for whose rows alone it holds.
    pub(crate) only_where: Option<&'static str>,
    /// Whether it is a unique key.
    pub(crate) unique: bool,
    /// The statement that makes it.
    pub(crate) create: String,
}

/// The indexes of a model: its unique keys, then what is asked for with `index`, then the links, so that deleting what is
/// linked does not read whole tables.
pub(crate) fn indexes(dialect: Dialect, meta: &ModelMeta) -> Vec<Index> {
    let table = dialect.table(meta.table);
    let listed = |columns: &[(&str, FieldType)]| list(columns.iter().map(|(column, ty)| dialect.compared(quote(column), Some(*ty))));
    let mut indexes: Vec<Index> = meta
        .unique
        .iter()
        .map(|unique| {
            let fields = unique.fields.iter().filter_map(|field| meta.field(field));
            let columns: Vec<_> = fields.map(|field| (field.column, field.ty)).collect();
            let only = unique.only_where.map_or_else(String::new, |field| format!(" WHERE {}", column(meta, field)));
            let create = format!("CREATE UNIQUE INDEX {} ON {table} ({}){only}", quote(unique.name), listed(&columns));
            let only_where = unique.only_where.and_then(|field| meta.field(field)).map(|field| field.column);
            Index { name: unique.name.to_owned(), columns, only_where, unique: true, create }
        })
        .collect();
    for field in meta.fields.iter().filter(|field| field.index || field.link.is_some()) {
        let leads = meta.unique.iter().any(|unique| unique.only_where.is_none() && unique.fields.first() == Some(&field.name));
        if !leads {
            let name = derived_name(meta.table, field.column, "idx");
            let columns = vec![(field.column, field.ty)];
            let create = format!("CREATE INDEX {} ON {table} ({})", quote(&name), listed(&columns));
            indexes.push(Index { name, columns, only_where: None, unique: false, create });
        }
    }
    indexes
}

/// `table_column_idx`; over the 63 bytes that PostgreSQL keeps, cut and ended with a hash.
pub(super) fn derived_name(table: &str, column: &str, kind: &str) -> String {
    let name = format!("{table}_{column}_{kind}");
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
