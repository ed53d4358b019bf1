//! SQLite, called in process: a lookup is a function call, without a hop to another thread.

mod adopt;
mod catalogue;
mod connect;
mod fault;
mod insert;
mod pool;
mod row;

pub(crate) use connect::Location;
pub(crate) use pool::{Held, Open, Pool, Reader};

use connector_core::Value;

use self::row::{Binder, Reading};
use super::{Fault, OnRow};
use crate::Error;
use crate::sql::placeholders;

/// One connection, which knows the name of its database for its errors.
#[derive(Debug)]
pub(crate) struct Connection {
    inner: rusqlite::Connection,
    database: String,
    /// Whether each commit waits for the disk.
    durable: bool,
    /// Whether the application had it: what it has set must not stay for whoever comes next.
    lent: bool,
}

/// Whether something is set that can be set inside of a transaction, and changes what statements do. Asked first, as setting
/// one makes SQLite prepare all statements anew.
const IS_SET: &str = "SELECT q.query_only OR c.ignore_check_constraints OR t.recursive_triggers OR r.reverse_unordered_selects
    OR w.writable_schema OR NOT f.foreign_keys FROM pragma_query_only q, pragma_ignore_check_constraints c, pragma_recursive_triggers t,
    pragma_reverse_unordered_selects r, pragma_writable_schema w, pragma_foreign_keys f";

/// Takes that back.
const RESET: &str = "PRAGMA query_only = OFF; PRAGMA ignore_check_constraints = OFF; PRAGMA recursive_triggers = OFF;
    PRAGMA reverse_unordered_selects = OFF; PRAGMA writable_schema = OFF; PRAGMA foreign_keys = ON";

impl Connection {
    /// To work on.
    pub(crate) fn working(&mut self) -> Working<'_> {
        Working { inner: &mut self.inner, database: &self.database, lent: Some(&mut self.lent) }
    }

    /// To be called once a transaction has ended.
    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        if !self.lent {
            return Ok(());
        }
        let is_set = || -> rusqlite::Result<bool> {
            self.inner.busy_timeout(std::time::Duration::ZERO)?;
            self.inner.prepare_cached(IS_SET)?.query_row((), |row| row.get(0))
        };
        let is_set = is_set().map_err(|error| Error::from(fault::translate(&error, &self.database)))?;
        if is_set {
            self.script(RESET)?;
        }
        self.lent = false;
        Ok(())
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.inner.is_autocommit()
    }

    pub(crate) fn script(&mut self, sql: &str) -> Result<(), Error> {
        self.working().script(sql)
    }

    /// Says whether a commit waits for the disk. To be called outside of a transaction, in which it cannot be changed.
    fn set_durable(&mut self, durable: bool) -> Result<(), Error> {
        if self.durable != durable {
            // Not by a statement that is kept: it takes effect when it is prepared.
            self.script(if durable { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = NORMAL" })?;
            self.durable = durable;
        }
        Ok(())
    }

    /// Runs a statement that takes and gives nothing, prepared once.
    fn run(&mut self, sql: &str) -> Result<(), Error> {
        self.working().execute(sql, &[]).map(drop).map_err(Error::from)
    }
}

/// A connection that is worked on: the store's own, or one that the application lends.
pub(crate) struct Working<'c> {
    pub(crate) inner: &'c mut rusqlite::Connection,
    database: &'c str,
    /// Where somebody is told that the application has it.
    lent: Option<&'c mut bool>,
}

impl<'c> Working<'c> {
    /// The connection itself.
    pub(crate) fn lend(self) -> &'c rusqlite::Connection {
        if let Some(lent) = self.lent {
            *lent = true;
        }
        self.inner
    }

    /// Translates what SQLite says.
    pub(crate) fn fault(&self, error: &rusqlite::Error) -> Fault {
        fault::translate(error, self.database)
    }

    fn error(&self, error: &rusqlite::Error) -> Error {
        self.fault(error).into()
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let run = || {
            let mut statement = self.inner.prepare_cached(sql)?;
            bind(&mut statement, values.iter())?;
            statement.raw_execute().map(|count| u64::try_from(count).unwrap_or(u64::MAX))
        };
        run().map_err(|error| self.fault(&error))
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value], row: OnRow<'_>) -> Result<(), Error> {
        self.read(sql, values.iter(), row)
    }

    fn read<'v>(&mut self, sql: &str, values: impl Iterator<Item = &'v Value>, row: OnRow<'_>) -> Result<(), Error> {
        let mut statement = self.inner.prepare_cached(sql).map_err(|error| self.error(&error))?;
        bind(&mut statement, values).map_err(|error| self.error(&error))?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(|error| self.error(&error))? {
            row(&mut Reading::new(found))?;
        }
        Ok(())
    }

    pub(crate) fn query_listed(&mut self, sql: &str, values: &[Value], listed: Vec<Value>, row: OnRow<'_>) -> Result<(), Error> {
        let listed = padded(listed);
        let sql = format!("{sql}{}", placeholders(values.len() + 1, listed.len()));
        self.read(&sql, values.iter().chain(&listed), row)
    }

    /// Names a table without reading it: the database looks whether it is there, and nothing more.
    pub(crate) fn name(&mut self, marker: &str) -> Result<(), Error> {
        let named = self.query(&format!("SELECT 1 FROM {marker} LIMIT 0"), &[], &mut |_| Ok(()));
        named.map_err(|error| if matches!(error, Error::Migration(_)) { Error::OlderProgram { models: Vec::new() } } else { error })
    }

    pub(crate) fn script(&mut self, sql: &str) -> Result<(), Error> {
        self.inner.execute_batch(sql).map_err(|error| self.error(&error))
    }
}

/// Values for a list of placeholders: as many as the next of a few sizes, so that few statements serve all lists.
fn padded(mut values: Vec<Value>) -> Vec<Value> {
    if let Some(last) = values.last().cloned() {
        let size = [1, 10, 100, 1_000].into_iter().find(|size| values.len() <= *size).unwrap_or(values.len());
        values.resize(size, last);
    }
    values
}

fn bind<'v>(statement: &mut rusqlite::Statement<'_>, values: impl Iterator<Item = &'v Value>) -> rusqlite::Result<()> {
    let mut binder = Binder::new(statement);
    for value in values {
        value.write_to(&mut binder);
    }
    binder.finish()
}

/// An error of the application's own statement.
pub(crate) fn application_error(error: &rusqlite::Error) -> Error {
    fault::of_application(error)
}
