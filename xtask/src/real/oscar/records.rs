//! Our side: what the example wrote into its database file.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::names::{Model, TITLE_BY_EXTERNAL_ID};
use crate::error::{Explain as _, Result};

/// The example's database, opened for reading.
pub struct Records {
    connection: Connection,
}

impl Records {
    /// Opens the database that the example wrote.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .explain(|| format!("cannot open {}; did the example write its database there?", path.display()))?;
        Ok(Self { connection })
    }

    /// How many bindings of `model` there are.
    pub fn count(&self, model: &Model) -> Result<u64> {
        self.number(&format!("SELECT count(*) FROM {}", model.bindings))
    }

    /// How many external IDs of `model` are bound more than once on a backend.
    pub fn doubled(&self, model: &Model) -> Result<u64> {
        self.number(&format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} GROUP BY backend_id, external_id HAVING count(*) > 1)",
            model.bindings
        ))
    }

    /// The title of the record that is bound to this product of the shop.
    pub fn title(&self, external_id: i64) -> Result<Option<String>> {
        self.connection
            .query_row(TITLE_BY_EXTERNAL_ID, [external_id], |row| row.get(0))
            .optional()
            .explain(|| format!("cannot read product {external_id} of the example's database"))
    }

    fn number(&self, query: &str) -> Result<u64> {
        let what = || format!("cannot ask the database: {query}");
        let number: i64 = self.connection.query_row(query, [], |row| row.get(0)).explain(what)?;
        u64::try_from(number).explain(what)
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::PRODUCT;
    use super::*;

    #[test]
    fn counts_doubles_and_titles() {
        for id_type in ["INTEGER", "TEXT"] {
            let connection = Connection::open_in_memory().unwrap();
            let tables = format!(
                "CREATE TABLE product (id INTEGER, title TEXT);
                 CREATE TABLE oscar_product (backend_id INTEGER, record_id INTEGER, external_id {id_type});
                 INSERT INTO product VALUES (1, 'A'), (2, 'B');
                 INSERT INTO oscar_product VALUES (1, 1, '11'), (1, 2, '12'), (1, 2, '12'), (2, 2, '11');"
            );
            connection.execute_batch(&tables).unwrap();
            let records = Records { connection };
            assert_eq!(records.count(&PRODUCT).unwrap(), 4);
            assert_eq!(records.doubled(&PRODUCT).unwrap(), 1);
            assert_eq!(records.title(12).unwrap().as_deref(), Some("B"));
            assert_eq!(records.title(13).unwrap(), None);
        }
    }
}
