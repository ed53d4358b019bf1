//! Statements about many given rows at once, where the database takes lists: each begins with its place among them.

use connector_core::{Field, FieldType, ModelMeta, Unique};

use super::{Dialect, column, list, quote};

/// A statement that takes rows.
#[derive(Debug)]
pub(crate) struct ListedSql {
    /// The statement.
    pub(crate) text: String,
    /// The kinds of the values of a given row, its place first.
    #[cfg(feature = "postgres")]
    pub(crate) types: Vec<FieldType>,
}

impl ListedSql {
    #[cfg_attr(not(feature = "postgres"), allow(clippy::needless_pass_by_value))] // Nobody asks SQLite.
    fn new(text: String, types: Vec<FieldType>) -> Self {
        let _ = &types;
        Self {
            text,
            #[cfg(feature = "postgres")]
            types,
        }
    }

    /// Reads the rows that hold the values of a unique key: behind the place of the given values, the key and every field.
    /// Where `locks`, nobody changes them until the transaction ends.
    pub(crate) fn by_unique(dialect: Dialect, meta: &ModelMeta, unique: &Unique, locks: bool) -> Self {
        let ty = |field: &str| meta.field(field).map_or(FieldType::Text, |field| field.ty);
        let equals = |(place, field): (usize, &&str)| {
            let kept = dialect.compared(format!("t.{}", column(meta, field)), Some(ty(field)));
            let given = dialect.compared(format!("given.v{}", place + 1), Some(ty(field)));
            format!("{kept} = {given}")
        };
        let mut conditions: Vec<String> = unique.fields.iter().enumerate().map(equals).collect();
        conditions.extend(unique.only_where.map(|field| format!("t.{}", column(meta, field))));
        let types = std::iter::once(FieldType::Int).chain(unique.fields.iter().map(|field| ty(field))).collect();
        Self::reading(dialect, meta, &conditions.join(" AND "), types, locks)
    }

    /// The same by the keys of the rows.
    pub(crate) fn by_key(dialect: Dialect, meta: &ModelMeta, locks: bool) -> Self {
        let condition = format!("t.{} = given.v1", quote(meta.key_column));
        Self::reading(dialect, meta, &condition, vec![FieldType::Int, meta.key_type], locks)
    }

    fn reading(dialect: Dialect, meta: &ModelMeta, condition: &str, types: Vec<FieldType>, locks: bool) -> Self {
        let columns = std::iter::once(meta.key_column).chain(meta.fields.iter().map(|field| field.column));
        let read = list(columns.map(|column| format!("t.{}", quote(column))));
        let (given, table) = (given(dialect, &types), dialect.table(meta.table));
        let lock = if locks { dialect.locking() } else { "" };
        Self::new(format!("SELECT given.v0, {read} FROM {given} JOIN {table} t ON {condition}{lock}"), types)
    }

    /// Writes some fields of the rows with the given keys: place, key, a value a field. Gives the places of those that there
    /// are.
    pub(crate) fn update<'a>(dialect: Dialect, meta: &ModelMeta, fields: impl Iterator<Item = &'a Field>) -> Self {
        let mut types = vec![FieldType::Int, meta.key_type];
        let mut assigned = Vec::new();
        for field in fields {
            assigned.push(format!("{} = given.v{}", quote(field.column), types.len()));
            types.push(field.ty);
        }
        let (given, table) = (given(dialect, &types), dialect.table(meta.table));
        let key = quote(meta.key_column);
        let text = format!("UPDATE {table} t SET {} FROM {given} WHERE t.{key} = given.v1 RETURNING given.v0", assigned.join(", "));
        Self::new(text, types)
    }

    /// Deletes the rows with the given keys. Gives the places of those that were there.
    pub(crate) fn delete(dialect: Dialect, meta: &ModelMeta) -> Self {
        let types = vec![FieldType::Int, meta.key_type];
        let (given, table) = (given(dialect, &types), dialect.table(meta.table));
        let key = quote(meta.key_column);
        Self::new(format!("DELETE FROM {table} t USING {given} WHERE t.{key} = given.v1 RETURNING given.v0"), types)
    }
}

/// The given rows, as the table `given` with the columns `v0`, `v1`, …
fn given(dialect: Dialect, types: &[FieldType]) -> String {
    let lists = list(types.iter().enumerate().map(|(place, ty)| dialect.list_place(place + 1, *ty)));
    let names = list((0..types.len()).map(|place| format!("v{place}")));
    format!("UNNEST({lists}) AS given ({names})")
}
