//! A scenario against a real system: steps, each with checks of which every one must hold.

use std::fmt::Debug;
use std::time::Instant;

use connector_core::Model;
use connector_sync::Report;

/// What stops a scenario.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Counts steps and checks, and prints each step with its time.
#[derive(Debug)]
pub struct Scenario {
    name: &'static str,
    steps: u32,
    checks: u32,
    start: Instant,
    step: Option<(&'static str, Instant, u32)>,
}

impl Scenario {
    /// A scenario against the system `name`.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, steps: 0, checks: 0, start: Instant::now(), step: None }
    }

    /// The next step begins.
    pub fn step(&mut self, what: &'static str) {
        self.end_step();
        self.steps += 1;
        self.step = Some((what, Instant::now(), self.checks));
    }

    /// A check: what was found is what must be.
    ///
    /// # Errors
    /// When it is not.
    #[allow(clippy::needless_pass_by_value)] // So that both are written alike, as in `assert_eq!`.
    pub fn same<T: PartialEq + Debug>(&mut self, what: &str, found: T, expected: T) -> Result<(), Failure> {
        self.checks += 1;
        if found == expected { Ok(()) } else { Err(self.wrong(&format!("{what}: found {found:?}, expected {expected:?}"))) }
    }

    /// A check: this is so.
    ///
    /// # Errors
    /// When it is not.
    pub fn holds(&mut self, what: &str, is_so: bool) -> Result<(), Failure> {
        self.checks += 1;
        if is_so { Ok(()) } else { Err(self.wrong(what)) }
    }

    /// Checks what an import did with the binding `T`: `[created, updated, skipped, failed]`.
    ///
    /// # Errors
    /// When it did something else; with the whole report.
    pub fn did<T: Model>(&mut self, report: &Report, expected: [u64; 4]) -> Result<(), Failure> {
        let done = |model: &connector_sync::ModelReport| [model.created, model.updated, model.skipped_in_all(), model.failed];
        let found = report.of::<T>().map_or([0; 4], done);
        self.same(&format!("{report}\n{} [created, updated, skipped, failed]", T::NAME), found, expected)
    }

    /// Prints what there was.
    pub fn end(mut self) {
        self.end_step();
        let (name, steps, checks, seconds) = (self.name, self.steps, self.checks, self.start.elapsed().as_secs_f64());
        println!("{name}: {steps} steps, {checks} checks, all of them hold ({seconds:.1} s)");
    }

    fn end_step(&mut self) {
        if let Some((what, start, checks)) = self.step.take() {
            println!("  {:>2}. {what}: {} checks, {:.1} s", self.steps, self.checks - checks, start.elapsed().as_secs_f64());
        }
    }

    fn wrong(&self, what: &str) -> Failure {
        let step = self.step.map_or("", |(what, ..)| what);
        format!("{}, step {} ({step}), check {}: {what}", self.name, self.steps, self.checks).into()
    }
}
