//! Statements that make tables, in the dialect of each database.

use connector_core::{Field, FieldType, Link, ModelMeta, OnDelete, Value, derived_name};

use super::{Dialect, list, quote, text};

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

/// A link that a table needs.
pub(crate) struct LinkSql {
    /// Its name, unquoted, where it is made apart from its column.
    pub(crate) name: String,
    /// The column that links, unquoted.
    pub(crate) column: &'static str,
    /// What it links.
    pub(crate) link: Link,
}

/// The links of a model: the one of an extension's key, then those of its fields.
pub(crate) fn links(meta: &ModelMeta) -> Vec<LinkSql> {
    let own = meta.extends.map(|extended| (meta.key_column, extended));
    let fields = meta.fields.iter().filter_map(|field| Some((field.column, field.link?)));
    own.into_iter().chain(fields).map(|(column, link)| LinkSql { name: derived_name(meta.table, column, "fkey"), column, link }).collect()
}

/// Makes a link apart from its column.
pub(crate) fn create_link(dialect: Dialect, table: &str, link: &LinkSql) -> String {
    let (table, name, column) = (dialect.table(table), quote(&link.name), quote(link.column));
    format!("ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}){}", references(dialect, link.link))
}

/// Writes one text of a column in the place of another one.
pub(crate) fn replace_text(dialect: Dialect, meta: &ModelMeta, field: &Field, old: &str, new: &str) -> String {
    let (table, column) = (dialect.table(meta.table), quote(field.column));
    format!("UPDATE {table} SET {column} = {} WHERE {column} = {}", text(new), text(old))
}

/// A column as it stands in the statement that makes its table.
pub(crate) fn column_definition(dialect: Dialect, field: &Field) -> String {
    let mut text = dialect.typed_column(field.column, field.ty);
    if field.required {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = default_literal(dialect, field) {
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

/// The default of a column, as it stands in a statement.
pub(crate) fn default_literal(dialect: Dialect, field: &Field) -> Option<String> {
    field.default.and_then(|default| literal(dialect, &default()))
}

/// The default of a column, where it is the same at every start: the time of today is not, and neither is a new UUID, nor the
/// order of a document's keys.
pub(crate) fn lasting_default(dialect: Dialect, field: &Field) -> Option<String> {
    let changes = matches!(
        field.ty,
        FieldType::Timestamp | FieldType::Date | FieldType::Time | FieldType::Uuid | FieldType::Json | FieldType::Translated
    );
    if changes { None } else { default_literal(dialect, field) }
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
pub(crate) struct Index {
    /// Its name, unquoted.
    pub(crate) name: String,
    /// Its columns, unquoted.
    pub(crate) columns: Vec<(&'static str, FieldType)>,
    /// The truth value, unquoted, for whose rows alone it holds.
    pub(crate) only_where: Option<&'static str>,
    /// Whether it is a unique key.
    pub(crate) unique: bool,
}

/// Makes an index.
pub(crate) fn create_index(dialect: Dialect, table: &str, index: &Index) -> String {
    let kind = if index.unique { "UNIQUE INDEX" } else { "INDEX" };
    let columns = list(index.columns.iter().map(|(column, ty)| dialect.compared(quote(column), Some(*ty))));
    let only = index.only_where.map_or_else(String::new, |column| format!(" WHERE {}", quote(column)));
    format!("CREATE {kind} {} ON {} ({columns}){only}", quote(&index.name), dialect.table(table))
}

/// The indexes of a model: its unique keys, then what is asked for with `index`, then the links, so that deleting what is
/// linked does not read whole tables.
pub(crate) fn indexes(meta: &ModelMeta) -> Vec<Index> {
    let unique = meta.unique.iter().map(|unique| {
        let fields = unique.fields.iter().filter_map(|field| meta.field(field));
        let columns = fields.map(|field| (field.column, field.ty)).collect();
        let only_where = unique.only_where.and_then(|field| meta.field(field)).map(|field| field.column);
        Index { name: unique.name.to_owned(), columns, only_where, unique: true }
    });
    let plain = meta.fields.iter().filter_map(|field| {
        let name = meta.index_name(field)?;
        Some(Index { name, columns: vec![(field.column, field.ty)], only_where: None, unique: false })
    });
    unique.chain(plain).chain(super::jobs::index(meta)).collect()
}
