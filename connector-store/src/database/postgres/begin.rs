//! How transactions begin, and how long they wait for the locks of others.
//!
//! A connection says with its first message how long it waits, so that it costs nothing later, and reads are bounded, too. A
//! pooler may refuse that, or pass over it: then each transaction says it, and what is read is read in one.

use sqlx::postgres::PgConnectOptions;

use super::connect::{PATIENCE, Server};
use super::fault;
use crate::Error;
use crate::database::{Fault, Purpose};

/// It sees the database as it was when it began: where another one wrote since what this one is about to write, PostgreSQL asks
/// for it to be repeated, and it then finds what the other one wrote.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ";

/// Each statement sees what is committed by then.
const COMMITTED: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Waits for the disk, also where the server, the database or the user is set up not to.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

/// A migration waits for others, however long they take, and then sees what they made. The lock is one of the transaction, not
/// of the session, so that a pooler may stand between; its number is any, the same in all processes.
const ALONE: &str = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7164782533613939567); SET LOCAL lock_timeout TO DEFAULT";

/// What every transaction begins with at last: to where its first statement returns when it fails. It is there at the end,
/// unless somebody ended the transaction before.
const SAVEPOINT: &str = "SAVEPOINT connector_transaction";

/// Where the connection does not say how long it waits.
const PATIENT: &str = "SET LOCAL lock_timeout = '30s'";

/// Options by which a connection says how long it waits, and that a statement by itself is isolated as one in a transaction, on which
/// triggers of the application's may rely; unless the address says so.
pub(super) fn patient(options: PgConnectOptions) -> PgConnectOptions {
    let patience = format!("{}s", PATIENCE.as_secs());
    let said = options.get_options().unwrap_or_default().to_owned();
    let ours = [("lock_timeout", patience.as_str()), ("default_transaction_isolation", "repeatable read")];
    options.options(ours.into_iter().filter(|(option, _)| !said.contains(option)))
}

impl Server {
    /// The statements with which a transaction begins that writes: its last locks the table `marker`.
    pub(super) fn begin(&self, purpose: Purpose, marker: Option<&str>) -> String {
        // Many take jobs or a lease at once: no one is taken back for what another took. A migration sees what it has waited for.
        let sees_others = matches!(purpose, Purpose::Tables | Purpose::Jobs | Purpose::Lease);
        let mut begin = String::with_capacity(256);
        let mut add = |statement: &str| begin.extend([statement, "; "]);
        add(if sees_others { COMMITTED } else { SNAPSHOT });
        if purpose == Purpose::Tables {
            add(ALONE);
        }
        if !self.waits_patiently() {
            add(PATIENT);
        }
        if matches!(purpose, Purpose::Durable | Purpose::Lease) {
            add(DURABLE);
        }
        // What holds the lock keeps migrations waiting that would turn it away, and what waits for one finds the table gone.
        if let Some(marker) = marker {
            begin.extend(["LOCK TABLE ", marker, " IN ACCESS SHARE MODE; "]);
        }
        begin.push_str(SAVEPOINT);
        begin
    }

    /// The statements with which a transaction begins that reads; `None` where none is needed.
    pub(super) fn begin_to_read(&self) -> Option<&'static str> {
        match (self.prepares, self.waits_patiently()) {
            (true, true) => None,
            (false, true) => Some("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"),
            (_, false) => Some("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL lock_timeout = '30s'"),
        }
    }

    /// Whether each connection says by itself how long it waits for a lock.
    pub(super) fn waits_patiently(&self) -> bool {
        self.waits > 0
    }

    /// What the server says of a statement.
    pub(super) fn fault(&self, error: &sqlx::Error) -> Fault {
        match fault::translate(error, &self.database) {
            Fault::Other(error) => Fault::Other(self.told(error)),
            fault => fault,
        }
    }

    /// What the server says where a transaction was to begin.
    pub(super) fn error_of_connecting(&self, error: &sqlx::Error) -> Error {
        self.told(fault::of_connecting(error, &self.database))
    }

    fn told(&self, error: Error) -> Error {
        match error {
            Error::Busy { database, .. } if self.waits_patiently() => Error::Busy { database, seconds: self.waits.div_ceil(1_000) },
            error => error,
        }
    }
}
