//! PostgreSQL, over the network: a round trip a statement, so that many rows go in one.
//!
//! A statement that fails ends the transaction there, and on SQLite it does not. So whatever writes stands behind a savepoint
//! to which it returns; that fails, too, where there is no transaction any more. The first statement of a transaction stands
//! behind the savepoint with which it began, and the others give up their predecessor's where they make their own, so that a
//! transaction of one write is three round trips: as many as by hand. A write that needs none is [one](by_itself).

mod adopt;
mod begin;
mod by_itself;
mod catalogue;
mod connect;
mod fault;
mod insert;
mod listed;
mod pool;
mod read;
mod write;

pub(crate) use self::connect::{Pool, Reader, address, pause};

use std::collections::HashSet;

use connector_core::Value;
use futures_util::StreamExt;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Either, Executor as _, PgConnection, Postgres, Row as _, raw_sql};

use self::connect::Server;
use self::pool::Pooled;
use self::read::Reading;
use super::{Fault, OnRow};
use crate::Error;

/// The connection that a transaction works on, or that reads.
pub(crate) struct Held<'c> {
    way: Way<'c>,
    server: Server,
    guard: Guard,
}

enum Way<'c> {
    /// Its own transaction: rolled back when it is dropped.
    Open(Box<Pooled>),
    /// A connection that reads.
    Lent(&'c mut Pooled),
    /// A transaction of the application's, which ends it. Each of its statements may see what others committed meanwhile: then
    /// it locks what it reads to write.
    Adopted { connection: &'c mut PgConnection, locks: bool },
}

/// To what a statement returns that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// To the savepoint of the transaction: nothing was done since.
    Begun,
    /// To one of its own: nothing was done since.
    Ready,
    /// To one that must be made first. Another one is there, which the next one takes the place of.
    Used,
    /// To one that must be made first.
    Missing,
}

impl<'c> Held<'c> {
    /// On a connection on which a transaction was begun.
    fn begun(connection: Pooled, server: Server) -> Self {
        Self { way: Way::Open(Box::new(connection)), server, guard: Guard::Begun }
    }

    fn lent(connection: &'c mut Pooled, server: Server) -> Self {
        Self { way: Way::Lent(connection), server, guard: Guard::Missing }
    }

    /// On a connection of the application's, in its transaction.
    fn adopted(connection: &'c mut PgConnection, locks: bool, server: Server) -> Self {
        Self { way: Way::Adopted { connection, locks }, server, guard: Guard::Missing }
    }

    /// The connection, for a statement whose end is then [seen](Self::saw).
    fn working(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        match &mut self.way {
            Way::Open(pooled) => pooled.connection(),
            Way::Lent(pooled) => pooled.connection(),
            Way::Adopted { connection, .. } => Ok(connection),
        }
    }

    /// A statement has ended, with this.
    fn saw<R>(&mut self, done: &Result<R, sqlx::Error>) {
        match &mut self.way {
            Way::Open(pooled) => pooled.saw(done),
            Way::Lent(pooled) => pooled.saw(done),
            // Whoever lent it knows what to do with it.
            Way::Adopted { .. } => {}
        }
    }

