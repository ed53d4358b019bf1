//! A whole worker process: it connects, migrates, enqueues an import of each shop now and then, runs jobs, and stops at SIGTERM.
//!
//! `docs/a-worker.md` shows this file and what it logs.

use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, Record, RecordId, schema};
use connector_store::Store;
use connector_sync::jobs::{ImportChanges, Job, JobRegistry, Worker};
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RegistryErrors, RemoteError, RemotePage, Report, Window};
use tokio::signal::unix::{SignalKind, signal};
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

/// How often each shop is asked what changed.
const EVERY: Duration = Duration::from_mins(15);
/// How many jobs run at once, in all processes together.
const AT_ONCE: u32 = 4;
/// How long running jobs may go on once the process is told to stop. Whoever stops it must wait longer than that.
const GRACE: Duration = Duration::from_secs(20);

// ── The connector: a shop that is a list here, and asked over HTTP in earnest ───────────────────────────────────────────

#[derive(Clone, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

#[derive(Clone, Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Clone, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

schema! { static SHOP = [Shop, Product, ShopProduct]; }

#[derive(Clone, ImportMapper)]
#[mapper(to = ShopProduct)]
struct RemoteProduct {
    #[map(external_id)]
    id: u32,
    #[map(to = record.title)]
    title: String,
}

impl Connect for Shop {
    type Client = Vec<RemoteProduct>;

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<Vec<RemoteProduct>, RemoteError> {
        let product = |id, title: &str| RemoteProduct { id, title: title.to_owned() };
        // A product without a title is refused, and does not stop the others.
        Ok(vec![product(1, "Chair"), product(2, "Table"), product(3, "")])
    }
}

struct Products;

impl Adapter<ShopProduct> for Products {
    type Remote = RemoteProduct;

    async fn changed(&self, shop: &Vec<RemoteProduct>, _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_records(shop.clone()))
    }

    async fn read_many(&self, shop: &Vec<RemoteProduct>, ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Ok(ids.iter().map(|id| shop.iter().find(|product| product.id == *id).cloned()).collect())
    }
}

fn registry() -> Result<Registry<Shop>, RegistryErrors> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products)).build()
}

// ── The process ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::main]
async fn main() -> ExitCode {
    // A line for each piece of work when it ends, and one for whatever an operator may want to look at.
    tracing_subscriber::fmt().with_max_level(Level::INFO).with_span_events(FmtSpan::CLOSE).with_target(false).with_ansi(false).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the worker ends: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let stop = stopped()?;
    let address = std::env::var("DATABASE").unwrap_or_else(|_| "sqlite:worker.db".to_owned());
    let store = Store::connect(&address).await?;
    store.migrate(&SHOP).await?; // processes that start at once wait for each other here
    if store.count::<Shop>().await? == 0 {
        // What an operator does once, by whatever means the application has for it.
        store.put(Shop { name: "main".to_owned() }).await?;
    }

    let registry = Arc::new(registry()?);
    let jobs = JobRegistry::builder().backend(Arc::clone(&registry)).on_report(log).build()?;
    let worker = Worker::new(&store, jobs).channel("root", AT_ONCE).grace(GRACE);
    tracing::info!("the worker is up");
    let summary = tokio::select! {
        summary = worker.run(stop) => summary?,
        never = now_and_then(&store) => match never {},
    };
    tracing::info!("stopped: {summary}");
    Ok(())
}

/// Ends at SIGTERM, which systemd and containers send, and at Ctrl-C.
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send> {
    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tracing::info!("stopping: no more jobs are taken, those that run may end");
    })
}

/// Enqueues the imports. Each waits once for a shop, so that any number of processes may do so.
async fn now_and_then(store: &Store) -> Infallible {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = enqueue(store).await {
            tracing::warn!(%error, "no imports are enqueued now");
        }
    }
}

async fn enqueue(store: &Store) -> Result<(), connector_store::Error> {
    for shop in store.all::<Shop>().await? {
        ImportChanges::<ShopProduct> { backend: shop.id(), delay: None }.later().on(store).await?;
    }
    Ok(())
}

/// What a job did, and what failed in it: in the span of the job, which says on which shop.
fn log(report: &Report) {
    for model in report.models() {
        let (created, updated, unchanged, failed) = (model.created, model.updated, model.unchanged, model.failed);
        tracing::info!(model = model.model, created, updated, unchanged, failed, "imported");
        for failure in &model.failures {
            tracing::warn!(model = model.model, external_id = failure.reference, error = failure.error, "a record failed");
        }
    }
}
