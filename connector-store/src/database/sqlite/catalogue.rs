//! What tables, keys and links there are.

use connector_core::OnDelete;
use rusqlite::OptionalExtension;
use rusqlite::config::DbConfig;

use super::Working;
use crate::Error;
use crate::database::{Column, HeldLink, Kept};
use crate::sql::ddl::{self, Index, LinkSql};
use crate::sql::triggers::Trigger;
use crate::sql::{Dialect, definition};

impl Working<'_> {
    pub(crate) fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        let read = || {
            let sql = "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, dflt_value FROM pragma_table_info(?1)";
            let mut statement = self.inner.prepare_cached(sql)?;
            let rows = statement.query_map([table], |row| {
                Ok(Column {
                    name: row.get(0)?,
                    ty: row.get(1)?,
                    required: row.get(2)?,
                    defaulted: row.get(3)?,
                    key: row.get(4)?,
                    default: row.get(5)?,
                })
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
    pub(crate) fn index(&mut self, table: &str, index: &Index) -> Result<Kept, Error> {
        let read = || {
            let sql = "SELECT ifnull(sql, '') FROM sqlite_schema WHERE type = 'index' AND name = ?1 COLLATE NOCASE";
            self.inner.prepare_cached(sql)?.query_row([&index.name], |row| row.get(0)).optional()
        };
        let made: Option<String> = read().map_err(|error: rusqlite::Error| self.error(&error))?;
        Ok(made
            .map_or(Kept::Nothing, |made| if made == ddl::create_index(Dialect::Sqlite, table, index) { Kept::Same } else { Kept::Other }))
    }

    pub(crate) fn links(&mut self, table: &str, link: &LinkSql) -> Result<Vec<HeldLink>, Error> {
        let read = || {
            let sql = "SELECT \"table\" = ?3 COLLATE NOCASE AND ifnull(\"to\", ?4) = ?4 COLLATE NOCASE, on_delete FROM pragma_foreign_key_list(?1)
                WHERE \"from\" = ?2 COLLATE NOCASE";
            let mut statement = self.inner.prepare_cached(sql)?;
            let rows = statement.query_map([table, link.column, link.link.table, link.link.key], |row| {
                let policy: String = row.get(1)?;
                let on_delete = match policy.as_str() {
                    "CASCADE" => Some(OnDelete::Cascade),
                    "RESTRICT" => Some(OnDelete::Restrict),
                    "SET NULL" => Some(OnDelete::SetNull),
                    _ => None,
                };
                Ok(HeldLink { name: String::new(), same_target: row.get(0)?, on_delete })
            })?;
            rows.collect::<rusqlite::Result<Vec<HeldLink>>>()
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    pub(crate) fn index_names(&mut self, table: &str) -> Result<Vec<String>, Error> {
        let read = || {
            let mut statement = self.inner.prepare_cached("SELECT name FROM pragma_index_list(?1) WHERE origin = 'c' ORDER BY name")?;
            let rows = statement.query_map([table], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    pub(crate) fn definition(&mut self, table: &str) -> Result<Option<String>, Error> {
        let read = || {
            let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
            self.inner.prepare_cached(sql)?.query_row([table], |row| row.get(0)).optional()
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }

    /// The way that SQLite's own documentation gives for changes that leave the rows as they are: the statement is written
    /// over in the transaction. Nothing is copied and nothing dropped, so that indexes, triggers and views of the table stay,
    /// and so do the rows that link it. The statement is tried on an empty database first, and the rows are held against it.
    pub(crate) fn redefine(&mut self, table: &str, sql: &str) -> Result<(), Error> {
        let unfit = || Error::Migration(format!("the table {table:?} cannot be written as {sql}: nothing is changed"));
        let before = self.columns(table)?;
        let mut trial = self.trial(sql)?;
        let after = Working::of(&mut trial, self.database).columns(table)?;
        let same = |(a, b): (&Column, &Column)| (&a.name, &a.ty, a.key) == (&b.name, &b.ty, b.key);
        if before.len() != after.len() || !before.iter().zip(&after).all(same) {
            return Err(unfit());
        }
        let write = || {
            self.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
            self.inner.pragma_update(None, "writable_schema", true)?;
            let written = self.inner.execute(&definition::redefine(table, sql), ());
            // Other connections, and this one, read the statement anew.
            let version: i64 = self.inner.query_row("PRAGMA schema_version", (), |row| row.get(0))?;
            self.inner.pragma_update(None, "schema_version", version + 1)?;
            self.inner.execute_batch("PRAGMA writable_schema = RESET")?;
            written
        };
        let written = write();
        if written.is_err() {
            let _ = self.inner.execute_batch("PRAGMA writable_schema = RESET");
        }
        if written.map_err(|error: rusqlite::Error| self.error(&error))? != 1 {
            return Err(unfit());
        }
        let check = || {
            let [rows, links] = definition::checks(table);
            let rows: String = self.inner.query_row(&rows, (), |row| row.get(0))?;
            Ok(rows == "ok" && !self.inner.prepare(&links)?.exists(())?)
        };
        if check().map_err(|error: rusqlite::Error| self.error(&error))? { Ok(()) } else { Err(unfit()) }
    }

    /// An empty database in which the statement made its table.
    fn trial(&self, sql: &str) -> Result<rusqlite::Connection, Error> {
        let make = || {
            let trial = rusqlite::Connection::open_in_memory()?;
            trial.execute_batch(sql)?;
            Ok(trial)
        };
        make().map_err(|error: rusqlite::Error| self.error(&error))
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

    pub(crate) fn trigger_names(&mut self, table: &str) -> Result<Vec<String>, Error> {
        let read = || {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE
                AND name LIKE 'connector\\_%' ESCAPE '\\' AND sql LIKE '%\"connector\\_deleted\"%' ESCAPE '\\' ORDER BY name";
            let mut statement = self.inner.prepare_cached(sql)?;
            let rows = statement.query_map([table], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        read().map_err(|error: rusqlite::Error| self.error(&error))
    }
}
