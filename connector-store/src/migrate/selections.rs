//! Values of selections in rows: those that the selection no longer has, and those that it never had.

use connector_core::{Field, FieldType, ModelMeta};

use super::Plan;
use crate::database::Column;
use crate::sql::{ddl, list, quote, text};
use crate::{Error, Tx};

/// Removed values that rows hold, with what they became.
#[derive(Debug, Default)]
pub(super) struct Rewritten(Vec<(&'static str, Vec<(&'static str, &'static str)>)>);

impl Rewritten {
    /// The values of a field, once they are rewritten.
    pub(super) fn expression(&self, field: &Field) -> Option<String> {
        let (_, values) = self.0.iter().find(|(name, _)| *name == field.name)?;
        let column = format!("t.{}", quote(field.column));
        let cases = values.iter().map(|(old, new)| format!("WHEN {} THEN {}", text(old), text(new)));
        Some(format!("CASE {column} {} ELSE {column} END", cases.collect::<Vec<_>>().join(" ")))
    }
}

impl Tx<'_> {
    /// What writes a model's removed values as what they became: nothing where no row holds one. A value that nobody knows
    /// is refused: most likely the crate that adds it is not linked.
    pub(super) async fn plan_selections(
        &mut self,
        meta: &'static ModelMeta,
        columns: &[Column],
        plan: &mut Plan,
    ) -> Result<Rewritten, Error> {
        let mut rewritten = Rewritten::default();
        for field in meta.fields.iter().filter(|field| field.ty == FieldType::Selection) {
            let Some(options) = field.options.filter(|_| columns.iter().any(|column| column.name == field.column)) else { continue };
            let removed = field.removed.map(|removed| removed()).unwrap_or_default();
            let known: Vec<&str> = options().iter().map(|option| option.value).collect();
            // The column is named with its table: SQLite takes a quoted name alone for a text where there is no such column.
            let column = format!("t.{}", quote(field.column));
            let outside = format!("{column} NOT IN ({})", list(known.iter().map(|value| text(value))));
            let table = self.statements.dialect.table(meta.table);
            let held = self.texts(&format!("SELECT DISTINCT {column} FROM {table} t WHERE {outside} ORDER BY 1")).await?;
            let (gone, unknown): (Vec<String>, Vec<String>) =
                held.into_iter().partition(|held| removed.iter().any(|removed| removed.value == held));
            if !unknown.is_empty() {
                let condition = format!("{column} IN ({})", list(unknown.iter().map(|value| text(value))));
                let rows = self.in_the_way(meta, &condition).await?;
                plan.refuse(unknown_values(meta, field, &unknown, &rows.to_string()));
            }
            let mut values = Vec::new();
            for removed in removed.iter().filter(|removed| gone.iter().any(|held| held == removed.value)) {
                let (old, new, name) = (removed.value, removed.became().value, field.column);
                plan.step(
                    format!("write {new:?} for the removed value {old:?} in {name:?} of {:?} for {}", meta.table, meta.name),
                    ddl::replace_text(self.statements.dialect, meta, field, old, new),
                );
                values.push((old, new));
            }
            if !values.is_empty() {
                rewritten.0.push((field.name, values));
            }
        }
        Ok(rewritten)
    }
}

fn unknown_values(meta: &ModelMeta, field: &Field, unknown: &[String], rows: &str) -> String {
    let shown: Vec<String> = unknown.iter().take(10).map(|value| format!("{value:?}")).collect();
    let more = if unknown.len() > shown.len() { format!(" and {} more", unknown.len() - shown.len()) } else { String::new() };
    let first = unknown.first().map(String::as_str).unwrap_or_default();
    format!(
        "`{}` of {} holds what its selection does not have: {}{more}, in {rows}: list the enum that adds it in the schema (its crate may not be linked), or, if the value is gone for good, say what became of it: `#[selection(removed({first:?}, become = …))]`",
        field.name,
        meta.name,
        shown.join(", ")
    )
}
