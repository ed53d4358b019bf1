//! SQLite, called in process: a lookup is a function call, without a hop to another thread.

mod connect;
mod fault;
mod pool;
mod row;

pub(crate) use connect::Location;
pub(crate) use pool::{Held, Open, Pool, Reader};

use connector_core::Value;
use rusqlite::OptionalExtension;

use self::row::{Binder, Reading};
use super::{Column, Fault, Inserted, Kept, OnRow, WriteRow};
use crate::Error;
use crate::sql::ddl::Index;
use crate::sql::triggers::Trigger;
use crate::sql::{InsertSql, placeholders};

/// One connection, which knows the name of its database for its errors.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) inner: rusqlite::Connection,
    database: String,
}

impl Connection {
    /// Translates what SQLite says.
    pub(crate) fn fault(&self, error: &rusqlite::Error) -> Fault {
        fault::translate(error, &self.database)
    }

    fn error(&self, error: &rusqlite::Error) -> Error {
        self.fault(error).into()
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let run = || {
            let mut statement = self.inner.prepare_cached(sql)?;
            bind(&mut statement, values)?;
            statement.raw_execute().map(|count| u64::try_from(count).unwrap_or(u64::MAX))
        };
        run().map_err(|error| self.fault(&error))
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value], row: OnRow<'_>) -> Result<(), Error> {
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
        self.query(&sql, &[values, &listed].concat(), row)
    }

    pub(crate) fn insert(&mut self, sql: &InsertSql, rows: &[&dyn WriteRow]) -> Result<Vec<Inserted>, Error> {
        let mut statement = self.inner.prepare_cached(&sql.text).map_err(|error| self.error(&error))?;
        let mut inserted = Vec::with_capacity(rows.len());
        for row in rows {
            let mut binder = Binder::new(&mut statement);
            row.write(&mut binder);
            let run = binder.finish().and_then(|()| statement.raw_execute());
            inserted.push(match run {
                Ok(0) => Inserted::Conflict,
                Ok(_) => Inserted::New(self.inner.last_insert_rowid()),
                Err(error) => match self.fault(&error) {
                    // Not about this row: nothing more can be written.
                    Fault::Other(error) if !error.is_about_one_row() => return Err(error),
                    fault => Inserted::Refused(fault),
                },
            });
        }
        Ok(inserted)
    }

    pub(crate) fn script(&mut self, sql: &str) -> Result<(), Error> {
        self.inner.execute_batch(sql).map_err(|error| self.error(&error))
    }

    pub(crate) fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        let read = || {
            let sql = "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info(?1)";
            let mut statement = self.inner.prepare_cached(sql)?;
            let rows = statement.query_map([table], |row| {
                Ok(Column { name: row.get(0)?, ty: row.get(1)?, required: row.get(2)?, defaulted: row.get(3)?, key: row.get(4)? })
            })?;
            rows.collect::<rusqlite::Result<Vec<Column>>>()
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    pub(crate) fn is_unique(&mut self, table: &str, column: &str) -> Result<bool, Error> {
        let read = || {
            // A whole-number key has no index of its own.
            let sql = "SELECT (SELECT group_concat(name) FROM pragma_table_info(?1) WHERE pk) IS ?2 OR EXISTS (
                SELECT 1 FROM pragma_index_list(?1) i WHERE i.\"unique\" AND NOT i.partial
                AND (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c) IS ?2)";
            self.inner.prepare_cached(sql)?.query_row([table, column], |row| row.get(0))
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    pub(crate) fn cascades(&mut self, table: &str, column: &str, target: &str) -> Result<bool, Error> {
        let read = || {
            let sql = "SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_list(?1)
                WHERE \"from\" = ?2 COLLATE NOCASE AND \"table\" = ?3 COLLATE NOCASE AND on_delete = 'CASCADE')";
            self.inner.prepare_cached(sql)?.query_row([table, column, target], |row| row.get(0))
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    /// The database keeps the statement that made an index.
    pub(crate) fn index(&mut self, _table: &str, index: &Index) -> Result<Kept, Error> {
        let read = || {
            let sql = "SELECT ifnull(sql, '') FROM sqlite_schema WHERE type = 'index' AND name = ?1 COLLATE NOCASE";
            self.inner.prepare_cached(sql)?.query_row([&index.name], |row| row.get(0)).optional()
        };
        let made: Option<String> = read().map_err(|error: rusqlite::Error| self.error(&error))?;
        Ok(made.map_or(Kept::Nothing, |made| if made == index.create { Kept::Same } else { Kept::Other }))
    }

    /// The database keeps the statement that made a trigger.
    pub(crate) fn trigger(&mut self, _table: &str, trigger: &Trigger) -> Result<Kept, Error> {
        let read = || {
            let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1 COLLATE NOCASE";
            self.inner.prepare_cached(sql)?.query_row([&trigger.name], |row| row.get(0)).optional()
        };
        let made: Option<String> = read().map_err(|error: rusqlite::Error| self.error(&error))?;
        Ok(made.map_or(Kept::Nothing, |made| if made == trigger.body { Kept::Same } else { Kept::Other }))
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

fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
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
