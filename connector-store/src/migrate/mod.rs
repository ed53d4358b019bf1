//! From metadata to tables.
//!
//! All of a migration is one transaction: what is renamed, then the steps of the application's own that come before, then
//! what the tables need, planned against what is there by then, then the other steps.

mod circles;
mod columns;
mod fingerprint;
mod foreign;
mod generation;
mod indexes;
mod names;
mod plan;
mod renames;
mod rows;
mod selections;
mod standing;
mod steps;
mod tables;

use connector_core::{ModelMeta, Schema};

pub(crate) use self::generation::Known;
pub use self::plan::{Plan, Step};
pub use self::steps::OwnStep;

use self::generation::{Declared, Generations};
use self::selections::Rewritten;
use crate::database::{Purpose, Session};
use crate::sql::ddl;
use crate::{Error, Store, Tx, memory};

/// The framework's own tables.
fn framework() -> impl Iterator<Item = &'static ModelMeta> {
    memory::TABLES.iter().chain(tables::TABLES).copied()
}

/// A migration that is more than [`Store::migrate`]: with steps of the application's own, or back to an older program. See
/// [`Store::migration`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::OwnStep;
///
/// let step = || OwnStep::sql("0001 sold", "every product is sold", "UPDATE product SET active = active");
/// let plan = store.migration(&SHOP).step(step()).run().await?;
/// assert!(plan.to_string().contains("every product is sold"));
/// assert!(store.migration(&SHOP).step(step()).plan().await?.is_empty(), "a step is run once");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug)]
#[must_use = "a migration is planned or run"]
pub struct Migration<'s> {
    store: &'s Store,
    schema: &'s Schema,
    steps: Vec<OwnStep>,
    going_back: bool,
    search: bool,
}

impl Migration<'_> {
    /// With a step of the application's own. They run in the order in which they are given.
    pub fn step(mut self, step: OwnStep) -> Self {
        self.steps.push(step);
        self
    }

    /// With several steps.
    pub fn steps(mut self, steps: impl IntoIterator<Item = OwnStep>) -> Self {
        self.steps.extend(steps);
        self
    }

    /// Takes a program back into service that a newer one has replaced (see [`Error::OlderProgram`]). Say so for one start
    /// only, once the newer program is stopped.
    pub fn going_back(mut self) -> Self {
        self.going_back = true;
        self
    }

    /// Searches the columns of all selections for values that their selections do not have, also of models whose declaration has
    /// been here before: what a statement of the application's own wrote is found so. It reads each such table once for each
    /// such column, unless there is an index over it.
    pub fn search_values(mut self) -> Self {
        self.search = true;
        self
    }

    /// What [`run`](Migration::run) would do. Changes nothing: where something is to be renamed, it does so in a transaction
    /// that it takes back, so that the rest is planned under the new names. Steps of the application's own are listed and not
    /// run; what would be refused as long as those before it have not run is a warning.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub async fn plan(&self) -> Result<Plan, Error> {
        self.schema.check()?;
        self.store.know(self.schema);
        let renames = self.store.read().await?.tx()?.has_renames(self.schema).await?;
        if !renames {
            return self.store.read().await?.tx()?.foresee(self, false).await;
        }
        let mut tx = self.store.begin_tables().await?;
        let plan = tx.foresee(self, true).await;
        tx.abandon().await;
        plan
    }

    /// Migrates. Gives what was done.
    ///
    /// # Errors
    /// As [`Store::migrate`], and whatever a step gives; [`Error::Migration`] when a step has the ID of one that was run with
    /// another text.
    pub async fn run(&self) -> Result<Plan, Error> {
        self.schema.check()?;
        self.store.know(self.schema);
        let (plan, generations) = self.store.run(Purpose::Tables, move |tx| Box::pin(tx.migrate(self))).await?;
        self.store.has_migrated(self.schema, &generations);
        plan.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
        Ok(plan)
    }
}

