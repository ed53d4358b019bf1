//! PostgreSQL, over the network: a round trip a statement, so that many rows go in one.
//!
//! A statement that fails ends the transaction there, and on SQLite it does not. So whatever writes stands behind a savepoint
//! of its own, to which it returns; that statement fails, too, where there is no transaction any more.

mod catalogue;
mod connect;
mod fault;
mod listed;
mod read;
mod write;

pub(crate) use self::connect::{Pool, Reader, address, pause};

use std::collections::HashSet;
use std::sync::Arc;

use connector_core::Value;
use futures_util::StreamExt;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row as _, Transaction};

use self::connect::Server;
use self::read::Reading;
use super::{Fault, Inserted, OnRow, WriteRow};
use crate::Error;
use crate::sql::InsertSql;

/// How many rows go into one statement.
const BATCH: usize = 1_000;

/// What every transaction begins with. It sees the database as it was when it began: where another one wrote since what this
/// one is about to write, PostgreSQL asks for it to be repeated, and it then finds what the other one wrote. The savepoint is
/// there at the end, unless somebody ended the transaction before.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '30s'; SAVEPOINT connector_transaction";

/// A migration waits for others, however long they take, and then sees what they made. The lock is one of the transaction, not
/// of the session, so that a pooler may stand between; its number is any, the same in all processes.
const BEGIN_ALONE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(7164782533613939567); \
    SET LOCAL lock_timeout = '30s'; SAVEPOINT connector_transaction";

/// The connection that a transaction works on, or that reads.
pub(crate) struct Held<'c> {
    way: Way<'c>,
    server: Server,
}

