//! Imports a django-oscar shop, and writes products to it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use connector_core::Secret;
use connector_examples::oscar::model::{OscarBackend, SHOP};
use connector_examples::oscar::{export, import, import_later, jobs, registry};
use connector_examples::terminal::{Bars, finish};
use connector_store::{Store, Stored};
use connector_sync::jobs::Worker;
use connector_sync::{Progress, Report, Retry};

/// Imports a django-oscar shop: categories, products with price and stock, customers, orders with their lines.
///
/// Run it again, and only what changed is imported.
#[derive(Parser)]
struct Arguments {
    /// What to do.
    #[arg(value_enum, default_value_t = Action::Import)]
    action: Action,
    /// Base address of the shop, without /api.
    #[arg(long)]
    url: String,
    /// How the shop is called in the database.
    #[arg(long, default_value = "main")]
    name: String,
    /// A user that may read the synchronization views, and write as an administrator.
    #[arg(long, default_value = "admin")]
    username: String,
    /// Its password. Jobs take it from CONNECTOR_OSCAR_BACKEND_<NAME>_PASSWORD.
    #[arg(long, env = "OSCAR_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The database that the records are kept in: sqlite:FILE, or postgres://… where that is built in.
    #[arg(long, default_value = "sqlite:oscar.db")]
    database: String,
    /// A file for what was done, as JSON.
    #[arg(long)]
    summary: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Action {
    /// Import what changed in the shop
    Import,
    /// Enqueue a job for each product that changed in the shop
    Enqueue,
    /// Run jobs until none is left
    Work,
    /// Write to the shop what it does not have as it is here
    Export,
}

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let summary = arguments.summary.clone();
    finish(run(arguments).await, summary.as_deref())
}

async fn run(arguments: Arguments) -> Result<Report, Failure> {
    let store = Store::connect(&arguments.database).await?;
    store.migrate(&SHOP).await?;
    let backend = shop(&store, &arguments).await?;
    let registry = registry()?;
    let mut work = registry.work_on(&store, &backend);
    if let Some(password) = arguments.password {
        work = work.with_secret("password", Secret::from(password));
    }
    let mut bars = Bars::default();
    let mut tell = |event: &Progress<'_>| bars.show(event);
    Ok(match arguments.action {
        Action::Import => import(&work, Retry::All, &mut tell).await?,
        Action::Enqueue => import_later(&work, &mut tell).await?,
        Action::Export => export(&work, &mut tell).await?,
        Action::Work => {
            let done = Worker::new(&store, jobs().map_err(|error| error as Failure)?).run_until_idle().await?;
            println!("{done}");
            if done.failed + done.retried > 0 {
                return Err(store.jobs().overview().await?.to_string().into());
            }
            Report::default()
        }
    })
}

/// The shop of that name. One name is one shop: what was imported from it says nothing of another one.
async fn shop(store: &Store, arguments: &Arguments) -> Result<Stored<OscarBackend>, Failure> {
    let Arguments { name, url, username, .. } = arguments;
    match store.by_name::<OscarBackend>(name).await {
        Ok(kept) if kept.location != *url => {
            Err(format!("{name:?} is kept for the shop at {}: call this one otherwise with --name", kept.location).into())
        }
        Ok(kept) => Ok(kept),
        Err(connector_store::Error::NoSuchName { .. }) => Ok(store.put(OscarBackend::new(name, url, username)).await?),
        Err(error) => Err(error.into()),
    }
}
