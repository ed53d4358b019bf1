//! Ten million bindings: how fast they come in, and whether lookups among them are as fast as among ten thousand. See `README.md`.

use std::path::PathBuf;

use clap::Parser;
use connector_benches::compare::{Watch, median};
use connector_benches::model::{BENCH, Bound, Shop, Thing, bindings, sku};
use connector_benches::sides::{Rusqlite, Side, Sqlx};
use connector_benches::{Result, server};
use connector_core::{BackendId, RecordId};
use connector_store::{Outcome, Store};
use serde_json::{Value, json};

/// How many rows go into one transaction.
const BULK: i64 = 10_000;
/// How many lookups make one sample, and how many samples are taken.
const LOOKUPS: i64 = 1_000;
const SAMPLES: usize = 31;

/// Fills a database with bindings and looks some of them up, at 10,000 rows, at a million, and at ten million.
#[derive(Parser)]
struct Cli {
    /// How many rows at the end
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    rows: i64,
    /// One of `sqlite` and `postgres`; both where it is left out
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// Where the SQLite file is made, and removed
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A database that is being filled.
struct Growing {
    name: &'static str,
    store: Store,
    shop: BackendId<Shop>,
    rows: i64,
    found: Vec<Value>,
    /// Microseconds a lookup at the first stop.
    first: Option<[f64; 4]>,
}

const LOOKED_UP: [&str; 4] = ["to_internal", "to_internal_many", "to_external", "to_external_many"];

impl Growing {
    async fn new(name: &'static str, url: &str) -> Result<Self> {
        let store = Store::connect(url).await?;
        store.migrate(&BENCH).await?;
        let shop = store.put(Shop { name: "main".into() }).await?.id();
        Ok(Self { name, store, shop, rows: 0, found: Vec::new(), first: None })
    }

    fn note(&mut self, what: String, value: f64, unit: &str) {
        println!("store.{}.scale.{what:45} {value:>12.2} {unit}", self.name);
        self.found.push(json!({ "name": format!("store.{}.scale.{what}", self.name), "value": value, "unit": unit }));
    }

    /// Puts records and their bindings until there are so many of both.
    async fn grow(&mut self, rows: i64) -> Result<()> {
        let (mut records, mut bound, from) = (0.0, 0.0, self.rows);
        while self.rows < rows {
            let next = (self.rows + BULK).min(rows);
            let things: Vec<Thing> = (self.rows..next).map(|n| Thing { name: format!("Thing {n}") }).collect();
            let watch = Watch::start();
            let outcomes = self.store.put_many(&things).await?;
            records += watch.read().clock();
            created(&outcomes)?;
            let links = bindings(self.shop, self.rows + 1..next + 1);
            let watch = Watch::start();
            let outcomes = self.store.put_many(&links).await?;
            bound += watch.read().clock();
            created(&outcomes)?;
            self.rows = next;
        }
        let count = (rows - from) as f64;
        self.note(format!("put_many.records.{from}_to_{rows}"), count / records, "rows/s");
        self.note(format!("put_many.bindings.{from}_to_{rows}"), count / bound, "rows/s");
        Ok(())
    }

    /// Random rows out of all of them: what was read last is of no help, except for the inner pages of the indexes.
    async fn look_up(&mut self) -> Result<()> {
        let binder = self.store.binder::<Bound>(self.shop);
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut samples: [Vec<f64>; 4] = Default::default();
        for sample in 0..=SAMPLES {
            // Others for each: what one of them read is of no help to the next.
            let mut pick = || -> Vec<i64> {
                let mut next = || {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    (random % self.rows as u64) as i64 + 1
                };
                (0..LOOKUPS).map(|_| next()).collect()
            };
            let [single, many]: [Vec<String>; 2] = [pick(), pick()].map(|picked| picked.into_iter().map(sku).collect());
            let [record, records]: [Vec<RecordId<Thing>>; 2] =
                [pick(), pick()].map(|picked| picked.into_iter().map(RecordId::new).collect());
            let mut took = [0.0; 4];
            let mut found = 0;
            let watch = Watch::start();
            for id in &single {
                found += usize::from(binder.to_internal(id).await?.is_some());
            }
            took[0] = watch.read().clock();
            let watch = Watch::start();
            found += binder.to_internal_many(&many).await?.iter().flatten().count();
            took[1] = watch.read().clock();
            let watch = Watch::start();
            for record in &record {
                found += usize::from(binder.to_external(record).await?.is_some());
            }
            took[2] = watch.read().clock();
            let watch = Watch::start();
            found += binder.to_external_many(&records).await?.iter().flatten().count();
            took[3] = watch.read().clock();
            if found != 4 * single.len() {
                return Err(format!("{found} of {} were found", 4 * single.len()).into());
            }
            // The first one warms up.
            if sample > 0 {
                for (samples, took) in samples.iter_mut().zip(took) {
                    samples.push(took / LOOKUPS as f64 * 1e6);
                }
            }
        }
        let medians = samples.map(|samples| median(&samples));
        let first = *self.first.get_or_insert(medians);
        for ((name, now), first) in LOOKED_UP.iter().zip(medians).zip(first) {
            self.note(format!("{name}.{}", self.rows), now, "µs");
            self.note(format!("{name}.{}.vs_first", self.rows), now / first, "times (goal ≤ 1.5)");
        }
        Ok(())
    }

