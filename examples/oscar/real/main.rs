//! The scenario against two real shops: `cargo xtask real oscar`.

mod compare;
mod shop;
mod steps;

use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::oscar::model::{OscarBackend, SHOP};
use connector_examples::oscar::registry;
use connector_examples::scenario::{Failure, Scenario};
use connector_store::Store;

use crate::shop::Shop;
use crate::steps::Side;

#[derive(Parser)]
struct Arguments {
    /// A new, empty database.
    #[arg(long)]
    database: String,
    /// The address of the first shop, which has a broken product.
    #[arg(long)]
    main: String,
    /// The address of the second one.
    #[arg(long)]
    second: String,
    /// The password of both shops' user `admin`.
    #[arg(long, env = "OSCAR_PASSWORD", hide_env_values = true)]
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
    store.migrate(&SHOP).await?;
    let registry = registry()?;
    let backend = |name: &str, location: &str| {
        store.put(OscarBackend { name: name.into(), location: location.into(), username: "admin".into(), password: None })
    };
    let (first, second) = (backend("main", &arguments.main).await?, backend("second", &arguments.second).await?);
    let secret = || Secret::from(arguments.password.clone());
    let main = Side {
        work: registry.work_on(&store, &first).with_secret("password", secret()),
        shop: Shop::new(arguments.main, arguments.password.clone())?,
    };
    let second = Side {
        work: registry.work_on(&store, &second).with_secret("password", secret()),
        shop: Shop::new(arguments.second, arguments.password.clone())?,
    };

    let mut scenario = Scenario::new("oscar");
    steps::first_import(&mut scenario, &main, &second).await?;
    steps::nothing_new(&mut scenario, &main, &second).await?;
    steps::changes(&mut scenario, &main, &second).await?;
    steps::repair(&mut scenario, &main).await?;
    steps::deletion(&mut scenario, &main).await?;
    steps::wrong_password(&mut scenario, &registry, &second).await?;
    scenario.end();
    Ok(())
}
