//! Imports over HTTP into SQLite against fetching and decoding alone, by time and by memory: see `README.md`.

use std::path::Path;
use std::process::Command;

use clap::{Parser, Subcommand};
use connector_benches::by_hand;
use connector_benches::compare::{MICROSECONDS, Pairs, Took, Watch};
use connector_benches::import::{IMPORTED, PAGE, Shop, ShopProduct, fetch, registry, serve, start};
use connector_benches::report::{Figure, Options, Report};
use connector_benches::sides::open;
use connector_benches::{Failed, Result};
use connector_store::{Store, Stored};
use connector_sync::http::Http;

/// What an import may cost, fetching and decoding being 1.
const GOAL: f64 = 1.3;

/// The database's file.
const FILE: &str = "bench.db";

/// Measures an import over HTTP into SQLite against fetching and decoding alone.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum What {
    /// One side once, in a process of its own: prints seconds, CPU seconds, and KiB at most
    Once {
        url: String,
        products: usize,
        /// Fetch and decode alone
        #[arg(long)]
        peer: bool,
    },
    /// The shop, with so many milliseconds for each page
    Serve { products: usize, latency: u64 },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.what {
        None => compare(Report::new(cli.options)).await,
        Some(What::Serve { products, latency }) => serve(products, latency).await,
        Some(What::Once { url, products, peer }) => {
            let took = if peer { fetch_all(&Http::builder(&url).build()?, products).await? } else { import(&url, products).await? };
            println!("{} {} {}", took.clock, took.cpu, peak()?);
            Ok(())
        }
    }
}

async fn compare(mut report: Report) -> Result<()> {
    let quick = report.options.quick;
    let (few, many) = if quick { (3, 0) } else { (11, 11) };
    for (name, products, latency, pairs) in [("10k", 10_000, 0, few), ("10k_at_20ms", 10_000, 20, 3), ("100k", 100_000, 0, many)] {
        let name = format!("sync.import_{name}.vs_fetch");
        if pairs == 0 || !report.options.wants(&name) {
            continue;
        }
        let shop = start(products, latency)?;
        let http = Http::builder(&shop.url).build()?;
        let (url, http) = (&shop.url, &http);
        let pairs = Pairs(pairs).measure(async |ours| if ours { import(url, products).await } else { fetch_all(http, products).await });
        report.add(Figure::of_times(name, products, &pairs.await?, MICROSECONDS).goal(GOAL));
    }
    for (name, products, pairs) in [("10k", 10_000, few), ("100k", 100_000, many)] {
        let name = format!("sync.import_{name}.vs_by_hand");
        if pairs == 0 || !report.options.wants(&name) {
            continue;
        }
        let shop = start(products, 0)?;
        let http = Http::builder(&shop.url).build()?;
        let (url, http) = (&shop.url, &http);
        let pairs = Pairs(pairs).measure(async |ours| if ours { import(url, products).await } else { write_by_hand(http, products).await });
        report.add(Figure::of_times(name, products, &pairs.await?, MICROSECONDS));
    }
    in_processes(&mut report)?;
    report.finish()
}