    /// A million more rows by hand, to compare the loading with.
    async fn by_hand(&mut self, side: &mut impl Side) -> Result<()> {
        let more = (self.rows / 10).min(1_000_000);
        let mut took = [0.0; 2];
        let mut next = self.rows;
        while next < self.rows + 2 * more {
            for (place, took) in took.iter_mut().enumerate() {
                let things: Vec<Thing> = (next..next + BULK).map(|n| Thing { name: format!("Thing {n}") }).collect();
                created(&self.store.put_many(&things).await?)?;
                let links = bindings(self.shop, next + 1..next + BULK + 1);
                let watch = Watch::start();
                let done = if place == 0 { created(&self.store.put_many(&links).await?)? } else { side.put_many(&links).await? };
                *took += watch.read().clock();
                if done != links.len() {
                    return Err(format!("{done} of {} were put", links.len()).into());
                }
                next += BULK;
            }
        }
        self.rows = next;
        self.note("put_many.vs_raw".to_owned(), took[0] / took[1], "times");
        Ok(())
    }

    /// Reads every row, page by page, and says how much memory this process ever had.
    async fn read_all(&mut self) -> Result<()> {
        let watch = Watch::start();
        let mut count = 0_i64;
        for from in (1..=self.rows).step_by(LOOKUPS as usize) {
            let ids: Vec<_> = (from..(from + LOOKUPS).min(self.rows + 1)).map(connector_core::BindingId::<Bound>::new).collect();
            count += self.store.get_many::<Bound>(&ids).await?.iter().flatten().count() as i64;
        }
        self.note("read_all.pages".to_owned(), count as f64 / watch.read().clock(), "rows/s");
        Ok(())
    }
}

/// How many were created; an error where not all were.
fn created<T: connector_core::Model>(outcomes: &[Outcome<T>]) -> Result<usize> {
    match outcomes.iter().find(|outcome| !matches!(outcome, Outcome::Created(_))) {
        Some(_) => Err("a row was not created".into()),
        None => Ok(outcomes.len()),
    }
}

/// The most memory that this process had at once, in MiB, as Linux counts it.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1_024.0)
}

async fn measure(growing: &mut Growing, rows: i64, peer: &mut impl Side) -> Result<()> {
    let mut stops = vec![10_000, 1_000_000, rows];
    stops.retain(|stop| *stop <= rows);
    stops.dedup();
    for stop in stops {
        growing.grow(stop).await?;
        peer.warm().await?;
        growing.look_up().await?;
    }
    growing.read_all().await?;
    growing.note("peak_memory".to_owned(), peak()?, "MiB");
    growing.by_hand(peer).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let wants = |database: &str| cli.database.as_ref().is_none_or(|only| only == database);
    let mut found = Vec::new();
    if wants("sqlite") {
        let folder = match &cli.folder {
            Some(folder) => tempfile::tempdir_in(folder)?,
            None => tempfile::tempdir()?,
        };
        let path = folder.path().join("scale.db");
        let mut growing = Growing::new("sqlite", &format!("sqlite:{}", path.display())).await?;
        let mut peer = Rusqlite::new(&path, growing.shop)?;
        measure(&mut growing, cli.rows, &mut peer).await?;
        growing.note("file".to_owned(), std::fs::metadata(&path)?.len() as f64 / 1024.0 / 1024.0, "MiB");
        found.append(&mut growing.found);
    }
    if wants("postgres") {
        let server = server::start()?;
        let url = server::database(&server, "connector_scale").await?;
        let mut growing = Growing::new("postgres", &url).await?;
        let mut peer = Sqlx::new(&url, growing.shop).await?;
        measure(&mut growing, cli.rows, &mut peer).await?;
        found.append(&mut growing.found);
    }
    if let Some(path) = cli.json {
        std::fs::write(path, format!("{:#}\n", Value::from(found)))?;
    }
    Ok(())
}
