//! What SQLite says, translated. Its texts name tables and columns, never values; they are used only where they are known.

use std::time::Duration;

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::Error;
use crate::database::Fault;

/// How long a transaction waits for another process's.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn translate(error: &rusqlite::Error, database: &str) -> Fault {
    let (failure, message) = match error {
        rusqlite::Error::SqliteFailure(failure, message) => (failure, message.as_deref().unwrap_or_default()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.as_str()),
        _ => return Fault::Other(Error::Database(outside_of_sqlite(error))),
    };
    let unusable = |problem| Fault::Other(Error::Unusable { database: database.to_owned(), problem });
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => Fault::Unique(key(message)),
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Fault::ForeignKey,
        // `ON DELETE RESTRICT` is a trigger of SQLite's own.
        (_, ffi::SQLITE_CONSTRAINT_TRIGGER) if message.starts_with("FOREIGN KEY") => Fault::ForeignKey,
        (ErrorCode::ReadOnly, _) => unusable("is read-only: let this process write the file and its folder"),
        (ErrorCode::DatabaseCorrupt, _) => unusable("is corrupt: restore it from a backup"),
        (ErrorCode::NotADatabase, _) => unusable("is no SQLite database: name another file"),
        (ErrorCode::DiskFull, _) => unusable("cannot grow, its disk is full: make room, and run again"),
        (ErrorCode::CannotOpen, _) => unusable("cannot be opened: its folder must exist, and this process must be allowed to write there"),
        (ErrorCode::PermissionDenied, _) => unusable("cannot be opened: this process is not let in"),
        (ErrorCode::SystemIoFailure, _) => unusable("cannot be read or written: its disk reports an error"),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => {
            Fault::Other(Error::Busy { database: database.to_owned(), seconds: PATIENCE.as_secs() })
        }
        (_, ffi::SQLITE_CONSTRAINT_CHECK) => Fault::Rule(format!("the constraint {:?}", key(message))),
        (_, ffi::SQLITE_CONSTRAINT_NOTNULL) => Fault::Rule(format!("the column {:?}, which must not be null", key(message))),
        // What a trigger says is the application's own, and may quote values.
        (_, ffi::SQLITE_CONSTRAINT_TRIGGER) => Fault::Rule("a trigger".to_owned()),
        (ErrorCode::ConstraintViolation, _) => Fault::Rule("a constraint".to_owned()),
        _ => {
            if message.starts_with("no such table") {
                return Fault::Other(Error::Migration(format!(
                    "{message}: migrate the store with a schema that lists its model; where a newer program has given it another name, start that one"
                )));
            }
            if message.starts_with("no such column") || message.contains("has no column named") {
                return Fault::Other(Error::Migration(format!(
                    "{message}: migrate the store; where a newer program has given it another name, start that one"
                )));
            }
            Fault::Other(Error::Database(format!("SQLite error {}", failure.extended_code)))
        }
    }
}

/// What SQLite says of the application's own statement: its text may quote the statement, and values in it.
pub(super) fn of_application(error: &rusqlite::Error) -> Error {
    let wrong = |what: &str| Error::Database(format!("a statement of the application {what}"));
    if let rusqlite::Error::SqlInputError { offset, .. } = error {
        return wrong(&format!("is wrong at byte {offset}"));
    }
    match translate(error, "of this store").into() {
        Error::Migration(_) => wrong("names a table or a column that is not there"),
        error => error,
    }
}

/// "UNIQUE constraint failed: table.a, table.b" → "table.a, table.b".
fn key(message: &str) -> String {
    message.split_once("failed: ").map_or(message, |(_, key)| key).to_owned()
}

/// Errors of the driver itself. Those that quote values are named only.
fn outside_of_sqlite(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::InvalidParameterCount(found, expected) => format!("{found} values for {expected} placeholders"),
        rusqlite::Error::QueryReturnedNoRows => "a query gave no row".to_owned(),
        _ => "the driver refused it".to_owned(),
    }
}
