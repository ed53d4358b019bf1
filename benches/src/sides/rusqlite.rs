//! rusqlite by hand: statements prepared once, whole rows read, batches in the same transactions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use connector_core::{BackendId, BindingId, RecordId};
use connector_store::rusqlite::{Connection, Result as Done, Row, params, params_from_iter};

use super::{BATCH, Side};
use crate::Result;
use crate::model::{Bound, Shop, Thing};

const INSERT: &str = "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
const BIND: &str = "UPDATE bench_binding SET external_id = ?1, sync_date = ?2 WHERE id = ?3 AND backend_id = ?4 \
    AND (external_id IS NULL OR external_id = ?1)";
const ROW: &str =
    "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding WHERE backend_id = ?1 AND external_id";
const EXTERNAL: &str = "SELECT external_id, record_id FROM bench_binding WHERE backend_id = ?1 AND external_id IS NOT NULL AND record_id";

/// The driver under the store on SQLite.
pub struct Rusqlite {
    connection: Connection,
    shop: BackendId<Shop>,
    by_ids: String,
    by_records: String,
}

/// The file of a store that has made it, with the same settings.
pub fn open(path: &std::path::Path) -> Done<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -8_192)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

impl Rusqlite {
    /// On an [opened](open) file.
    pub fn new(path: &std::path::Path, shop: BackendId<Shop>) -> Result<Self> {
        let connection = open(path)?;
        let list = (2..BATCH + 2).map(|place| format!("?{place}")).collect::<Vec<_>>().join(",");
        Ok(Self { connection, shop, by_ids: format!("{ROW} IN ({list})"), by_records: format!("{EXTERNAL} IN ({list})") })
    }

    /// As [`new`](Self::new), with so many bytes of the file mapped into memory.
    pub fn mapped(path: &std::path::Path, shop: BackendId<Shop>, bytes: i64) -> Result<Self> {
        let side = Self::new(path, shop)?;
        side.connection.pragma_update(None, "mmap_size", bytes)?;
        Ok(side)
    }

    fn transaction<R>(&self, work: impl FnOnce() -> Done<R>) -> Done<R> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
        let done = work()?;
        self.connection.prepare_cached("COMMIT")?.execute(())?;
        Ok(done)
    }

    /// Gives the new row's ID.
    fn insert(&self, row: &Bound) -> Done<Option<i64>> {
        let count = self.connection.prepare_cached(INSERT)?.execute(params![
            row.record_id.get(),
            row.backend_id.get(),
            row.external_id,
            row.sync_date.map(|time| time.timestamp_micros()),
            row.tax_class_id
        ])?;
        Ok((count == 1).then(|| self.connection.last_insert_rowid()))
    }

    fn bind_one(&self, binding: BindingId<Bound>, id: &str, time: i64) -> Done<usize> {
        self.connection.prepare_cached(BIND)?.execute(params![id, time, binding.get(), self.shop.get()])
    }
}

fn row(row: &Row<'_>) -> Done<(i64, Bound)> {
    let time: Option<i64> = row.get(4)?;
    let bound = Bound {
        record_id: RecordId::new(row.get(1)?),
        backend_id: BackendId::new(row.get(2)?),
        external_id: row.get(3)?,
        sync_date: time.and_then(DateTime::from_timestamp_micros),
        tax_class_id: row.get(5)?,
    };
    Ok((row.get(0)?, bound))
}

impl Side for Rusqlite {
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
        let mut done = 0;
        for row in rows {
            done += usize::from(self.insert(&row)?.is_some());
        }
        Ok(done)
    }

    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
        let ids = self.transaction(|| rows.iter().map(|row| self.insert(row)).collect::<Done<Vec<_>>>())?;
        Ok(ids.iter().flatten().count())
    }

    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let mut done = 0;
        for (binding, id) in pairs {
            done += self.bind_one(*binding, id, Utc::now().timestamp_micros())?;
        }
        Ok(done)
    }

    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let time = Utc::now().timestamp_micros();
        let counts = self.transaction(|| pairs.iter().map(|(binding, id)| self.bind_one(*binding, id, time)).collect::<Done<Vec<_>>>())?;
        Ok(counts.iter().sum())
    }

    async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
        let sql = format!("{ROW} = ?2");
        let mut found = 0;
        for id in ids {
            let (_, bound) = self.connection.prepare_cached(&sql)?.query_row(params![self.shop.get(), id], row)?;
            found += usize::from(bound.external_id.is_some());
        }
        Ok(found)
    }

    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
        let mut count = 0;
        for ids in ids.chunks(BATCH) {
            let mut statement = self.connection.prepare_cached(&self.by_ids)?;
            statement.raw_bind_parameter(1, self.shop.get())?;
            for (place, id) in ids.iter().enumerate() {
                statement.raw_bind_parameter(place + 2, id)?;
            }
            let mut found = HashMap::with_capacity(ids.len());
            let mut rows = statement.raw_query();
            while let Some(next) = rows.next()? {
                let (id, bound) = row(next)?;
                found.insert(bound.external_id.clone().unwrap_or_default(), (id, bound));
            }
            // Each in the place of its ID.
            let placed: Vec<Option<(i64, Bound)>> = ids.iter().map(|id| found.remove(id)).collect();
            count += placed.iter().flatten().count();
        }
        Ok(count)
    }

    async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let sql = format!("{EXTERNAL} = ?2");
        let mut found = 0;
        for record in records {
            let id: String = self.connection.prepare_cached(&sql)?.query_row(params![self.shop.get(), record.get()], |row| row.get(0))?;
            found += usize::from(!id.is_empty());
        }
        Ok(found)
    }

    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let mut count = 0;
        for records in records.chunks(BATCH) {
            let mut statement = self.connection.prepare_cached(&self.by_records)?;
            let values = std::iter::once(self.shop.get()).chain(records.iter().filter_map(RecordId::get));
            let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get::<_, i64>(1)?, row.get::<_, String>(0)?)))?;
            let mut found: HashMap<i64, String> = HashMap::with_capacity(records.len());
            for row in rows {
                let (record, id) = row?;
                found.insert(record, id);
            }
            let placed: Vec<Option<String>> = records.iter().map(|record| found.remove(&record.get()?)).collect();
            count += placed.iter().flatten().count();
        }
        Ok(count)
    }

    async fn unbind_all(&mut self, bindings: &[i64]) -> Result<()> {
        self.transaction(|| {
            for id in bindings {
                self.connection.prepare_cached("UPDATE bench_binding SET external_id = NULL WHERE id = ?1")?.execute([id])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    async fn tidy(&mut self) -> Result<()> {
        self.connection.execute("DELETE FROM bench_binding WHERE record_id > 100000", ())?;
        Ok(())
    }

    async fn warm(&mut self) -> Result<()> {
        if let Some(path) = self.connection.path() {
            std::io::copy(&mut std::fs::File::open(path)?, &mut std::io::sink())?;
        }
        Ok(())
    }
}
