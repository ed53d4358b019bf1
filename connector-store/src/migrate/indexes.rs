//! Unique keys and indexes.

use connector_core::{Field, ModelKind, ModelMeta};

use super::Plan;
use super::selections::Rewritten;
use crate::database::{Column, Kept};
use crate::sql::ddl::{self, Index};
use crate::sql::quote;
use crate::{Error, Tx};

impl Tx<'_> {
    /// Plans the indexes of a model's table: `columns` is empty where it is not there yet.
    pub(super) async fn plan_indexes(
        &mut self,
        meta: &'static ModelMeta,
        columns: &[Column],
        rewritten: &Rewritten,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        for index in ddl::indexes(meta) {
            let kind = if index.unique { "unique key" } else { "index" };
            let kept = self.session.index(meta.table, &index).await?;
            let changed = |(column, _): &(&str, _)| field(meta, column).is_some_and(|field| rewritten.expression(field).is_some());
            // A key that is there already says so by itself, unless its values are about to be rewritten.
            if index.unique && !columns.is_empty() && (kept == Kept::Nothing || index.columns.iter().any(changed)) {
                self.refuse_duplicates(meta, &index, columns, rewritten, plan).await?;
            }
            match kept {
                Kept::Nothing => {
                    self.warn_of_first_key(meta, &index, columns, plan).await?;
                    plan.step(format!("create the {kind} {:?} of {}", index.name, meta.name), ddl::create_index(dialect, meta.table, &index));
                }
                Kept::Same => {}
                Kept::Other | Kept::Theirs => plan.refuse(format!(
                    "there is an index {:?} already, over something else than the {kind} of {}: give this one another name, or drop that one in a step of your own that runs before: `DROP INDEX {}`",
                    index.name,
                    meta.name,
                    dialect.beside(meta.table, &index.name)
                )),
            }
        }
        Ok(())
    }

    /// A model is found by its first key: what was put as a new row changes another one from now on.
    async fn warn_of_first_key(&mut self, meta: &ModelMeta, index: &Index, columns: &[Column], plan: &mut Plan) -> Result<(), Error> {
        let Some(first) = meta.unique.first().filter(|first| first.name == index.name) else { return Ok(()) };
        if meta.kind != ModelKind::Record || meta.extends.is_some() || columns.is_empty() {
            return Ok(());
        }
        let table = self.statements.dialect.table(meta.table);
        if !self.texts(&format!("SELECT '1' FROM {table} LIMIT 1")).await?.is_empty() {
            plan.warn(format!(
                "the unique key {:?} of {} ({}) is new, and its first one: from now on `put` finds a row by it, and changes the one that has the same values, where it was inserted as another one before",
                index.name,
                meta.name,
                first.fields.join(", ")
            ));
        }
        Ok(())
    }

    /// Rows that would have the same values in a unique key.
    async fn refuse_duplicates(
        &mut self,
        meta: &'static ModelMeta,
        index: &Index,
        columns: &[Column],
        rewritten: &Rewritten,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        // What a column holds once it is there, and once its values are rewritten.
        let held = |column: &str| {
            let field = field(meta, column);
            if columns.iter().any(|held| held.name == column) {
                let kept = dialect.compared(format!("t.{}", quote(column)), field.map(|field| field.ty));
                return field.and_then(|field| rewritten.expression(field)).unwrap_or(kept);
            }
            field.and_then(|field| ddl::default_literal(dialect, field)).unwrap_or_else(|| "NULL".to_owned())
        };
        let compared: Vec<String> = index.columns.iter().map(|(column, _)| held(column)).collect();
        // Null is like nothing.
        if compared.iter().any(|column| column == "NULL") {
            return Ok(());
        }
        let only = index.only_where.map_or_else(String::new, |column| format!(" AND {}", held(column)));
        let (table, key) = (dialect.table(meta.table), quote(meta.key_column));
        let filled: Vec<String> = compared.iter().map(|column| format!("{column} IS NOT NULL")).collect();
        let inner = format!(
            "SELECT t.{key} AS k, count(*) OVER (PARTITION BY {}) AS n FROM {table} t WHERE {}{only}",
            compared.join(", "),
            filled.join(" AND ")
        );
        let rows = self.in_the_way(meta, &format!("t.{key} IN (SELECT d.k FROM ({inner}) d WHERE d.n > 1)")).await?;
        if !rows.is_empty() {
            let unique = meta.unique.iter().find(|unique| unique.name == index.name);
            let fields = unique.map(|unique| unique.fields.join(", ")).unwrap_or_default();
            plan.refuse(format!(
                "the unique key {:?} of {} ({fields}) cannot hold: {rows} have the same values as others of them: give them different ones, or delete the surplus, in a step of your own that runs before: `UPDATE {table} SET … WHERE {key} = …`",
                index.name, meta.name
            ));
        }
        Ok(())
    }
}

fn field(meta: &'static ModelMeta, column: &str) -> Option<&'static Field> {
    meta.fields.iter().find(|field| field.column == column)
}
