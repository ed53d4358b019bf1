//! The scenario against a real server with two databases: `cargo xtask real tryton`.

mod compare;
mod erp;
mod exports;
mod steps;

use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::model::{ERP, TrytonBackend};
use connector_examples::tryton::registry;
use connector_store::Store;

use crate::erp::Erp;

#[derive(Parser)]
struct Arguments {
    /// A new, empty database.
    #[arg(long)]
    database: String,
    /// The address of the server.
    #[arg(long)]
    url: String,
    /// The name of the server's first database, which has a broken party.
    #[arg(long)]
    main: String,
    /// The name of the second one.
    #[arg(long)]
    second: String,
    /// The password of both databases' user `admin`.
    #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
    password: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let store = Store::connect(&arguments.database).await?;
    store.migrate(&ERP).await?;
    let registry = registry()?;
    let backend = |name: &str, database: &str| {
        store.put(TrytonBackend {
            name: name.into(),
            location: arguments.url.clone(),
            database: database.into(),
            username: "admin".into(),
            company: Some(1),
            password: None,
        })
    };
    let first = backend("main", &arguments.main).await?;
    let second = backend("second", &arguments.second).await?;
    let absent = backend("absent", "no_such_database").await?;
    let work = |backend| registry.work_on(&store, backend).with_secret("password", Secret::from(arguments.password.clone()));
    let (first, second, absent) = (work(&first), work(&second), work(&absent));
    let main = Erp::open(&first).await?;
    let second = Erp::open(&second).await?;

    let mut scenario = Scenario::new("tryton");
    steps::first_import(&mut scenario, &main, &second).await?;
    steps::nothing_new(&mut scenario, &main, &second).await?;
    steps::changes(&mut scenario, &main, &second).await?;
    steps::lost_session(&mut scenario, &main, &arguments.password).await?;
    steps::repair(&mut scenario, &main).await?;
    let made = exports::new_parties(&mut scenario, &second).await?;
    exports::changes(&mut scenario, &second, &made).await?;
    exports::deletion(&mut scenario, &second, &made).await?;
    steps::deletion(&mut scenario, &main).await?;
    steps::errors(&mut scenario, &registry, &main, &absent).await?;
    scenario.end();
    Ok(())
}
