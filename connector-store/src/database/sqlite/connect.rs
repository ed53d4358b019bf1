//! Opening a database.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::OpenFlags;

use super::{Connection, fault};
use crate::Error;

/// How many KiB of pages a connection keeps (negative, as SQLite has it): the inner pages of the indexes of millions of rows,
/// so that a lookup reads a leaf or two. The default, 2 MB, is also shared with every other connection of the process, and what
/// those read last pushes out what this one needs.
const CACHE: i64 = -8_192;

/// Where a database is.
#[derive(Debug, Clone)]
pub(crate) enum Location {
    File(PathBuf),
    Memory,
}

impl Location {
    /// From what follows `sqlite:`.
    pub(crate) fn parse(path: &str) -> Self {
        if path == ":memory:" { Self::Memory } else { Self::File(PathBuf::from(path)) }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Memory => ":memory:".to_owned(),
        }
    }

    pub(super) fn open(&self, writes: bool) -> Result<Connection, Error> {
        let database = self.name();
        let open = || -> rusqlite::Result<rusqlite::Connection> {
            let connection = match self {
                Self::Memory => rusqlite::Connection::open_in_memory()?,
                Self::File(path) => {
                    let access = if writes {
                        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
                    } else {
                        OpenFlags::SQLITE_OPEN_READ_ONLY
                    };
                    rusqlite::Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
                }
            };
            connection.set_prepared_statement_cache_capacity(256);
            // Readers wait for a recovery or a checkpoint; the writer's own waiting is asynchronous, see `pool`.
            connection.busy_timeout(Duration::from_secs(5))?;
            if writes {
                // WAL: readers and the writer do not wait for each other. NORMAL: a power cut can take the last commits back,
                // and never corrupts; what a lost commit had imported is imported again. What must not be lost is
                // committed with FULL, see `set_durable`.
                let _mode: String = connection.query_row("PRAGMA journal_mode = WAL", (), |row| row.get(0))?;
                connection.pragma_update(None, "synchronous", "NORMAL")?;
            }
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", CACHE)?;
            // The file is looked at now, so that one that is no database is refused here.
            let _schema: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
            if writes {
                connection.busy_timeout(Duration::ZERO)?;
            }
            Ok(connection)
        };
        match open() {
            Ok(inner) => Ok(Connection { inner, database, durable: false, lent: false }),
            Err(error) => Err(fault::translate(&error, &database).into()),
        }
    }
}
