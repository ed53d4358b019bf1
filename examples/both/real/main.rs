//! The scenario on a real shop and a real ERP at once: `cargo xtask real both`.

mod both;
#[path = "../../oscar/real/shop.rs"]
#[allow(dead_code)] // The other scenario looks at more of it.
mod shop;
mod steps;

use std::process::ExitCode;

use clap::Parser;
use connector_core::Secret;
use connector_examples::both::model::BOTH;
use connector_examples::both::{listeners, registry};
use connector_examples::oscar;
use connector_examples::oscar::model::OscarBackend;
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::model::TrytonBackend;
use connector_store::{ConnectOptions, SecretKey, SecretKeys, Store};

use crate::both::Both;
use crate::shop::Shop;

#[derive(Parser)]
struct Arguments {
    /// A new, empty database.
    #[arg(long)]
    database: String,
    /// The address of the shop.
    #[arg(long)]
    shop: String,
    /// The address of the ERP.
    #[arg(long)]
    erp: String,
    /// The name of the ERP's database.
    #[arg(long)]
    erp_database: String,
    /// The password of the shop's user `admin`.
    #[arg(long, env = "OSCAR_PASSWORD", hide_env_values = true)]
    shop_password: String,
    /// The password of the ERP's user `admin`.
    #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
    erp_password: String,
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
    // Jobs take the passwords from the store, where they are kept encrypted.
    let keys = SecretKeys::new(SecretKey::generate()?);
    let store = Store::connect_with(&arguments.database, ConnectOptions::new().secret_keys(keys)).await?;
    store.migrate(&BOTH).await?;
    let shop = store
        .put(OscarBackend {
            password: Some(Secret::from(arguments.shop_password.clone())),
            ..OscarBackend::new("shop", &arguments.shop, "admin")
        })
        .await?;
    let erp = store
        .put(TrytonBackend {
            name: "erp".into(),
            location: arguments.erp,
            database: arguments.erp_database,
            username: "admin".into(),
            company: Some(1),
            password: Some(Secret::from(arguments.erp_password)),
        })
        .await?;
    let store = store.with_listeners(&listeners(shop.id())?);
    let (of_shop, of_erp) = (oscar::registry()?, registry()?);
    let (on_shop, on_erp) = (of_shop.work_on(&store, &shop), of_erp.work_on(&store, &erp));
    let both = Both::open(&on_shop, &on_erp, Shop::new(arguments.shop, arguments.shop_password)?).await?;

    let mut scenario = Scenario::new("both");
    steps::first(&mut scenario, &both).await?;
    steps::from_erp_to_shop(&mut scenario, &both).await?;
    steps::first_import_of_shop(&mut scenario, &both).await?;
    steps::from_shop_to_erp(&mut scenario, &both).await?;
    steps::from_here_to_both(&mut scenario, &both).await?;
    steps::deletion(&mut scenario, &both).await?;
    scenario.end();
    Ok(())
}