impl Store {
    /// A migration to be planned or run, with steps of the application's own.
    ///
    /// ```
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{Error, OwnStep, Store};
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product { title: String }
    /// # schema! { static ALL = [Product]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// let step = OwnStep::sql("trim titles", "blanks came with the old shop", "UPDATE product SET title = trim(title)");
    /// let migration = store.migration(&ALL).step(step);
    /// println!("{}", migration.plan().await?);
    /// migration.run().await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    pub fn migration<'s>(&'s self, schema: &'s Schema) -> Migration<'s> {
        Migration { store: self, schema, steps: Vec::new(), going_back: false, search: false }
    }

    /// What [`migrate`](Store::migrate) would do. Changes nothing. See [`Migration::plan`].
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let empty = Store::connect_with("sqlite::memory:", ConnectOptions::new()).await?;
    /// let plan = empty.plan(&SHOP).await?;
    /// assert!(plan.to_string().contains("product"), "{plan}");
    /// empty.migrate(&SHOP).await?;
    /// assert!(empty.plan(&SHOP).await?.is_empty());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`migrate`](Store::migrate).
    pub async fn plan(&self, schema: &Schema) -> Result<Plan, Error> {
        self.migration(schema).plan().await
    }

    /// Makes the tables, columns, indexes and links that the models need, renames what was `renamed_from`, lets columns be
    /// null or forbids it, changes defaults and what happens to links, and rewrites what a selection declares as
    /// `removed("…", become = …)`: all in one transaction. The secrets of what is renamed are encrypted anew. Does nothing where that is done; never drops a table, a column or
    /// a value. Gives what it did.
    ///
    /// Where the declaration of a model is new here, the columns of its selections are searched for values that the selections do
    /// not have: without an index over it, that reads the whole table. [`Migration::search_values`] searches all of them.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// // The schema is there already: nothing is done.
    /// assert!(store.migrate(&SHOP).await?.is_empty());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Schema`] when the models contradict each other; [`Error::OlderProgram`] when a newer program has migrated them
    /// further; [`Error::Migration`] when something stands in the way, with the rows that do and with what to do: a column of
    /// another type, nulls in what is required now, rows that share the values of a new unique key, values that a selection
    /// does not have, links to what is not there, a foreign table that is not there, an old and a new name that are both
    /// there. All of it is told at once, a line each, and nothing is changed then.
    pub async fn migrate(&self, schema: &Schema) -> Result<Plan, Error> {
        self.migration(schema).run().await
    }

    /// Links between models are looked up when a deletion is refused.
    fn know(&self, schema: &Schema) {
        for meta in schema.models() {
            self.statements().know(meta);
        }
    }
}

