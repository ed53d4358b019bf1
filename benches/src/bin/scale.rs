//! Very many bindings: whether lookups among them are as fast as among ten thousand, and in how much memory all are read. See
//! `README.md`.

use std::path::PathBuf;

use clap::Parser;
use connector_benches::compare::{MICROSECONDS, Took, Watch};
use connector_benches::model::{BENCH, Bound, Shop, Thing, bindings, sku};
use connector_benches::report::{Figure, Options, Report};
use connector_benches::sides::{Ours, Rusqlite, Side, Sqlx};
use connector_benches::{Result, bulk, server};
use connector_core::{BackendId, RecordId};
use connector_store::{Outcome, Store};

/// How many lookups make one sample.
const LOOKUPS: i64 = 1_000;
/// How many times the store and its driver put rows in turn at each stop, and how many at once at most.
const PUTS: i64 = 10;
const PUT_AT_ONCE: i64 = 10_000;
/// What a lookup may take among very many rows, among 10,000 being 1.
const GROWTH: f64 = 1.5;
/// How much of SQLite's file is mapped where that is tried: all of it.
const MAPPED: i64 = 16 << 30;

/// Fills a database with bindings and looks some of them up, at 10,000 rows, at a million, and at ten million.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// How many rows at the end
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    rows: i64,
    /// How many samples of a thousand lookups are taken at each stop
    #[arg(long, value_name = "N", default_value_t = 41)]
    samples: usize,
    /// Where the SQLite file is made, and removed
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Where the rows are.
enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

/// A database that is being filled.
struct Growing {
    place: Place,
    store: Store,
    shop: BackendId<Shop>,
    rows: i64,
    samples: usize,
    /// What the lookups took at the first stop, of each side.
    first: Vec<[Vec<Took>; 4]>,
}

const LOOKED_UP: [&str; 4] = ["to_internal", "to_internal_many", "to_external", "to_external_many"];

/// Rows to be looked up, other ones for each side: what one of them read is of no help to the next.
struct Random(u64);

impl Random {
    fn rows(&mut self, of: i64) -> Vec<i64> {
        let mut next = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % of as u64) as i64 + 1
        };
        (0..LOOKUPS).map(|_| next()).collect()
    }
}

/// What each kind of lookup took.
async fn look_up(side: &mut impl Side, random: &mut Random, of: i64) -> Result<[Took; 4]> {
    let ids: [Vec<String>; 2] = [random.rows(of), random.rows(of)].map(|rows| rows.into_iter().map(sku).collect());
    let records: [Vec<RecordId<Thing>>; 2] = [random.rows(of), random.rows(of)].map(|rows| rows.into_iter().map(RecordId::new).collect());
    let mut took = [Took::default(); 4];
    let mut found = [0; 4];
    for (place, took) in took.iter_mut().enumerate() {
        let watch = Watch::start();
        found[place] = match place {
            0 => side.to_internal(&ids[0]).await?,
            1 => side.to_internal_many(&ids[1]).await?,
            2 => side.to_external(&records[0]).await?,
            _ => side.to_external_many(&records[1]).await?,
        };
        *took = watch.read();
    }
    // By hand, one that is asked for twice at once is found once.
    if found.iter().all(|found| *found as i64 > LOOKUPS * 9 / 10) { Ok(took) } else { Err(format!("{found:?} were found").into()) }
}

impl Growing {
    async fn new(place: Place, samples: usize) -> Result<Self> {
        let url = match &place {
            Place::Sqlite(path) => format!("sqlite:{}", path.display()),
            Place::Postgres(url) => url.clone(),
        };
        let store = Store::connect(&url).await?;
        store.migrate(&BENCH).await?;
        let shop = store.put(Shop { name: "main".into() }).await?.id();
        Ok(Self { place, store, shop, rows: 0, samples, first: Vec::new() })
    }

