//! Imports parties and products from a Tryton server, and writes parties to it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use connector_core::Secret;
use connector_examples::terminal::{Bars, finish};
use connector_examples::tryton::model::{ERP, TrytonBackend};
use connector_examples::tryton::{export, import, registry};
use connector_store::Store;
use connector_sync::{Progress, Report, Retry};

/// Imports parties with their addresses, and products with their variants, from a Tryton 8 server.
///
/// Run it again, and only what changed is imported.
#[derive(Parser)]
struct Arguments {
    /// What to do.
    #[arg(value_enum, default_value_t = Action::Import)]
    action: Action,
    /// Base address of the server.
    #[arg(long)]
    url: String,
    /// The name of the database on the server; here it is called the same.
    #[arg(long)]
    remote_database: String,
    /// A user that may read parties and products.
    #[arg(long, default_value = "admin")]
    username: String,
    /// Its password.
    #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The company whose prices are read.
    #[arg(long)]
    company: Option<i64>,
    /// The database that the records are kept in: sqlite:FILE, or postgres://… where that is built in.
    #[arg(long, default_value = "sqlite:tryton.db")]
    database: String,
    /// A file for what was done, as JSON.
    #[arg(long)]
    summary: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Action {
    /// Import what changed in the database
    Import,
    /// Write to the database what it does not have as it is here
    Export,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let summary = arguments.summary.clone();
    finish(run(arguments).await, summary.as_deref())
}

async fn run(arguments: Arguments) -> Result<Report, Box<dyn std::error::Error>> {
    let store = Store::connect(&arguments.database).await?;
    store.migrate(&ERP).await?;
    let backend = store.put(TrytonBackend {
        name: arguments.remote_database.clone(),
        location: arguments.url,
        database: arguments.remote_database,
        username: arguments.username,
        company: arguments.company,
        password: None,
    });
    let backend = backend.await?;
    let registry = registry()?;
    let mut work = registry.work_on(&store, &backend);
    if let Some(password) = arguments.password {
        work = work.with_secret("password", Secret::from(password));
    }
    let mut bars = Bars::default();
    let mut tell = |event: &Progress<'_>| bars.show(event);
    Ok(match arguments.action {
        Action::Import => import(&work, Retry::All, &mut tell).await?,
        Action::Export => export(&work, &mut tell).await?,
    })
}
