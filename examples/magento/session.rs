//! What every command works with: the store, the shop, the components.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use connector_examples::terminal::Bars;
use connector_store::{ConnectOptions, Listeners, Store, Stored, variable_of};
use connector_sync::jobs::{JobRegistry, Summary, Worker};
use connector_sync::{ListenLater, Registry, Report, WorkContext};

use crate::acme;
use crate::arguments::Options;
use crate::model::{MagentoBackend, MagentoPartnerCategory, MagentoProduct, MagentoVersion, SHOP};
use crate::shop::{self, Shop};

/// How many jobs run at once, in all processes together.
const AT_ONCE: u32 = 4;

/// What the jobs of a worker did, all together.
pub type Done = Arc<Mutex<Report>>;

/// What every command works with.
pub struct Session {
    pub options: Options,
    pub store: Store,
    pub backend: Stored<MagentoBackend>,
    pub registry: Arc<Registry<MagentoBackend>>,
    /// The shop itself, where it is the demonstration.
    pub demonstration: Option<Shop>,
}

/// The database, with tables as they are needed; the token goes to whoever opens the shop, and is not kept.
pub async fn open(options: &Options, token: Option<&str>) -> Result<Store, Box<dyn Error>> {
    let mut connect = ConnectOptions::from_environment()?;
    if let Some(token) = token {
        connect = connect.variable(variable_of::<MagentoBackend>(options.name(), "token"), token);
    }
    Ok(Store::connect_with(&format!("sqlite:{}", options.database.display()), connect).await?)
}

/// What changes here is exported: by jobs that are enqueued with the change. What an import changes is not sent back.
fn listeners() -> Result<Listeners, connector_store::ListenersErrors> {
    Listeners::builder().export_changes::<MagentoPartnerCategory>().export_changes::<MagentoProduct>().build()
}

impl Session {
    /// Opens the database and the shop.
    pub async fn new(options: Options) -> Result<Self, Box<dyn Error>> {
        let demonstration = match &options.url {
            Some(_) => None,
            None => Some(demonstration(&options).await?),
        };
        let token = demonstration.as_ref().map(Shop::token).or(options.token.as_deref());
        let store = open(&options, token).await?;
        store.migrate(&SHOP).await?;
        let store = store.with_listeners(&listeners()?);

        // One name is one shop: what was imported from it says nothing of another one.
        if let (Some(url), Ok(kept)) = (&options.url, store.by_name::<MagentoBackend>(options.name()).await)
            && kept.location != *url
        {
            let (name, location) = (options.name(), &kept.location);
            return Err(format!("{name:?} is kept for the shop at {location}: call this one otherwise with --name").into());
        }
        let location = demonstration.as_ref().map(Shop::url).or(options.url.clone()).unwrap_or_default();
        let backend = MagentoBackend { name: options.name().to_owned(), version: options.version, location, token: None, verify_ssl: true };
        let backend = store.put(backend).await?;
        println!(
            "{} {:?} ({}) at {}",
            backend.version.label(),
            backend.name,
            if demonstration.is_some() { "a demonstration" } else { "a real shop" },
            backend.location
        );
        Ok(Self { options, store, backend, registry: Arc::new(acme::registry()?), demonstration })
    }

    /// A piece of work on the shop.
    pub fn work(&self) -> WorkContext<'_, MagentoBackend> {
        self.registry.work_on(&self.store, &self.backend)
    }

    /// A worker on the jobs that wait, and what they do.
    pub fn worker(&self) -> Result<(Worker, Done), Box<dyn Error>> {
        let done = Done::default();
        let (sum, bars) = (Arc::clone(&done), Mutex::new(Bars::default()));
        let jobs = JobRegistry::builder()
            .backend(Arc::clone(&self.registry))
            .on_report(move |report| {
                let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                sum.add(report.clone());
                bars.lock().unwrap_or_else(PoisonError::into_inner).so_far(&sum, report);
            })
            .build()?;
        Ok((Worker::new(&self.store, jobs).channel("root", AT_ONCE), done))
    }

    /// Does what waits as a job.
    pub async fn work_off(&self) -> Result<(Summary, Report), Box<dyn Error>> {
        let (worker, done) = self.worker()?;
        let summary = worker.run_until_idle().await?;
        let done = done.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok((summary, done))
    }
}

/// Starts the demonstration shop. What it is told is kept beside the database.
async fn demonstration(options: &Options) -> std::io::Result<Shop> {
    let version = match options.version.base() {
        Some(MagentoVersion::V2_0) => shop::Version::V2_0,
        _ => shop::Version::V2_4,
    };
    let (now, products) = (options.demonstration_time, options.demonstration_products);
    let (faults, file) = (options.faults.clone(), Some(options.database.with_extension("shop.json")));
    Shop::start(shop::Options { version, products, now, faults, file, ..shop::Options::default() }).await
}
