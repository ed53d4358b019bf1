//! Taking what is due.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{ReadError, Value};

use super::{JobId, Jobs, StoredJob, micros, text, unreadable};
use crate::database::Row;
use crate::{Error, Tx, sql};

/// Which jobs a worker wants.
///
/// ```
/// use std::time::Duration;
/// use connector_store::jobs::Claim;
///
/// let claim = Claim::new("worker 1", ["mail", "import"]).count(10).lease(Duration::from_secs(120)).limit("shop", 2).only(["shop"]);
/// assert_eq!((claim.size(), claim.capacity("shop")), ((10, Duration::from_secs(120)), Some(2)));
/// assert!(claim.serves("shop") && !claim.serves("root"));
/// ```
#[derive(Debug, Clone)]
pub struct Claim {
    worker: String,
    names: Vec<String>,
    count: usize,
    lease: Duration,
    limits: BTreeMap<String, u32>,
    only: Option<BTreeSet<String>>,
}

/// What a worker got.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::{Claim, NewJob};
///
/// store.jobs().enqueue(&NewJob::new("mail", "{}").after(Duration::from_secs(60))).await?;
/// let claimed = store.jobs().claim(&Claim::new("worker 1", ["mail"])).await?;
/// assert!(claimed.jobs.is_empty() && claimed.next_due.is_some_and(|due| due > Duration::from_secs(50)));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Claimed {
    /// The jobs, in the order in which they were due: by priority, then by time, then by number.
    pub jobs: Vec<StoredJob>,
    /// When the next one is due that waits for its time, of those that were asked for, in channels that are not full.
    pub next_due: Option<Duration>,
}

/// What waits in one channel with one priority.
#[derive(Debug)]
struct Group {
    channel: String,
    priority: i64,
    /// When the first of its jobs is due.
    first: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Claim {
    /// At most one job of these names, for a worker that people know by this name, for one minute.
    pub fn new<N: Into<String>>(worker: impl Into<String>, names: impl IntoIterator<Item = N>) -> Self {
        Self {
            worker: worker.into(),
            names: names.into_iter().map(Into::into).collect(),
            count: 1,
            lease: Duration::from_mins(1),
            limits: BTreeMap::new(),
            only: None,
        }
    }

    /// At most so many jobs.
    #[must_use]
    pub fn count(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// For how long, unless the lease is [extended](Jobs::extend).
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// At most so many jobs of a channel run at once, those of all workers together. Workers that say different numbers each keep
    /// to their own.
    #[must_use]
    pub fn limit(mut self, channel: impl Into<String>, capacity: u32) -> Self {
        self.limits.insert(channel.into(), capacity);
        self
    }

    /// Of these channels alone.
    #[must_use]
    pub fn only<C: Into<String>>(mut self, channels: impl IntoIterator<Item = C>) -> Self {
        self.only = Some(channels.into_iter().map(Into::into).collect());
        self
    }

    /// The worker.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// The names of the jobs that it knows.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many jobs it wants at the most, and for how long.
    #[must_use]
    pub fn size(&self) -> (usize, Duration) {
        (self.count, self.lease)
    }

    /// How many jobs of a channel may run at once; `None` where there is no limit.
    #[must_use]
    pub fn capacity(&self, channel: &str) -> Option<u32> {
        self.limits.get(channel).copied()
    }

    /// The names, as the statements take them.
    fn list(&self) -> Value {
        Value::Text(serde_json::Value::from(self.names.as_slice()).to_string())
    }

    /// Whether it wants jobs of a channel.
    #[must_use]
    pub fn serves(&self, channel: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(channel))
    }
}

/// None where no job has a name that is asked for.
fn group(row: &mut dyn Row) -> Result<Option<Group>, ReadError> {
    let (channel, priority) = (row.text()?.to_owned(), row.int()?);
    if row.is_null() {
        return Ok(None);
    }
    Ok(Some(Group { channel, priority, first: row.timestamp()?, now: row.timestamp()? }))
}

impl Jobs<'_> {
    /// Starts jobs that are due: those of the least priority first, of those the earliest due, of those the first enqueued.
    /// Nothing is written, and no transaction that writes is begun, where none of these names is due in a channel that is not full.
    ///
    /// A job of a name that is not asked for stays where it is: another binary may know it.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::{Claim, NewJob};
    ///
    /// store.jobs().enqueue_many(&[NewJob::new("mail", "1"), NewJob::new("mail", "2").priority(1), NewJob::new("other", "3")]).await?;
    /// let claimed = store.jobs().claim(&Claim::new("worker 1", ["mail"]).count(10)).await?;
    /// let payloads: Vec<&str> = claimed.jobs.iter().map(|job| job.payload.as_str()).collect();
    /// assert_eq!(payloads, ["2", "1"], "the least priority first; `other` stays");
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated; what the database says.
    pub async fn claim(self, claim: &Claim) -> Result<Claimed, Error> {
        let (due, next_due) = self.store.read().await?.tx()?.groups(claim).await?;
        if due.is_empty() || claim.count == 0 {
            return Ok(Claimed { jobs: Vec::new(), next_due });
        }
        let due = &due;
        let jobs = self.run(move |tx| Box::pin(async move { tx.claim(claim, due).await })).await?;
        Ok(Claimed { jobs, next_due })
    }
}

