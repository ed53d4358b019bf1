//! The statements of a model, written once from its metadata.
//!
//! Placeholders are `?1`, `?2`, …; names are always quoted. What differs between databases is in a file for each, beside
//! this one; nothing above this folder and `database` knows which database runs.

pub(crate) mod ddl;

use std::fmt::Write;

use connector_core::{ModelMeta, Role};

/// A name, quoted, so that it can be any text.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `a, b, c`
pub(crate) fn list(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}

/// The statements of one model that do not depend on values.
#[derive(Debug)]
pub(crate) struct ModelSql {
    table: String,
    key: String,
    /// Inserts a row unless a unique key is in the way: one placeholder a field.
    pub(crate) insert: String,
    /// Reads rows: the key, every field, every related field; the table is `t`.
    pub(crate) select: String,
    /// Reads the row with the key `?1`.
    pub(crate) by_key: String,
    /// Reads the rows with the values of one unique key, for each of them.
    pub(crate) by_unique: Vec<String>,
    /// Deletes the row with the key `?1`.
    pub(crate) delete: String,
    /// Of a binding: the columns of its roles.
    pub(crate) binding: Option<BindingSql>,
}

/// The statements of a binding.
#[derive(Debug)]
pub(crate) struct BindingSql {
    /// `… WHERE backend = ?1 AND external_id = ?2`, whole rows.
    pub(crate) to_internal: String,
    /// The same up to `external_id`, to be followed by a list.
    pub(crate) to_internal_many: String,
    /// External ID and record of `?2` on backend `?1`.
    pub(crate) to_record: String,
    pub(crate) to_record_many: String,
    pub(crate) to_external: String,
    pub(crate) to_external_many: String,
    /// Attaches `?1` at `?2` to the row `?3` on backend `?4`, unless it has another external ID.
    pub(crate) bind: String,
    /// Takes the external ID from the row `?1` on backend `?2`.
    pub(crate) unbind: String,
}

impl ModelSql {
    pub(crate) fn new(meta: &ModelMeta) -> Self {
        let table = quote(meta.table);
        let key = quote(meta.key_column);
        // The key of an extension's row is another row's, and comes with it.
        let own_key = meta.extends.map(|_| key.clone());
        let columns: Vec<String> = own_key.into_iter().chain(meta.fields.iter().map(|field| quote(field.column))).collect();
        let (read, joins) = reading(meta, "t");
        let select = format!("SELECT {read} FROM {table} t{joins}");

        let insert = if columns.is_empty() {
            format!("INSERT INTO {table} DEFAULT VALUES")
        } else {
            format!("INSERT INTO {table} ({}) VALUES {} ON CONFLICT DO NOTHING", columns.join(", "), placeholders(1, columns.len()))
        };
        let by_unique = meta
            .unique
            .iter()
            .map(|unique| {
                let mut conditions: Vec<String> =
                    unique.fields.iter().enumerate().map(|(place, field)| format!("t.{} = ?{}", column(meta, field), place + 1)).collect();
                conditions.extend(unique.only_where.map(|field| format!("t.{}", column(meta, field))));
                format!("{select} WHERE {}", conditions.join(" AND "))
            })
            .collect();
        let binding = BindingSql::new(meta, &select);
        Self {
            by_key: format!("{select} WHERE t.{key} = ?1"),
            delete: format!("DELETE FROM {table} WHERE {key} = ?1"),
            table,
            key,
            insert,
            select,
            by_unique,
            binding,
        }
    }

    /// Reads the rows with any of `count` keys.
    pub(crate) fn by_keys(&self, count: usize) -> String {
        format!("{} WHERE t.{} IN {}", self.select, self.key, placeholders(1, count))
    }

    /// Reads all rows in the order of their keys, after the key `?1`, at most `?2`.
    pub(crate) fn page(&self) -> String {
        format!("{} WHERE t.{key} > ?1 ORDER BY t.{key} LIMIT ?2", self.select, key = self.key)
    }

    /// Counts the rows.
    pub(crate) fn count(&self) -> String {
        format!("SELECT count(*) FROM {}", self.table)
    }

