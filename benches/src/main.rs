//! The store against its drivers by hand: see `README.md`.

use std::path::PathBuf;

use clap::Parser;
use connector_benches::compare::{Comparison, Plan};
use connector_benches::sides::{Rusqlite, Sqlx, TokioPostgres};
use connector_benches::work::House;
use connector_benches::{Result, server};

/// Measures the store against the same SQL by hand.
#[derive(Parser)]
struct Cli {
    /// Fewer pairs: to see that it runs
    #[arg(long)]
    quick: bool,
    /// Measure only what has this in its name
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 41)]
    pairs: usize,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

// One thread: what is counted as this process's CPU time is what was measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let plan = Plan { only: cli.only, pairs: if cli.quick { 5 } else { cli.pairs.max(1) } };
    let mut done = Vec::new();
    println!("{}", Comparison::head());
    if plan.wants_database("sqlite") {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("bench.db");
        let house = House::new(&format!("sqlite:{}", path.display())).await?;
        done.extend(house.compare(&plan, "sqlite", "vs_raw", &mut Rusqlite::new(&path, house.shop)?).await?);
    }
    if plan.wants_database("postgres") {
        let server = server::start()?;
        server::count(&server)?;
        let url = server::database(&server, "connector_bench").await?;
        let house = House::new(&url).await?;
        done.extend(house.compare(&plan, "postgres", "vs_raw", &mut Sqlx::new(&url, house.shop).await?).await?);
        done.extend(house.compare(&plan, "postgres", "vs_tokio_postgres", &mut TokioPostgres::new(&url, house.shop).await?).await?);
    }
    if let Some(path) = cli.json {
        let all: Vec<_> = done.iter().map(Comparison::json).collect();
        std::fs::write(path, format!("{:#}\n", serde_json::Value::from(all)))?;
    }
    Ok(())
}
