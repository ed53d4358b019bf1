//! What tables, keys and links there are.

use connector_core::{FieldType, Value};

use super::Held;
use crate::Error;
use crate::database::{Column, Kept};
use crate::sql::Dialect;
use crate::sql::ddl::{Index, LinkSql};
use crate::sql::triggers::Trigger;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A table, as `to_regclass` finds it: on the search path where it has no schema.
fn table(name: &str) -> Value {
    Value::Text(Dialect::Postgres.table(name))
}

impl Held<'_> {
    pub(crate) async fn columns(&mut self, name: &str) -> Result<Vec<Column>, Error> {
        // A key must draw its numbers from a sequence: another default does not do.
        let sql = "SELECT t.name, t.ty, t.required,
                CASE WHEN t.key = 0 THEN t.has_default ELSE pg_get_serial_sequence(?1::text, t.name) IS NOT NULL END, t.key
            FROM (SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS ty, a.attnotnull AS required,
                    a.atthasdef OR a.attidentity <> '' AS has_default,
                    coalesce((SELECT k.place FROM pg_index i, UNNEST(i.indkey) WITH ORDINALITY AS k (attnum, place)
                        WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.attnum = a.attnum), 0) AS key, a.attnum
                FROM pg_attribute a WHERE a.attrelid = to_regclass(?1::text) AND a.attnum > 0 AND NOT a.attisdropped) t
            ORDER BY t.attnum";
        let mut columns = Vec::new();
        self.query(sql, &[table(name)], &mut |row| {
            let mut read = || {
                Ok(Column {
                    name: row.text()?.to_owned(),
                    ty: row.text()?.to_owned(),
                    required: row.bool()?,
                    defaulted: row.bool()?,
                    key: row.int()?,
                })
            };
            columns.push(read().map_err(unreadable)?);
            Ok(())
        })
        .await?;
        Ok(columns)
    }

    pub(crate) async fn is_unique(&mut self, name: &str, column: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = to_regclass(?1::text) AND a.attname = ?2::text AND i.indnkeyatts = 1
            AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL)";
        self.is_true(sql, &[table(name), text(column)]).await
    }

    pub(crate) async fn cascades(&mut self, name: &str, column: &str, target: &str) -> Result<bool, Error> {
        self.links(name, column, target, " AND c.confdeltype = 'c'").await
    }

    pub(crate) async fn has_link(&mut self, name: &str, link: &LinkSql) -> Result<bool, Error> {
        self.links(name, link.column, link.target, "").await
    }

    async fn links(&mut self, name: &str, column: &str, target: &str, also: &str) -> Result<bool, Error> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
            WHERE c.contype = 'f' AND c.conrelid = to_regclass(?1::text) AND a.attname = ?2::text
            AND c.confrelid = to_regclass(?3::text){also})"
        );
        self.is_true(&sql, &[table(name), text(column), table(target)]).await
    }

    /// The database keeps what an index is over, not the statement that made it. Tables and indexes share their names.
    pub(crate) async fn index(&mut self, name: &str, index: &Index) -> Result<Kept, Error> {
        let sql = "SELECT i.indrelid = to_regclass(?1::text) AND i.indisvalid AND i.indisunique = ?3::boolean AND i.indnatts = i.indnkeyatts
                AND (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) = ?4::text
                AND coalesce(pg_get_expr(i.indpred, i.indrelid, true), '') = ?5::text
            FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
            WHERE c.relname = ?2::text
            AND c.relnamespace = coalesce((SELECT t.relnamespace FROM pg_class t WHERE t.oid = to_regclass(?1::text)), current_schema()::regnamespace)";
        let mut columns = Vec::with_capacity(index.columns.len());
        for (column, ty) in &index.columns {
            let name = self.quoted(column).await?;
            let json = matches!(ty, FieldType::Json | FieldType::Translated);
            columns.push(if json { format!("({name}::text)") } else { name });
        }
        let only = match index.only_where {
            Some(column) => self.quoted(column).await?,
            None => String::new(),
        };
        let values = [table(name), text(&index.name), Value::Bool(index.unique), Value::Text(columns.join(", ")), Value::Text(only)];
        let mut kept = Kept::Nothing;
        self.query(sql, &values, &mut |row| {
            // Null for what is no index.
            kept = if !row.is_null() && row.bool().map_err(unreadable)? { Kept::Same } else { Kept::Other };
            Ok(())
        })
        .await?;
        Ok(kept)
    }

    /// The database keeps the body of a function as it was given. Its triggers are counted: one that was dropped or turned off
    /// by hand is missing.
    pub(crate) async fn trigger(&mut self, name: &str, trigger: &Trigger) -> Result<Kept, Error> {
        let sql = "SELECT p.prosrc = ?3::text AND ?4::bigint = (SELECT count(*) FROM pg_trigger t
                WHERE t.tgrelid = to_regclass(?1::text) AND t.tgfoid = p.oid AND t.tgenabled IN ('O', 'A'))
            FROM pg_proc p WHERE p.oid = to_regproc(?2::text)";
        let values = [table(name), text(&trigger.name), text(&trigger.body), Value::Int(trigger.count)];
        let mut kept = Kept::Nothing;
        self.query(sql, &values, &mut |row| {
            kept = if row.bool().map_err(unreadable)? { Kept::Same } else { Kept::Other };
            Ok(())
        })
        .await?;
        Ok(kept)
    }

    pub(crate) async fn schema_of(&mut self, name: &str) -> Result<String, Error> {
        let sql = "SELECT quote_ident(coalesce((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass(?1::text)), current_schema())::text) || '.'";
        let mut schema = String::new();
        self.query(sql, &[table(name)], &mut |row| {
            row.text().map_err(unreadable)?.clone_into(&mut schema);
            Ok(())
        })
        .await?;
        Ok(schema)
    }

    /// A name as the database itself shows it: in quotes only where it needs them.
    async fn quoted(&mut self, name: &str) -> Result<String, Error> {
        let mut quoted = String::new();
        self.query("SELECT quote_ident(?1::text)", &[text(name)], &mut |row| {
            row.text().map_err(unreadable)?.clone_into(&mut quoted);
            Ok(())
        })
        .await?;
        Ok(quoted)
    }

    async fn is_true(&mut self, sql: &str, values: &[Value]) -> Result<bool, Error> {
        let mut found = false;
        self.query(sql, values, &mut |row| {
            found = row.bool().map_err(unreadable)?;
            Ok(())
        })
        .await?;
        Ok(found)
    }
}

#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it on.
fn unreadable(error: connector_core::ReadError) -> Error {
    Error::Database(error.to_string())
}
