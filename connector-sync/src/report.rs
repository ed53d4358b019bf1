//! What an import did.

use std::collections::BTreeMap;
use std::fmt;

use connector_core::Model;

/// How many failures, and how many reasons, are kept word by word; the others are counted.
const KEPT: usize = 100;

/// The reason of those that were skipped for reasons that are not kept.
const OTHER_REASONS: &str = "(other reasons)";

/// What an import did, for each binding that it touched, in the order in which it touched them.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// remote_has(13, "", 60); // a product without a title is refused here
/// let report = registry.work_on(&store, &shop).import_changed::<ShopProduct>().await?;
/// let products = report.of::<ShopProduct>().unwrap();
/// assert_eq!((products.created, products.failed, products.failures[0].reference.as_str()), (1, 1, "13"));
/// assert_eq!(report.failed(), 1);
/// println!("{report}"); // a table, then the reasons
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    models: Vec<ModelReport>,
}

/// What an import did with one binding.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let report = registry.work_on(&store, &shop).import_changed::<ShopProduct>().await?;
/// let products = &report.models()[0];
/// assert_eq!((products.model, products.created, products.total(), products.skipped_in_all()), ("shop.product", 1, 1, 0));
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelReport {
    /// The technical name of the binding.
    pub model: &'static str,
    /// How many were created.
    pub created: u64,
    /// How many got other values.
    pub updated: u64,
    /// How many were there as they are: nothing was written.
    pub unchanged: u64,
    /// How many were skipped, by reason: the first hundred of them, and `(other reasons)`.
    pub skipped: BTreeMap<String, u64>,
    /// How many are imported by jobs, later.
    pub delayed: u64,
    /// How many were deleted.
    pub deleted: u64,
    /// How many failed. Those of an import are remembered, and tried again; an export finds its own again.
    pub failed: u64,
    /// The first hundred of them.
    pub failures: Vec<FailedRecord>,
}

/// A record that failed.
///
/// The example stands at [`Report`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedRecord {
    /// Its external ID, or words by which a person finds it.
    pub reference: String,
    /// Why.
    pub error: String,
}

/// What became of one record.
///
/// [`Progress::Record`](crate::Progress::Record) tells it of each record; the example stands at [`Progress`](crate::Progress).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordOutcome {
    /// It was created.
    Created,
    /// These fields got other values.
    Updated(Vec<&'static str>),
    /// Nothing was different.
    Unchanged,
    /// It was not to be imported, and why.
    Skipped(String),
    /// It is imported by a job, later.
    Delayed,
    /// It was deleted.
    Deleted,
    /// It failed, and why.
    Failed(String),
}

impl ModelReport {
    fn new(model: &'static str) -> Self {
        Self {
            model,
            created: 0,
            updated: 0,
            unchanged: 0,
            skipped: BTreeMap::new(),
            delayed: 0,
            deleted: 0,
            failed: 0,
            failures: Vec::new(),
        }
    }

    /// How many were skipped, for whatever reason.
    #[must_use]
    pub fn skipped_in_all(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// How many were looked at.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped_in_all() + self.delayed + self.deleted + self.failed
    }

    fn count_skipped(&mut self, reason: &str, count: u64) {
        let kept = self.skipped.len() < KEPT || self.skipped.contains_key(reason);
        *self.skipped.entry(if kept { reason } else { OTHER_REASONS }.to_owned()).or_default() += count;
    }

    /// What was counted as failed did not fail in the end.
    pub(crate) fn healed(&mut self, reference: &str) {
        self.failed = self.failed.saturating_sub(1);
        if let Some(place) = self.failures.iter().position(|failure| failure.reference == reference) {
            self.failures.remove(place);
        }
    }

