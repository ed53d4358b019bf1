//! Models, tables and columns that get another name (`renamed_from`).
//!
//! They are renamed before anything else is planned, so that the rest finds them under the names that they have now. A plan
//! that changes nothing does that in a transaction that it takes back.

use connector_core::{Field, ModelKind, ModelMeta, Schema};

use super::generation::Generations;
use super::plan::{Act, Step};
use super::{Plan, circles, names};
use crate::database::Kept;
use crate::secrets::Renamed;
use crate::sql::ddl::{self, Index};
use crate::sql::names::old_table;
use crate::sql::quote;
use crate::{Error, Tx};

impl Tx<'_> {
    /// Whether something is to be renamed.
    pub(super) async fn has_renames(&mut self, schema: &Schema) -> Result<bool, Error> {
        let mut plan = Plan::default();
        for meta in schema.models() {
            let own = |table: &str| schema.models().any(|meta| meta.table == table);
            if self.renamed_table(meta, &own, &mut plan).await?.is_some()
                || !self.renamed_columns(meta, meta.table, &mut plan).await?.is_empty()
            {
                return Ok(true);
            }
        }
        let generations = self.generations().await?;
        self.has_old_names(schema, &generations).await
    }

    /// Renames what has another name now. What stands in the way is refused, and then nothing is renamed.
    pub(super) async fn rename(&mut self, schema: &Schema, generations: &Generations) -> Result<(Plan, Vec<Renamed>), Error> {
        let (mut plan, mut all) = (Plan::default(), Vec::new());
        circles::refuse(self.statements.dialect, schema, &mut plan);
        let own = |table: &str| schema.models().any(|meta| meta.table == table);
        for meta in schema.models().filter(|meta| !meta.foreign) {
            let dialect = self.statements.dialect;
            let mut prefixes = Vec::new();
            let mut renamed = Renamed { meta, table: None, columns: Vec::new() };
            // A model of today may have the old name: what is kept under it is that one's, unless the table says otherwise.
            let mut takes_name = !schema.models().any(|other| Some(other.name) == meta.renamed_from) || old_table(meta).is_none();
            if let Some(old) = self.renamed_table(meta, &own, &mut plan).await? {
                let before = meta.renamed_from.unwrap_or_default();
                let what = format!("rename the table {old:?} to {:?} for {}, which was {before}", meta.table, meta.name);
                let sql = format!("ALTER TABLE {} RENAME TO {}", dialect.table(&old), quote(meta.table));
                self.rename_by(Step::run(what, sql), &mut plan).await?;
                plan.breaks(before);
                plan.breaks(meta.name);
                prefixes.push(format!("{old}_"));
                renamed.table = Some(old);
                takes_name = true;
            }
            for (old, new) in self.renamed_columns(meta, meta.table, &mut plan).await? {
                let what = format!("rename the column {old:?} of {:?} to {new:?} for {}", meta.table, meta.name);
                let sql = format!("ALTER TABLE {} RENAME COLUMN {} TO {}", dialect.table(meta.table), quote(old), quote(new));
                self.rename_by(Step::run(what, sql), &mut plan).await?;
                plan.breaks(meta.name);
                prefixes.push(format!("{}_", meta.table));
                renamed.columns.push((old, new));
            }
            if !prefixes.is_empty() {
                self.rename_indexes(meta, &prefixes, &mut plan).await?;
                if meta.kind == ModelKind::Binding {
                    let mut triggers = Plan::default();
                    self.plan_triggers_anew(meta, &mut triggers).await?;
                    self.run_all(&triggers).await?;
                    plan.append(triggers);
                }
                all.push(renamed);
            }
            if let Some(old) = names::old_name(meta, generations).filter(|_| takes_name) {
                let rewritten = self.rename_kept(meta, old, &mut plan).await?;
                // Older programs would go on writing the old name, also where the table has kept its own.
                if rewritten || generations.knows(old) {
                    plan.breaks(old);
                    plan.breaks(meta.name);
                }
            }
        }
        Ok((plan, all))
    }

    /// Encrypts the secrets anew of what was renamed: a ciphertext opens in its own place alone. Where there is no key for one,
    /// that stands in the way.
    pub(super) async fn reseal(&mut self, renamed: &[Renamed], plan: &mut Plan) -> Result<(), Error> {
        for renamed in renamed {
            let meta = renamed.meta;
            let moved = self.reseal_renamed(renamed).await?;
            if moved.resealed > 0 {
                let what = format!("encrypt {} secrets of {} anew, for the name that their place has now", moved.resealed, meta.name);
                plan.add(Step { what, sql: String::new(), act: Act::Done });
            }
            if moved.all_locked > 0 {
                let more = if moved.all_locked > moved.locked.len() as u64 { ", …" } else { "" };
                plan.refuse(format!(
                    "{} secrets of {} are encrypted for the old name of their place, and this store has no key for them (rows {}{more}): migrate with their keys in CONNECTOR_SECRET_KEY, or clear them in a step of your own that runs before",
                    moved.all_locked,
                    meta.name,
                    moved.locked.join(", ")
                ));
            }
        }
        Ok(())
    }

    pub(super) async fn rename_by(&mut self, step: Step, plan: &mut Plan) -> Result<(), Error> {
        self.run_step(&step).await?;
        plan.add(step);
        Ok(())
    }

    /// The old name of a table that is to be renamed.
    async fn renamed_table(&mut self, meta: &ModelMeta, own: &impl Fn(&str) -> bool, plan: &mut Plan) -> Result<Option<String>, Error> {
        let Some(old) = old_table(meta).filter(|_| !meta.foreign) else { return Ok(None) };
        let before = self.session.columns(&old).await?;
        if before.is_empty() {
            return Ok(None);
        }
        if self.session.columns(meta.table).await?.is_empty() {
            return Ok(Some(old));
        }
        // A model of today may have the name that another one had.
        if !own(&old) && before.iter().any(|column| column.name == meta.key_column) {
            let rows = self.rows_where(&old, meta.key_column, "1 = 1").await?;
            if !rows.is_empty() {
                let now = self.in_the_way(meta, "1 = 1").await?;
                let now = if now.is_empty() { "none".to_owned() } else { now.to_string() };
                let dialect = self.statements.dialect;
                plan.refuse(format!(
                    "{} was {}, and both tables are there: {old:?} has {rows}, {:?} has {now}: move the rows over in a step of your own that runs before, `INSERT INTO {} SELECT … FROM {}`, and drop the old table there, or take `renamed_from` away",
                    meta.name,
                    meta.renamed_from.unwrap_or_default(),
                    meta.table,
                    dialect.table(meta.table),
                    dialect.table(&old)
                ));
            }
        }
        Ok(None)
    }

    /// The columns of a table that are to be renamed: old names and new ones.
    async fn renamed_columns(
        &mut self,
        meta: &'static ModelMeta,
        table: &str,
        plan: &mut Plan,
    ) -> Result<Vec<(&'static str, &'static str)>, Error> {
        let mut renamed = Vec::new();
        if meta.foreign || meta.fields.iter().all(|field| field.renamed_from.is_none()) {
            return Ok(renamed);
        }
        let mut names: Vec<String> = self.session.columns(table).await?.into_iter().map(|column| column.name).collect();
        let fields = || meta.fields.iter().filter(|field| !circles::is_in_one(meta, field));
        // One after the other: a name that is given up can be taken by another column.
        loop {
            let free = |field: &&Field| !names.iter().any(|name| name == field.column);
            let place = |field: &Field| names.iter().position(|name| Some(name.as_str()) == field.renamed_from);
            let waits = |field: &&Field| !renamed.iter().any(|(_, new)| *new == field.column);
            let next = fields().filter(free).filter(waits).find_map(|field| Some((place(field)?, field.renamed_from?, field.column)));
            let Some((place, old, new)) = next else { break };
            new.clone_into(&mut names[place]);
            renamed.push((old, new));
        }
        let is_there = |name: &str| names.iter().any(|other| other == name);
        for field in fields() {
            let Some(old) = field.renamed_from.filter(|old| *old != field.column && is_there(old)) else { continue };
            let both = is_there(field.column) && !renamed.iter().any(|(_, new)| *new == field.column);
            if both && !meta.fields.iter().any(|field| field.column == old) {
                let (before, after) = (quote(old), quote(field.column));
                let rows = self
                    .rows_where(
                        table,
                        meta.key_column,
                        &format!("t.{before} IS NOT NULL AND CAST(t.{before} AS TEXT) IS DISTINCT FROM CAST(t.{after} AS TEXT)"),
                    )
                    .await?;
                if !rows.is_empty() {
                    let now = self.rows_where(table, meta.key_column, &format!("t.{after} IS NOT NULL")).await?;
                    let now = if now.is_empty() { "none".to_owned() } else { now.to_string() };
                    plan.refuse(format!(
                        "`{}` of {} was {old:?}, and both columns are there: {old:?} has a value of its own in {rows}, {:?} has one in {now}: move the values over in a step of your own that runs before, `UPDATE {} SET {after} = {before} WHERE …`, or take `renamed_from` away",
                        field.name,
                        meta.name,
                        field.column,
                        self.statements.dialect.table(table)
                    ));
                }
            }
        }
        Ok(renamed)
    }

    /// Gives the indexes of a renamed table, or over a renamed column, the names that they would have today.
    async fn rename_indexes(&mut self, meta: &'static ModelMeta, prefixes: &[String], plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let expected = ddl::indexes(meta);
        let mut held = self.session.index_names(meta.table).await?;
        held.retain(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)) && !expected.iter().any(|index| index.name == *name));
        for index in expected {
            if self.session.index(meta.table, &index).await? != Kept::Nothing {
                continue;
            }
            for name in &held {
                let same = Index { name: name.clone(), columns: index.columns.clone(), only_where: index.only_where, unique: index.unique };
                if self.session.index(meta.table, &same).await? == Kept::Same {
                    let old = dialect.beside(meta.table, name);
                    let sql = if dialect.links_apart() {
                        format!("ALTER INDEX {old} RENAME TO {}", quote(&index.name))
                    } else {
                        format!("DROP INDEX {old}; {}", ddl::create_index(dialect, meta.table, &index))
                    };
                    let what = format!("rename the index {name:?} to {:?} for {}", index.name, meta.name);
                    self.rename_by(Step::run(what, sql), plan).await?;
                    break;
                }
            }
        }
        Ok(())
    }
}
