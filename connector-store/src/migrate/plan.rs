//! What a migration would do, in order.

use std::fmt;

use crate::{Error, Tx};

/// What [`migrate`](crate::Store::migrate) would do, in order.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let empty = Store::connect_with("sqlite::memory:", ConnectOptions::new()).await?;
/// let plan: Plan = empty.plan(&SHOP).await?;
/// assert!(!plan.is_empty() && plan.warnings().is_empty());
/// for step in plan.steps() {
///     println!("{step:?}");
/// }
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    steps: Vec<Step>,
    warnings: Vec<String>,
    /// What stands in the way: all of it, so that it is mended at once.
    refused: Vec<String>,
    /// Models that a program which does not know of this migration must no longer write.
    pub(super) broken: Vec<String>,
}

/// One statement of a [`Plan`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let empty = Store::connect_with("sqlite::memory:", ConnectOptions::new()).await?;
/// let plan = empty.plan(&SHOP).await?;
/// for step in plan.steps() {
///     println!("{}: {}", step.what, step.sql); // for a review, before anything is done
/// }
/// assert!(plan.steps().iter().any(|step| step.sql.contains("CREATE TABLE")));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// What it does, in words.
    pub what: String,
    /// The statement; empty for a step that is written in Rust, and for secrets that are encrypted anew.
    pub sql: String,
    pub(super) act: Act,
}

/// How a [`Step`] is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    /// The statement is run.
    Run,
    /// The statement is put in the place of the one that made this table.
    Redefine(&'static str),
    /// The application's own step of this ID.
    Own(&'static str),
    /// It was done while the rest was planned.
    Done,
}

impl Step {
    pub(super) fn run(what: String, sql: String) -> Self {
        Self { what, sql, act: Act::Run }
    }
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

    /// What is not wrong, and may not be what was meant: texts that are longer than their field's new size, values that may
    /// be under a name before the last one. They are logged as well.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// One more statement.
    pub(crate) fn step(&mut self, what: String, sql: String) {
        self.steps.push(Step::run(what, sql));
    }

    pub(super) fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Something stands in the way.
    pub(crate) fn refuse(&mut self, why: String) {
        self.refused.push(why);
    }

    /// A program that does not know of this migration must no longer write the model.
    pub(super) fn breaks(&mut self, model: &str) {
        if !self.broken.iter().any(|broken| broken == model) {
            self.broken.push(model.to_owned());
        }
    }

    /// Everything of another plan, after what is here.
    pub(super) fn append(&mut self, mut other: Self) {
        self.steps.append(&mut other.steps);
        self.warnings.append(&mut other.warnings);
        self.refused.append(&mut other.refused);
        other.broken.iter().for_each(|model| self.breaks(model));
    }

    /// What was done of it, whatever stands in the way of the rest.
    pub(super) fn done_so_far(mut self) -> Self {
        self.refused.clear();
        self
    }

    /// The plan, unless something stands in the way.
    pub(super) fn accepted(self) -> Result<Self, Error> {
        if self.refused.is_empty() { Ok(self) } else { Err(Error::Migration(self.refused.join("\n"))) }
    }
}

/// What each step does, a line each, and the warnings.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            f.write_str("nothing to do: the database is as the models need it")?;
        }
        for (place, step) in self.steps.iter().enumerate() {
            let separator = if place == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", step.what)?;
        }
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Does what a step that is not the application's own says.
    pub(super) async fn run_step(&mut self, step: &Step) -> Result<(), Error> {
        tracing::debug!(what = step.what, "migrating");
        let done = match &step.act {
            Act::Run => self.session.script(&step.sql).await,
            Act::Redefine(table) => self.session.redefine(table, &step.sql).await,
            Act::Own(_) | Act::Done => Ok(()),
        };
        done.map_err(|error| match error {
            Error::Unusable { .. } | Error::Busy { .. } | Error::Collision { .. } => error,
            other => Error::Migration(format!("{}: {other}", step.what)),
        })
    }
}
