//! Names of models: the tables that come of them, and the columns of the framework's own tables that keep them.

use connector_core::ModelMeta;

use super::{quote, text};

/// The table that a model had before it was renamed, by the name that it had then; `None` where it has the same one.
pub(crate) fn old_table(meta: &ModelMeta) -> Option<String> {
    meta.renamed_from.map(|name| name.replace('.', "_")).filter(|old| old != meta.table)
}

/// How a column keeps the name of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// As it is.
    Whole,
    /// At the end, in brackets: `import_record(shop.category)`.
    Brackets,
    /// Before the number of a row: `shop.category 7`.
    BeforeNumber,
}

/// A column of the framework's own tables that keeps names of models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameColumn {
    /// The table.
    pub(crate) meta: &'static ModelMeta,
    /// The column, unquoted.
    pub(crate) column: &'static str,
    /// How it keeps them.
    pub(crate) keeps: Keeps,
}

impl NameColumn {
    /// Whether the row `row` has the name.
    pub(crate) fn has(&self, row: &str, name: &str) -> String {
        let column = format!("{row}.{}", quote(self.column));
        match self.keeps {
            Keeps::Whole => format!("{column} = {}", text(name)),
            Keeps::Brackets => {
                let end = format!("({name})");
                format!("substr({column}, length({column}) - {}) = {}", end.chars().count() - 1, text(&end))
            }
            Keeps::BeforeNumber => {
                let begin = format!("{name} ");
                let length = begin.chars().count();
                let number = format!("substr({column}, {})", length + 1);
                format!("substr({column}, 1, {length}) = {} AND {number} <> '' AND ltrim({number}, '0123456789') = ''", text(&begin))
            }
        }
    }

    /// What stands in the row `row` once it has another name.
    fn renamed(&self, row: &str, old: &str, new: &str) -> String {
        let column = format!("{row}.{}", quote(self.column));
        let length = old.chars().count();
        match self.keeps {
            Keeps::Whole => text(new),
            Keeps::Brackets => format!("substr({column}, 1, length({column}) - {}) || {}", length + 2, text(&format!("({new})"))),
            Keeps::BeforeNumber => format!("{} || substr({column}, {})", text(new), length + 1),
        }
    }

    /// Writes one name in the place of another one.
    pub(crate) fn rename(&self, old: &str, new: &str) -> String {
        let table = quote(self.meta.table);
        format!("UPDATE {table} SET {} = {} WHERE {}", quote(self.column), self.renamed(&table, old, new), self.has(&table, old))
    }

    /// Which rows with the old name would be in the way of those with the new one, for each unique key: the condition for the
    /// row `row`.
    pub(crate) fn doubled(&self, row: &str, old: &str, new: &str) -> Vec<String> {
        let mut conditions = Vec::new();
        for unique in self.meta.unique {
            let columns: Vec<&str> = unique.fields.iter().filter_map(|field| self.meta.field(field)).map(|field| field.column).collect();
            if !columns.contains(&self.column) {
                continue;
            }
            let others = columns.iter().filter(|column| **column != self.column);
            let mut same: Vec<String> = others.map(|column| format!("o.{0} = {row}.{0}", quote(column))).collect();
            same.push(format!("o.{} = {}", quote(self.column), self.renamed(row, old, new)));
            if let Some(only) = unique.only_where.and_then(|field| self.meta.field(field)) {
                same.extend(["o", row].map(|row| format!("{row}.{}", quote(only.column))));
            }
            let table = quote(self.meta.table);
            conditions.push(format!("{} AND EXISTS (SELECT 1 FROM {table} o WHERE {})", self.has(row, old), same.join(" AND ")));
        }
        conditions
    }
}
