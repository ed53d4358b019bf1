//! From metadata to tables.

use std::fmt;

use connector_core::{FieldType, ModelMeta, Schema};

use crate::database::{Column, Kept, Purpose};
use crate::sql::ddl;
use crate::{Error, Store, Tx, memory, sql};

/// What [`migrate`](Store::migrate) would do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    steps: Vec<Step>,
}

/// One statement of a [`Plan`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does, in words.
    pub what: String,
    /// The statement.
    pub sql: String,
}

impl Plan {
    /// Whether the database is as the models need it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The statements, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

/// What each step does, a line each.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing to do: the database is as the models need it");
        }
        for (place, step) in self.steps.iter().enumerate() {
            let separator = if place == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", step.what)?;
        }
        Ok(())
    }
}

impl Store {
    /// What [`migrate`](Store::migrate) would do. Changes nothing.
    ///
    /// # Errors
    /// As [`migrate`](Store::migrate).
    pub async fn plan(&self, schema: &Schema) -> Result<Plan, Error> {
        schema.check()?;
        self.know(schema);
        self.read().await?.tx()?.plan(schema).await
    }

    /// Makes the tables, columns and indexes that the models need, and rewrites what a selection declares as
    /// `removed("…", become = …)`, in one transaction. Does nothing where that is done; never drops anything. Gives what it
    /// did.
    ///
    /// Each column of a selection that has removed values is searched for them, every time: without an index over it, that
    /// reads the whole table.
    ///
    /// # Errors
    /// [`Error::Schema`] when the models contradict each other; [`Error::Migration`] when something stands in the way: a
    /// column of another type, a new required column without a default on a table that has rows, a foreign table that is
    /// not there, a table or a column that is still under its old name (`renamed_from`). Nothing is changed then.
    pub async fn migrate(&self, schema: &Schema) -> Result<Plan, Error> {
        schema.check()?;
        self.know(schema);
        self.run(Purpose::Tables, move |tx| {
            Box::pin(async move {
                let plan = tx.plan(schema).await?;
                for step in &plan.steps {
                    tracing::debug!(what = step.what, "migrating");
                    tx.session.script(&step.sql).await.map_err(|error| match error {
                        Error::Unusable { .. } | Error::Busy { .. } | Error::Collision { .. } => error,
                        other => Error::Migration(format!("{}: {other}", step.what)),
                    })?;
                }
                Ok(plan)
            })
        })
        .await
    }

    /// Links between models are looked up when a deletion is refused.
    fn know(&self, schema: &Schema) {
        for meta in schema.models() {
            self.statements().of(meta);
        }
    }
}