enum Way<'c> {
    /// Its own transaction: rolled back by the driver when it is dropped.
    Open(Box<Transaction<'static, Postgres>>),
    /// A connection that somebody else ends.
    Lent(&'c mut PgConnection),
}

impl Held<'_> {
    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        match &mut self.way {
            Way::Open(transaction) => transaction,
            Way::Lent(connection) => connection,
        }
    }

    fn prepared(&self, sql: String, arguments: PgArguments) -> Query<'static, Postgres, PgArguments> {
        sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(self.server.prepares)
    }

    fn fault(&self, error: &sqlx::Error) -> Fault {
        fault::translate(error, &self.server.database)
    }

    fn error(&self, error: &sqlx::Error) -> Error {
        self.fault(error).into()
    }

    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let arguments = write::arguments(values).map_err(Fault::Other)?;
        self.guard().await.map_err(Fault::Other)?;
        let done = self.prepared(numbered(sql), arguments).execute(self.connection()).await;
        self.settle(done.map(|done| done.rows_affected())).await
    }

    pub(crate) async fn query(&mut self, sql: &str, values: &[Value], row: OnRow<'_>) -> Result<(), Error> {
        // No row holds such a text, so that none is like it; PostgreSQL does not even take it.
        if values.iter().any(has_nul) {
            return Ok(());
        }
        self.each(sql, write::arguments(values)?, row).await
    }

    pub(crate) async fn query_listed(&mut self, sql: &str, values: &[Value], listed: Vec<Value>, row: OnRow<'_>) -> Result<(), Error> {
        let listed: Vec<Value> = listed.into_iter().filter(|value| !has_nul(value)).collect();
        self.each(sql, write::listed(values, vec![listed])?, row).await
    }

    pub(crate) async fn write_listed(&mut self, sql: &str, values: &[Value], lists: Vec<Vec<Value>>) -> Result<HashSet<i64>, Error> {
        let arguments = write::listed(values, lists)?;
        self.guard().await?;
        let done = self.prepared(numbered(sql), arguments).fetch_all(self.connection()).await;
        match self.settle(done.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())).await {
            Ok(keys) => Ok(keys),
            Err(Fault::Unique(_) | Fault::ForeignKey) => Ok(HashSet::new()),
            Err(Fault::Other(error)) => Err(error),
        }
    }

    async fn each(&mut self, sql: &str, arguments: PgArguments, row: OnRow<'_>) -> Result<(), Error> {
        let database = Arc::clone(&self.server.database);
        let mut found = self.prepared(numbered(sql), arguments).fetch(self.connection());
        while let Some(next) = found.next().await {
            let next: PgRow = next.map_err(|error| fault::translate(&error, &database))?;
            row(&mut Reading::new(&next))?;
        }
        Ok(())
    }

    /// A thousand at a time; in halves where a constraint spoke, until each row that is refused stands alone.
    pub(crate) async fn insert(&mut self, sql: &InsertSql, rows: &[&dyn WriteRow]) -> Result<Vec<Inserted>, Error> {
        let statement = numbered(&sql.text);
        let mut inserted: Vec<Inserted> = std::iter::repeat_with(|| Inserted::Conflict).take(rows.len()).collect();
        let mut left: Vec<(usize, usize)> = (0..rows.len()).step_by(BATCH).map(|from| (from, (from + BATCH).min(rows.len()))).collect();
        left.reverse();
        while let Some((from, to)) = left.pop() {
            match self.insert_at_once(&statement, write::columns(&sql.types, &rows[from..to])?).await {
                Ok(new) => {
                    for (place, key) in new {
                        if let Some(row) = usize::try_from(place).ok().and_then(|place| inserted.get_mut(from + place)) {
                            *row = Inserted::New(key);
                        }
                    }
                }
                Err(Fault::Other(error)) if !error.is_about_one_row() => return Err(error),
                Err(fault) if to - from == 1 => inserted[from] = Inserted::Refused(fault),
                Err(_) => {
                    let middle = from + (to - from) / 2;
                    left.extend([(middle, to), (from, middle)]);
                }
            }
        }
        Ok(inserted)
    }

    /// The places of the rows that were taken, with their keys.
    async fn insert_at_once(&mut self, statement: &str, arguments: PgArguments) -> Result<Vec<(i64, i64)>, Fault> {
        self.guard().await.map_err(Fault::Other)?;
        let done = self.prepared(statement.to_owned(), arguments).fetch_all(self.connection()).await;
        let places = done.and_then(|rows| rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect());
        self.settle(places).await
    }

    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), Error> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self.connection()).await;
        done.map(drop).map_err(|error| self.error(&error))
    }

    /// The point to which a statement returns that fails.
    async fn guard(&mut self) -> Result<(), Error> {
        self.script("SAVEPOINT connector_statement").await
    }

    async fn settle<R>(&mut self, done: Result<R, sqlx::Error>) -> Result<R, Fault> {
        match done {
            Ok(done) => self.script("RELEASE SAVEPOINT connector_statement").await.map(|()| done).map_err(Fault::Other),
            Err(error) => {
                let fault = self.fault(&error);
                // Where this fails, so does whatever follows: the connection is gone.
                let _ = self.script("ROLLBACK TO SAVEPOINT connector_statement; RELEASE SAVEPOINT connector_statement").await;
                Err(fault)
            }
        }
    }

    /// PostgreSQL takes a transaction back without a word when it is told to commit one in which a statement failed. The
    /// savepoint tells.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.script("RELEASE SAVEPOINT connector_transaction").await?;
        match self.way {
            Way::Open(transaction) => transaction.commit().await.map_err(|error| fault::translate(&error, &self.server.database).into()),
            Way::Lent(_) => Ok(()),
        }
    }

    pub(crate) async fn abandon(self) {
        if let Way::Open(transaction) = self.way {
            // Nothing is lost when this fails: the server rolls back what nobody commits.
            let _ = transaction.rollback().await;
        }
    }
}

/// An error of the application's own statement.
pub(crate) fn application_error(error: &sqlx::Error) -> Error {
    fault::of_application(error)
}

fn has_nul(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.contains('\0'))
}

/// `?1` as `$1`, outside of names and texts.
fn numbered(sql: &str) -> String {
    let mut quoted = None;
    sql.chars()
        .map(|letter| match (quoted, letter) {
            (None, '?') => '$',
            (None, '"' | '\'') => {
                quoted = Some(letter);
                letter
            }
            (Some(open), letter) if open == letter => {
                quoted = None;
                letter
            }
            _ => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn placeholders_are_numbered_outside_of_names_and_texts() {
        assert_eq!(
            numbered(r#"SELECT "a""?1", 'it''s ?2' FROM t WHERE a = ?1::text AND b IN (?12)"#),
            r#"SELECT "a""?1", 'it''s ?2' FROM t WHERE a = $1::text AND b IN ($12)"#
        );
    }
}
