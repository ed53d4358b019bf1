//! One statement that writes and is a transaction by itself.

use connector_core::Value;
use sqlx::{AssertSqlSafe, Row as _};

use super::connect::Pool;
use super::{numbered, write};
use crate::Error;
use crate::database::{ByItself, Fault};
use crate::sql::InsertSql;

impl Pool {
    /// Whether a statement is one message, and waits as long as a transaction does.
    pub(crate) fn writes_by_itself(&self) -> bool {
        self.server.prepares && self.server.waits_patiently()
    }

    pub(crate) async fn insert_by_itself(&self, marker: &str, sql: &InsertSql, values: &[Value]) -> Result<ByItself, Error> {
        self.run_by_itself(marker, &sql.one, values).await
    }

    pub(crate) async fn update_by_itself(&self, marker: &str, sql: &str, values: &[Value]) -> Result<ByItself, Error> {
        self.run_by_itself(marker, &(numbered(sql) + " RETURNING 0::bigint"), values).await
    }

    /// Runs a statement that gives a number for the row that it writes.
    async fn run_by_itself(&self, marker: &str, sql: &str, values: &[Value]) -> Result<ByItself, Error> {
        // The table is named first, as in a transaction: a migration has it when it waits for the tables of rows. The queries of a
        // `WITH` are analysed, and their tables locked, in this order, each time that the statement is run.
        let sql = ["WITH named AS (SELECT FROM ", marker, "), written AS (", sql, ") SELECT * FROM written"].concat();
        let arguments = write::arguments(values)?;
        let mut connection = self.connections.take().await?;
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        // To its end, which comes after the row, and after the commit.
        let done = match connection.connection() {
            Ok(connection) => query.fetch_optional(connection).await,
            Err(error) => Err(error),
        };
        connection.saw(&done);
        match done {
            Ok(Some(row)) => Ok(row.try_get(0).map_or(ByItself::Unclear, ByItself::Wrote)),
            Ok(None) => Ok(ByItself::Nothing),
            Err(error) => match self.server.fault(&error) {
                // It has waited long enough.
                Fault::Other(busy @ Error::Busy { .. }) => Err(busy),
                _ => Ok(ByItself::Unclear),
            },
        }
    }
}
