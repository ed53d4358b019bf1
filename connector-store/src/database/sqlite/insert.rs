//! New rows: many in one statement while nothing is in their way, one by one otherwise.
//!
//! A statement costs SQLite more than its rows do: it reads and writes the table's last number, and keeps each page as it was,
//! in case that it must be taken back. Which key each row of a statement got follows from the order in which SQLite numbers
//! them; where that cannot be seen to be so, the rows are taken back and inserted one by one.

use rusqlite::{Connection, Result, Statement};

use super::Working;
use super::row::Binder;
use crate::Error;
use crate::database::{Fault, Inserted, WriteRow};
use crate::sql::{InsertBlock, InsertSql};

impl Working<'_> {
    pub(crate) fn insert(&mut self, sql: &InsertSql, rows: &[&dyn WriteRow]) -> std::result::Result<Vec<Inserted>, Error> {
        let connection = &*self.inner;
        let mut one = connection.prepare_cached(&sql.text).map_err(|error| self.error(&error))?;
        let mut inserted = Vec::with_capacity(rows.len());
        // How many are inserted one by one: the first, whose key says which ones follow; and all of a block that was refused,
        // as what was in its way is in the way of one of them.
        let mut alone = 1;
        while inserted.len() < rows.len() {
            let left = &rows[inserted.len()..];
            if inserted.len() >= alone
                && let Some(Inserted::New(last)) = inserted.last()
                && let Some(block) = sql.blocks.iter().find(|block| block.rows <= left.len())
            {
                let last = *last;
                if insert_block(connection, block, &left[..block.rows], last).map_err(|error| self.error(&error))? {
                    inserted.extend((last + 1..).take(block.rows).map(Inserted::New));
                    continue;
                }
                alone = inserted.len() + block.rows;
            }
            inserted.push(match execute(&mut one, &left[..1]) {
                Ok(0) => Inserted::Conflict,
                Ok(_) => Inserted::New(connection.last_insert_rowid()),
                Err(error) => match self.fault(&error) {
                    // Not about this row: nothing more can be written.
                    Fault::Other(error) if !error.is_about_one_row() => return Err(error),
                    fault => Inserted::Refused(fault),
                },
            });
        }
        Ok(inserted)
    }
}

/// Whether all of these rows are there, numbered one after the other from `last` on. Otherwise none of them is.
fn insert_block(connection: &Connection, block: &InsertBlock, rows: &[&dyn WriteRow], last: i64) -> Result<bool> {
    let control = |sql: &str| connection.prepare_cached(sql)?.execute(());
    // A statement that is refused takes back by itself what it has done, unless a trigger of the application's says `FAIL`.
    control("SAVEPOINT connector_block")?;
    let count = connection.prepare_cached(&block.text).and_then(|mut statement| execute(&mut statement, rows));
    let expected = last + i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let whole = matches!(count, Ok(count) if count == rows.len() && connection.last_insert_rowid() == expected);
    if !whole && let Err(gone) = control("ROLLBACK TO SAVEPOINT connector_block") {
        // The transaction is gone with all its savepoints: why, the statement has said.
        return Err(count.err().unwrap_or(gone));
    }
    control("RELEASE SAVEPOINT connector_block")?;
    Ok(whole)
}

fn execute(statement: &mut Statement<'_>, rows: &[&dyn WriteRow]) -> Result<usize> {
    let mut binder = Binder::new(statement);
    for row in rows {
        row.write(&mut binder);
    }
    binder.finish()?;
    statement.raw_execute()
}
