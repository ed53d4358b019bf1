//! The store against its driver by hand: see `README.md`.

use std::collections::HashMap;
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

/// Both sides, on one file: whoever works reads again what the other one wrote.
struct Sides {
    store: Store,
    shop: Stored<Shop>,
    raw: Connection,
}

impl Sides {
    async fn new(folder: &std::path::Path, round: usize) -> Result<Self, Failed> {
        let path = folder.join(format!("{round}.db"));
        let store = Store::connect(&format!("sqlite:{}", path.display())).await?;
        store.migrate(&BENCH).await?;
        let shop = store.put(Shop { name: "main".into() }).await?;
        let things: Vec<Thing> = (0..KEPT + 40_000).map(|i| Thing { name: format!("Thing {i}") }).collect();
        store.put_many(&things).await?;
        let raw = Connection::open(&path)?;
        raw.pragma_update(None, "synchronous", "NORMAL")?;
        raw.pragma_update(None, "foreign_keys", true)?;
        Ok(Self { store, shop, raw })
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
const ROW: &str =
    "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding WHERE backend_id = ?1 AND external_id";

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

impl Sides {
    /// All pieces of work by one side, in seconds.
    async fn run(&self, ours: bool) -> Result<[f64; 6], Failed> {
        let from = KEPT + if ours { 0 } else { 20_000 };
        let ids: Vec<String> = (0..10_000_i64).map(|i| format!("SKU-{:08}", i * 7919 % KEPT)).collect();
        let records: Vec<RecordId<Thing>> = (0..10_000_i64).map(|i| RecordId::new(i * 7919 % KEPT + 1)).collect();
        let (many, singles) = (self.bindings(from, 10_000, true), self.bindings(from + 10_000, 1_000, true));
        let unbound = self.bindings(from + 11_000, 1_000, false);
        if ours { self.ours(ids, records, many, singles, unbound).await } else { self.raw(&ids, &records, &many, &singles, &unbound) }
    }

    async fn ours(
        &self,
        ids: Vec<String>,
        records: Vec<RecordId<Thing>>,
        many: Vec<Bound>,
        singles: Vec<Bound>,
        unbound: Vec<Bound>,
    ) -> Result<[f64; 6], Failed> {
        let mut times = [0.0; 6];
        let binder = self.store.binder::<Bound>(self.shop.id());
        let start = Instant::now();
        self.store.put_many(&many).await?;
        times[0] = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for binding in singles {
            self.store.put(binding).await?;
        }
        times[1] = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for id in &ids {
            assert!(binder.to_internal(id).await?.is_some());
        }
        times[2] = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for ids in ids.chunks(1_000) {
            assert_eq!(binder.to_internal_many(ids).await?.iter().flatten().count(), 1_000);
        }
        times[3] = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for records in records.chunks(1_000) {
            assert_eq!(binder.to_external_many(records).await?.iter().flatten().count(), 1_000);
        }
        times[4] = start.elapsed().as_secs_f64();
        let mut bindings = Vec::new();
        for (place, outcome) in self.store.put_many(&unbound).await?.into_iter().enumerate() {
            bindings.push((outcome.into_id()?, format!("OURS-{place}")));
        }
        let start = Instant::now();
        binder.bind_many(&bindings).await?;
        times[5] = start.elapsed().as_secs_f64();
        Ok(times)
    }

    fn raw(
        &self,
        ids: &[String],
        records: &[RecordId<Thing>],
        many: &[Bound],
        singles: &[Bound],
        unbound: &[Bound],
    ) -> Result<[f64; 6], Failed> {
        let (raw, backend) = (&self.raw, self.shop.id());
        let mut times = [0.0; 6];
        let start = Instant::now();
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for binding in many {
            insert(raw, binding)?;
        }
        raw.execute_batch("COMMIT")?;
        times[0] = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for binding in singles {
            raw.execute_batch("BEGIN IMMEDIATE")?;
            insert(raw, binding)?;
            raw.execute_batch("COMMIT")?;
        }
        times[1] = start.elapsed().as_secs_f64();
        let one = format!("{ROW} = ?2");
        let start = Instant::now();
        for id in ids {
            let found = raw.prepare_cached(&one)?.query_row(params![backend.get(), id], row)?;
            assert!(found.1.external_id.is_some());
        }
        times[2] = start.elapsed().as_secs_f64();
        let list = (2..1_002).map(|place| format!("?{place}")).collect::<Vec<_>>().join(",");
        let sql = format!("{ROW} IN ({list})");
        let start = Instant::now();
        for ids in ids.chunks(1_000) {
            let mut statement = raw.prepare_cached(&sql)?;
            statement.raw_bind_parameter(1, backend.get())?;
            for (place, id) in ids.iter().enumerate() {
                statement.raw_bind_parameter(place + 2, id)?;
            }
            let mut found = HashMap::with_capacity(ids.len());
            let mut rows = statement.raw_query();
            while let Some(next) = rows.next()? {
                let (id, bound) = row(next)?;
                found.insert(bound.external_id.clone(), (id, bound));
            }
            assert_eq!(found.len(), 1_000);
        }
        times[3] = start.elapsed().as_secs_f64();
        let sql = format!(
            "SELECT external_id, record_id FROM bench_binding WHERE backend_id = ?1 AND external_id IS NOT NULL AND record_id IN ({list})"
        );
        let start = Instant::now();
        for records in records.chunks(1_000) {
            let mut statement = raw.prepare_cached(&sql)?;
            let values = std::iter::once(backend.get()).chain(records.iter().filter_map(RecordId::get));
            let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get::<_, i64>(1)?, row.get::<_, String>(0)?)))?;
            let found: HashMap<i64, String> = rows.collect::<Result<_, _>>()?;
            assert_eq!(found.len(), 1_000);
        }
        times[4] = start.elapsed().as_secs_f64();
        raw.execute_batch("BEGIN IMMEDIATE")?;
        let mut bindings = Vec::new();
        for (place, binding) in unbound.iter().enumerate() {
            insert(raw, binding)?;
            bindings.push((raw.last_insert_rowid(), format!("RAW-{place}")));
        }
        raw.execute_batch("COMMIT")?;
        let start = Instant::now();
        raw.execute_batch("BEGIN IMMEDIATE")?;
        for (id, external) in &bindings {
            raw.prepare_cached("UPDATE bench_binding SET external_id = ?1, sync_date = ?2 WHERE id = ?3 AND backend_id = ?4")?
                .execute(params![external, Utc::now().timestamp_micros(), id, backend.get()])?;
        }
        raw.execute_batch("COMMIT")?;
        times[5] = start.elapsed().as_secs_f64();
        Ok(times)
    }
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
        sides.store.put_many(&sides.bindings(0, KEPT, true)).await?;
        // Who begins changes with each round.
        for ours in if round % 2 == 0 { [true, false] } else { [false, true] } {
            for (times, seconds) in all.iter_mut().zip(sides.run(ours).await?) {
                let list = if ours { &mut times.2.ours } else { &mut times.2.raw };
                list.push(seconds);
            }
        }
    }
    println!("{:40} {:>12} {:>12}   ratio", "work, per item", "ours", "raw");
    for (name, count, times) in &all {
        times.print(name, *count);
    }
    Ok(())
}
