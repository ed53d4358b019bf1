//! Statements that take rows of any model, a column of them in an array each.

use sqlx::Row as _;

use super::{Held, numbered, write};
use crate::Error;
use crate::database::{Fault, OnRow, WriteRow};
use crate::sql::ListedSql;

impl Held<'_> {
    /// See [`Session::locks`](crate::database::Session::locks).
    pub(crate) fn locks(&self) -> bool {
        false
    }

    /// Runs a query about given rows.
    pub(crate) async fn query_rows(&mut self, sql: &ListedSql, rows: &[&dyn WriteRow], row: OnRow<'_>) -> Result<(), Error> {
        self.each(&sql.text, write::columns(&sql.types, rows)?, row).await
    }

    /// Runs a statement that writes given rows; gives the places of those that were written.
    pub(crate) async fn write_rows(&mut self, sql: &ListedSql, rows: &[&dyn WriteRow]) -> Result<Vec<i64>, Fault> {
        let arguments = write::columns(&sql.types, rows).map_err(Fault::Other)?;
        self.guard().await.map_err(Fault::Other)?;
        let done = self.prepared(numbered(&sql.text), arguments).fetch_all(self.connection()).await;
        self.settle(done.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())).await
    }
}