/// Memory, and what takes too long for many pairs: each side in a process of its own.
fn in_processes(report: &mut Report) -> Result<()> {
    let wants = |report: &Report, names: &[&str]| names.iter().any(|name| report.options.wants(name));
    if !wants(report, &["sync.memory.10k.vs_fetch", "sync.memory.100k.vs_10k", "sync.memory.1m.vs_10k", "sync.import_1m.vs_fetch"]) {
        return Ok(());
    }
    let shop = start(10_000, 0)?;
    let (_, peer) = once(&shop.url, 10_000, true)?;
    let (_, few) = once(&shop.url, 10_000, false)?;
    report.add(Figure::of_values("sync.memory.10k.vs_fetch".to_owned(), &[(few, peer)], "MiB"));
    if wants(report, &["sync.memory.100k.vs_10k"]) {
        let (_, many) = once(&start(100_000, 0)?.url, 100_000, false)?;
        report.add(Figure::of_values("sync.memory.100k.vs_10k".to_owned(), &[(many, few)], "MiB"));
    }
    if !report.options.quick && wants(report, &["sync.memory.1m.vs_10k", "sync.import_1m.vs_fetch"]) {
        let shop = start(1_000_000, 0)?;
        let (ours, most) = once(&shop.url, 1_000_000, false)?;
        report.add(Figure::of_values("sync.memory.1m.vs_10k".to_owned(), &[(most, few)], "MiB"));
        if wants(report, &["sync.import_1m.vs_fetch"]) {
            let (peer, _) = once(&shop.url, 1_000_000, true)?;
            let name = "sync.import_1m.vs_fetch".to_owned();
            report.add(Figure::of_times(name, 1_000_000, &[(ours, peer)], MICROSECONDS).goal(GOAL));
        }
    }
    Ok(())
}

/// One side once, in a process of its own: what it took, and the most memory that it had, in MiB.
fn once(url: &str, products: usize, peer: bool) -> Result<(Took, f64)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["once", url, &products.to_string()]).args(peer.then_some("--peer"));
    let output = command.output()?;
    let said = String::from_utf8(output.stdout)?;
    let figures: Vec<f64> = said.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    match figures[..] {
        [clock, cpu, most] if output.status.success() => Ok((Took { clock, cpu }, most / 1_024.0)),
        _ => Err(format!("a process of {products} products failed: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// A new database with a shop.
async fn database(folder: &Path, url: &str) -> Result<(Store, Stored<Shop>)> {
    let store = Store::connect(&format!("sqlite:{}", folder.join(FILE).display())).await?;
    store.migrate(&IMPORTED).await?;
    let shop = store.put(Shop { name: "bench".to_owned(), location: url.to_owned() }).await?;
    Ok((store, shop))
}

/// Ours: everything imported into a new database. What is measured is the import alone.
async fn import(url: &str, products: usize) -> Result<Took> {
    let folder = tempfile::tempdir()?;
    let (store, shop) = database(folder.path(), url).await?;
    let registry = registry()?;
    let work = registry.work_on(&store, &shop);
    let watch = Watch::start();
    let report = work.import_changed::<ShopProduct>().page_size(PAGE).await?;
    let took = watch.read();
    let created = report.of::<ShopProduct>().map_or(0, |model| model.created);
    if created != u64::try_from(products)? {
        return Err(format!("{created} of {products} products were imported: {report}").into());
    }
    Ok(took)
}

/// A peer: the same pages, fetched, decoded, and written by hand.
async fn write_by_hand(http: &Http, products: usize) -> Result<Took> {
    let folder = tempfile::tempdir()?;
    let (_store, shop) = database(folder.path(), "none").await?;
    let file = open(&folder.path().join(FILE))?;
    let watch = Watch::start();
    let mut count = 0;
    for page in 1..=products.div_ceil(PAGE) {
        count += by_hand::write(&file, shop.id(), &fetch(http, u64::try_from(page)?).await?.items)?;
    }
    let took = watch.read();
    if count == products { Ok(took) } else { Err(Failed::from(format!("{count} of {products} products were written"))) }
}

/// A peer: the same pages, fetched and decoded.
async fn fetch_all(http: &Http, products: usize) -> Result<Took> {
    let watch = Watch::start();
    let mut count = 0;
    for page in 1..=products.div_ceil(PAGE) {
        count += std::hint::black_box(fetch(http, u64::try_from(page)?).await?).items.len();
    }
    let took = watch.read();
    if count != products {
        return Err(format!("{count} of {products} products were fetched").into());
    }
    Ok(took)
}

/// The most memory that this process had, in KiB.
fn peak() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the kernel does not say how much memory was used")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