    fn database(&self) -> &'static str {
        if matches!(self.place, Place::Sqlite(_)) { "sqlite" } else { "postgres" }
    }

    fn name(&self, what: &str) -> String {
        name(self.database(), self.rows, what)
    }

    /// Fills it until there are so many: the last ones by the store and by hand in turn, which is measured.
    async fn grow(&mut self, report: &mut Report, to: i64, peer: &mut impl Side) -> Result<()> {
        let at_once = (to / (2 * PUTS)).min(PUT_AT_ONCE);
        let measured = to - 2 * PUTS * at_once;
        let watch = Watch::start();
        if self.rows < measured {
            match &self.place {
                Place::Sqlite(path) => bulk::sqlite(path, self.shop, self.rows, measured)?,
                Place::Postgres(url) => bulk::postgres(url, self.shop, self.rows, measured).await?,
            }
        }
        println!("{measured} rows are there, after {:.1} s", watch.read().clock);
        self.rows = measured;
        let mut ours = Ours::new(self.store.clone(), self.shop);
        let mut took = [const { Vec::new() }; 2];
        for turn in 0..2 * PUTS {
            let next = self.rows + at_once;
            let things: Vec<Thing> = (self.rows..next).map(|n| Thing { name: format!("Thing {n}") }).collect();
            let created = self.store.put_many(&things).await?.iter().filter(|outcome| matches!(outcome, Outcome::Created(_))).count();
            let links = bindings(self.shop, self.rows + 1..next + 1);
            // A B, B A, A B, …
            let side = usize::from(turn % 4 == 1 || turn % 4 == 2);
            let watch = Watch::start();
            let done = if side == 0 { ours.put_many(&links).await? } else { peer.put_many(&links).await? };
            took[side].push(watch.read());
            if done != links.len() || created != links.len() {
                return Err(format!("{done} of {} were put", links.len()).into());
            }
            self.rows = next;
        }
        let [ours, peer] = took;
        report.add(Figure::of_times(self.name("put_many.vs_raw"), usize::try_from(at_once)?, &pairs(&ours, &peer), MICROSECONDS));
        Ok(())
    }

    async fn look_up(&mut self, report: &mut Report, peer: &mut impl Side, other: Option<&mut impl Side>) -> Result<()> {
        let mut ours = Ours::new(self.store.clone(), self.shop);
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut other = other;
        let mut samples: [[Vec<Took>; 4]; 3] = Default::default();
        // The first ones warm up.
        let warming = (self.samples / 4).max(1);
        for sample in 0..self.samples + warming {
            for place in 0..3 {
                let side = (place + sample) % 3;
                let took = match (side, &mut other) {
                    (0, _) => look_up(&mut ours, &mut random, self.rows).await?,
                    (1, _) => look_up(peer, &mut random, self.rows).await?,
                    (_, Some(other)) => look_up(*other, &mut random, self.rows).await?,
                    (_, None) => continue,
                };
                if sample >= warming {
                    for (samples, took) in samples[side].iter_mut().zip(took) {
                        samples.push(took);
                    }
                }
            }
        }
        let figure =
            |name: String, ours: &[Took], peer: &[Took]| Figure::of_times(name, LOOKUPS as usize, &pairs(ours, peer), MICROSECONDS);
        let is_first = self.first.is_empty();
        for (place, work) in LOOKED_UP.iter().enumerate() {
            let [ours, peer, mapped] = [0, 1, 2].map(|side| samples[side][place].as_slice());
            let goal = match (*work, self.database()) {
                ("to_internal_many" | "to_external_many", _) => 1.15,
                (_, "sqlite") => 1.3,
                (_, _) => 1.1,
            };
            report.add(figure(self.name(&format!("{work}.vs_raw")), ours, peer).goal(goal));
            if other.is_some() {
                report.add(figure(self.name(&format!("{work}.mapped_vs_raw")), mapped, peer));
            }
            if !is_first {
                report.add(figure(self.name(&format!("{work}.vs_10k")), ours, &self.first[0][place]).goal(GROWTH));
                report.add(figure(self.name(&format!("{work}.raw_vs_10k")), peer, &self.first[1][place]));
            }
        }
        if is_first {
            self.first.extend(samples);
        }
        Ok(())
    }

    /// Reads every row, and says how much memory this process had meanwhile.
    async fn read_all(&mut self, report: &mut Report) -> Result<()> {
        // From here on, the kernel counts the peak anew.
        std::fs::write("/proc/self/clear_refs", "5")?;
        let before = memory("VmRSS:")?;
        let watch = Watch::start();
        let (mut count, mut rows) = (0, self.store.stream::<Bound>());
        while let Some(row) = rows.next().await? {
            count += i64::from(row.external_id.is_some());
        }
        let took = watch.read().clock;
        if count != self.rows {
            return Err(format!("{count} of {} were read", self.rows).into());
        }
        report.add(Figure::alone(self.name("stream"), count as f64 / took, "rows/s"));
        report.add(Figure::of_values(self.name("stream.peak_vs_before"), &[(memory("VmHWM:")?, before)], "MiB"));
        Ok(())
    }
}

