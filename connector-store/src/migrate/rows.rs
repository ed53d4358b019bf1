//! The rows that stand in the way of a migration.

use std::fmt;

use connector_core::{ModelMeta, ReadError};

use crate::sql::quote;
use crate::{Error, Tx};

/// How many keys are told.
const TOLD: usize = 10;

/// Rows by their keys: the first ones, and how many there are.
#[derive(Debug)]
pub(super) struct InTheWay {
    keys: Vec<String>,
    count: usize,
}

impl InTheWay {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// "row 7", "rows 7, 8", "rows 1, …, 10 and 90 more (100 in all)".
impl fmt::Display for InTheWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row{} {}", if self.count == 1 { "" } else { "s" }, self.keys.join(", "))?;
        if self.count > self.keys.len() {
            write!(f, " and {} more ({} in all)", self.count - self.keys.len(), self.count)?;
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// The rows of a model's table `t` for which a condition holds.
    pub(super) async fn in_the_way(&mut self, meta: &ModelMeta, condition: &str) -> Result<InTheWay, Error> {
        self.rows_where(meta.table, meta.key_column, condition).await
    }

    /// The rows of the table `t` for which a condition holds.
    pub(super) async fn rows_where(&mut self, table: &str, key: &str, condition: &str) -> Result<InTheWay, Error> {
        let (table, key) = (self.statements.dialect.table(table), quote(key));
        let from = format!("FROM {table} t WHERE {condition}");
        let keys = self.texts(&format!("SELECT CAST(t.{key} AS TEXT) {from} ORDER BY t.{key} LIMIT {}", TOLD + 1)).await?;
        let mut rows = InTheWay { count: keys.len(), keys };
        if rows.count > TOLD {
            let count = self.texts(&format!("SELECT CAST(count(*) AS TEXT) {from}")).await?;
            rows.count = count.first().and_then(|count| count.parse().ok()).unwrap_or(rows.count);
            rows.keys.truncate(TOLD);
        }
        Ok(rows)
    }

    /// The first column of a query's rows, as texts.
    pub(super) async fn texts(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        let mut texts = Vec::new();
        self.session
            .query(sql, &[], &mut |row| {
                texts.push(row.text().map_err(|error: ReadError| Error::Database(error.to_string()))?.to_owned());
                Ok(())
            })
            .await?;
        Ok(texts)
    }
}
