//! Imports that are done later.

use std::fmt;

use connector_core::{BackendId, ExternalBinding, ExternalId, ExternalValue};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Done, Job, JobContext, JobError, JobOn, Subject};
use crate::registry::Synchronized;
use crate::{Delay, Progress, Report};

/// Imports one record by its ID: [`WorkContext::import`](crate::WorkContext::import), later. Waits once for each record.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{Enqueued, ImportRecord, Job};
///
/// let import = || ImportRecord::<ShopProduct> { backend: shop.id(), id: 12 };
/// let first = import().later().on(&store).await?;
/// // It waits once for each record.
/// assert_eq!(import().later().on(&store).await?, Enqueued::Already(first.id()));
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ImportRecord<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
    /// The record.
    pub id: T::ExternalId,
}

/// Imports some records by their IDs: [`WorkContext::import_many`](crate::WorkContext::import_many), later. What fails of them is
/// remembered as of any import, and does not fail the job.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{ImportPage, Job, JobRegistry, Worker};
///
/// remote_has(12, "Chair", 60);
/// remote_has(13, "Table", 60);
/// ImportPage::<ShopProduct> { backend: shop.id(), ids: vec![12, 13] }.later().on(&store).await?;
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// Worker::new(&store, jobs).run_until_idle().await?;
/// assert_eq!(store.count::<ShopProduct>().await?, 2);
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ImportPage<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
    /// The records.
    pub ids: Vec<T::ExternalId>,
}

/// Imports what changed: [`WorkContext::import_changed`](crate::WorkContext::import_changed), later. Waits once for each binding
/// of a backend.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{ImportChanges, Job, JobRegistry, Worker};
///
/// remote_has(12, "Chair", 60);
/// ImportChanges::<ShopProduct> { backend: shop.id(), delay: None }.later().on(&store).await?;
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// Worker::new(&store, jobs).run_until_idle().await?;
/// assert_eq!(store.count::<ShopProduct>().await?, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct ImportChanges<T: Synchronized> {
    /// The backend.
    pub backend: BackendId<T::Backend>,
    /// Whether the records are imported by jobs of their own; `None` imports them in this one.
    pub delay: Option<Delay>,
}

/// What is kept of these jobs.
#[derive(Serialize, Deserialize)]
struct Kept {
    backend: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<KeptId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay: Option<KeptDelay>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptId {
    Int(i64),
    Text(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptDelay {
    Records,
    Pages,
}

/// The parts of these jobs.
type Parts<T> = (BackendId<<T as ExternalBinding>::Backend>, Vec<<T as ExternalBinding>::ExternalId>, Option<Delay>);

impl Kept {
    fn new<T: Synchronized>(backend: BackendId<T::Backend>, ids: &[T::ExternalId]) -> Self {
        let id = |id: &T::ExternalId| match id.to_external() {
            ExternalValue::Int(id) => KeptId::Int(id),
            ExternalValue::Text(id) => KeptId::Text(id.into_owned()),
        };
        Self { backend: backend.get(), ids: ids.iter().map(id).collect(), delay: None }
    }

    fn read<'de, T: Synchronized, D: Deserializer<'de>>(from: D) -> Result<Parts<T>, D::Error> {
        let Self { backend, ids, delay } = Self::deserialize(from)?;
        let id = |id| match id {
            KeptId::Int(id) => ExternalValue::Int(id),
            KeptId::Text(id) => ExternalValue::Text(id.into()),
        };
        let ids: Result<Vec<T::ExternalId>, _> = ids.into_iter().map(|kept| T::ExternalId::from_external(id(kept))).collect();
        let delay = delay.map(|delay| match delay {
            KeptDelay::Records => Delay::Records,
            KeptDelay::Pages => Delay::Pages,
        });
        Ok((BackendId::new(backend), ids.map_err(D::Error::custom)?, delay))
    }
}

macro_rules! shared {
    ($job:ident) => {
        impl<T: Synchronized> fmt::Debug for $job<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {:?}", Self::name(), self.subject())
            }
        }

        impl<T: Synchronized> PartialEq for $job<T> {
            fn eq(&self, other: &Self) -> bool {
                let kept = |job: &Self| serde_json::to_string(job).ok();
                kept(self) == kept(other)
            }
        }
    };
}
shared!(ImportRecord);
shared!(ImportPage);
shared!(ImportChanges);

impl<T: Synchronized> Serialize for ImportRecord<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept::new::<T>(self.backend, std::slice::from_ref(&self.id)).serialize(serializer)
    }
}

