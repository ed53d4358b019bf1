//! The connections of one database, taken and given back without a round trip.
//!
//! The driver's own pool asks each connection whether it is there, when it is taken and again when it is given back: two
//! round trips for a lookup that is one. Here one is asked only after a while in which nobody used it, and a transaction that
//! cannot begin on a kept one begins on another.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, raw_sql};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connect::PATIENCE;
use super::fault;
use crate::Error;

/// How many connections there are at most.
pub(super) const MOST: usize = 10;
/// How long a connection is taken to be there after it was used.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long one is kept that nobody uses.
const IDLE: Duration = Duration::from_mins(10);
/// How long one is used: what stands in between may have been moved meanwhile.
const LIFETIME: Duration = Duration::from_mins(30);

/// Takes back what the application has set.
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ALL";

/// The connections that nobody holds, and how to make more.
pub(super) struct Connections {
    options: PgConnectOptions,
    database: Arc<str>,
    idle: Mutex<Vec<Idle>>,
    permits: Arc<Semaphore>,
}

struct Idle {
    connection: PgConnection,
    born: Instant,
    since: Instant,
}

/// A connection while it is held. When it is dropped it goes back, or is closed where nobody knows what it is doing.
#[allow(clippy::struct_excessive_bools)] // Each is asked for by itself.
pub(super) struct Pooled {
    /// There until it is dropped.
    kept: Option<PgConnection>,
    born: Instant,
    /// Whether it was used before.
    pub(super) reused: bool,
    /// Whether a statement runs on it whose end nobody has seen, or somebody else may have begun one.
    unsettled: bool,
    /// Whether a transaction is open on it.
    pub(super) open: bool,
    /// Whether the application had it: what it has set must not stay for whoever comes next.
    lent: bool,
    /// Whether a statement has failed on it.
    failed: bool,
    connections: Arc<Connections>,
    permit: Option<OwnedSemaphorePermit>,
}

/// The address has the password in it.
impl fmt::Debug for Connections {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connections").field("database", &self.database).finish_non_exhaustive()
    }
}

impl Connections {
    pub(super) fn new(options: PgConnectOptions, database: Arc<str>) -> Arc<Self> {
        Arc::new(Self { options, database, idle: Mutex::default(), permits: Arc::new(Semaphore::new(MOST)) })
    }

    /// Takes one, or makes one.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Pooled, Error> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.patiently(Arc::clone(&self.permits).acquire_owned()).await?.map_err(|_| self.error(&sqlx::Error::PoolClosed))?,
        };
        while let Some(idle) = self.pop() {
            let Idle { mut connection, born, since } = idle;
            if since.elapsed() < TRUSTED || matches!(tokio::time::timeout(PATIENCE, connection.ping()).await, Ok(Ok(()))) {
                return Ok(self.pooled(connection, born, true, permit));
            }
        }
        let connection = self.patiently(self.connect()).await??;
        Ok(self.pooled(connection, Instant::now(), false, permit))
    }

    fn pooled(self: &Arc<Self>, connection: PgConnection, born: Instant, reused: bool, permit: OwnedSemaphorePermit) -> Pooled {
        let connections = Arc::clone(self);
        Pooled {
            kept: Some(connection),
            born,
            reused,
            unsettled: false,
            open: false,
            lent: false,
            failed: false,
            connections,
            permit: Some(permit),
        }
    }

    /// Tries again while the server starts or has no connection left.
    async fn connect(&self) -> Result<PgConnection, Error> {
        let mut pause = Duration::from_millis(10);
        loop {
            match self.options.connect().await {
                Ok(connection) => return Ok(connection),
                Err(sqlx::Error::Database(said)) if said.is_transient_in_connect_phase() => tokio::time::sleep(pause).await,
                Err(error) => return Err(self.error(&error)),
            }
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    async fn patiently<R>(&self, work: impl Future<Output = R>) -> Result<R, Error> {
        tokio::time::timeout(PATIENCE, work).await.map_err(|_| self.error(&sqlx::Error::PoolTimedOut))
    }

    fn error(&self, error: &sqlx::Error) -> Error {
        fault::of_connecting(error, &self.database)
    }

    /// The one that was used last.
    fn pop(&self) -> Option<Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: PgConnection, born: Instant) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        idle.retain(|idle| now.saturating_duration_since(idle.since) < IDLE);
        if now.saturating_duration_since(born) < LIFETIME {
            idle.push(Idle { connection, born, since: now });
        }
    }
}

impl Pooled {
    /// The connection, for a statement whose end is then [seen](Self::saw).
    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.unsettled = true;
        self.kept.as_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    /// The connection, for statements that nobody sees; `None` never.
    pub(super) fn lend(&mut self) -> Option<&mut PgConnection> {
        self.unsettled = true;
        self.lent = true;
        self.kept.as_mut()
    }

    /// A statement has ended, with this. What the server says of a statement leaves the connection as it was, unless it says
    /// that it goes.
    pub(super) fn saw<R>(&mut self, done: &Result<R, sqlx::Error>) {
        self.failed |= done.is_err();
        match done {
            Ok(_) => self.unsettled = false,
            Err(error @ sqlx::Error::Database(_)) => self.unsettled = fault::is_lost(error),
            Err(_) => {}
        }
    }

    /// Whether a transaction may be open on it in which a statement failed: one did, nobody has seen the end of one, or the
    /// application had it.
    pub(super) fn is_doubtful(&self) -> bool {
        self.failed || self.unsettled || self.lent
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let done = raw_sql(AssertSqlSafe(sql.to_owned())).execute(self.connection()?).await;
        self.saw(&done);
        done.map(drop)
    }

    /// Begins a transaction. The driver counts it once, when it is the first one of this connection, and from then on takes
    /// the connection to be in one: so what the application begins on it is a savepoint, and no transaction inside of ours.
    pub(super) async fn begin(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        // Until it has begun nobody knows where it stands: it may have failed half way.
        let connection = self.connection()?;
        if connection.is_in_transaction() {
            raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await?;
        } else {
            connection.begin_with(AssertSqlSafe(sql.to_owned())).await.map(std::mem::forget)?;
        }
        self.unsettled = false;
        self.open = true;
        Ok(())
    }

    /// Ends the transaction by `sql`.
    pub(super) async fn end(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        if self.lent {
            self.script(&format!("{sql}; {RESET}")).await?;
        } else {
            self.script(sql).await?;
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(mut connection) = self.kept.take() else { return };
        // In the middle of something it is closed, and the server takes back what was not committed.
        if self.unsettled {
            return;
        }
        let (connections, born, permit, lent) = (Arc::clone(&self.connections), self.born, self.permit.take(), self.lent);
        if !self.open {
            return connections.give_back(connection, born);
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let end = if lent { format!("ROLLBACK; {RESET}") } else { "ROLLBACK".to_owned() };
                if raw_sql(AssertSqlSafe(end)).execute(&mut connection).await.is_ok() {
                    connections.give_back(connection, born);
                }
                drop(permit);
            });
        }
    }
}
