//! Steps of the application's own: run once, and remembered.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use connector_core::{Schema, Value};

use super::plan::{Act, Step};
use super::tables::STEPS;
use super::{Plan, fingerprint};
use crate::sql::{Dialect, quote, script};
use crate::store::BoxFuture;
use crate::{Error, Tx};

/// What a step that is written in Rust does.
type Work = Arc<dyn for<'t, 'c> Fn(&'t mut Tx<'c>) -> BoxFuture<'t, Result<(), Error>> + Send + Sync>;

/// A step of a migration that the application writes itself, in SQL or in Rust. It is run once in a database, in the
/// transaction of the migration, in the order in which the steps are given, and remembered by its ID in `connector_step`.
///
/// Steps run after the tables were changed, unless they are to run [`before`](OwnStep::before). In a database that was never
/// migrated there is nothing that the latter could change: they are only remembered.
///
/// ```
/// # use connector_core::{Record, schema};
/// # use connector_store::{Error, OwnStep, Store};
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
///     cents: i64,
/// }
///
/// schema! { static ALL = [Product]; }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let store = Store::connect("sqlite::memory:").await?;
/// let plan = store
///     .migration(&ALL)
///     .step(OwnStep::sql("2026-11 cents", "negative prices were a mistake", "UPDATE product SET cents = 0 WHERE cents < 0"))
///     .step(OwnStep::rust("2026-11 first", "something to begin with", |tx| {
///         Box::pin(async move { tx.put(Product { title: "Chair".into(), cents: 4900 }).await.map(drop) })
///     }))
///     .run()
///     .await?;
/// assert!(plan.to_string().contains("run the step \"2026-11 first\": something to begin with"));
/// assert_eq!(store.count::<Product>().await?, 1);
/// # Ok::<(), Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct OwnStep {
    id: &'static str,
    description: &'static str,
    doing: Doing,
    before: bool,
    breaking: bool,
    needs: Option<(&'static str, &'static str)>,
}

#[derive(Clone)]
enum Doing {
    Sql { sql: String, postgres: Option<String> },
    Rust(Work),
}

impl fmt::Debug for OwnStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnStep").field("id", &self.id).field("description", &self.description).finish_non_exhaustive()
    }
}

impl OwnStep {
    /// A step in SQL: one statement or several. Its text is remembered by a checksum: another text under the same ID is an
    /// error, as it would not be run. So is one that begins or ends a transaction: a migration is kept or taken back as a whole.
    #[must_use]
    pub fn sql(id: &'static str, description: &'static str, sql: impl Into<String>) -> Self {
        Self::new(id, description, Doing::Sql { sql: sql.into(), postgres: None })
    }

    /// A step in Rust. It may be run again where the database takes the transaction back, so that it must not do anything that
    /// cannot be repeated.
    #[must_use]
    pub fn rust<F>(id: &'static str, description: &'static str, work: F) -> Self
    where
        F: for<'t, 'c> Fn(&'t mut Tx<'c>) -> BoxFuture<'t, Result<(), Error>> + Send + Sync + 'static,
    {
        Self::new(id, description, Doing::Rust(Arc::new(work)))
    }

    fn new(id: &'static str, description: &'static str, doing: Doing) -> Self {
        Self { id, description, doing, before: false, breaking: false, needs: None }
    }

    /// With another text for PostgreSQL. Nothing happens to a step in Rust.
    #[must_use]
    pub fn on_postgres(mut self, text: impl Into<String>) -> Self {
        if let Doing::Sql { postgres, .. } = &mut self.doing {
            *postgres = Some(text.into());
        }
        self
    }

    /// Runs before the tables are changed: this is where what stands in the way is mended. Tables and columns with
    /// `renamed_from` have their new names by then.
    #[must_use]
    pub const fn before(mut self) -> Self {
        self.before = true;
        self
    }

    /// Runs only where a table has this column, once things are renamed and before the tables are changed; elsewhere the step
    /// is remembered without being run. For what moves values out of an old column, in a database that may never have had it.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::OwnStep;
    ///
    /// // Of a database that never had the column, it is remembered without being run.
    /// let step = OwnStep::sql("0002 shelves", "shelves had a table", "UPDATE product SET title = old_title").needs("product", "old_title");
    /// store.migration(&SHOP).step(step).run().await?;
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub const fn needs(mut self, table: &'static str, column: &'static str) -> Self {
        self.needs = Some((table, column));
        self
    }

    /// Programs that do not know this step must no longer write: they get [`Error::OlderProgram`] from then on.
    #[must_use]
    pub const fn breaking(mut self) -> Self {
        self.breaking = true;
        self
    }

    pub(super) fn breaking_id(&self) -> Option<&'static str> {
        self.breaking.then_some(self.id)
    }

    fn text(&self, dialect: Dialect) -> Option<&str> {
        match &self.doing {
            Doing::Sql { postgres: Some(text), .. } if dialect.links_apart() => Some(text),
            Doing::Sql { sql, .. } => Some(sql),
            Doing::Rust(_) => None,
        }
    }

    fn checksum(&self, dialect: Dialect) -> String {
        self.text(dialect).map_or_else(|| "rust".to_owned(), fingerprint::digest)
    }
}

/// The steps that are still to be run.
pub(super) struct Pending<'s>(Vec<(&'s OwnStep, bool)>);

