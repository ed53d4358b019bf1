//! The columns of a table that is there: what is added, what is changed, what is refused.

use connector_core::{Field, ModelMeta};

use super::Plan;
use super::plan::{Act, Step};
use crate::database::Column;
use crate::sql::ddl::{self, LinkSql};
use crate::sql::definition::Definition;
use crate::sql::{Dialect, quote};
use crate::{Error, Tx};

/// One change of a column, in words and as PostgreSQL's statement; SQLite changes the whole table at once.
struct Change {
    what: String,
    sql: Vec<String>,
}

impl Tx<'_> {
    /// Plans the columns of a table that is there.
    pub(super) async fn plan_columns(&mut self, meta: &'static ModelMeta, columns: &[Column], plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let mut changes = Vec::new();
        // Of which columns SQLite's definition is written anew, and which may be null from now on, without more.
        let (mut redefined, mut relaxed) = (Vec::new(), Vec::new());
        for field in meta.fields {
            let Some(column) = columns.iter().find(|column| column.name == field.column) else { continue };
            let before = changes.len();
            if self.change_type(meta, field, column, plan).await? {
                self.change_null(meta, field, column, &mut changes, plan).await?;
                self.change_default(meta, field, column, &mut changes).await?;
            }
            if let Some(link) = ddl::links(meta).into_iter().find(|link| link.column == field.column)
                && !dialect.links_apart()
            {
                self.change_link(meta, &link, &mut changes, plan).await?;
            }
            if changes.len() > before {
                redefined.push(field);
            }
        }
        // A column that nobody declares stays with its values. Where rows could not be written without it, they now can.
        for column in columns.iter().filter(|column| column.name != meta.key_column && column.required && !column.defaulted) {
            if !meta.fields.iter().any(|field| field.column == column.name) {
                let what =
                    format!("let the column {:?} of {:?} be null, for which {} has no field any more", column.name, meta.table, meta.name);
                changes.push(Change { what, sql: vec![alter_column(dialect, meta.table, &column.name, "DROP NOT NULL")] });
                relaxed.push(column.name.as_str());
                plan.breaks(meta.name);
            }
        }
        if dialect.links_apart() {
            let steps = changes.into_iter().flat_map(|change| change.sql.into_iter().map(move |sql| Step::run(change.what.clone(), sql)));
            steps.for_each(|step| plan.add(step));
        } else if !changes.is_empty() {
            self.redefine(meta, &changes, &redefined, &relaxed, plan).await?;
        }
        for field in meta.fields.iter().filter(|field| !columns.iter().any(|column| column.name == field.column)) {
            self.plan_new(meta, field, columns, plan).await?;
        }
        Ok(())
    }

    async fn plan_new(&mut self, meta: &ModelMeta, field: &Field, columns: &[Column], plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let undeclared = |column: &&Column| column.name != meta.key_column && !meta.fields.iter().any(|field| field.column == column.name);
        let candidates: Vec<String> = columns.iter().filter(undeclared).map(|column| format!("{:?}", column.name)).collect();
        if field.required && ddl::default_literal(dialect, field).is_none() {
            let rows = self.in_the_way(meta, "1 = 1").await?;
            // Also where it is refused: a step may mend it.
            plan.breaks(meta.name);
            if !rows.is_empty() {
                // One that nobody declares any more may be this one.
                let or_renamed = |old: &String| format!("; or say that it was {old} before: `#[field(renamed_from = {old})]`");
                let renamed = candidates.iter().map(or_renamed).collect::<Vec<_>>().concat();
                plan.refuse(format!(
                    "`{}` of {} is new and required, and the table {:?} has {rows}: give it `#[field(default = …)]`, or make it an `Option`{renamed}",
                    field.name, meta.name, meta.table
                ));
                return Ok(());
            }
        }
        if let Some(old) = field.renamed_from
            && !candidates.is_empty()
        {
            plan.warn(format!(
                "`{}` of {} was {old:?} before, and {:?} has no such column: it begins without values. If they are in {}, rename that one to {old:?} in a step of your own that runs before",
                field.name,
                meta.name,
                meta.table,
                candidates.join(" or ")
            ));
        }
        plan.step(
            format!("add the column {:?} to {:?} for {}", field.column, meta.table, meta.name),
            ddl::add_column(dialect, meta, field),
        );
        Ok(())
    }

    /// Whether the column has the type that the field needs. Another one is never converted by itself.
    async fn change_type(&mut self, meta: &ModelMeta, field: &Field, column: &Column, plan: &mut Plan) -> Result<bool, Error> {
        let dialect = self.statements.dialect;
        let expected = dialect.column_type(field.ty);
        if column.ty.eq_ignore_ascii_case(expected) {
            return Ok(true);
        }
        let rows = self.in_the_way(meta, &format!("t.{} IS NOT NULL", quote(&column.name))).await?;
        let held = if rows.is_empty() { String::new() } else { format!(" (values in {rows})") };
        let (table, old) = (dialect.table(meta.table), quote(&column.name));
        plan.refuse(format!(
            "the column {:?} of {:?} is {}, and `{}` of {} needs {expected}{held}: give the field another `column`, and move the values over in a step of your own: `UPDATE {table} SET … = CAST({old} AS {expected})`",
            field.column, meta.table, column.ty, field.name, meta.name
        ));
        Ok(false)
    }

    async fn change_null(
        &mut self,
        meta: &ModelMeta,
        field: &Field,
        column: &Column,
        changes: &mut Vec<Change>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        if column.required && !field.required {
            let what = format!("let the column {:?} of {:?} be null for {}", field.column, meta.table, meta.name);
            changes.push(Change { what, sql: vec![alter_column(dialect, meta.table, field.column, "DROP NOT NULL")] });
            // What does not know of it could not read such rows.
            plan.breaks(meta.name);
        } else if field.required && !column.required {
            // Also where it is refused: a step may mend it.
            plan.breaks(meta.name);
            let quoted = quote(field.column);
            let rows = self.in_the_way(meta, &format!("t.{quoted} IS NULL")).await?;
            if rows.is_empty() {
                let what = format!("forbid the column {:?} of {:?} to be null for {}", field.column, meta.table, meta.name);
                changes.push(Change { what, sql: vec![alter_column(dialect, meta.table, field.column, "SET NOT NULL")] });
            } else {
                plan.refuse(format!(
                    "`{}` of {} is required now, and {:?} has none in {rows}: make the field an `Option`, or fill them in a step of your own that runs before: `UPDATE {} SET {quoted} = … WHERE {quoted} IS NULL`",
                    field.name,
                    meta.name,
                    meta.table,
                    dialect.table(meta.table)
                ));
            }
        }
        Ok(())
    }

    /// A default that is no longer declared stays: it is there for those who say nothing. So does one that may be another one
    /// at each start.
    async fn change_default(&mut self, meta: &ModelMeta, field: &Field, column: &Column, changes: &mut Vec<Change>) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let Some(expected) = ddl::lasting_default(dialect, field) else { return Ok(()) };
        let same = match &column.default {
            Some(held) if *held == expected => true,
            // It draws numbers: asking for one takes it.
            Some(held) if held.contains("nextval") => false,
            Some(held) if dialect.links_apart() => {
                // PostgreSQL keeps it in words of its own.
                let ty = dialect.column_type(field.ty);
                let sql = format!("SELECT (CAST(({held}) AS {ty})::text IS NOT DISTINCT FROM CAST(({expected}) AS {ty})::text)::text");
                self.texts(&sql).await?.first().is_some_and(|same| same == "true")
            }
            _ => false,
        };
        if !same {
            let what = format!("set the default of the column {:?} of {:?} for {}", field.column, meta.table, meta.name);
            changes.push(Change { what, sql: vec![alter_column(dialect, meta.table, field.column, &format!("SET DEFAULT {expected}"))] });
        }
        Ok(())
    }

    /// A link that is not there, leads elsewhere, or does something else when the linked row is deleted. Plans nothing where
    /// rows link what is not there.
    async fn change_link(&mut self, meta: &ModelMeta, link: &LinkSql, changes: &mut Vec<Change>, plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let held = self.session.links(meta.table, link).await?;
        if held.iter().any(|held| held.same_target && held.on_delete == Some(link.link.on_delete)) {
            return Ok(());
        }
        if !held.iter().any(|held| held.same_target) {
            let (column, target) = (quote(link.column), dialect.table(link.link.table));
            let there = self.session.columns(link.link.table).await?.iter().any(|column| column.name == link.link.key);
            let key = quote(link.link.key);
            let found =
                if there { format!(" AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o.{key} = t.{column})") } else { String::new() };
            let rows = self.in_the_way(meta, &format!("t.{column} IS NOT NULL{found}")).await?;
            if !rows.is_empty() {
                plan.refuse(format!(
                    "{:?} of {:?} links {} now, which is not there for {rows}: put what they link first, or clear them in a step of your own that runs before: `UPDATE {} SET {column} = …`",
                    link.column,
                    meta.table,
                    link.link.model,
                    dialect.table(meta.table)
                ));
                return Ok(());
            }
        }
        let old = if held.is_empty() { "create" } else { "change" };
        let what = format!("{old} the link {:?} of {:?} to {} for {}", link.column, meta.table, link.link.model, meta.name);
        let table = dialect.table(meta.table);
        let drop = held.iter().map(|held| format!("ALTER TABLE {table} DROP CONSTRAINT {}", quote(&held.name)));
        changes.push(Change { what, sql: drop.chain([ddl::create_link(dialect, meta.table, link)]).collect() });
        Ok(())
    }

    /// Plans the links of a table, where they are made once all tables are there.
    pub(super) async fn plan_links(&mut self, meta: &ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let mut changes = Vec::new();
        let there = self.session.columns(meta.table).await?;
        for link in ddl::links(meta) {
            if there.iter().any(|column| column.name == link.column) {
                self.change_link(meta, &link, &mut changes, plan).await?;
            } else {
                let what = format!("create the link {:?} of {}", link.name, meta.name);
                changes.push(Change { what, sql: vec![ddl::create_link(self.statements.dialect, meta.table, &link)] });
            }
        }
        for change in changes {
            let sql = change.sql.join("; ");
            plan.step(change.what, sql);
        }
        Ok(())
    }

    /// SQLite has no statement for any of this: the one that made the table is written anew.
    async fn redefine(
        &mut self,
        meta: &'static ModelMeta,
        changes: &[Change],
        redefined: &[&Field],
        relaxed: &[&str],
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let made = self.session.definition(meta.table).await?.unwrap_or_default();
        let whats: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
        let refused = |column: &str, lost: &str| {
            format!(
                "cannot {}: the column {column:?} of {:?} was made with {lost}, which would be lost: change that table by a step of your own that runs before",
                whats.join(", and "),
                meta.table
            )
        };
        let Some(mut definition) = Definition::parse(&made) else {
            plan.refuse(refused(meta.key_column, "a statement of another kind"));
            return Ok(());
        };
        for field in redefined {
            if let Err(lost) = definition.replace(field.column, ddl::column_definition(self.statements.dialect, field)) {
                plan.refuse(refused(field.column, &lost));
            }
        }
        for column in relaxed {
            if !definition.relax(column) {
                plan.refuse(refused(column, "words of its own"));
            }
        }
        plan.add(Step { what: whats.join("; "), sql: definition.sql(), act: Act::Redefine(meta.table) });
        Ok(())
    }

    /// Texts that are longer than their field's size are read as they are; what puts one is refused.
    pub(super) async fn warn_of_sizes(&mut self, meta: &ModelMeta, columns: &[Column], plan: &mut Plan) -> Result<(), Error> {
        for field in meta.fields.iter().filter(|field| columns.iter().any(|column| column.name == field.column)) {
            let Some(size) = field.size.filter(|_| self.statements.dialect.column_type(field.ty).eq_ignore_ascii_case("text")) else {
                continue;
            };
            let rows = self.in_the_way(meta, &format!("length(t.{}) > {size}", quote(field.column))).await?;
            if !rows.is_empty() {
                plan.warn(format!(
                    "`{}` of {} has more than {size} characters in {rows}: they stay as they are, and are refused when they are put again",
                    field.name, meta.name
                ));
            }
        }
        Ok(())
    }
}

fn alter_column(dialect: Dialect, table: &str, column: &str, change: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} {change}", dialect.table(table), quote(column))
}
