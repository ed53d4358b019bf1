//! Sweeps that are done later.

use std::fmt;

use connector_core::BackendId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::imports::tell;
use super::{Done, Job, JobContext, JobError, JobOn, Subject};
use crate::registry::Synchronized;

/// Sweeps a binding: [`WorkContext::sweep`](crate::WorkContext::sweep), later. Waits once for each binding of a backend. A sweep that
/// is [refused](crate::TooManyGone) fails at once, as trying again would not help; what fails of single bindings is in the
/// job's message, and the next sweep finds it again.
///
/// ```
/// # use connector_core::BackendId;
/// # use connector_store::{Error, Store};
/// use connector_sync::jobs::{Job, SweepBindings};
/// # use connector_sync::Synchronized;
///
/// # async fn nightly<ShopProduct: Synchronized>(store: &Store, shop: BackendId<ShopProduct::Backend>) -> Result<(), Error> {
/// SweepBindings::<ShopProduct>::new(shop).import_missing().threshold(20).later().on(store).await?;
/// # Ok(()) }
/// ```
pub struct SweepBindings<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
    /// Whether what the remote has and is not bound here is imported: [`Sweep::import_missing`](crate::Sweep::import_missing).
    pub import_missing: bool,
    /// How many per cent may be gone, where that is said: [`Sweep::threshold`](crate::Sweep::threshold).
    pub threshold: Option<u8>,
}

impl<T: Synchronized> SweepBindings<T> {
    /// A sweep that imports nothing, with the usual threshold.
    #[must_use]
    pub fn new(backend: BackendId<T::Backend>) -> Self {
        Self { backend, import_missing: false, threshold: None }
    }

    /// Imports what the remote has and is not bound here.
    #[must_use]
    pub fn import_missing(mut self) -> Self {
        self.import_missing = true;
        self
    }

    /// How many per cent of the bindings may be gone.
    #[must_use]
    pub fn threshold(mut self, percent: u8) -> Self {
        self.threshold = Some(percent);
        self
    }
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    backend: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    import_missing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold: Option<u8>,
}

impl<T: Synchronized> fmt::Debug for SweepBindings<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", Self::name(), self.identity())
    }
}

impl<T: Synchronized> PartialEq for SweepBindings<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.backend, self.import_missing, self.threshold) == (other.backend, other.import_missing, other.threshold)
    }
}

impl<T: Synchronized> Serialize for SweepBindings<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { backend, import_missing, threshold } = self;
        Kept { backend: backend.get(), import_missing: *import_missing, threshold: *threshold }.serialize(serializer)
    }
}

impl<'de, T: Synchronized> Deserialize<'de> for SweepBindings<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { backend, import_missing, threshold } = Kept::deserialize(deserializer)?;
        Ok(Self { backend: BackendId::new(backend), import_missing, threshold })
    }
}

impl<T: Synchronized> Job for SweepBindings<T> {
    const NAME: &'static str = "sweep_bindings";
    const MODEL: Option<&'static str> = Some(T::NAME);

    fn identity(&self) -> Option<String> {
        Some(self.backend.get().to_string())
    }

    fn subject(&self) -> Subject {
        Subject::backend(self.backend)
    }

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let (registry, backend) = (context.registry::<T::Backend>()?, context.backend(self.backend).await?);
        let work = context.work_on(&registry, &backend);
        let mut sweep = work.sweep::<T>().progress(|event| tell(context, event));
        if self.import_missing {
            sweep = sweep.import_missing();
        }
        if let Some(percent) = self.threshold {
            sweep = sweep.threshold(percent);
        }
        let (said, report) = match sweep.await {
            Ok(swept) => (swept.to_string(), Ok(swept.report)),
            Err(stopped) => (String::new(), Err(stopped)),
        };
        context.told(report)?;
        Ok(said.into())
    }
}

impl<T: Synchronized> JobOn<T::Backend> for SweepBindings<T> {
    type Args = ();
    fn on_backend(backend: BackendId<T::Backend>, (): ()) -> Self {
        Self::new(backend)
    }
}