impl<'s> Pending<'s> {
    /// Those before the tables are changed, or those after.
    fn of(&self, before: bool) -> impl Iterator<Item = (&'s OwnStep, bool)> + use<'s, '_> {
        self.0.iter().copied().filter(move |(step, _)| step.before == before)
    }

    pub(super) fn has_any_before(&self) -> bool {
        self.of(true).any(|(_, runs)| runs)
    }

    /// Whether one of them turns other programs away.
    pub(super) fn is_breaking(&self) -> bool {
        self.0.iter().any(|(step, _)| step.breaking)
    }

    /// Puts them into a plan.
    pub(super) fn list(&self, dialect: Dialect, before: bool, schema: &Schema, plan: &mut Plan) {
        for (own, runs) in self.of(before) {
            let what = if runs { "run the step" } else { "remember, without running it, the step" };
            let sql = own.text(dialect).filter(|_| runs).unwrap_or_default().to_owned();
            plan.add(Step { what: format!("{what} {:?}: {}", own.id, own.description), sql, act: Act::Own(own.id) });
            if own.breaking {
                schema.models().filter(|meta| !meta.foreign).for_each(|meta| plan.breaks(meta.name));
            }
        }
    }
}

impl Tx<'_> {
    /// The steps that were not run yet; `fresh` is a database that was never migrated.
    pub(super) async fn pending<'s>(&mut self, steps: &'s [OwnStep], fresh: bool) -> Result<Pending<'s>, Error> {
        let dialect = self.statements.dialect;
        let mut done: HashMap<String, String> = HashMap::new();
        if !steps.is_empty() && !self.session.columns(STEPS.table).await?.is_empty() {
            let ids = self.texts("SELECT s.step FROM connector_step s ORDER BY s.id").await?;
            let checksums = self.texts("SELECT s.checksum FROM connector_step s ORDER BY s.id").await?;
            done = ids.into_iter().zip(checksums).collect();
        }
        let mut pending = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            if steps[..place].iter().any(|other| other.id == step.id) {
                return Err(Error::Migration(format!("two steps have the ID {:?}: give each one of its own", step.id)));
            }
            match done.get(step.id) {
                Some(checksum) if *checksum == step.checksum(dialect) => {}
                Some(_) => {
                    return Err(Error::Migration(format!(
                        "the step {:?} was run here with another text, and is not run again: put the old text back, and give the new one an ID of its own",
                        step.id
                    )));
                }
                None => {
                    if let Some(word) = step.text(dialect).and_then(|text| script::ends_transaction(dialect, text)) {
                        return Err(Error::Migration(format!(
                            "the step {:?} says {word}, which would end the transaction of the migration in the middle: take it out; all of a migration is kept or taken back together",
                            step.id
                        )));
                    }
                    let needed = match step.needs {
                        Some((table, column)) => self.session.columns(table).await?.iter().any(|held| held.name == column),
                        None => true,
                    };
                    pending.push((step, needed && !(fresh && step.before)));
                }
            }
        }
        Ok(Pending(pending))
    }

    /// Runs what is pending, and remembers it.
    pub(super) async fn run_own(&mut self, pending: &Pending<'_>, before: bool) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        for (step, runs) in pending.of(before) {
            if runs {
                tracing::debug!(step = step.id, "migrating");
                let mut done = match &step.doing {
                    Doing::Rust(work) => work(self).await,
                    Doing::Sql { .. } => self.own_script(step.text(dialect).unwrap_or_default()).await,
                };
                if done.is_ok() {
                    done = self.still_open(step.id).await;
                }
                done.map_err(|error| match error {
                    Error::Unusable { .. } | Error::Busy { .. } | Error::Collision { .. } | Error::Application(_) => error,
                    other => Error::Migration(format!("the step {:?} ({}): {other}", step.id, step.description)),
                })?;
            }
            let places = STEPS.fields.iter().enumerate().map(|(place, field)| dialect.place(place + 1, field.ty));
            let columns = STEPS.fields.iter().map(|field| quote(field.column));
            let sql = format!(
                "INSERT INTO {} ({}) VALUES ({})",
                dialect.table(STEPS.table),
                columns.collect::<Vec<_>>().join(", "),
                places.collect::<Vec<_>>().join(", ")
            );
            let row = [
                Value::Text(step.id.to_owned()),
                Value::Text(step.description.to_owned()),
                Value::Text(step.checksum(dialect)),
                Value::Timestamp(self.time()),
            ];
            self.session.execute(&sql, &row).await?;
        }
        Ok(())
    }

    /// Whether the transaction is still the one of the migration, after code that could have ended it.
    async fn still_open(&mut self, id: &str) -> Result<(), Error> {
        let open = self.session.is_open().await;
        open.map_err(|_| {
            Error::Migration(format!(
                "it has ended the transaction of the migration, so that what was done before is kept, and nothing after: take COMMIT, ROLLBACK and BEGIN out of {id:?}, look at what is there, and migrate again"
            ))
        })
    }

    /// Statements of the application's own, whose faults are told as such.
    #[allow(clippy::unused_async)] // SQLite alone is called in process.
    async fn own_script(&mut self, sql: &str) -> Result<(), Error> {
        #[cfg(feature = "sqlite")]
        if let Ok(connection) = self.as_sqlite() {
            return Ok(connection.execute_batch(sql)?);
        }
        #[cfg(feature = "postgres")]
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(self.as_postgres()?).await?;
        Ok(())
    }
}
