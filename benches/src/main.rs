//! The store against its driver by hand: see `README.md`.

use std::error::Error;
use std::time::Instant;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, schema};
use connector_store::rusqlite::{Connection, params, params_from_iter};
use connector_store::{Store, Stored};

/// A shop.
#[derive(Debug, Clone, Backend)]
#[backend(name = "bench.backend")]
pub struct Shop {
    /// Its name.
    pub name: String,
}

/// A record.
#[derive(Debug, Clone, Record)]
#[record(name = "bench.record")]
pub struct Thing {
    /// Its name.
    pub name: String,
}

/// A binding.
#[derive(Debug, Clone, ExternalBinding)]
#[binding(name = "bench.binding")]
pub struct Bound {
    /// The record.
    pub record_id: RecordId<Thing>,
    /// The shop.
    pub backend_id: BackendId<Shop>,
    /// The ID there.
    pub external_id: Option<String>,
    /// Last synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// What differs from shop to shop.
    pub tax_class_id: Option<i64>,
}

schema! { static BENCH = [Shop, Thing, Bound]; }

const KEPT: i64 = 100_000;
const ROUNDS: usize = 7;

type Failed = Box<dyn Error>;

/// Both sides, with the same rows.
struct Sides {
    store: Store,
    shop: Stored<Shop>,
    raw: Connection,
    /// A second connection to the store's own file.
    other: Connection,
}

impl Sides {
    async fn new(folder: &std::path::Path, round: usize) -> Result<Self, Failed> {
        let store = Store::connect(&format!("sqlite:{}", folder.join(format!("ours{round}.db")).display())).await?;
        store.migrate(&BENCH).await?;
        let shop = store.put(Shop { name: "main".into() }).await?;
        let things: Vec<Thing> = (0..KEPT + 20_000).map(|i| Thing { name: format!("Thing {i}") }).collect();
        store.put_many(&things).await?;
        // The same tables by the same statements: the store's own file is copied.
        let path = folder.join(format!("raw{round}.db"));
        let ours = Connection::open(folder.join(format!("ours{round}.db")))?;
        ours.execute("VACUUM INTO ?1", [path.display().to_string()])?;
        let raw = Connection::open(&path)?;
        raw.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
        raw.pragma_update(None, "synchronous", "NORMAL")?;
        raw.pragma_update(None, "foreign_keys", true)?;
        Ok(Self { store, shop, raw, other: ours })
    }

    /// Both files without a write-ahead log, so that neither side pays for what was written before.
    fn settle(&self) -> Result<(), Failed> {
        for connection in [&self.other, &self.raw] {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
        }
        Ok(())
    }

    fn bindings(&self, from: i64, count: i64, bound: bool) -> Vec<Bound> {
        let binding = |i: i64| Bound {
            record_id: RecordId::new(i + 1),
            backend_id: self.shop.id(),
            external_id: bound.then(|| format!("SKU-{i:08}")),
            sync_date: Some(Utc::now()),
            tax_class_id: Some(i % 7),
        };
        (from..from + count).map(binding).collect()
    }
}

const INSERT: &str = "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
const ROW: &str = "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding WHERE backend_id = ?1 AND external_id";