/// What the kernel counts of this process's memory, in MiB.
fn memory(what: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).ok_or("the kernel does not say it")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1_024.0)
}

/// Where it stops, and looks.
fn stops(rows: i64) -> Vec<i64> {
    let mut stops = vec![10_000, 1_000_000, rows];
    stops.retain(|stop| *stop <= rows);
    stops.dedup();
    stops
}

/// As `store.sqlite.scale.10k.stream`.
fn name(database: &str, rows: i64, what: &str) -> String {
    let rows = if rows % 1_000_000 == 0 { format!("{}m", rows / 1_000_000) } else { format!("{}k", rows / 1_000) };
    format!("store.{database}.scale.{rows}.{what}")
}

fn is_wanted(options: &Options, database: &str, rows: i64) -> bool {
    let lookups =
        LOOKED_UP.iter().flat_map(|work| ["vs_raw", "mapped_vs_raw", "vs_10k", "raw_vs_10k"].map(|peer| format!("{work}.{peer}")));
    let others = ["put_many.vs_raw", "stream", "stream.peak_vs_before", "file"].map(str::to_owned);
    let what: Vec<String> = lookups.chain(others).collect();
    stops(rows).iter().any(|stop| what.iter().any(|what| options.wants(&name(database, *stop, what))))
}

/// What was measured by turns.
fn pairs(ours: &[Took], peer: &[Took]) -> Vec<(Took, Took)> {
    ours.iter().copied().zip(peer.iter().copied()).collect()
}

async fn measure(report: &mut Report, growing: &mut Growing, rows: i64, peer: &mut impl Side) -> Result<()> {
    for stop in stops(rows) {
        growing.grow(report, stop, peer).await?;
        peer.warm().await?;
        growing.read_all(report).await?;
        let mut mapped = match &growing.place {
            Place::Sqlite(path) => Some(Rusqlite::mapped(path, growing.shop, MAPPED)?),
            Place::Postgres(_) => None,
        };
        growing.look_up(report, peer, mapped.as_mut()).await?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let mut report = Report::new(cli.options);
    let (rows, samples) = if report.options.quick { (10_000, 7) } else { (cli.rows, cli.samples) };
    if is_wanted(&report.options, "sqlite", rows) {
        let folder = match &cli.folder {
            Some(folder) => tempfile::tempdir_in(folder)?,
            None => tempfile::tempdir()?,
        };
        let path = folder.path().join("scale.db");
        let mut growing = Growing::new(Place::Sqlite(path.clone()), samples).await?;
        let mut peer = Rusqlite::new(&path, growing.shop)?;
        measure(&mut report, &mut growing, rows, &mut peer).await?;
        // With its log, of which what is small is all.
        let bytes: u64 = std::fs::read_dir(folder.path())?.map(|file| Ok(file?.metadata()?.len())).sum::<std::io::Result<_>>()?;
        report.add(Figure::alone(growing.name("file"), bytes as f64 / 1024.0 / 1024.0, "MiB"));
    }
    if is_wanted(&report.options, "postgres", rows) {
        let server = server::start_large()?;
        server::count(&server)?;
        let url = server::database(&server, "connector_scale").await?;
        let mut growing = Growing::new(Place::Postgres(url.clone()), samples).await?;
        let mut peer = Sqlx::new(&url, growing.shop).await?;
        measure(&mut report, &mut growing, rows, &mut peer).await?;
    }
    report.finish()
}
