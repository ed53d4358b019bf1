//! The statements of a model, written once from its metadata.
//!
//! `?1`, `?2`, … stand for the values, in what is described here as in what is written for both databases; a [`Dialect`] writes them
//! as its database has them (`$1`, … on PostgreSQL). Names are always quoted. What differs between databases is in a file for
//! each, beside this one; nothing above this folder and `database` knows which database runs.

pub(crate) mod ddl;
pub(crate) mod definition;
mod dialect;
pub(crate) mod jobs;
mod listed;
pub(crate) mod names;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod script;
#[cfg(feature = "sqlite")]
mod sqlite;
pub(crate) mod triggers;

use std::fmt::Write;

use connector_core::{Field, FieldType, ModelMeta, Role, Unique};

#[cfg(feature = "sqlite")]
pub(crate) use self::dialect::InsertBlock;
pub(crate) use self::dialect::{Dialect, InsertSql};
pub(crate) use self::listed::ListedSql;

/// A name, quoted, so that it can be any text.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `a, b, c`
pub(crate) fn list(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}

/// A text as a literal.
pub(crate) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Bytes as digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The statements of one model that do not depend on values.
#[derive(Debug)]
pub(crate) struct ModelSql {
    dialect: Dialect,
    table: String,
    key: String,
    key_type: FieldType,
    /// Inserts rows unless a unique key is in the way: one value a field.
    pub(crate) insert: InsertSql,
    /// Reads rows: the key, every field, every related field; the table is `t`.
    select: String,
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
    /// The same with a list of external IDs.
    pub(crate) to_internal_many: String,
    /// External ID and record of `?2` on backend `?1`.
    pub(crate) to_record: String,
    pub(crate) to_record_many: String,
    pub(crate) to_external: String,
    pub(crate) of_records: String,
    /// Rows by lists of records, on every backend.
    pub(crate) of_records_anywhere: String,
    pub(crate) to_external_many: String,
    /// Attaches `?1` at `?2` to the row `?3` on backend `?4`, unless it has another external ID.
    pub(crate) bind: String,
    /// Takes the external ID from the row `?1` on backend `?2`.
    pub(crate) unbind: String,
    /// Both, of many rows on backend `?1` at once, where the database takes that: gives the keys of those that were written.
    pub(crate) at_once: Option<AtOnceSql>,
}

/// What writes many bindings at once.
#[derive(Debug)]
pub(crate) struct AtOnceSql {
    /// Attaches the external IDs `?4` at `?2` to the rows `?3`.
    pub(crate) bind: String,
    /// Takes the external IDs from the rows `?2`.
    pub(crate) unbind: String,
}

impl ModelSql {
    pub(crate) fn new(dialect: Dialect, meta: &ModelMeta) -> Self {
        let table = dialect.table(meta.table);
        let key = quote(meta.key_column);
        let (read, joins) = reading(dialect, meta, "t");
        let select = format!("SELECT {read} FROM {table} t{joins}");
        let by_unique = meta
            .unique
            .iter()
            .map(|unique| {
                let equals = |(place, field): (usize, &&str)| {
                    let ty = meta.field(field).map(|field| field.ty);
                    let kept = dialect.compared(format!("t.{}", column(meta, field)), ty);
                    let given = dialect.compared(dialect.place(place + 1, ty.unwrap_or(FieldType::Text)), ty);
                    format!("{kept} = {given}")
                };
                let mut conditions: Vec<String> = unique.fields.iter().enumerate().map(equals).collect();
                conditions.extend(unique.only_where.map(|field| format!("t.{}", column(meta, field))));
                format!("{select} WHERE {}", conditions.join(" AND "))
            })
            .collect();
        let binding = BindingSql::new(dialect, meta, &select);
        let first = dialect.place(1, meta.key_type);
        Self {
            insert: dialect.insert(meta),
            by_key: format!("{select} WHERE t.{key} = {first}"),
            delete: format!("DELETE FROM {table} WHERE {key} = {first}"),
            key_type: meta.key_type,
            dialect,
            table,
            key,
            select,
            by_unique,
            binding,
        }
    }

    /// Reads the rows with any of a list of keys.
    pub(crate) fn by_keys(&self) -> String {
        format!("{} WHERE t.{} {}", self.select, self.key, self.dialect.listed(1, self.key_type))
    }

