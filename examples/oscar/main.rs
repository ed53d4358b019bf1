//! Imports a django-oscar shop.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::oscar::model::{OscarBackend, SHOP};
use connector_examples::oscar::{import, registry};
use connector_examples::terminal::{Bars, finish};
use connector_store::Store;
use connector_sync::{Report, Retry};

/// Imports a django-oscar shop: categories, products with price and stock, customers, orders with their lines.
///
/// Run it again, and only what changed is imported.
#[derive(Parser)]
struct Arguments {
    /// Base address of the shop, without /api.
    #[arg(long)]
    url: String,
    /// How the shop is called in the database.
    #[arg(long, default_value = "main")]
    name: String,
    /// A user that may read the synchronization views.
    #[arg(long, default_value = "admin")]
    username: String,
    /// Its password.
    #[arg(long, env = "OSCAR_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The database that the records are kept in: sqlite:FILE, or postgres://… where that is built in.
    #[arg(long, default_value = "sqlite:oscar.db")]
    database: String,
    /// A file for what was done, as JSON.
    #[arg(long)]
    summary: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let summary = arguments.summary.clone();
    finish(run(arguments).await, summary.as_deref())
}

async fn run(arguments: Arguments) -> Result<Report, Box<dyn std::error::Error>> {
    let store = Store::connect(&arguments.database).await?;
    store.migrate(&SHOP).await?;
    // One name is one shop: what was imported from it says nothing of another one.
    if let Ok(kept) = store.by_name::<OscarBackend>(&arguments.name).await
        && kept.location != arguments.url
    {
        return Err(format!("{:?} is kept for the shop at {}: call this one otherwise with --name", arguments.name, kept.location).into());
    }
    let backend = OscarBackend { name: arguments.name, location: arguments.url, username: arguments.username, password: None };
    let backend = store.put(backend).await?;

    let registry = registry()?;
    let mut work = registry.work_on(&store, &backend);
    if let Some(password) = arguments.password {
        work = work.with_secret("password", Secret::from(password));
    }
    let mut bars = Bars::default();
    Ok(import(&work, Retry::All, &mut |event| bars.show(event)).await?)
}
