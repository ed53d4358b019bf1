//! Names of models in the framework's own tables, which go with a model that is renamed.

use connector_core::{ModelMeta, Schema};

use super::generation::Generations;
use super::plan::{Plan, Step};
use super::{framework, tables};
use crate::sql::names::{Keeps, NameColumn};
use crate::sql::quote;
use crate::{Error, Tx, jobs, lease, memory, unit};

/// The columns of the framework's own tables that keep names of models: all that are called so, and those that have one in
/// something else. Generations keep the old names, by which older programs are turned away.
fn columns() -> impl Iterator<Item = NameColumn> {
    let called_so = framework().filter(|meta| meta.table != tables::GENERATIONS.table).flat_map(|meta| {
        let fields = meta.fields.iter().filter(|field| ["model", "backend_model"].contains(&field.column));
        fields.map(move |field| NameColumn { meta, column: field.column, keeps: Keeps::Whole })
    });
    let others = [
        NameColumn { meta: jobs::JOB, column: "name", keeps: Keeps::Brackets },
        NameColumn { meta: lease::TABLE, column: "key", keeps: Keeps::BeforeNumber },
        NameColumn { meta: memory::FAILURES, column: "unit", keeps: Keeps::BeforeNumber },
        NameColumn { meta: unit::CURSORS, column: "unit", keeps: Keeps::BeforeNumber },
    ];
    called_so.chain(others)
}

/// The name that a model had before, as long as this database does not know its new one: later, another model may have it.
pub(super) fn old_name(meta: &ModelMeta, generations: &Generations) -> Option<&'static str> {
    meta.renamed_from.filter(|old| *old != meta.name && !generations.knows(meta.name))
}

impl Tx<'_> {
    /// Whether names are to be written anew.
    pub(super) async fn has_old_names(&mut self, schema: &Schema, generations: &Generations) -> Result<bool, Error> {
        for meta in schema.models() {
            let Some(old) = old_name(meta, generations) else { continue };
            for column in columns() {
                if self.keeps(&column, &column.has("t", old)).await? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Writes the new name of a model wherever the old one is kept. Where both are there for the same thing, what is under the new
    /// one was written later, and stays. Gives whether it was kept anywhere.
    pub(super) async fn rename_kept(&mut self, meta: &ModelMeta, old: &str, plan: &mut Plan) -> Result<bool, Error> {
        let mut rewritten = false;
        for column in columns() {
            let table = column.meta.table;
            if !self.keeps(&column, &column.has("t", old)).await? {
                continue;
            }
            for doubled in column.doubled("t", old, meta.name) {
                if self.keeps(&column, &doubled).await? {
                    let (quoted, key) = (quote(table), quote(column.meta.key_column));
                    let what = format!("drop from {table:?} what is there under {old} and, later, under {}", meta.name);
                    let sql = format!("DELETE FROM {quoted} WHERE {key} IN (SELECT t.{key} FROM {quoted} t WHERE {doubled})");
                    self.rename_by(Step::run(what, sql), plan).await?;
                }
            }
            let what = format!("write {} for {old} in {:?} of {table:?}", meta.name, column.column);
            self.rename_by(Step::run(what, column.rename(old, meta.name)), plan).await?;
            rewritten = true;
        }
        Ok(rewritten)
    }

    /// Whether a table is there, and has such a row `t`.
    async fn keeps(&mut self, column: &NameColumn, condition: &str) -> Result<bool, Error> {
        let table = column.meta.table;
        // A plan comes before the tables.
        if self.session.columns(table).await?.is_empty() {
            return Ok(false);
        }
        let found = self.texts(&format!("SELECT CAST(t.id AS TEXT) FROM {} t WHERE {condition} LIMIT 1", quote(table))).await?;
        Ok(!found.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::{columns, framework};

    /// Who makes a table with names of models in it, in columns called otherwise, adds them to [`columns`], and here.
    #[test]
    fn every_column_with_names_of_models_is_known() {
        let mut known: Vec<String> = columns().map(|column| format!("{}.{}", column.meta.table, column.column)).collect();
        known.sort();
        let expected = [
            "connector_cursor.backend_model",
            "connector_cursor.model",
            "connector_deleted.model",
            "connector_failure.backend_model",
            "connector_failure.model",
            "connector_failure.unit",
            "connector_intent.backend_model",
            "connector_intent.model",
            "connector_job.backend_model",
            "connector_job.name",
            "connector_lease.key",
            "connector_review.backend_model",
            "connector_review.model",
            "connector_sent.model",
            "connector_unit_cursor.backend_model",
            "connector_unit_cursor.model",
            "connector_unit_cursor.unit",
        ];
        assert_eq!(known, expected);
        // A text column of a new table is looked at by a person.
        let texts: usize = framework().flat_map(|meta| meta.fields).filter(|field| field.ty == connector_core::FieldType::Text).count();
        assert_eq!(texts, 47, "does a new column keep names of models?");
    }
}
