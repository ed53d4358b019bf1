//! What PostgreSQL says, translated by its codes. Its texts quote rows, and are used only where they name tables and columns.

use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::connect::PATIENCE;
use crate::Error;
use crate::database::Fault;

pub(super) fn translate(error: &sqlx::Error, database: &str) -> Fault {
    let unusable = |problem| Fault::Other(Error::Unusable { database: database.to_owned(), problem });
    let Some(said) = said(error) else {
        return Fault::Other(match error {
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => {
                return unusable("was lost in the middle of the work: run it again once the server is there");
            }
            sqlx::Error::PoolTimedOut => {
                return unusable("gave no connection for 30 seconds: the server is not there, or all connections are in use");
            }
            sqlx::Error::Tls(_) => return unusable("cannot be reached over TLS: see `sslmode` and `sslrootcert` in its address"),
            sqlx::Error::RowNotFound => Error::Database("a query gave no row".to_owned()),
            _ => Error::Database("the driver refused it".to_owned()),
        });
    };
    Fault::Other(match said.code() {
        "23505" | "23P01" => return Fault::Unique(key(said)),
        "23503" | "23001" => return Fault::ForeignKey,
        "40001" | "40P01" => Error::Collision { database: database.to_owned() },
        "55P03" => Error::Busy { database: database.to_owned(), seconds: PATIENCE.as_secs() },
        "25P01" | "25P02" | "3B001" => Error::Database(
            "the transaction has ended: PostgreSQL stopped it after an earlier error, or the application ended it itself".to_owned(),
        ),
        "25006" => return unusable("is read-only: name the primary server, and a user who may write"),
        "42501" => return unusable("does not let this user do that: grant the right, or name another user"),
        "53100" => return unusable("cannot grow, its disk is full: make room, and run again"),
        "53200" => return unusable("has no memory left: run again"),
        "53300" => return unusable("has no connection left: raise `max_connections`, or put a pooler before it"),
        "57P01" | "57P02" | "57P03" => return unusable("is starting or stopping: run again once it is there"),
        "28000" | "28P01" => return unusable("does not let this user in: check user and password in its address"),
        "3D000" => return unusable("is not there: create it first (`createdb`)"),
        "42P01" | "3F000" => Error::Migration(format!(
            "{}: migrate the store with a schema that lists its model; where a newer program has given it another name, start that one",
            said.message()
        )),
        "42703" => Error::Migration(format!(
            "{}: migrate the store; where a newer program has given it another name, start that one",
            said.message()
        )),
        "42804" => Error::Database("the types of two columns that belong together differ".to_owned()),
        code if code.starts_with("08") => return unusable("was lost in the middle of the work: run it again once the server is there"),
        "23502" => {
            let column = format!("{}.{}", said.table().unwrap_or_default(), said.column().unwrap_or_default());
            return Fault::Rule(format!("the column {column:?}, which must not be null"));
        }
        // What a trigger says is the application's own, and may quote values.
        "P0001" => return Fault::Rule("a trigger".to_owned()),
        code if code.starts_with("23") => return Fault::Rule(format!("the constraint {:?}", said.constraint().unwrap_or_default())),
        code => Error::Database(format!("PostgreSQL error {code}")),
    })
}

/// What stands in the way before there is a connection.
pub(super) fn of_connecting(error: &sqlx::Error, database: &str) -> Error {
    match error {
        sqlx::Error::Io(_) => {
            Error::Unusable { database: database.to_owned(), problem: "cannot be reached: start the server, and check host and port" }
        }
        other => translate(other, database).into(),
    }
}

/// What PostgreSQL says of the application's own statement: its text may quote the statement, and values in it.
pub(super) fn of_application(error: &sqlx::Error) -> Error {
    let wrong = |what: &str| Error::Database(format!("a statement of the application {what}"));
    match said(error).map(PgDatabaseError::code) {
        Some("42P01" | "42703" | "3F000") => wrong("names a table or a column that is not there"),
        Some("42601") => wrong("is wrong"),
        _ => translate(error, "of this store").into(),
    }
}

/// Whether a statement names a table that is not there.
pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    said(error).map(PgDatabaseError::code) == Some("42P01")
}

/// Whether a connection was refused for an option that it asked for: what stands in between does not know it.
pub(super) fn is_refused_option(error: &sqlx::Error) -> bool {
    said(error).is_some_and(|said| matches!(said.code(), "08P01" | "0A000"))
}

/// Whether a connection is no more, so that another one may do: nothing is said of what was asked.
pub(super) fn is_lost(error: &sqlx::Error) -> bool {
    match said(error) {
        Some(said) => ends_connection(said) || matches!(said.code(), "57P01" | "57P02" | "57P03") || said.code().starts_with("08"),
        None => matches!(error, sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_)),
    }
}

/// Whether the server has taken back what was a transaction by itself, so that it may be done again in another. An answer that was
/// lost says nothing, and who has waited for too long need not wait again. A server that stops has committed nothing, if it had not
/// given the row yet; otherwise maybe.
pub(super) fn is_taken_back(error: &sqlx::Error, is_answered: bool) -> bool {
    let Some(said) = said(error) else { return false };
    if ends_connection(said) {
        return matches!(said.code(), "57P01" | "57P02" | "57P03") && !is_answered;
    }
    !matches!(said.code(), "55P03" | "57014") && !said.code().starts_with("08")
}

/// Whether whoever says so hangs up.
fn ends_connection(said: &PgDatabaseError) -> bool {
    matches!(said.severity(), PgSeverity::Fatal | PgSeverity::Panic)
}

fn said(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    error.as_database_error().and_then(|error| error.try_downcast_ref())
}

/// The columns of a unique key, as on SQLite: `table.a, table.b`. They stand in the detail before the values, in every
/// language of the server: `Key (a, b)=(1, 2) already exists.`
fn key(said: &PgDatabaseError) -> String {
    let columns = said.detail().and_then(|detail| Some(detail.split_once('(')?.1.split_once(")=(")?.0));
    match (said.table(), columns) {
        (Some(table), Some(columns)) => columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", "),
        _ => said.constraint().unwrap_or_default().to_owned(),
    }
}
