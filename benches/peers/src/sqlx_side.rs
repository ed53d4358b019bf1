//! sqlx on SQLite: one connection, whose statements it keeps, and a thousand rows a statement where that can be said.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use connector_benches::Result;
use connector_benches::model::{Bound, Shop, Thing};
use connector_benches::sides::{BATCH, Side};
use connector_core::{BackendId, BindingId, RecordId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, raw_sql};

const INSERT: &str = "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING RETURNING id";
const BIND: &str = "UPDATE bench_binding SET external_id = ?1, sync_date = ?2 WHERE id = ?3 AND backend_id = ?4 \
    AND (external_id IS NULL OR external_id = ?1)";
const TO_INTERNAL: &str = "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding \
    WHERE backend_id = ?1 AND external_id = ?2";
const TO_EXTERNAL: &str = "SELECT external_id FROM bench_binding WHERE backend_id = ?1 AND external_id IS NOT NULL AND record_id = ?2";

// With `?` alone: sqlx does not count on from a numbered one.
const ROWS: &str = "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding WHERE";
const EXTERNALS: &str = "SELECT external_id, record_id FROM bench_binding WHERE";

/// sqlx, on the file of a store that has made it.
pub struct SqlxSqlite {
    connection: SqliteConnection,
    shop: BackendId<Shop>,
    insert_many: Arc<str>,
    bind_many: Arc<str>,
    to_internal_many: Arc<str>,
    to_external_many: Arc<str>,
}

fn row(row: &SqliteRow) -> Result<(i64, Bound)> {
    let time: Option<i64> = row.try_get(4)?;
    let bound = Bound {
        record_id: RecordId::new(row.try_get(1)?),
        backend_id: BackendId::new(row.try_get(2)?),
        external_id: row.try_get(3)?,
        sync_date: time.and_then(DateTime::from_timestamp_micros),
        tax_class_id: row.try_get(5)?,
    };
    Ok((row.try_get(0)?, bound))
}

/// As `(?, ?), (?, ?)`, for a thousand.
fn list(one: &str) -> String {
    vec![one; BATCH].join(", ")
}

impl SqlxSqlite {
    /// With the store's settings.
    pub async fn new(path: &Path, shop: BackendId<Shop>) -> Result<Self> {
        let mut connection =
            SqliteConnectOptions::new().filename(path).statement_cache_capacity(64).disable_statement_logging().connect().await?;
        for sql in crate::SETTINGS {
            raw_sql(sql).execute(&mut connection).await?;
        }
        let insert = format!(
            "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) VALUES {} \
            ON CONFLICT DO NOTHING RETURNING id, external_id",
            list("(?, ?, ?, ?, ?)")
        );
        let bind = format!(
            "WITH given (k, id) AS (VALUES {}) UPDATE bench_binding SET external_id = given.id, sync_date = ? FROM given \
            WHERE bench_binding.id = given.k AND backend_id = ? AND (external_id IS NULL OR external_id = given.id)",
            list("(?, ?)")
        );
        Ok(Self {
            connection,
            shop,
            insert_many: insert.into(),
            bind_many: bind.into(),
            to_internal_many: format!("{ROWS} backend_id = ? AND external_id IN ({})", list("?")).into(),
            to_external_many: format!("{EXTERNALS} backend_id = ? AND external_id IS NOT NULL AND record_id IN ({})", list("?")).into(),
        })
    }
}

/// The work comes in whole thousands.
fn whole<T>(chunk: &[T]) -> Result<()> {
    if chunk.len() == BATCH { Ok(()) } else { Err("the statement is of a thousand".into()) }
}

