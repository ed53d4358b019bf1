//! One statement that writes and is a transaction by itself.

use connector_core::Value;
use futures_util::StreamExt;
use sqlx::{AssertSqlSafe, Either, Executor as _, Row as _};

use super::connect::Pool;
use super::{fault, numbered, write};
use crate::Error;
use crate::database::ByItself;

impl Pool {
    /// Whether a statement is one message, and by itself waits as long and sees the same as in a transaction.
    pub(crate) fn writes_by_itself(&self) -> bool {
        let server = &self.server;
        server.prepares && server.isolates && server.waits_patiently()
    }

    /// Runs a statement that gives a number for the row that it writes.
    pub(crate) async fn write_by_itself(&self, marker: &str, sql: &str, values: &[Value]) -> Result<ByItself, Error> {
        // The marker is locked first, as in a transaction: a migration has it when it waits for the tables of rows. Each time that
        // the statement is run, the tables in the queries of a `WITH` are locked in this order; the one that nobody needs is not run.
        let sql = ["WITH named AS (SELECT FROM ", marker, "), written AS (", &numbered(sql), ") SELECT * FROM written"].concat();
        let query = sqlx::query_with(AssertSqlSafe(sql), write::arguments(values)?);
        let mut connection = self.connections.take().await?;
        let (mut wrote, mut end) = (None, Ok(()));
        let mut answer = connection.connection().map_err(|error| self.server.fault(&error))?.fetch_many(query);
        // The row comes before the commit, of which the end tells.
        while let Some(next) = answer.next().await {
            match next {
                Ok(Either::Right(row)) => wrote = Some(row.try_get(0).map_err(|error| self.server.fault(&error))?),
                Ok(Either::Left(_)) => {}
                Err(error) => end = Err(error),
            }
        }
        drop(answer);
        connection.saw(&end);
        let Err(error) = end else { return Ok(wrote.map_or(ByItself::Nothing, ByItself::Wrote)) };
        if fault::is_taken_back(&error, wrote.is_some()) { Ok(ByItself::Refused) } else { Err(self.server.fault(&error).into()) }
    }
}
