//! What tables, keys and links there are.

use connector_core::{FieldType, OnDelete, Value};

use super::Held;
use crate::Error;
use crate::database::{Column, HeldLink, Kept};
use crate::sql::Dialect;
use crate::sql::ddl::{Index, LinkSql};
use crate::sql::triggers::{Call, Trigger};

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
                CASE WHEN t.key = 0 THEN t.has_default ELSE pg_get_serial_sequence($1::text, t.name) IS NOT NULL END, t.key, t.expression
            FROM (SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS ty, a.attnotnull AS required,
                    a.atthasdef OR a.attidentity <> '' AS has_default,
                    coalesce((SELECT k.place FROM pg_index i, UNNEST(i.indkey) WITH ORDINALITY AS k (attnum, place)
                        WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.attnum = a.attnum), 0) AS key, a.attnum,
                    (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) AS expression
                FROM pg_attribute a WHERE a.attrelid = to_regclass($1::text) AND a.attnum > 0 AND NOT a.attisdropped) t
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
                    default: if row.is_null() { None } else { Some(row.text()?.to_owned()) },
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
            WHERE i.indrelid = to_regclass($1::text) AND a.attname = $2::text AND i.indnkeyatts = 1
            AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL)";
        self.is_true(sql, &[table(name), text(column)]).await
    }

    pub(crate) async fn cascades(&mut self, name: &str, column: &str, target: &str) -> Result<bool, Error> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
            WHERE c.contype = 'f' AND c.conrelid = to_regclass($1::text) AND a.attname = $2::text
            AND c.confrelid = to_regclass($3::text) AND c.confdeltype = 'c')";
        self.is_true(sql, &[table(name), text(column), table(target)]).await
    }

    pub(crate) async fn links(&mut self, name: &str, link: &LinkSql) -> Result<Vec<HeldLink>, Error> {
        let sql =
            "SELECT c.conname::text, c.confdeltype::text, coalesce(c.confrelid = to_regclass($3::text) AND f.attname = $4::text, false)
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
            JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
            WHERE c.contype = 'f' AND c.conrelid = to_regclass($1::text) AND a.attname = $2::text ORDER BY 1";
        let mut links = Vec::new();
        self.query(sql, &[table(name), text(link.column), table(link.link.table), text(link.link.key)], &mut |row| {
            let mut read = || {
                let name = row.text()?.to_owned();
                let on_delete = match row.text()? {
                    "c" => Some(OnDelete::Cascade),
                    "r" => Some(OnDelete::Restrict),
                    "n" => Some(OnDelete::SetNull),
                    _ => None,
                };
                Ok(HeldLink { name, on_delete, same_target: row.bool()? })
            };
            links.push(read().map_err(unreadable)?);
            Ok(())
        })
        .await?;
        Ok(links)
    }

    pub(crate) async fn index_names(&mut self, name: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = to_regclass($1::text) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1";
        let mut names = Vec::new();
        self.query(sql, &[table(name)], &mut |row| {
            names.push(row.text().map_err(unreadable)?.to_owned());
            Ok(())
        })
        .await?;
        Ok(names)
    }

    /// The database keeps what an index is over, not the statement that made it. Tables and indexes share their names.
    pub(crate) async fn index(&mut self, name: &str, index: &Index) -> Result<Kept, Error> {
        let sql = "SELECT i.indrelid = to_regclass($1::text) AND i.indisvalid AND i.indisunique = $3::boolean AND i.indnatts = i.indnkeyatts
                AND (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) = $4::text
                AND coalesce(pg_get_expr(i.indpred, i.indrelid, true), '') = $5::text
            FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
            WHERE c.relname = $2::text
            AND c.relnamespace = coalesce((SELECT t.relnamespace FROM pg_class t WHERE t.oid = to_regclass($1::text)), quote_ident(current_schema())::regnamespace)";
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

    /// The database keeps the body of a function as it was given, and what calls it in its own words. One that was dropped, turned
    /// off or made for something else by hand is missing.
    pub(crate) async fn trigger(&mut self, name: &str, trigger: &Trigger) -> Result<Kept, Error> {
        let sql = "SELECT p.prosrc = $2::text, p.prokind = 'f' AND p.prorettype = 'trigger'::regtype
            FROM pg_proc p WHERE p.oid = to_regprocedure($1::text)";
        let mut kept = Kept::Nothing;
        self.query(sql, &[text(&format!("{}()", trigger.name)), text(&trigger.body)], &mut |row| {
            let same = row.bool().map_err(unreadable)?;
            kept = match (row.bool().map_err(unreadable)?, same) {
                (false, _) => Kept::Theirs,
                (true, true) => Kept::Same,
                (true, false) => Kept::Other,
            };
            Ok(())
        })
        .await?;
        if kept == Kept::Same {
            let calls = self.calls(name, trigger).await?;
            if !trigger.calls.iter().all(|call| calls.contains(call)) {
                return Ok(Kept::Other);
            }
        }
        Ok(kept)
    }

    /// The triggers of a table that call the function of one.
    async fn calls(&mut self, name: &str, trigger: &Trigger) -> Result<Vec<Call>, Error> {
        let sql = "SELECT t.tgname::text, t.tgtype::bigint, coalesce(t.tgoldtable::text, ''),
                coalesce(substring(pg_get_triggerdef(t.oid, true) FROM ' WHEN \\((.*)\\) EXECUTE '), ''),
                (SELECT json_agg(a.attname)::text FROM pg_attribute a WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr))
            FROM pg_trigger t WHERE t.tgrelid = to_regclass($1::text) AND t.tgfoid = to_regprocedure($2::text)
            AND t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal";
        let mut calls = Vec::new();
        self.query(sql, &[table(name), text(&format!("{}()", trigger.name))], &mut |row| {
            let mut read = || {
                let (name, kind, old_table) = (row.text()?.to_owned(), row.int()?, row.text()?.to_owned());
                let condition = Call::condition(row.text()?);
                let columns = if row.is_null() { Vec::new() } else { serde_json::from_str(row.text()?).unwrap_or_default() };
                Ok(Call { name, kind, columns, old_table, condition })
            };
            let mut call: Call = read().map_err(unreadable)?;
            call.columns.sort_unstable();
            calls.push(call);
            Ok(())
        })
        .await?;
        Ok(calls)
    }

    /// A function that another table's triggers call, too, is that table's.
    pub(crate) async fn trigger_names(&mut self, name: &str) -> Result<Vec<String>, Error> {
        let sql = r#"SELECT DISTINCT quote_ident(n.nspname) || '."' || replace(p.proname, '"', '""') || '"'
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE t.tgrelid = to_regclass($1::text) AND t.tgname IN ('connector_deleted', 'connector_truncated', 'connector_rebound')
            AND NOT EXISTS (SELECT 1 FROM pg_trigger o WHERE o.tgfoid = p.oid AND o.tgrelid <> t.tgrelid) ORDER BY 1"#;
        let mut names = Vec::new();
        self.query(sql, &[table(name)], &mut |row| {
            names.push(row.text().map_err(unreadable)?.to_owned());
            Ok(())
        })
        .await?;
        Ok(names)
    }

    pub(crate) async fn schema_of(&mut self, name: &str) -> Result<String, Error> {
        let sql = "SELECT quote_ident(coalesce((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass($1::text)), current_schema())::text) || '.'";
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
        self.query("SELECT quote_ident($1::text)", &[text(name)], &mut |row| {
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