impl Tx<'_> {
    /// Whether no program has migrated the database yet.
    async fn is_fresh(&mut self) -> Result<bool, Error> {
        for meta in framework() {
            if !self.session.columns(meta.table).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Plans, and runs nothing but what gives tables and columns another name, with the framework's own tables before it, which
    /// keep such names: only where there is something to rename.
    async fn foresee(&mut self, migration: &Migration<'_>, renames: bool) -> Result<Plan, Error> {
        let Migration { schema, steps, going_back, search, .. } = migration;
        let (generations, declared) = (self.generations().await?, Declared::new(self, schema, steps));
        if *going_back {
            self.refuse_renamed(&declared, &generations).await?;
        } else {
            declared.refuse_older(&generations)?;
        }
        let fresh = self.is_fresh().await?;
        let dialect = self.statements.dialect;
        let mut plan = self.plan_framework().await?.accepted()?;
        if renames {
            self.run_all(&plan).await?;
        }
        let (mut rest, moved) = self.rename(schema, &generations).await?;
        self.reseal(&moved, &mut rest).await?;
        let pending = self.pending(steps, fresh).await?;
        pending.list(dialect, true, schema, &mut rest);
        rest.append(self.plan_schema(schema, &declared, &generations, *search).await?);
        match rest.clone().accepted() {
            Ok(rest) => plan.append(rest),
            // What they mend is not known before they have run; all else is, and whom it turns away.
            Err(refused) if pending.has_any_before() => {
                plan.append(rest.done_so_far());
                plan.warn(format!(
                    "unless the steps that run before mend it, this is refused; once they have, it may take statements that are not listed here: {refused}"
                ));
            }
            Err(refused) => return Err(refused),
        }
        pending.list(dialect, false, schema, &mut plan);
        self.plan_generation(&generations, &mut plan).await?;
        Ok(plan)
    }

    async fn migrate(&mut self, migration: &Migration<'_>) -> Result<(Plan, Generations), Error> {
        let Migration { schema, steps, going_back, search, .. } = migration;
        let (generations, declared) = (self.generations().await?, Declared::new(self, schema, steps));
        if *going_back {
            self.refuse_renamed(&declared, &generations).await?;
        } else {
            declared.refuse_older(&generations)?;
        }
        let fresh = self.is_fresh().await?;
        let dialect = self.statements.dialect;
        let mut plan = self.plan_framework().await?.accepted()?;
        // Who writes holds the marker, and then waits for a table. Who takes the table first, and then wants the marker, waits for
        // it as well, and PostgreSQL takes one of both back. So the marker is taken before anything that may turn out to want it.
        if !plan.is_empty() || self.has_renames(schema).await? {
            self.write_alone(&generations).await?;
        }
        self.run_all(&plan).await?;
        // What is renamed first, so that steps find the names of today; what stands in the way of that, they may mend.
        let (mut first, mut renamed) = self.rename(schema, &generations).await?;
        self.reseal(&renamed, &mut first).await?;
        plan.append(first.done_so_far());
        let pending = self.pending(steps, fresh).await?;
        if pending.is_breaking() || pending.has_any_before() {
            self.write_alone(&generations).await?;
        }
        pending.list(dialect, true, schema, &mut plan);
        self.run_own(&pending, true).await?;
        let (mut rest, others) = self.rename(schema, &generations).await?;
        renamed.extend(others);
        self.reseal(&renamed, &mut rest).await?;
        let mut tables = self.plan_schema(schema, &declared, &generations, *search).await?;
        if !tables.broken.is_empty() {
            self.write_alone(&generations).await?;
            // Whoever was waited for may have written what is now in the way.
            tables = self.plan_schema(schema, &declared, &generations, *search).await?;
        }
        rest.append(tables.clone());
        plan.append(rest.accepted()?);
        self.run_all(&tables).await?;
        pending.list(dialect, false, schema, &mut plan);
        self.run_own(&pending, false).await?;
        let mut raised = Plan::default();
        plan.broken.iter().for_each(|model| raised.breaks(model));
        self.plan_generation(&generations, &mut raised).await?;
        self.run_all(&raised).await?;
        plan.append(raised);
        let generations = self.declare(&declared, generations, &plan.broken, *going_back).await?;
        Ok((plan, generations))
    }

    async fn run_all(&mut self, plan: &Plan) -> Result<(), Error> {
        for step in plan.steps() {
            self.run_step(step).await?;
        }
        Ok(())
    }

    async fn plan_framework(&mut self) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        for meta in framework() {
            self.plan_model(meta, false, &mut plan).await?;
        }
        for meta in framework() {
            self.plan_besides(meta, &mut plan).await?;
        }
        Ok(plan)
    }

    async fn plan_schema(&mut self, schema: &Schema, declared: &Declared, generations: &Generations, search: bool) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        for meta in schema.models() {
            if meta.foreign {
                self.verify_foreign(meta, &mut plan).await?;
                continue;
            }
            let is_new = declared.is_new(generations, meta);
            self.plan_model(meta, search || is_new, &mut plan).await?;
            if is_new {
                let columns = self.session.columns(meta.table).await?;
                self.warn_of_sizes(meta, &columns, &mut plan).await?;
            }
        }
        for meta in schema.models().filter(|meta| !meta.foreign) {
            self.plan_besides(meta, &mut plan).await?;
        }
        self.plan_safeguards(schema, &mut plan).await?;
        Ok(plan)
    }

    /// The table of a model with its columns and indexes, and, where they are to be searched, the values of its selections.
    async fn plan_model(&mut self, meta: &'static ModelMeta, search: bool, plan: &mut Plan) -> Result<(), Error> {
        let columns = self.session.columns(meta.table).await?;
        let mut rewritten = Rewritten::default();
        if columns.is_empty() {
            let sql = ddl::create_table(self.statements.dialect, meta);
            plan.step(format!("create the table {:?} for {}", meta.table, meta.name), sql);
        } else if self.verify_key(meta, &columns, plan).await? {
            self.plan_columns(meta, &columns, plan).await?;
            if search {
                rewritten = self.plan_selections(meta, &columns, plan).await?;
            }
        } else {
            return Ok(());
        }
        self.plan_indexes(meta, &columns, &rewritten, plan).await
    }

    /// What a model needs besides, once all tables are there under their names and with their columns.
    async fn plan_besides(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        if self.statements.dialect.links_apart() {
            self.plan_links(meta, plan).await?;
        }
        Ok(())
    }
}

impl Store {
    /// A transaction like that of a migration.
    async fn begin_tables(&self) -> Result<Tx<'_>, Error> {
        let session: Session<'static> = self.database().begin(Purpose::Tables, None).await?;
        Ok(Tx::new(session, self.statements()))
    }
}
