//! Exports that are done later.

use std::fmt;
use std::time::Duration;

use connector_core::{BackendId, BindingId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::imports::{said, tell};
use super::{Done, Job, JobContext, JobError, JobOn, Subject};
use crate::registry::Synchronized;

/// How long an export waits for another one of the same binding, or until it can be known what became of it.
const AGAIN: Duration = Duration::from_mins(1);

/// Exports one binding: [`WorkContext::export`](crate::WorkContext::export), later. Waits once for each binding.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{ExportRecord, JobRegistry, Worker, Job};
///
/// let chair = store.put(product("Chair")).await?.id();
/// let binding = store.put(bound(&chair, shop.id(), None)).await?.id();
/// ExportRecord::<ShopProduct> { backend: shop.id(), binding }.later().on(&store).await?;
///
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// Worker::new(&store, jobs).run_until_idle().await?;
/// assert_eq!(remote().len(), 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ExportRecord<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
    /// The binding.
    pub binding: BindingId<T>,
}

/// Exports what the remote does not have as it is here: [`WorkContext::export_changed`](crate::WorkContext::export_changed), later.
/// Waits once for each binding of a backend. What fails of it is found again by the next one.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{ExportChanges, Job, JobRegistry, Worker};
///
/// let chair = store.put(product("Chair")).await?.id();
/// store.put(bound(&chair, shop.id(), None)).await?;
/// ExportChanges::<ShopProduct> { backend: shop.id() }.later().on(&store).await?;
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// assert_eq!(Worker::new(&store, jobs).run_until_idle().await?.done, 1);
/// assert_eq!(remote()[&1].name, "Chair");
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ExportChanges<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
}

/// Deletes on the remote what was deleted here: [`WorkContext::export_deleted`](crate::WorkContext::export_deleted), later. Waits once
/// for each binding of a backend. What fails of it is found again by the next one.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{ExportDeletions, Job, JobRegistry, Worker};
///
/// remote_has(12, "Chair", 60);
/// registry.work_on(&store, &shop).import_changed::<ShopProduct>().await?;
/// let chair = store.binder::<ShopProduct>(shop.id()).to_record(&12).await?.unwrap();
/// store.delete::<Product>(&chair).await?;
///
/// ExportDeletions::<ShopProduct> { backend: shop.id() }.later().on(&store).await?;
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// Worker::new(&store, jobs).run_until_idle().await?;
/// assert!(remote().is_empty());
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ExportDeletions<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
}

/// What is kept of these jobs.
#[derive(Serialize, Deserialize)]
struct Kept {
    backend: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    binding: Option<i64>,
}

macro_rules! shared {
    ($job:ident) => {
        impl<T: Synchronized> fmt::Debug for $job<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {:?}", Self::name(), self.identity())
            }
        }
    };
}
shared!(ExportRecord);
shared!(ExportChanges);
shared!(ExportDeletions);

impl<T: Synchronized> Serialize for ExportRecord<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept { backend: self.backend.get(), binding: Some(self.binding.get()) }.serialize(serializer)
    }
}

impl<'de, T: Synchronized> Deserialize<'de> for ExportRecord<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { backend, binding } = Kept::deserialize(deserializer)?;
        let binding = binding.ok_or_else(|| serde::de::Error::custom("it names no binding"))?;
        Ok(Self { backend: BackendId::new(backend), binding: BindingId::new(binding) })
    }
}

impl<T: Synchronized> Job for ExportRecord<T> {
    const NAME: &'static str = "export_record";
    const MODEL: Option<&'static str> = Some(T::NAME);

    fn identity(&self) -> Option<String> {
        Some(format!("{} {}", self.backend.get(), self.binding))
    }

    fn subject(&self) -> Subject {
        Subject::backend(self.backend)
    }

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let (registry, backend) = (context.registry::<T::Backend>()?, context.backend(self.backend).await?);
        let work = context.work_on(&registry, &backend);
        let report = context.told(work.export::<T>(self.binding).await)?;
        let Some(model) = report.of::<T>() else { return Ok(said(&report)) };
        // One binding was asked for: what fails of it fails the job.
        if let Some(failure) = model.failures.last() {
            return Err(JobError::retry(failure.error.clone()));
        }
        match model.skipped.keys().find(|reason| crate::export::is_elsewhere(reason)) {
            Some(reason) => Err(JobError::not_yet(reason.clone(), AGAIN)),
            None => Ok(said(&report)),
        }
    }
}

impl<T: Synchronized> JobOn<T::Backend> for ExportRecord<T> {
    type Args = BindingId<T>;
    fn on_backend(backend: BackendId<T::Backend>, binding: BindingId<T>) -> Self {
        Self { backend, binding }
    }
}

/// A job that exports all there is of a binding on a backend: its name, and the piece of work.
macro_rules! of_all {
    ($job:ident, $name:literal, $export:ident) => {
        impl<T: Synchronized> Serialize for $job<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Kept { backend: self.backend.get(), binding: None }.serialize(serializer)
            }
        }

        impl<'de, T: Synchronized> Deserialize<'de> for $job<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Kept::deserialize(deserializer).map(|kept| Self { backend: BackendId::new(kept.backend) })
            }
        }

        impl<T: Synchronized> Job for $job<T> {
            const NAME: &'static str = $name;
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
                let report = context.told(work.$export::<T>().progress(|event| tell(context, event)).await)?;
                Ok(said(&report))
            }
        }

        impl<T: Synchronized> JobOn<T::Backend> for $job<T> {
            type Args = ();
            fn on_backend(backend: BackendId<T::Backend>, (): ()) -> Self {
                Self { backend }
            }
        }
    };
}
of_all!(ExportChanges, "export_changes", export_changed);
of_all!(ExportDeletions, "export_deletions", export_deleted);
