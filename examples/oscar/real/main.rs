//! The scenario against two real shops: `cargo xtask real oscar`.

mod compare;
mod crash;
mod exports;
mod later;
mod program;
mod proxy;
mod shop;
mod steps;

use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::oscar::model::{OscarBackend, SHOP};
use connector_examples::oscar::registry;
use connector_examples::scenario::{Failure, Scenario};
use connector_store::Store;

use crate::program::Program;
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
    let backend = |name: &str, location: &str| store.put(OscarBackend::new(name, location, "admin"));
    let first = backend("main", &arguments.main).await?;
    let second = backend("second", &arguments.second).await?;
    // The second shop once more, as another backend.
    let third = backend("third", &arguments.second).await?;
    let side = |backend, url: &str| -> Result<Side<'_>, Failure> {
        let work = registry.work_on(&store, backend).with_secret("password", Secret::from(arguments.password.clone()));
        let program = Program::new(&arguments.database, backend, &arguments.password)?;
        Ok(Side { work, shop: Shop::new(url.to_owned(), arguments.password.clone())?, program })
    };
    let (main, second, third) = (side(&first, &arguments.main)?, side(&second, &arguments.second)?, side(&third, &arguments.second)?);

    let mut scenario = Scenario::new("oscar");
    steps::first_import(&mut scenario, &main, &second).await?;
    steps::nothing_new(&mut scenario, &main, &second).await?;
    steps::changes(&mut scenario, &main, &second).await?;
    steps::repair(&mut scenario, &main).await?;
    later::first_import(&mut scenario, &third).await?;
    // It takes a while until it can be known what became of it: the other steps go on meanwhile.
    let crashed = crash::kill(&mut scenario, &main).await?;
    exports::nothing_to_export(&mut scenario, &second).await?;
    let made = exports::new_products(&mut scenario, &second).await?;
    exports::changes(&mut scenario, &second, &made).await?;
    exports::deletion(&mut scenario, &second, &made).await?;
    later::export(&mut scenario, &second, &made).await?;
    crash::settle(&mut scenario, &main, crashed).await?;
    steps::deletion(&mut scenario, &main).await?;
    steps::wrong_password(&mut scenario, &registry, &second).await?;
    scenario.end();
    Ok(())
}