impl Side for SqlxSqlite {
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
        let mut done = 0;
        for row in rows {
            let inserted = sqlx::query(INSERT)
                .bind(row.record_id.get())
                .bind(row.backend_id.get())
                .bind(&row.external_id)
                .bind(row.sync_date.map(|time| time.timestamp_micros()))
                .bind(row.tax_class_id)
                // To its end: see `diesel_words.rs`.
                .fetch_all(&mut self.connection)
                .await?;
            done += inserted.iter().map(|row| row.try_get::<i64, _>(0)).collect::<std::result::Result<Vec<_>, _>>()?.len();
        }
        Ok(done)
    }

    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
        let mut done = 0;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for rows in rows.chunks(BATCH) {
            whole(rows)?;
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&self.insert_many)));
            for row in rows {
                query = query
                    .bind(row.record_id.get())
                    .bind(row.backend_id.get())
                    .bind(&row.external_id)
                    .bind(row.sync_date.map(|time| time.timestamp_micros()))
                    .bind(row.tax_class_id);
            }
            let inserted = query.fetch_all(&mut *transaction).await?;
            let keys: HashMap<String, i64> =
                inserted.iter().map(|row| Ok((row.try_get(1)?, row.try_get(0)?))).collect::<std::result::Result<_, sqlx::Error>>()?;
            let placed: Vec<Option<&i64>> = rows.iter().map(|row| keys.get(row.external_id.as_ref()?)).collect();
            done += placed.iter().flatten().count();
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let (mut done, shop) = (0, self.shop.get());
        for (binding, id) in pairs {
            let query = sqlx::query(BIND).bind(id).bind(Utc::now().timestamp_micros()).bind(binding.get()).bind(shop);
            done += query.execute(&mut self.connection).await?.rows_affected() as usize;
        }
        Ok(done)
    }

    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let (mut done, time, shop) = (0, Utc::now().timestamp_micros(), self.shop.get());
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for pairs in pairs.chunks(BATCH) {
            whole(pairs)?;
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&self.bind_many)));
            for (binding, id) in pairs {
                query = query.bind(binding.get()).bind(id);
            }
            done += query.bind(time).bind(shop).execute(&mut *transaction).await?.rows_affected() as usize;
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
        let mut found = 0;
        for id in ids {
            let next = sqlx::query(TO_INTERNAL).bind(self.shop.get()).bind(id).fetch_optional(&mut self.connection).await?;
            found += usize::from(next.as_ref().map(row).transpose()?.is_some());
        }
        Ok(found)
    }

    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
        let mut count = 0;
        for ids in ids.chunks(BATCH) {
            whole(ids)?;
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&self.to_internal_many))).bind(self.shop.get());
            for id in ids {
                query = query.bind(id);
            }
            let rows = query.fetch_all(&mut self.connection).await?;
            let mut found = HashMap::with_capacity(ids.len());
            for next in &rows {
                let (id, bound) = row(next)?;
                found.insert(bound.external_id.clone().unwrap_or_default(), (id, bound));
            }
            let placed: Vec<Option<(i64, Bound)>> = ids.iter().map(|id| found.remove(id)).collect();
            count += placed.iter().flatten().count();
        }
        Ok(count)
    }

    async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let mut found = 0;
        for record in records {
            let query = sqlx::query(TO_EXTERNAL).bind(self.shop.get()).bind(record.get());
            let id: String = query.fetch_one(&mut self.connection).await?.try_get(0)?;
            found += usize::from(!id.is_empty());
        }
        Ok(found)
    }

    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let mut count = 0;
        for records in records.chunks(BATCH) {
            whole(records)?;
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&self.to_external_many))).bind(self.shop.get());
            for record in records {
                query = query.bind(record.get());
            }
            let rows = query.fetch_all(&mut self.connection).await?;
            let mut found: HashMap<i64, String> = HashMap::with_capacity(records.len());
            for row in &rows {
                found.insert(row.try_get(1)?, row.try_get(0)?);
            }
            let placed: Vec<Option<String>> = records.iter().map(|record| found.remove(&record.get()?)).collect();
            count += placed.iter().flatten().count();
        }
        Ok(count)
    }

    async fn unbind_all(&mut self, bindings: &[i64]) -> Result<()> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for id in bindings {
            sqlx::query("UPDATE bench_binding SET external_id = NULL WHERE id = ?1").bind(id).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn tidy(&mut self) -> Result<()> {
        raw_sql(crate::TIDY).execute(&mut self.connection).await?;
        Ok(())
    }
}