    /// Reads rows in the order of their keys, at most `?1`: after the key that follows, and on the backend that follows.
    pub(crate) fn page(&self, after: bool, backend: Option<&Field>) -> String {
        let (dialect, key) = (self.dialect, format!("t.{}", self.key));
        let mut conditions = Vec::new();
        if after {
            conditions.push(format!("{key} > {}", dialect.place(2, self.key_type)));
        }
        if let Some(backend) = backend {
            let column = dialect.unindexed(&format!("t.{}", quote(backend.column)));
            conditions.push(format!("{column} = {}", dialect.place(conditions.len() + 2, backend.ty)));
        }
        let conditions = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        format!("{}{conditions} ORDER BY {key} LIMIT {}", self.select, dialect.place(1, FieldType::Int))
    }

    /// Reads the rows in which each of these fields is null, or has the value that follows, in the order of their keys.
    pub(crate) fn by_values<'a>(&self, fields: impl Iterator<Item = (&'a Field, bool)>) -> String {
        let mut place = 0;
        let conditions: Vec<String> = fields
            .map(|(field, is_null)| {
                let column = format!("t.{}", quote(field.column));
                if is_null {
                    return format!("{column} IS NULL");
                }
                place += 1;
                format!("{column} = {}", self.dialect.place(place, field.ty))
            })
            .collect();
        format!("{} WHERE {} ORDER BY t.{}", self.select, conditions.join(" AND "), self.key)
    }

    /// Counts the rows.
    pub(crate) fn count(&self) -> String {
        format!("SELECT count(*) FROM {}", self.table)
    }

    /// Writes some fields of the row whose key is the last placeholder.
    pub(crate) fn update<'a>(&self, fields: impl Iterator<Item = &'a Field>) -> String {
        let assign = |(place, field): (usize, &Field)| format!("{} = {}", quote(field.column), self.dialect.place(place + 1, field.ty));
        let assignments: Vec<String> = fields.enumerate().map(assign).collect();
        let key = self.dialect.place(assignments.len() + 1, self.key_type);
        format!("UPDATE {} SET {} WHERE {} = {key}", self.table, assignments.join(", "), self.key)
    }
}

/// What is selected of the rows of a model, whose table is `alias`: the key, every field, every related field; and the joins
/// that this takes.
fn reading(dialect: Dialect, meta: &ModelMeta, alias: &str) -> (String, String) {
    let columns = std::iter::once((meta.key_column, meta.key_type)).chain(meta.fields.iter().map(|field| (field.column, field.ty)));
    let mut read = list(columns.map(|(column, ty)| {
        let column = format!("{alias}.{}", quote(column));
        if meta.foreign { dialect.read_foreign(column, ty) } else { column }
    }));
    let mut joins = String::new();
    for (place, related) in meta.related.iter().enumerate() {
        let (table, key, link) = (dialect.table(related.table), quote(related.key), quote(related.link));
        // Maybe in a foreign table.
        let _ = write!(read, ", {}", dialect.read_foreign(format!("{alias}{place}.{}", quote(related.column)), related.ty));
        let _ = write!(joins, " LEFT JOIN {table} {alias}{place} ON {alias}{place}.{key} = {alias}.{link}");
    }
    (read, joins)
}

/// Reads rows of `meta` with any of a list of keys, each followed by its row of `extension`, whose values are all null where
/// it has none.
pub(crate) fn extended_by_keys(dialect: Dialect, meta: &ModelMeta, extension: &ModelMeta) -> String {
    let (read, joins) = reading(dialect, meta, "t");
    let (more, more_joins) = reading(dialect, extension, "e");
    let (table, key) = (dialect.table(meta.table), quote(meta.key_column));
    let (extension, extension_key) = (dialect.table(extension.table), quote(extension.key_column));
    let listed = dialect.listed(1, meta.key_type);
    format!(
        "SELECT {read}, {more} FROM {table} t{joins} LEFT JOIN {extension} e ON e.{extension_key} = t.{key}{more_joins} WHERE t.{key} {listed}"
    )
}

