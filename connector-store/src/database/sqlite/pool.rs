//! One connection that writes, and as many that read as are asked for at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::fault::PATIENCE;
use super::{Connection, Location, Working};
use crate::Error;

/// Idle readers that are kept.
const IDLE: usize = 8;

/// The connections of one database.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(super) location: Location,
    // Closed before the writer: the last connection to close moves the write-ahead log into the file, and a reader cannot.
    readers: Mutex<Vec<Connection>>,
    writer: Arc<tokio::sync::Mutex<Connection>>,
}

/// The connection that writes, while it is held.
pub(crate) type Writer = OwnedMutexGuard<Connection>;

/// A connection that reads, while it is held.
pub(crate) enum Reader<'p> {
    /// Goes back when it is dropped.
    Pooled(Option<Connection>, &'p Pool),
    /// A database in memory has one connection only.
    Only(Writer),
}

/// The connection that a transaction works on.
pub(crate) enum Held<'c> {
    /// Its own transaction.
    Open(Open),
    /// A connection that reads.
    Lent(&'c mut Connection),
    /// A transaction of the application's, which ends it.
    Adopted(&'c mut rusqlite::Connection, String),
}

/// An open transaction, which is rolled back unless it is committed.
pub(crate) struct Open {
    writer: Writer,
    done: bool,
}

impl Pool {
    pub(crate) async fn open(location: Location) -> Result<Self, Error> {
        // Turning a new file to WAL does not wait for others that do the same at once: SQLite says "busy" right away.
        let writer = patiently(|| location.open(true)).await?;
        Ok(Self { location, writer: Arc::new(tokio::sync::Mutex::new(writer)), readers: Mutex::default() })
    }

    /// Waits for the connection that writes.
    pub(crate) async fn writer(&self) -> Result<Writer, Error> {
        tokio::time::timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await.map_err(|_| self.busy())
    }

    /// Begins a transaction that writes, waiting for other processes without blocking the thread; a durable one is on the disk
    /// once it is committed.
    pub(crate) async fn begin(&self, writer: &mut Writer, durable: bool) -> Result<(), Error> {
        writer.reset()?;
        writer.set_durable(durable)?;
        patiently(|| writer.run("BEGIN IMMEDIATE")).await
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<Reader<'_>, Error> {
        if matches!(self.location, Location::Memory) {
            return Ok(Reader::Only(self.writer().await?));
        }
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| self.location.open(false), Ok)?;
        Ok(Reader::Pooled(Some(connection), self))
    }

    fn busy(&self) -> Error {
        Error::Busy { database: self.location.name(), seconds: PATIENCE.as_secs() }
    }
}

/// Tries again while the database is busy, without blocking the thread in between.
async fn patiently<R>(mut work: impl FnMut() -> Result<R, Error>) -> Result<R, Error> {
    let (start, mut pause) = (Instant::now(), Duration::from_micros(500));
    loop {
        match work() {
            Err(Error::Busy { .. }) if start.elapsed() < PATIENCE => {}
            other => return other,
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

impl Reader<'_> {
    pub(crate) fn connection(&mut self) -> Option<&mut Connection> {
        match self {
            Self::Pooled(connection, _) => connection.as_mut(),
            Self::Only(writer) => Some(writer),
        }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Self::Pooled(connection, pool) = self {
            let mut idle = pool.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE {
                idle.extend(connection.take());
            }
        }
    }
}

impl Open {
    /// Takes a writer on which a transaction was begun.
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer, done: false }
    }
}

impl Held<'_> {
    /// The connection; an error when its transaction has ended, so that nothing is written outside of it.
    pub(crate) fn connection(&mut self) -> Result<Working<'_>, Error> {
        let open = match self {
            Self::Open(open) => open.writer.is_in_transaction(),
            Self::Lent(_) => true,
            Self::Adopted(connection, _) => !connection.is_autocommit(),
        };
        if !open {
            return Err(Error::Database(
                "the transaction has ended: SQLite rolled it back after an earlier error, or the application ended it itself".to_owned(),
            ));
        }
        Ok(match self {
            Self::Open(open) => open.writer.working(),
            Self::Lent(connection) => connection.working(),
            Self::Adopted(connection, database) => Working::of(connection, database),
        })
    }

    pub(crate) fn commit(mut self) -> Result<(), Error> {
        self.connection()?;
        if let Self::Open(mut open) = self {
            open.writer.run("COMMIT")?;
            open.done = true;
        }
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.done {
            // Nothing is lost when this fails: SQLite has then rolled back by itself.
            let _ = self.writer.script("ROLLBACK");
        }
        // Where this fails, the next transaction tries it again.
        let _ = self.writer.reset();
    }
}