impl<'de, T: Synchronized> Deserialize<'de> for ImportRecord<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (backend, ids, _) = Kept::read::<T, D>(deserializer)?;
        let id = ids.into_iter().next().ok_or_else(|| D::Error::custom("it names no record"))?;
        Ok(Self { backend, id })
    }
}

impl<T: Synchronized> Serialize for ImportPage<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept::new::<T>(self.backend, &self.ids).serialize(serializer)
    }
}

impl<'de, T: Synchronized> Deserialize<'de> for ImportPage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (backend, ids, _) = Kept::read::<T, D>(deserializer)?;
        Ok(Self { backend, ids })
    }
}

impl<T: Synchronized> Serialize for ImportChanges<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let delay = self.delay.map(|delay| match delay {
            Delay::Records => KeptDelay::Records,
            Delay::Pages => KeptDelay::Pages,
        });
        Kept { delay, ..Kept::new::<T>(self.backend, &[]) }.serialize(serializer)
    }
}

impl<'de, T: Synchronized> Deserialize<'de> for ImportChanges<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (backend, _, delay) = Kept::read::<T, D>(deserializer)?;
        Ok(Self { backend, delay })
    }
}

impl<T: Synchronized> Job for ImportRecord<T> {
    const NAME: &'static str = "import_record";
    const MODEL: Option<&'static str> = Some(T::NAME);

    fn identity(&self) -> Option<String> {
        Some(format!("{} {}", self.backend.get(), self.id.to_external()))
    }

    fn subject(&self) -> Subject {
        Subject::backend(self.backend).external_id(self.id.to_external())
    }

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let (registry, backend) = (context.registry::<T::Backend>()?, context.backend(self.backend).await?);
        let report = context.told(context.work_on(&registry, &backend).import::<T>(&self.id).await)?;
        // One record was asked for: what fails of it fails the job. (What it links may have failed by itself, and be remembered.)
        let failed = report.models().iter().filter(|model| model.model == T::NAME).flat_map(|model| &model.failures);
        let reference = self.id.to_external().to_string();
        match failed.into_iter().find(|failure| failure.reference == reference) {
            Some(failure) => Err(JobError::failed(failure.error.clone())),
            None => Ok(said(&report)),
        }
    }
}

impl<T: Synchronized> JobOn<T::Backend> for ImportRecord<T> {
    type Args = T::ExternalId;
    fn on_backend(backend: BackendId<T::Backend>, id: T::ExternalId) -> Self {
        Self { backend, id }
    }
}

impl<T: Synchronized> Job for ImportPage<T> {
    const NAME: &'static str = "import_page";
    const MODEL: Option<&'static str> = Some(T::NAME);

    fn subject(&self) -> Subject {
        Subject::backend(self.backend)
    }

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let (registry, backend) = (context.registry::<T::Backend>()?, context.backend(self.backend).await?);
        let work = context.work_on(&registry, &backend);
        let report = context.told(work.import_many::<T>(&self.ids).progress(|event| tell(context, event)).await)?;
        Ok(said(&report))
    }
}

impl<T: Synchronized> JobOn<T::Backend> for ImportPage<T> {
    type Args = Vec<T::ExternalId>;
    fn on_backend(backend: BackendId<T::Backend>, ids: Vec<T::ExternalId>) -> Self {
        Self { backend, ids }
    }
}

impl<T: Synchronized> Job for ImportChanges<T> {
    const NAME: &'static str = "import_changes";
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
        let import = work.import_changed::<T>().progress(|event| tell(context, event));
        let done = match self.delay {
            Some(delay) => import.delayed(delay).await,
            None => import.await,
        };
        Ok(said(&context.told(done)?))
    }
}

impl<T: Synchronized> JobOn<T::Backend> for ImportChanges<T> {
    type Args = Option<Delay>;
    fn on_backend(backend: BackendId<T::Backend>, delay: Option<Delay>) -> Self {
        Self { backend, delay }
    }
}

/// How far it is, after each page.
pub(super) fn tell(context: &JobContext, event: &Progress<'_>) {
    let of = |total: &Option<u64>| total.map_or_else(String::new, |total| format!(" of {total}"));
    match event {
        Progress::Page { report, total } => context.progress(format!("{}: {}{}", report.model, report.total(), of(total))),
        Progress::Listed { model, listed, total } => context.progress(format!("{model}: {listed}{} listed", of(total))),
        _ => {}
    }
}

pub(super) fn said(report: &Report) -> Done {
    report.to_string().into()
}