    /// Runs statements that are none of rows.
    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let done = raw_sql(AssertSqlSafe(sql.to_owned())).execute(self.working()?).await;
        self.saw(&done);
        done.map(drop)
    }

    /// The connection, for the application's own statements.
    pub(crate) fn connection(&mut self) -> Result<&mut PgConnection, Error> {
        // It may make savepoints of its own: what it does between two of our statements is not touched.
        self.guard = Guard::Missing;
        let lent = match &mut self.way {
            Way::Open(pooled) => pooled.lend(),
            Way::Lent(pooled) => pooled.lend(),
            Way::Adopted { connection, .. } => Some(&mut **connection),
        };
        lent.ok_or_else(|| Error::Database("a connection was lost".to_owned()))
    }

    fn prepared(&self, sql: String, arguments: PgArguments) -> Query<'static, Postgres, PgArguments> {
        sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(self.server.prepares)
    }

    fn fault(&self, error: &sqlx::Error) -> Fault {
        self.server.fault(error)
    }

    fn error(&self, error: &sqlx::Error) -> Error {
        self.fault(error).into()
    }

    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let arguments = write::arguments(values).map_err(Fault::Other)?;
        self.guard().await.map_err(Fault::Other)?;
        let query = self.prepared(numbered(sql), arguments);
        let done = match self.working() {
            Ok(connection) => query.execute(connection).await,
            Err(error) => Err(error),
        };
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
        // An empty list has no type.
        if listed.is_empty() {
            return Ok(());
        }
        self.each(sql, write::listed(values, vec![listed])?, row).await
    }

    pub(crate) async fn write_listed(&mut self, sql: &str, values: &[Value], lists: Vec<Vec<Value>>) -> Result<HashSet<i64>, Error> {
        let arguments = write::listed(values, lists)?;
        self.guard().await?;
        match self.fetch(numbered(sql), arguments).await {
            Ok(rows) => rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(|error| self.error(&error)),
            Err(Fault::Unique(_) | Fault::ForeignKey | Fault::Rule(_)) => Ok(HashSet::new()),
            Err(Fault::Other(error)) => Err(error),
        }
    }

    async fn each(&mut self, sql: &str, arguments: PgArguments, row: OnRow<'_>) -> Result<(), Error> {
        let server = self.server.clone();
        let query = self.prepared(numbered(sql), arguments);
        // `fetch` would put another stream around this one, through which each row goes.
        let mut found = self.working().map_err(|error| server.fault(&error))?.fetch_many(query);
        let mut end = Ok(());
        while let Some(next) = found.next().await {
            match next {
                Ok(Either::Right(next)) => row(&mut Reading::new(&next))?,
                Ok(Either::Left(_)) => {}
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
        drop(found);
        self.saw(&end);
        end.map_err(|error| server.fault(&error).into())
    }

    /// All rows of a statement that writes, behind its guard.
    async fn fetch(&mut self, statement: String, arguments: PgArguments) -> Result<Vec<PgRow>, Fault> {
        let query = self.prepared(statement, arguments);
        let done = match self.working() {
            Ok(connection) => query.fetch_all(connection).await,
            Err(error) => Err(error),
        };
        self.settle(done).await
    }

    /// Runs statements of the store's own, savepoints among them: what guarded the last statement is in their way.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), Error> {
        let done = if matches!(self.guard, Guard::Ready | Guard::Used) {
            self.run(&format!("RELEASE SAVEPOINT connector_statement; {sql}")).await
        } else {
            self.run(sql).await
        };
        self.guard = Guard::Missing;
        done.map_err(|error| self.error(&error))
    }

    /// The savepoint with which the transaction began is gone with it.
    pub(crate) async fn is_open(&mut self) -> Result<(), Error> {
        self.script("RELEASE SAVEPOINT connector_transaction; SAVEPOINT connector_transaction").await
    }

    pub(crate) async fn name(&mut self, marker: &str) -> Result<(), Error> {
        let lock = format!("SAVEPOINT connector_adopted; LOCK TABLE {marker} IN ACCESS SHARE MODE; RELEASE SAVEPOINT connector_adopted");
        let Err(refused) = self.run(&lock).await else { return Ok(()) };
        self.run("ROLLBACK TO SAVEPOINT connector_adopted").await.map_err(|error| self.error(&error))?;
        Err(if fault::is_missing_table(&refused) { Error::OlderProgram { models: Vec::new() } } else { self.error(&refused) })
    }

    /// The point to which a statement returns that fails.
    async fn guard(&mut self) -> Result<(), Error> {
        let sql = match self.guard {
            Guard::Begun | Guard::Ready => return Ok(()),
            Guard::Used => "RELEASE SAVEPOINT connector_statement; SAVEPOINT connector_statement",
            Guard::Missing => "SAVEPOINT connector_statement",
        };
        self.run(sql).await.map_err(|error| self.error(&error))?;
        self.guard = Guard::Ready;
        Ok(())
    }

    /// A guarded statement has ended.
    async fn settle<R>(&mut self, done: Result<R, sqlx::Error>) -> Result<R, Fault> {
        self.saw(&done);
        let error = match done {
            Ok(done) => {
                self.guard = if self.guard == Guard::Begun { Guard::Missing } else { Guard::Used };
                return Ok(done);
            }
            Err(error) => error,
        };
        let fault = self.fault(&error);
        // Where this fails, so does whatever follows: the connection is gone.
        let _ = self.back_to(self.guard).await;
        Err(fault)
    }

    /// Takes back what was done since the point was made. It is still there then, for the next statement.
    async fn back_to(&mut self, guard: Guard) -> Result<(), sqlx::Error> {
        let point = if guard == Guard::Begun { "connector_transaction" } else { "connector_statement" };
        self.run(&format!("ROLLBACK TO SAVEPOINT {point}")).await?;
        self.guard = guard;
        Ok(())
    }

    /// PostgreSQL takes a transaction back without a word when it is told to commit one in which a statement failed. Where that
    /// may be so, the savepoint tells.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        let Way::Open(pooled) = &mut self.way else { return Ok(()) };
        let done = pooled.end(if pooled.is_doubtful() { "RELEASE SAVEPOINT connector_transaction; COMMIT" } else { "COMMIT" }).await;
        done.map_err(|error| self.error(&error))
    }

    pub(crate) async fn abandon(mut self) {
        if let Way::Open(pooled) = &mut self.way {
            // Nothing is lost when this fails: the server rolls back what nobody commits.
            let _ = pooled.end("ROLLBACK").await;
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

/// `?1`, as a statement has it that is written for both databases, as `$1`, outside of names and texts.
fn numbered(sql: &str) -> String {
    // The statements of a model, which are run for every row, have `$1` already.
    if !sql.contains('?') {
        return sql.to_owned();
    }
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