/// A row as by hand.
fn row(row: &connector_store::rusqlite::Row<'_>) -> connector_store::rusqlite::Result<(i64, Bound)> {
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

fn insert(connection: &Connection, binding: &Bound) -> connector_store::rusqlite::Result<usize> {
    connection.prepare_cached(INSERT)?.execute(params![
        binding.record_id.get(),
        binding.backend_id.get(),
        binding.external_id,
        binding.sync_date.map(|time| time.timestamp_micros()),
        binding.tax_class_id
    ])
}

/// Times of both sides, pair by pair.
#[derive(Default)]
struct Times {
    ours: Vec<f64>,
    raw: Vec<f64>,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Times {
    fn print(&self, name: &str, count: f64) {
        let ratios: Vec<f64> = self.ours.iter().zip(&self.raw).map(|(ours, raw)| ours / raw).collect();
        let (low, high) = ratios.iter().fold((f64::MAX, 0.0_f64), |(low, high), ratio| (low.min(*ratio), high.max(*ratio)));
        println!(
            "{name:40} {:>9.2} µs {:>9.2} µs   {:>5.2} ({low:.2} to {high:.2})",
            median(self.ours.clone()) / count * 1e6,
            median(self.raw.clone()) / count * 1e6,
            median(ratios)
        );
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut all: Vec<(&str, f64, Times)> = [
        ("store.sqlite.put_many.vs_raw", 10_000.0),
        ("store.sqlite.put.vs_raw", 1_000.0),
        ("store.sqlite.to_internal.vs_raw", 10_000.0),
        ("store.sqlite.to_internal_many.vs_raw", 10_000.0),
        ("store.sqlite.to_external_many.vs_raw", 10_000.0),
        ("store.sqlite.bind.vs_raw", 1_000.0),
    ]
    .map(|(name, count)| (name, count, Times::default()))
    .into();
    for round in 0..ROUNDS {
        let sides = Sides::new(folder.path(), round).await?;
        let (store, raw, backend) = (&sides.store, &sides.raw, sides.shop.id());
        let kept = sides.bindings(0, KEPT, true);
        store.put_many(&kept).await?;
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for binding in &kept {
            insert(raw, binding)?;
        }
        raw.execute_batch("COMMIT")?;

        let many = sides.bindings(KEPT, 10_000, true);
        sides.settle()?;
        let start = Instant::now();
        store.put_many(&many).await?;
        all[0].2.ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for binding in &many {
            insert(raw, binding)?;
        }
        raw.execute_batch("COMMIT")?;
        all[0].2.raw.push(start.elapsed().as_secs_f64());

        let singles = sides.bindings(KEPT + 10_000, 1_000, true);
        let copies = singles.clone();
        sides.settle()?;
        let start = Instant::now();
        for binding in copies {
            store.put(binding).await?;
        }
        all[1].2.ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        for binding in &singles {
            raw.execute_batch("BEGIN IMMEDIATE")?;
            insert(raw, binding)?;
            raw.execute_batch("COMMIT")?;
        }
        all[1].2.raw.push(start.elapsed().as_secs_f64());

        let ids: Vec<String> = (0..10_000_i64).map(|i| format!("SKU-{:08}", i * 7919 % KEPT)).collect();
        let binder = store.binder::<Bound>(backend);
        let start = Instant::now();
        for id in &ids {
            assert!(binder.to_internal(id).await?.is_some());
        }
        all[2].2.ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        for id in &ids {
            let found = raw.prepare_cached(&format!("{ROW} = ?2"))?.query_row(params![backend.get(), id], row)?;
            assert!(found.1.external_id.is_some());
        }
        all[2].2.raw.push(start.elapsed().as_secs_f64());

        let start = Instant::now();
        for ids in ids.chunks(1_000) {
            assert_eq!(binder.to_internal_many(ids).await?.iter().flatten().count(), 1_000);
        }
        all[3].2.ours.push(start.elapsed().as_secs_f64());
        let list = (2..1_002).map(|place| format!("?{place}")).collect::<Vec<_>>().join(",");
        let start = Instant::now();
        for ids in ids.chunks(1_000) {
            let mut statement = raw.prepare_cached(&format!("{ROW} IN ({list})"))?;
            statement.raw_bind_parameter(1, backend.get())?;
            for (place, id) in ids.iter().enumerate() {
                statement.raw_bind_parameter(place + 2, id)?;
            }
            let mut found = std::collections::HashMap::with_capacity(ids.len());
            let mut rows = statement.raw_query();
            while let Some(next) = rows.next()? {
                let (id, bound) = row(next)?;
                found.insert(bound.external_id.clone(), (id, bound));
            }
            assert_eq!(found.len(), 1_000);
        }
        all[3].2.raw.push(start.elapsed().as_secs_f64());

        let records: Vec<RecordId<Thing>> = (0..10_000_i64).map(|i| RecordId::new(i * 7919 % KEPT + 1)).collect();
        let start = Instant::now();
        for records in records.chunks(1_000) {
            assert_eq!(binder.to_external_many(records).await?.iter().flatten().count(), 1_000);
        }
        all[4].2.ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        for records in records.chunks(1_000) {
            let sql = format!("SELECT external_id, record_id FROM bench_binding WHERE backend_id = ?1 AND external_id IS NOT NULL AND record_id IN ({list})");
            let mut statement = raw.prepare_cached(&sql)?;
            let values = std::iter::once(backend.get()).chain(records.iter().filter_map(|record| record.get()));
            let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get::<_, i64>(1)?, row.get::<_, String>(0)?)))?;
            let found: std::collections::HashMap<i64, String> = rows.collect::<Result<_, _>>()?;
            assert_eq!(found.len(), 1_000);
        }
        all[4].2.raw.push(start.elapsed().as_secs_f64());

        let unbound = sides.bindings(KEPT + 11_000, 1_000, false);
        let mut bindings = Vec::new();
        for outcome in store.put_many(&unbound).await? {
            bindings.push(outcome.into_id()?);
        }
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for binding in &unbound {
            insert(raw, binding)?;
        }
        raw.execute_batch("COMMIT")?;
        let first: i64 = raw.query_row("SELECT min(id) FROM bench_binding WHERE external_id IS NULL", (), |row| row.get(0))?;
        let bindings: Vec<_> = bindings.into_iter().enumerate().map(|(i, id)| (id, format!("NEW-{i}"))).collect();
        sides.settle()?;
        let start = Instant::now();
        binder.bind_many(&bindings).await?;
        all[5].2.ours.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for (place, (_, id)) in bindings.iter().enumerate() {
            raw.prepare_cached("UPDATE bench_binding SET external_id = ?1, sync_date = ?2 WHERE id = ?3 AND backend_id = ?4")?
                .execute(params![id, Utc::now().timestamp_micros(), first + place as i64, backend.get()])?;
        }
        raw.execute_batch("COMMIT")?;
        all[5].2.raw.push(start.elapsed().as_secs_f64());
    }
    println!("{:40} {:>12} {:>12}   ratio", "work, per item", "ours", "raw");
    for (name, count, times) in &all {
        times.print(name, *count);
    }
    Ok(())
}
