//! `sync.import_100k.vs_fetch`, and the memory of imports: see `README.md`.

use std::process::Command;

use clap::{Parser, Subcommand};
use connector_benches::Result;
use connector_benches::compare::{Comparison, Plan, Took, Watch};
use connector_benches::import::{IMPORTED, PAGE, Shop, ShopProduct, fetch, registry, serve, start};
use connector_store::Store;
use connector_sync::http::Http;

/// Measures an import over HTTP into SQLite against fetching and decoding alone.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: Option<What>,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 11)]
    pairs: usize,
    /// How many products
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    products: usize,
    /// How many milliseconds the shop takes for each page
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
}

#[derive(Subcommand)]
enum What {
    /// The most memory of an import of ten thousand, a hundred thousand and a million products, each in a process of its own
    Memory,
    /// One import, again and again the same one, for a profiler
    Once { products: usize },
    /// The shop (started by the others)
    Serve { products: usize, latency: u64 },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.what {
        None => compare(&cli).await,
        Some(What::Serve { products, latency }) => serve(products, latency).await,
        Some(What::Once { products }) => {
            let shop = start(products, cli.latency)?;
            let took = import(&shop.url, products).await?;
            println!("{products:>9} {:>9.2} s {:>9} KiB at most", took.clock(), peak()?);
            Ok(())
        }
        Some(What::Memory) => {
            for products in ["10000", "100000", "1000000"] {
                Command::new(std::env::current_exe()?).args(["once", products]).status()?;
            }
            Ok(())
        }
    }
}

async fn compare(&Cli { pairs, products, latency, .. }: &Cli) -> Result<()> {
    let shop = start(products, latency)?;
    let http = Http::builder(&shop.url).build()?;
    let plan = Plan { only: None, pairs: pairs.max(1) };
    let (url, http) = (&shop.url, &http);
    let pairs = plan.measure(async |ours| if ours { import(url, products).await } else { fetch_all(http, products).await }).await?;
    println!("{}", Comparison::head());
    let name = match (products, latency) {
        (100_000, 0) => "sync.import_100k.vs_fetch".to_owned(),
        _ => format!("sync.import_{products}.vs_fetch, {latency} ms a page"),
    };
    println!("{}", Comparison::of(name, Some(1.3), products, &pairs).line());
    Ok(())
}

/// Ours: a new database, and everything imported into it. What is measured is the import alone.
async fn import(url: &str, products: usize) -> Result<Took> {
    let folder = tempfile::tempdir()?;
    let store = Store::connect(&format!("sqlite:{}", folder.path().join("bench.db").display())).await?;
    store.migrate(&IMPORTED).await?;
    let shop = store.put(Shop { name: "bench".to_owned(), location: url.to_owned() }).await?;
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

/// The peer: the same pages, fetched and decoded.
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