impl BindingSql {
    fn new(dialect: Dialect, meta: &ModelMeta, select: &str) -> Option<Self> {
        let (table, key) = (dialect.table(meta.table), quote(meta.key_column));
        let role = |role| meta.role(role).map(|position| &meta.fields[position]);
        let (backend, external) = (role(Role::Backend)?, role(Role::ExternalId)?);
        let date = role(Role::SyncDate)?;
        // A direct binding links nothing: what asks for records is typed so that it is never called.
        let record = role(Role::Record);
        let record_type = record.map_or(FieldType::Int, |record| record.ty);
        // Where a record has one binding at most, there is nothing to be put in order, which PostgreSQL does all the same.
        let one = |unique: &Unique| {
            unique.only_where.is_none()
                && unique
                    .fields
                    .iter()
                    .all(|field| meta.field(field).is_some_and(|field| matches!(field.role, Some(Role::Backend | Role::Record))))
        };
        let in_order = if meta.unique.iter().any(one) { String::new() } else { format!(" ORDER BY t.{key}") };
        let record = record.map_or_else(|| "NULL".to_owned(), |record| format!("t.{}", quote(record.column)));
        let at = |place| dialect.place(place, external.ty);
        let (first, on, listed) = (dialect.place(1, backend.ty), quote(backend.column), dialect.listed(2, external.ty));
        // Columns are named with their table: SQLite takes a quoted name alone for a text where there is no such column.
        let ext = quote(external.column);
        let pair = format!("SELECT t.{ext}, {record} FROM {table} t WHERE t.{on} = {first} AND");
        let at_once = dialect.takes_lists().then(|| AtOnceSql {
            bind: format!(
                "UPDATE {table} t SET {ext} = given.id, {date} = {time} FROM UNNEST({rows}, {ids}) AS given (k, id) \
                 WHERE t.{key} = given.k AND t.{on} = {first} AND (t.{ext} IS NULL OR t.{ext} = given.id) RETURNING t.{key}",
                date = quote(date.column),
                time = dialect.place(2, date.ty),
                rows = dialect.list_place(3, meta.key_type),
                ids = dialect.list_place(4, external.ty),
            ),
            unbind: format!(
                "UPDATE {table} t SET {ext} = NULL WHERE t.{on} = {first} AND t.{key} {} RETURNING t.{key}",
                dialect.listed(2, meta.key_type)
            ),
        });
        Some(Self {
            at_once,
            to_internal: format!("{select} WHERE t.{on} = {first} AND t.{ext} = {}", at(2)),
            to_internal_many: format!("{select} WHERE t.{on} = {first} AND t.{ext} {listed}"),
            to_record: format!("{pair} t.{ext} = {}", at(2)),
            to_record_many: format!("{pair} t.{ext} {listed}"),
            to_external: format!("{pair} {record} = {} AND t.{ext} IS NOT NULL{in_order}", dialect.place(2, record_type)),
            of_records_anywhere: format!("{select} WHERE {record} {}", dialect.listed(1, record_type)),
            of_records: format!("{select} WHERE t.{on} = {first} AND {record} {}", dialect.listed(2, record_type)),
            to_external_many: format!("{pair} t.{ext} IS NOT NULL AND {record} {}", dialect.listed(2, record_type)),
            bind: format!(
                "UPDATE {table} SET {ext} = {id}, {date} = {time} WHERE {key} = {row} AND {on} = {backend} AND ({ext} IS NULL OR {ext} = {id})",
                id = at(1),
                date = quote(date.column),
                time = dialect.place(2, date.ty),
                row = dialect.place(3, meta.key_type),
                backend = dialect.place(4, backend.ty),
            ),
            unbind: format!(
                "UPDATE {table} SET {ext} = NULL WHERE {key} = {row} AND {on} = {backend}",
                row = dialect.place(1, meta.key_type),
                backend = dialect.place(2, backend.ty),
            ),
        })
    }
}

/// `(?2,?,?)`, once, and behind all other placeholders: SQLite counts on from the greatest. To write a thousand numbers would cost a
/// lookup more than it has to.
#[cfg(feature = "sqlite")]
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    format!("(?{first}{})", ",?".repeat(count.saturating_sub(1)))
}

/// The quoted column of a field, by the field's name.
pub(crate) fn column(meta: &ModelMeta, field: &str) -> String {
    quote(meta.field(field).map_or(field, |field| field.column))
}