    pub(crate) fn count(&mut self, reference: &str, outcome: &RecordOutcome) {
        match outcome {
            RecordOutcome::Created => self.created += 1,
            RecordOutcome::Updated(_) => self.updated += 1,
            RecordOutcome::Unchanged => self.unchanged += 1,
            RecordOutcome::Skipped(reason) => self.count_skipped(reason, 1),
            RecordOutcome::Delayed => self.delayed += 1,
            RecordOutcome::Deleted => self.deleted += 1,
            RecordOutcome::Failed(error) => {
                self.failed += 1;
                if self.failures.len() < KEPT {
                    self.failures.push(FailedRecord { reference: reference.to_owned(), error: error.clone() });
                }
            }
        }
    }
}

impl Report {
    /// What was done with each binding.
    #[must_use]
    pub fn models(&self) -> &[ModelReport] {
        &self.models
    }

    /// What was done with the binding `T`; `None` where it was not touched.
    #[must_use]
    pub fn of<T: Model>(&self) -> Option<&ModelReport> {
        self.models.iter().find(|model| model.model == T::NAME)
    }

    /// How many records failed in all.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.models.iter().map(|model| model.failed).sum()
    }

    /// With what another import did.
    pub fn add(&mut self, other: Report) {
        for other in other.models {
            let model = self.model(other.model);
            model.created += other.created;
            model.updated += other.updated;
            model.unchanged += other.unchanged;
            for (reason, count) in other.skipped {
                model.count_skipped(&reason, count);
            }
            model.delayed += other.delayed;
            model.deleted += other.deleted;
            model.failed += other.failed;
            model.failures.extend(other.failures);
            model.failures.truncate(KEPT);
        }
    }

    /// With what the jobs did that this was left to: what they did is delayed no longer.
    ///
    /// ```
    /// use connector_sync::Report;
    ///
    /// fn in_all(mut read: Report, jobs: Report) -> Report {
    ///     read.add_later(jobs);
    ///     read
    /// }
    /// # assert_eq!(in_all(Report::default(), Report::default()), Report::default());
    /// ```
    pub fn add_later(&mut self, later: Report) {
        for done in &later.models {
            let model = self.model(done.model);
            model.delayed = model.delayed.saturating_sub(done.total());
        }
        self.add(later);
    }

    pub(crate) fn model(&mut self, name: &'static str) -> &mut ModelReport {
        let place = self.models.iter().position(|model| model.model == name).unwrap_or_else(|| {
            self.models.push(ModelReport::new(name));
            self.models.len() - 1
        });
        &mut self.models[place]
    }
}

/// A table, then the reasons for what was skipped and what failed.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.models.iter().map(|model| model.model.len()).max().unwrap_or(0).max("binding".len());
        write!(f, "{:width$}  {:>9} {:>9} {:>9} {:>9} {:>9}", "binding", "created", "updated", "unchanged", "skipped", "failed")?;
        // Few pieces of work delete anything.
        let deletes = self.models.iter().any(|model| model.deleted > 0);
        if deletes {
            write!(f, " {:>9}", "deleted")?;
        }
        for model in &self.models {
            let skipped = model.skipped_in_all();
            write!(
                f,
                "\n{:width$}  {:>9} {:>9} {:>9} {skipped:>9} {:>9}",
                model.model, model.created, model.updated, model.unchanged, model.failed
            )?;
            if deletes {
                write!(f, " {:>9}", model.deleted)?;
            }
        }
        for model in &self.models {
            if model.delayed > 0 {
                write!(f, "\n{}: {} are imported by jobs, later", model.model, model.delayed)?;
            }
            for (reason, count) in &model.skipped {
                write!(f, "\n{}: {count} skipped: {reason}", model.model)?;
            }
            for failure in &model.failures {
                write!(f, "\n{} {} failed: {}", model.model, failure.reference, failure.error)?;
            }
            let kept = model.failures.len() as u64;
            if model.failed > kept {
                write!(f, "\n{}: {} more failed; the store has all of them", model.model, model.failed - kept)?;
            }
        }
        Ok(())
    }
}
