//! tokio-postgres by hand: one connection, prepared statements, whole rows read, batches in the same transactions, one call after another.

use std::collections::HashMap;

use chrono::Utc;
use connector_core::{BackendId, BindingId, RecordId};
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::{BATCH, Side, postgres};
use crate::Result;
use crate::model::{Bound, Shop, Thing};

/// Another driver for PostgreSQL.
pub struct TokioPostgres {
    client: Client,
    shop: BackendId<Shop>,
    insert: Statement,
    insert_many: Statement,
    bind: Statement,
    bind_many: Statement,
    to_internal: Statement,
    to_internal_many: Statement,
    to_external: Statement,
    to_external_many: Statement,
}

fn row(row: &Row) -> Result<(i64, Bound)> {
    let bound = Bound {
        record_id: RecordId::new(row.try_get(1)?),
        backend_id: BackendId::new(row.try_get(2)?),
        external_id: row.try_get(3)?,
        sync_date: row.try_get(4)?,
        tax_class_id: row.try_get(5)?,
    };
    Ok((row.try_get(0)?, bound))
}

impl TokioPostgres {
    /// On the database of a store that has made it.
    pub async fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        // Ends with the client; what goes wrong, the client's calls say.
        tokio::spawn(connection);
        Ok(Self {
            insert: client.prepare(postgres::INSERT).await?,
            insert_many: client.prepare(postgres::INSERT_MANY).await?,
            bind: client.prepare(postgres::BIND).await?,
            bind_many: client.prepare(postgres::BIND_MANY).await?,
            to_internal: client.prepare(postgres::TO_INTERNAL).await?,
            to_internal_many: client.prepare(postgres::TO_INTERNAL_MANY).await?,
            to_external: client.prepare(postgres::TO_EXTERNAL).await?,
            to_external_many: client.prepare(postgres::TO_EXTERNAL_MANY).await?,
            client,
            shop,
        })
    }

    async fn begin(&self) -> Result<()> {
        Ok(self.client.batch_execute(postgres::BEGIN).await?)
    }

    async fn commit(&self) -> Result<()> {
        Ok(self.client.batch_execute("COMMIT").await?)
    }
}

impl Side for TokioPostgres {
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
        let mut done = 0;
        for row in rows {
            let (record, shop) = (row.record_id.get(), row.backend_id.get());
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
                [&record, &shop, &row.external_id, &row.sync_date, &row.tax_class_id];
            let inserted = self.client.query_opt(&self.insert, &values).await?;
            done += usize::from(inserted.map(|row| row.try_get::<_, i64>(0)).transpose()?.is_some());
        }
        Ok(done)
    }

    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
        let mut done = 0;
        self.begin().await?;
        for rows in rows.chunks(BATCH) {
            let records: Vec<_> = rows.iter().map(|row| row.record_id.get()).collect();
            let shops: Vec<_> = rows.iter().map(|row| row.backend_id.get()).collect();
            let ids: Vec<_> = rows.iter().map(|row| row.external_id.as_deref()).collect();
            let times: Vec<_> = rows.iter().map(|row| row.sync_date).collect();
            let classes: Vec<_> = rows.iter().map(|row| row.tax_class_id).collect();
            let inserted = self.client.query(&self.insert_many, &[&records, &shops, &ids, &times, &classes]).await?;
            let keys: HashMap<String, i64> = inserted
                .iter()
                .map(|row| Ok((row.try_get(1)?, row.try_get(0)?)))
                .collect::<std::result::Result<_, tokio_postgres::Error>>()?;
            let placed: Vec<Option<&i64>> = rows.iter().map(|row| keys.get(row.external_id.as_ref()?)).collect();
            done += placed.iter().flatten().count();
        }
        self.commit().await?;
        Ok(done)
    }

    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let mut done = 0;
        for (binding, id) in pairs {
            done += self.client.execute(&self.bind, &[id, &Utc::now(), &binding.get(), &self.shop.get()]).await? as usize;
        }
        Ok(done)
    }

    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let (mut done, time) = (0, Utc::now());
        self.begin().await?;
        for pairs in pairs.chunks(BATCH) {
            let keys: Vec<i64> = pairs.iter().map(|(binding, _)| binding.get()).collect();
            let ids: Vec<&str> = pairs.iter().map(|(_, id)| id.as_str()).collect();
            done += self.client.execute(&self.bind_many, &[&self.shop.get(), &time, &keys, &ids]).await? as usize;
        }
        self.commit().await?;
        Ok(done)
    }

    async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
        let mut found = 0;
        for id in ids {
            let next = self.client.query_opt(&self.to_internal, &[&self.shop.get(), id]).await?;
            found += usize::from(next.as_ref().map(row).transpose()?.is_some());
        }
        Ok(found)
    }

    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
        let mut count = 0;
        for ids in ids.chunks(BATCH) {
            let rows = self.client.query(&self.to_internal_many, &[&self.shop.get(), &ids]).await?;
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
            let id: String = self.client.query_one(&self.to_external, &[&self.shop.get(), &record.get()]).await?.try_get(0)?;
            found += usize::from(!id.is_empty());
        }
        Ok(found)
    }

    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let mut count = 0;
        for records in records.chunks(BATCH) {
            let keys: Vec<i64> = records.iter().filter_map(RecordId::get).collect();
            let rows = self.client.query(&self.to_external_many, &[&self.shop.get(), &keys]).await?;
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
        self.client.execute("UPDATE bench_binding SET external_id = NULL WHERE id = ANY($1)", &[&bindings]).await?;
        Ok(())
    }

    async fn tidy(&mut self) -> Result<()> {
        for sql in postgres::TIDY {
            self.client.batch_execute(sql).await?;
        }
        Ok(())
    }
}