impl Tx<'_> {
    /// Where something is due, by priority; and when the next is, elsewhere. Full channels are left out.
    async fn groups(&mut self, claim: &Claim) -> Result<(Vec<Group>, Option<Duration>), Error> {
        let mut groups: Vec<Group> = Vec::new();
        let sql = sql::jobs::groups(self.statements.dialect);
        self.session
            .query(&sql, &[claim.list()], &mut |row| {
                groups.extend(group(row).map_err(|error| unreadable(&error))?.filter(|group| claim.serves(&group.channel)));
                Ok(())
            })
            .await?;
        // One may be there more than once: with each of its priorities.
        let channels: BTreeSet<String> = groups.iter().map(|group| group.channel.clone()).collect();
        let mut full = BTreeSet::new();
        for channel in channels {
            if self.places(claim, &channel).await? == Some(0) {
                full.insert(channel);
            }
        }
        let (mut due, mut next) = (Vec::new(), None);
        for group in groups.into_iter().filter(|group| !full.contains(&group.channel)) {
            if group.first <= group.now {
                due.push(group);
            } else {
                let wait = (group.first - group.now).to_std().unwrap_or_default();
                next = Some(next.map_or(wait, |next: Duration| next.min(wait)));
            }
        }
        due.sort_by_key(|group| group.priority);
        Ok((due, next))
    }

    async fn claim(&mut self, claim: &Claim, due: &[Group]) -> Result<Vec<StoredJob>, Error> {
        let mut free = self.free(claim, due).await?;
        let mut taken = Vec::new();
        for same in due.chunk_by(|a, b| a.priority == b.priority) {
            let left = claim.count - taken.len();
            if left == 0 {
                break;
            }
            let mut found: Vec<(DateTime<Utc>, JobId, &str)> = Vec::new();
            for group in same {
                let most = free.get(group.channel.as_str()).copied().unwrap_or(usize::MAX).min(left);
                if most > 0 {
                    found.extend(self.due(claim, group, most).await?.into_iter().map(|(time, id)| (time, id, group.channel.as_str())));
                }
            }
            found.sort_unstable();
            for (_, id, channel) in found.into_iter().take(left) {
                if let Some(free) = free.get_mut(channel) {
                    *free -= 1;
                }
                taken.push(id);
            }
        }
        if taken.is_empty() { Ok(Vec::new()) } else { self.start(claim, &taken).await }
    }

    /// How many more may run in each channel that has a limit. Nobody else claims there before this transaction has ended.
    async fn free<'g>(&mut self, claim: &Claim, due: &'g [Group]) -> Result<BTreeMap<&'g str, usize>, Error> {
        // In one order everywhere, so that no two wait for each other.
        let channels: BTreeSet<&str> = due.iter().map(|group| group.channel.as_str()).collect();
        let dialect = self.statements.dialect;
        let mut free = BTreeMap::new();
        for channel in channels {
            if claim.capacity(channel).is_none() {
                continue;
            }
            let name = [text(channel)];
            if self.ids(&sql::jobs::lock_channel(dialect), &name).await?.is_empty() {
                self.session.execute(&sql::jobs::make_channel(dialect), &name).await?;
                self.ids(&sql::jobs::lock_channel(dialect), &name).await?;
            }
            if let Some(place) = self.places(claim, channel).await? {
                free.insert(channel, place);
            }
        }
        Ok(free)
    }

    /// How many more may run in a channel; `None` where there is no limit. It is certain while its row is held.
    async fn places(&mut self, claim: &Claim, channel: &str) -> Result<Option<usize>, Error> {
        let Some(capacity) = claim.capacity(channel) else { return Ok(None) };
        let mut running = 0;
        let sql = sql::jobs::running(self.statements.dialect);
        self.session
            .query(&sql, &[text(channel)], &mut |row| {
                running = row.int().map_err(|error| unreadable(&error))?;
                Ok(())
            })
            .await?;
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        Ok(Some(capacity.saturating_sub(usize::try_from(running).unwrap_or(usize::MAX))))
    }

    async fn due(&mut self, claim: &Claim, group: &Group, most: usize) -> Result<Vec<(DateTime<Utc>, JobId)>, Error> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let values = [text(&group.channel), Value::Int(group.priority), claim.list(), Value::Int(most)];
        let mut found = Vec::new();
        let sql = sql::jobs::due(self.statements.dialect);
        self.session
            .query(&sql, &values, &mut |row: &mut dyn Row| {
                let mut read = || Ok((JobId::new(row.int()?), row.timestamp()?));
                let (id, time) = read().map_err(|error| unreadable(&error))?;
                found.push((time, id));
                Ok(())
            })
            .await?;
        Ok(found)
    }

    async fn start(&mut self, claim: &Claim, ids: &[JobId]) -> Result<Vec<StoredJob>, Error> {
        let list: Vec<serde_json::Value> = ids.iter().map(|id| id.get().into()).collect();
        let values = [text(&claim.worker), micros(claim.lease), Value::Text(serde_json::Value::from(list).to_string())];
        let mut jobs = Vec::with_capacity(ids.len());
        let sql = sql::jobs::start(self.statements.dialect);
        self.session
            .query(&sql, &values, &mut |row| {
                jobs.push(StoredJob::read(row)?);
                Ok(())
            })
            .await?;
        jobs.sort_by_key(|job| (job.priority, job.due_at, job.id));
        Ok(jobs)
    }
}