    /// Writes some columns of the row whose key is the last placeholder.
    pub(crate) fn update<'a>(&self, columns: impl Iterator<Item = &'a str>) -> String {
        let assignments: Vec<String> = columns.enumerate().map(|(place, column)| format!("{} = ?{}", quote(column), place + 1)).collect();
        format!("UPDATE {} SET {} WHERE {} = ?{}", self.table, assignments.join(", "), self.key, assignments.len() + 1)
    }
}

/// What is selected of the rows of a model, whose table is `alias`: the key, every field, every related field; and the joins
/// that this takes.
fn reading(meta: &ModelMeta, alias: &str) -> (String, String) {
    let columns = std::iter::once(meta.key_column).chain(meta.fields.iter().map(|field| field.column));
    let mut read = list(columns.map(|column| format!("{alias}.{}", quote(column))));
    let mut joins = String::new();
    for (place, related) in meta.related.iter().enumerate() {
        let (table, key, link) = (quote(related.table), quote(related.key), quote(related.link));
        let _ = write!(read, ", {alias}{place}.{}", quote(related.column));
        let _ = write!(joins, " LEFT JOIN {table} {alias}{place} ON {alias}{place}.{key} = {alias}.{link}");
    }
    (read, joins)
}

/// Reads rows of `meta` with any of `count` keys, each followed by its row of `extension`, whose values are all null where it
/// has none.
pub(crate) fn extended_by_keys(meta: &ModelMeta, extension: &ModelMeta, count: usize) -> String {
    let (read, joins) = reading(meta, "t");
    let (more, more_joins) = reading(extension, "e");
    let (table, key) = (quote(meta.table), quote(meta.key_column));
    let (extension, extension_key) = (quote(extension.table), quote(extension.key_column));
    format!(
        "SELECT {read}, {more} FROM {table} t{joins} LEFT JOIN {extension} e ON e.{extension_key} = t.{key}{more_joins} WHERE t.{key} IN {}",
        placeholders(1, count)
    )
}

impl BindingSql {
    fn new(meta: &ModelMeta, select: &str) -> Option<Self> {
        let role = |role| meta.role(role).map(|position| quote(meta.fields[position].column));
        let (backend, external) = (role(Role::Backend)?, role(Role::ExternalId)?);
        // A direct binding links nothing: what asks for records is typed so that it is never called.
        let record = role(Role::Record).map_or_else(|| "NULL".to_owned(), |record| format!("t.{record}"));
        let date = role(Role::SyncDate)?;
        let table = quote(meta.table);
        let key = quote(meta.key_column);
        // Columns are named with their table: SQLite takes a quoted name alone for a text where there is no such column.
        let pair = format!("SELECT t.{external}, {record} FROM {table} t WHERE t.{backend} = ?1 AND");
        Some(Self {
            to_internal: format!("{select} WHERE t.{backend} = ?1 AND t.{external} = ?2"),
            to_internal_many: format!("{select} WHERE t.{backend} = ?1 AND t.{external} IN "),
            to_record: format!("{pair} t.{external} = ?2"),
            to_record_many: format!("{pair} t.{external} IN "),
            to_external: format!("{pair} {record} = ?2 AND t.{external} IS NOT NULL ORDER BY t.{key}"),
            to_external_many: format!("{pair} t.{external} IS NOT NULL AND {record} IN "),
            bind: format!(
                "UPDATE {table} SET {external} = ?1, {date} = ?2 WHERE {key} = ?3 AND {backend} = ?4 \
                 AND ({external} IS NULL OR {external} = ?1)"
            ),
            unbind: format!("UPDATE {table} SET {external} = NULL WHERE {key} = ?1 AND {backend} = ?2"),
        })
    }
}

/// `(?2, ?3, ?4)`
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5 + 2);
    text.push('(');
    for place in first..first + count {
        if place > first {
            text.push(',');
        }
        let _ = write!(text, "?{place}");
    }
    text.push(')');
    text
}

/// The quoted column of a field, by the field's name.
pub(crate) fn column(meta: &ModelMeta, field: &str) -> String {
    quote(meta.field(field).map_or(field, |field| field.column))
}
