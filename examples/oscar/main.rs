//! Imports the catalogue of a django-oscar shop: categories as a tree, products with price and stock.

mod adapter;
mod model;
mod remote;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::terminal::{Bars, summary};
use connector_store::Store;
use connector_sync::{ImportError, Report, Retry};

use crate::model::{OscarBackend, OscarCategory, OscarProduct, SHOP};

/// Imports the catalogue of a django-oscar shop: categories, and products with price and stock.
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
    /// The SQLite file that the catalogue is kept in.
    #[arg(long, default_value = "oscar.db")]
    database: PathBuf,
    /// A file for what was done, as JSON.
    #[arg(long)]
    summary: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match import(Arguments::parse()).await {
        Ok(report) if report.failed() == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(stopped) = error.downcast_ref::<ImportError>() {
                println!("{}", stopped.report);
            }
            ExitCode::FAILURE
        }
    }
}

async fn import(arguments: Arguments) -> Result<Report, Box<dyn std::error::Error>> {
    let store = Store::connect(&format!("sqlite:{}", arguments.database.display())).await?;
    store.migrate(&SHOP).await?;
    // One name is one shop: what was imported from it says nothing of another one.
    if let Ok(kept) = store.by_name::<OscarBackend>(&arguments.name).await
        && kept.location != arguments.url
    {
        return Err(format!("{:?} is kept for the shop at {}: call this one otherwise with --name", arguments.name, kept.location).into());
    }
    let backend = OscarBackend { name: arguments.name, location: arguments.url, username: arguments.username, password: None };
    let backend = store.put(backend).await?;

    let registry = adapter::registry()?;
    let mut work = registry.work_on(&store, &backend);
    if let Some(password) = arguments.password {
        work = work.with_secret("password", Secret::from(password));
    }
    let mut bars = Bars::default();
    let mut report = work.import_changed::<OscarCategory>().retry(Retry::All).progress(|event| bars.show(event)).await?;
    match work.import_changed::<OscarProduct>().retry(Retry::All).progress(|event| bars.show(event)).await {
        Ok(products) => report.add(products),
        Err(stopped) => return Err(stopped.after(report).into()),
    }

    println!("{report}");
    if let Some(path) = arguments.summary {
        std::fs::write(path, summary(&report).to_string())?;
    }
    Ok(report)
}
