//! What the triggers cost that remember deleted bindings: the same statements by hand, with them and without. See `README.md`.

use clap::Parser;
use connector_benches::compare::{MICROSECONDS, Pairs, Took, Watch};
use connector_benches::model::sku;
use connector_benches::report::{Figure, Options, Report};
use connector_benches::sides::{Rusqlite, Side, Sqlx};
use connector_benches::work::House;
use connector_benches::{Failed, Result, server};
use connector_core::BindingId;
use connector_store::rusqlite::Connection as File;
use connector_store::sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

/// How many bindings lose their external ID, and get it again.
const ITEMS: i64 = 2_000;

/// Measures bindings that are unbound and bound again, with triggers and without.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 41)]
    pairs: usize,
}

/// Takes the triggers away, or puts them back.
enum Switch {
    Sqlite(File, Vec<(String, String)>),
    Postgres(PgConnection),
}

impl Switch {
    async fn turn(&mut self, on: bool) -> Result<()> {
        match self {
            Self::Sqlite(file, triggers) => {
                for (name, create) in triggers {
                    file.execute_batch(&format!("DROP TRIGGER IF EXISTS \"{name}\"; {}", if on { create } else { "" }))?;
                }
            }
            Self::Postgres(connection) => {
                let sql = format!("ALTER TABLE bench_binding {} TRIGGER USER", if on { "ENABLE" } else { "DISABLE" });
                raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
            }
        }
        Ok(())
    }
}

async fn compare(report: &mut Report, pairs: usize, database: &str, side: &mut impl Side, mut switch: Switch) -> Result<()> {
    let all: Vec<_> = (1..=ITEMS).map(|n| (BindingId::new(n), sku(n))).collect();
    let keys: Vec<i64> = (1..=ITEMS).collect();
    let mut bound: Vec<Took> = Vec::new();
    let unbound = Pairs(pairs)
        .measure(async |with| {
            switch.turn(with).await?;
            side.tidy().await?;
            // What a changed table costs the first statement is none of the triggers' work.
            side.unbind_all(&[i64::MAX]).await?;
            let watch = Watch::start();
            side.unbind_all(&keys).await?;
            let took = watch.read();
            let watch = Watch::start();
            let done = side.bind_many(&all).await?;
            bound.push(watch.read());
            if done == all.len() { Ok(took) } else { Err(Failed::from(format!("{done} of {} were bound", all.len()))) }
        })
        .await?;
    // The first two warmed up; then who began changed.
    let turns = bound[2..].chunks_exact(2).enumerate();
    let bound: Vec<_> = turns.map(|(pair, took)| if pair % 2 == 0 { (took[0], took[1]) } else { (took[1], took[0]) }).collect();
    for (work, pairs) in [("unbind_many", unbound), ("bind_many", bound)] {
        report.add(Figure::of_times(name(database, work), all.len(), &pairs, MICROSECONDS));
    }
    Ok(())
}

fn name(database: &str, work: &str) -> String {
    format!("store.{database}.triggers.{work}.vs_none")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Cli { options, pairs } = Cli::parse();
    let pairs = if options.quick { 5 } else { pairs };
    let mut report = Report::new(options);
    let is_wanted = |report: &Report, database| ["bind_many", "unbind_many"].iter().any(|work| report.options.wants(&name(database, work)));
    if is_wanted(&report, "sqlite") {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("bench.db");
        let house = House::new(&format!("sqlite:{}", path.display())).await?;
        let file = File::open(&path)?;
        let triggers = file
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'bench_binding'")?
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<std::result::Result<Vec<_>, _>>()?;
        let switch = Switch::Sqlite(file, triggers);
        compare(&mut report, pairs, "sqlite", &mut Rusqlite::new(&path, house.shop)?, switch).await?;
    }
    if is_wanted(&report, "postgres") {
        let server = server::start()?;
        server::count(&server)?;
        let url = server::database(&server, "connector_bench").await?;
        let house = House::new(&url).await?;
        let switch = Switch::Postgres(PgConnection::connect(&url).await?);
        compare(&mut report, pairs, "postgres", &mut Sqlx::new(&url, house.shop).await?, switch).await?;
    }
    report.finish()
}
