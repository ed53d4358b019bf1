//! The store against its drivers by hand: see `README.md`.

use clap::Parser;
use connector_benches::report::{Options, Report};
use connector_benches::sides::{Rusqlite, Sqlx, TokioPostgres};
use connector_benches::work::{House, is_wanted};
use connector_benches::{Result, server};

/// Measures the store against the same SQL by hand.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 41)]
    pairs: usize,
}

// One thread: what is counted as this process's CPU time is what was measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Cli { options, pairs } = Cli::parse();
    let pairs = if options.quick { 5 } else { pairs };
    let mut report = Report::new(options);
    if is_wanted(&report.options, "sqlite", &["vs_raw"]) {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("bench.db");
        let house = House::new(&format!("sqlite:{}", path.display())).await?;
        house.compare(&mut report, pairs, "sqlite", "vs_raw", &mut Rusqlite::new(&path, house.shop)?).await?;
    }
    if is_wanted(&report.options, "postgres", &["vs_raw", "vs_tokio_postgres"]) {
        let server = server::start()?;
        server::count(&server)?;
        let url = server::database(&server, "connector_bench").await?;
        let house = House::new(&url).await?;
        house.compare(&mut report, pairs, "postgres", "vs_raw", &mut Sqlx::new(&url, house.shop).await?).await?;
        let mut peer = TokioPostgres::new(&url, house.shop).await?;
        house.compare(&mut report, pairs, "postgres", "vs_tokio_postgres", &mut peer).await?;
    }
    report.finish()
}
