//! What stops a piece of work.

use std::fmt;

use crate::{Connect, RemoteError, Report, TooManyGone};

/// A piece of work, an import or an export, stopped before its end. What it had done stays, and the next run goes on from there.
///
/// A record that fails does not stop it: it is in the [`Report`]. `Debug` is the same sentence as `Display`.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store.pause(shop.id()).await?;
/// let error = registry.work_on(&store, &shop).import_changed::<ShopProduct>().await.unwrap_err();
/// assert_eq!((error.backend.as_str(), error.model), ("Basel", "shop.product"));
/// assert!(matches!(error.cause, Cause::Store(connector_store::Error::Paused { .. })), "{error}");
/// assert_eq!(error.report.failed(), 0); // what had been done until then
#[doc = include_str!("../docs/close.md")]
/// ```
#[non_exhaustive]
pub struct WorkError {
    /// The technical name of the backend's kind.
    pub backend_model: &'static str,
    /// How people call the backend.
    pub backend: String,
    /// The technical name of the binding.
    pub model: &'static str,
    /// What was going on, in words: `while reading page 3`.
    pub during: String,
    /// What went wrong.
    pub cause: Cause,
    /// What had been done until then.
    pub report: Box<Report>,
}

/// What went wrong.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let error = registry.work_on(&store, &shop).export_new::<ShopProduct>().await;
/// assert!(error.is_ok(), "nothing to be exported is no error");
///
/// let import_only = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products)).build()?;
/// let error = import_only.work_on(&store, &shop).export_new::<ShopProduct>().await.unwrap_err();
/// assert!(matches!(error.cause, Cause::NoExporter), "{error}");
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The external system did not answer as it should: see its [kind](RemoteError::kind). What is retryable was tried a few times already;
    /// the next run goes on.
    Remote(RemoteError),
    /// The store: it is busy, was never migrated, or the backend is paused. See there.
    Store(connector_store::Error),
    /// The registry has no component for it: register the binding, with an adapter.
    Unregistered,
    /// The registry has no export adapter for it: [`export`](crate::BindingBuilder::export).
    NoExporter,
    /// Its mapper needs options of this type, and the work was given none:
    /// [`with_options`](crate::WorkContext::with_options).
    MissingOptions(&'static str),
    /// A [sweep](crate::WorkContext::sweep) found too much to be gone. Nothing was done: look whether the remote's list is whole, and where it
    /// is, raise the [threshold](crate::Sweep::threshold) for one run.
    TooManyGone(TooManyGone),
}

impl WorkError {
    /// With what other imports did before, in the same piece of work.
    #[must_use]
    pub fn after(mut self, mut earlier: Report) -> Self {
        earlier.add(*self.report);
        self.report = Box::new(earlier);
        self
    }
}

impl fmt::Display for WorkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} {:?} stopped {}: ", self.model, self.backend_model, self.backend, self.during)?;
        match &self.cause {
            Cause::Remote(error) => error.fmt(f),
            Cause::Store(error) => error.fmt(f),
            Cause::Unregistered => f.write_str("the registry has no adapter for it: add it with `.binding::<…>(|b| b.adapter(…))`"),
            Cause::NoExporter => f.write_str("the registry has no export adapter for it: add it with `.binding::<…>(|b| b.export(…))`"),
            Cause::TooManyGone(refused) => refused.fmt(f),
            Cause::MissingOptions(ty) => write!(
                f,
                "its mapper needs options of the type `{ty}`, and none were given: give them with `work.with_options(…)`, to jobs with `JobRegistry::builder().with_options(…)`"
            ),
        }
    }
}

impl fmt::Debug for WorkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for WorkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Remote(error) => Some(error),
            Cause::Store(error) => Some(error),
            Cause::Unregistered | Cause::NoExporter | Cause::MissingOptions(_) | Cause::TooManyGone(_) => None,
        }
    }
}

/// The result of a whole piece of work.
#[allow(clippy::result_large_err)] // Given back once, at the end.
pub(crate) fn finish<B: Connect>(backend: &B, report: Report, result: Result<(), Stop>) -> Result<Report, WorkError> {
    match result {
        Ok(()) => Ok(report),
        Err(Stop { model, during, cause }) => {
            let backend = backend.name().to_owned();
            Err(WorkError { backend_model: B::NAME, backend, model, during, cause, report: Box::new(report) })
        }
    }
}

/// As an [`WorkError`], before it is known which backend and what was done.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) model: &'static str,
    pub(crate) during: String,
    pub(crate) cause: Cause,
}

impl Stop {
    pub(crate) fn remote(model: &'static str, during: impl Into<String>, error: RemoteError) -> Self {
        Self { model, during: during.into(), cause: Cause::Remote(error) }
    }

    pub(crate) fn store(model: &'static str, during: impl Into<String>, error: connector_store::Error) -> Self {
        Self { model, during: during.into(), cause: Cause::Store(error) }
    }
}
