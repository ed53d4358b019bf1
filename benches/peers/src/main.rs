//! The store against other libraries on the same tables: see `benches/README.md`.

mod diesel_async_side;
mod diesel_side;
mod diesel_words;
mod seaorm_side;
mod sqlx_side;
mod tables;

use std::path::Path;

use clap::Parser;
use connector_benches::report::{Options, Report};
use connector_benches::work::{House, is_wanted};
use connector_benches::{Result, server};

use diesel_async_side::{AsyncPostgres, AsyncSqlite};
use diesel_side::{DieselPostgres, DieselSqlite};
use seaorm_side::{SeaOrmPostgres, SeaOrmSqlite};
use sqlx_side::SqlxSqlite;

/// As the store's connections to a file are.
const SETTINGS: [&str; 4] =
    ["PRAGMA busy_timeout = 5000", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -8192"];

/// Takes away what a run added.
const TIDY: &str = "DELETE FROM bench_binding WHERE record_id > 100000";

/// Measures the store against sqlx on SQLite, diesel, diesel-async and sea-orm.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 21)]
    pairs: usize,
}

// One thread of its own: what is counted as this process's CPU time is what was measured, and what the peers' threads do.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Cli { options, pairs } = Cli::parse();
    let pairs = if options.quick { 3 } else { pairs };
    let mut report = Report::new(options);
    if is_wanted(&report.options, "sqlite", &["vs_sqlx", "vs_diesel", "vs_diesel_async", "vs_seaorm"]) {
        let folder = tempfile::tempdir()?;
        sqlite(&mut report, pairs, &folder.path().join("bench.db")).await?;
    }
    if is_wanted(&report.options, "postgres", &["vs_diesel", "vs_diesel_async", "vs_seaorm"]) {
        let server = server::start()?;
        server::count(&server)?;
        let url = server::database(&server, "connector_bench").await?;
        postgres(&mut report, pairs, &url).await?;
    }
    report.finish()
}

async fn sqlite(report: &mut Report, pairs: usize, path: &Path) -> Result<()> {
    let url = format!("sqlite:{}", path.display());
    let house = House::new(&url).await?;
    house.compare(report, pairs, "sqlite", "vs_sqlx", &mut SqlxSqlite::new(path, house.shop).await?).await?;
    house.compare(report, pairs, "sqlite", "vs_diesel", &mut DieselSqlite::new(path, house.shop)?).await?;
    house.compare(report, pairs, "sqlite", "vs_diesel_async", &mut AsyncSqlite::new(path, house.shop).await?).await?;
    house.compare(report, pairs, "sqlite", "vs_seaorm", &mut SeaOrmSqlite::new(&url, house.shop).await?).await
}

async fn postgres(report: &mut Report, pairs: usize, url: &str) -> Result<()> {
    let house = House::new(url).await?;
    house.compare(report, pairs, "postgres", "vs_diesel", &mut DieselPostgres::new(url, house.shop)?).await?;
    house.compare(report, pairs, "postgres", "vs_diesel_async", &mut AsyncPostgres::new(url, house.shop).await?).await?;
    house.compare(report, pairs, "postgres", "vs_seaorm", &mut SeaOrmPostgres::new(url, house.shop).await?).await
}
