//! Very many rows, put in by the database itself: faster than by any client, and not measured.

use connector_core::BackendId;
use connector_store::rusqlite;
use connector_store::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Row, raw_sql};

use crate::Result;
use crate::model::Shop;

/// How many rows of SQLite's go into one transaction: its log keeps them all until it ends.
const BULK: i64 = 500_000;

/// Puts the records after `from` up to `to`, and a binding of each, into a file of SQLite's.
pub fn sqlite(path: &std::path::Path, shop: BackendId<Shop>, from: i64, to: i64) -> Result<()> {
    let connection = rusqlite::Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -131_072)?;
    // Each record is there: it was put right before.
    connection.pragma_update(None, "foreign_keys", false)?;
    let numbers = "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";
    let records = format!("{numbers} INSERT INTO bench_record (name) SELECT 'Thing ' || (i - 1) FROM n");
    let bindings = format!(
        "{numbers} INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
        SELECT i, ?3, printf('SKU-%08d', i), 1800000000000000 + i, i % 7 FROM n"
    );
    for start in (from..to).step_by(usize::try_from(BULK)?) {
        let end = (start + BULK).min(to);
        connection.execute_batch("BEGIN IMMEDIATE")?;
        connection.execute(&records, [start + 1, end])?;
        connection.execute(&bindings, [start + 1, end, shop.get()])?;
        connection.execute_batch("COMMIT")?;
    }
    // Else readers would look into the log first.
    let _busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
    Ok(())
}

/// The same on PostgreSQL, as a superuser: without looking whether each record is there, and with the indexes made anew afterwards.
pub async fn postgres(url: &str, shop: BackendId<Shop>, from: i64, to: i64) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    let mut transaction = connection.begin().await?;
    let found = sqlx::query(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
        WHERE i.indrelid = 'bench_binding'::regclass AND NOT i.indisprimary",
    )
    .fetch_all(&mut *transaction)
    .await?;
    let mut sql = vec!["SET LOCAL session_replication_role = replica".to_owned(), "SET LOCAL maintenance_work_mem = '512MB'".to_owned()];
    let mut indexes = Vec::new();
    for index in found {
        sql.push(format!("DROP INDEX \"{}\"", index.try_get::<String, _>(0)?));
        indexes.push(index.try_get::<String, _>(1)?);
    }
    let numbers = format!("generate_series({}::bigint, {to}) i", from + 1);
    sql.push(format!("INSERT INTO bench_record (name) SELECT 'Thing ' || (i - 1) FROM {numbers}"));
    sql.push(format!(
        "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
        SELECT i, {}, 'SKU-' || lpad(i::text, 8, '0'), now(), i % 7 FROM {numbers}",
        shop.get()
    ));
    sql.append(&mut indexes);
    for sql in sql {
        raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(connection.close().await?)
}