impl Tx<'_> {
    async fn plan(&mut self, schema: &Schema) -> Result<Plan, Error> {
        let mut plan = Plan { steps: Vec::new() };
        for meta in memory::TABLES.iter().copied().chain(schema.models()) {
            if meta.foreign {
                self.verify(meta).await?;
            } else {
                self.plan_model(meta, &mut plan).await?;
            }
        }
        let dialect = self.statements.dialect;
        let linked = memory::TABLES.iter().copied().chain(schema.models()).filter(|meta| dialect.links_apart() && !meta.foreign);
        for meta in linked {
            for link in ddl::links(dialect, meta) {
                if !self.session.has_link(meta.table, &link).await? {
                    let what = format!("create the link {:?} of {}", link.name, meta.name);
                    plan.steps.push(Step { what, sql: link.create });
                }
            }
        }
        self.plan_safeguards(schema, &mut plan.steps).await?;
        Ok(plan)
    }

    async fn plan_model(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let columns = self.session.columns(meta.table).await?;
        self.refuse_renames(meta, &columns).await?;
        let mut step = |what, sql| plan.steps.push(Step { what, sql });
        if columns.is_empty() {
            step(format!("create the table {:?} for {}", meta.table, meta.name), ddl::create_table(dialect, meta));
        }
        let key_type = dialect.column_type(meta.key_type);
        let is_key = |column: &Column| column.name == meta.key_column && column.key == 1 && column.ty.eq_ignore_ascii_case(key_type);
        if !columns.is_empty() && !columns.iter().any(is_key) {
            let kind = if meta.key_type == FieldType::Int { "whole number" } else { "text" };
            return Err(Error::Migration(format!(
                "the table {:?} has no {kind} {:?} as its key, so that it is not the one of {}: give the model another `table`",
                meta.table, meta.key_column, meta.name
            )));
        }
        let numbered = |column: &Column| !dialect.numbers_only_if_told() || meta.extends.is_some() || column.defaulted;
        if columns.iter().any(|column| is_key(column) && !numbered(column)) {
            return Err(Error::Migration(format!(
                "the key {:?} of the table {:?} does not number its rows by itself, so that it is not the one of {}: give the model another `table`, or the key `GENERATED BY DEFAULT AS IDENTITY`",
                meta.key_column, meta.table, meta.name
            )));
        }
        if !columns.is_empty() {
            self.verify_extended(meta).await?;
        }
        for field in meta.fields {
            let found = columns.iter().find(|column| column.name == field.column);
            match found {
                None if columns.is_empty() => {}
                None => {
                    if field.required && field.default.is_none() && self.has_rows(meta).await? {
                        return Err(Error::Migration(format!(
                            "`{}` of {} is new and required, and the table {:?} has rows: give it `#[field(default = …)]`, or make it an `Option`",
                            field.name, meta.name, meta.table
                        )));
                    }
                    step(
                        format!("add the column {:?} to {:?} for {}", field.column, meta.table, meta.name),
                        ddl::add_column(dialect, meta, field),
                    );
                }
                Some(column) => {
                    let expected = dialect.column_type(field.ty);
                    if !column.ty.eq_ignore_ascii_case(expected) {
                        return Err(Error::Migration(format!(
                            "the column {:?} of {:?} is {}, and `{}` of {} needs {expected}: give the field another `column`, and move the values over",
                            field.column, meta.table, column.ty, field.name, meta.name
                        )));
                    }
                    if field.required && !column.required {
                        return Err(Error::Migration(format!(
                            "the column {:?} of {:?} may be null, and `{}` of {} may not: make the field an `Option`, or give it another `column` with a default",
                            field.column, meta.table, field.name, meta.name
                        )));
                    }
                    if column.required && !field.required {
                        return Err(Error::Migration(format!(
                            "the column {:?} of {:?} may not be null, and `{}` of {} is an `Option`: give the field another `column`, and move the values over",
                            field.column, meta.table, field.name, meta.name
                        )));
                    }
                }
            }
        }
        plan.steps.extend(self.removed_values(meta, &columns).await?);
        let mut step = |what, sql| plan.steps.push(Step { what, sql });
        let unknown = columns.iter().filter(|column| column.name != meta.key_column && column.required && !column.defaulted);
        for column in unknown {
            if !meta.fields.iter().any(|field| field.column == column.name) {
                return Err(Error::Migration(format!(
                    "the column {:?} of {:?} must have a value, and {} no longer has a field for it: keep the field, or let the column be null",
                    column.name, meta.table, meta.name
                )));
            }
        }
        for index in ddl::indexes(dialect, meta) {
            let kind = if index.unique { "unique key" } else { "index" };
            match self.session.index(meta.table, &index).await? {
                Kept::Nothing => step(format!("create the {kind} {:?} of {}", index.name, meta.name), index.create),
                Kept::Same => {}
                Kept::Other => {
                    return Err(Error::Migration(format!(
                        "there is an index {:?} already, over something else than the {kind} of {}: drop that one, or give this one another name",
                        index.name, meta.name
                    )));
                }
            }
        }
        Ok(())
    }

    /// The key of an extension's table goes with the row that it extends. A table that was made for something else may have a
    /// key of its own.
    async fn verify_extended(&mut self, meta: &ModelMeta) -> Result<(), Error> {
        let Some(extended) = meta.extends else { return Ok(()) };
        if self.session.cascades(meta.table, meta.key_column, extended.table).await? {
            return Ok(());
        }
        Err(Error::Migration(format!(
            "the key {:?} of the table {:?} does not go with the rows of {:?}, so that it is not the one of {}, which extends {}: give the extension another `table`",
            meta.key_column, meta.table, extended.table, meta.name, extended.model
        )))
    }

    /// A table or a column that is to get another name is not made anew beside the old one, which would hide its values.
    async fn refuse_renames(&mut self, meta: &ModelMeta, columns: &[Column]) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let old_table = meta.renamed_from.map(|name| name.replace('.', "_")).filter(|_| columns.is_empty());
        if let Some(old) = old_table
            && !self.session.columns(&old).await?.is_empty()
        {
            let (from, to) = (dialect.table(&old), dialect.table(meta.table));
            return Err(Error::Migration(format!(
                "{} was called {}, and its rows are in {old:?}: run `ALTER TABLE {from} RENAME TO {to}` and drop its old indexes first",
                meta.name,
                meta.renamed_from.unwrap_or_default()
            )));
        }
        let is_there = |name: &str| columns.iter().any(|column| column.name == name);
        for field in meta.fields {
            if let Some(old) = field.renamed_from.filter(|old| is_there(old) && !is_there(field.column)) {
                let (table, from, to) = (dialect.table(meta.table), sql::quote(old), sql::quote(field.column));
                return Err(Error::Migration(format!(
                    "the values of `{}` of {} are in the column {old:?}: run `ALTER TABLE {table} RENAME COLUMN {from} TO {to}` and drop its old indexes first",
                    field.name, meta.name
                )));
            }
        }
        Ok(())
    }

    /// Looks at a table of the application's.
    async fn verify(&mut self, meta: &ModelMeta) -> Result<(), Error> {
        let columns = self.session.columns(meta.table).await?;
        if columns.is_empty() {
            return Err(Error::Migration(format!(
                "the table {:?} of {} is the application's (`foreign`), and is not there: create it before `migrate`",
                meta.table, meta.name
            )));
        }
        let needed = std::iter::once(meta.key_column).chain(meta.fields.iter().map(|field| field.column));
        for name in needed {
            if !columns.iter().any(|column| column.name == name) {
                return Err(Error::Migration(format!(
                    "the table {:?} of {} is the application's (`foreign`), and has no column {name:?}: name the right one with `key = …` or `column = …`",
                    meta.table, meta.name
                )));
            }
        }
        if !self.session.is_unique(meta.table, meta.key_column).await? {
            return Err(Error::Migration(format!(
                "the column {:?} of the application's table {:?} is neither its primary key nor unique, so that nothing can link {}: make it unique, or name another one with `key = …`",
                meta.key_column, meta.table, meta.name
            )));
        }
        Ok(())
    }

    async fn has_rows(&mut self, meta: &ModelMeta) -> Result<bool, Error> {
        let mut found = false;
        let sql = format!("SELECT 1 FROM {} LIMIT 1", self.statements.dialect.table(meta.table));
        self.session
            .query(&sql, &[], &mut |_| {
                found = true;
                Ok(())
            })
            .await?;
        Ok(found)
    }
}
