//! sqlx by hand: one connection, statements that it prepares once, whole rows read, batches in the same transactions.

use std::collections::HashMap;

use chrono::Utc;
use connector_core::{BackendId, BindingId, RecordId};
use connector_store::sqlx::postgres::PgRow;
use connector_store::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Postgres, Row, Transaction};

use super::{BATCH, Side, postgres};
use crate::Result;
use crate::model::{Bound, Shop, Thing};

/// The driver under the store on PostgreSQL.
pub struct Sqlx {
    connection: PgConnection,
    shop: BackendId<Shop>,
}

fn row(row: &PgRow) -> Result<(i64, Bound)> {
    let bound = Bound {
        record_id: RecordId::new(row.try_get(1)?),
        backend_id: BackendId::new(row.try_get(2)?),
        external_id: row.try_get(3)?,
        sync_date: row.try_get(4)?,
        tax_class_id: row.try_get(5)?,
    };
    Ok((row.try_get(0)?, bound))
}

impl Sqlx {
    /// On the database of a store that has made it.
    pub async fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        Ok(Self { connection: PgConnection::connect(url).await?, shop })
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Postgres>> {
        Ok(self.connection.begin_with(postgres::BEGIN).await?)
    }
}

impl Side for Sqlx {
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
        let mut done = 0;
        for row in rows {
            let inserted = sqlx::query(postgres::INSERT)
                .bind(row.record_id.get())
                .bind(row.backend_id.get())
                .bind(&row.external_id)
                .bind(row.sync_date)
                .bind(row.tax_class_id)
                .fetch_optional(&mut self.connection)
                .await?;
            done += usize::from(inserted.map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some());
        }
        Ok(done)
    }

    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
        let mut done = 0;
        let mut transaction = self.begin().await?;
        for rows in rows.chunks(BATCH) {
            let inserted = sqlx::query(postgres::INSERT_MANY)
                .bind(rows.iter().map(|row| row.record_id.get()).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.backend_id.get()).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.external_id.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.sync_date).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.tax_class_id).collect::<Vec<_>>())
                .fetch_all(&mut *transaction)
                .await?;
            // Which row got which key.
            let keys: HashMap<String, i64> =
                inserted.iter().map(|row| Ok((row.try_get(1)?, row.try_get(0)?))).collect::<std::result::Result<_, sqlx::Error>>()?;
            let placed: Vec<Option<&i64>> = rows.iter().map(|row| keys.get(row.external_id.as_ref()?)).collect();
            done += placed.iter().flatten().count();
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let mut done = 0;
        let shop = self.shop.get();
        for (binding, id) in pairs {
            let query = sqlx::query(postgres::BIND).bind(id).bind(Utc::now()).bind(binding.get()).bind(shop);
            done += query.execute(&mut self.connection).await?.rows_affected() as usize;
        }
        Ok(done)
    }

    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let (mut done, time, shop) = (0, Utc::now(), self.shop.get());
        let mut transaction = self.begin().await?;
        for pairs in pairs.chunks(BATCH) {
            let keys: Vec<i64> = pairs.iter().map(|(binding, _)| binding.get()).collect();
            let ids: Vec<&str> = pairs.iter().map(|(_, id)| id.as_str()).collect();
            let query = sqlx::query(postgres::BIND_MANY).bind(shop).bind(time).bind(keys).bind(ids);
            done += query.execute(&mut *transaction).await?.rows_affected() as usize;
        }
        transaction.commit().await?;
        Ok(done)
    }

    async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
        let mut found = 0;
        for id in ids {
            let next = sqlx::query(postgres::TO_INTERNAL).bind(self.shop.get()).bind(id).fetch_optional(&mut self.connection).await?;
            found += usize::from(next.as_ref().map(row).transpose()?.is_some());
        }
        Ok(found)
    }

    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
        let mut count = 0;
        for ids in ids.chunks(BATCH) {
            let rows = sqlx::query(postgres::TO_INTERNAL_MANY).bind(self.shop.get()).bind(ids).fetch_all(&mut self.connection).await?;
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
            let query = sqlx::query(postgres::TO_EXTERNAL).bind(self.shop.get()).bind(record.get());
            let id: String = query.fetch_one(&mut self.connection).await?.try_get(0)?;
            found += usize::from(!id.is_empty());
        }
        Ok(found)
    }

    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let mut count = 0;
        for records in records.chunks(BATCH) {
            let keys: Vec<i64> = records.iter().filter_map(RecordId::get).collect();
            let rows = sqlx::query(postgres::TO_EXTERNAL_MANY).bind(self.shop.get()).bind(keys).fetch_all(&mut self.connection).await?;
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
        let sql = "UPDATE bench_binding SET external_id = NULL WHERE id = ANY($1)";
        sqlx::query(sql).bind(bindings).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn tidy(&mut self) -> Result<()> {
        for sql in postgres::TIDY {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn warm(&mut self) -> Result<()> {
        let sql = "CREATE EXTENSION IF NOT EXISTS pg_prewarm; VACUUM ANALYZE bench_binding";
        for sql in sql.split("; ").chain(["SELECT pg_prewarm(oid) FROM pg_class \
            WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"])
        {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await?;
        }
        Ok(())
    }
}
