//! The main job: a Magento shop's customer groups, categories and products, kept in step with SQLite, in both directions.
//!
//! | file | purpose |
//! |---|---|
//! | `model.rs` | declare: what is kept |
//! | `remote.rs` | map: what Magento sends |
//! | `client.rs`, `adapter.rs` | what Magento can be asked, and which version how |
//! | `export.rs` | what Magento is sent |
//! | `acme.rs` | what another crate adds |
//! | `session.rs` | store, listeners, components, workers |
//! | `commands.rs`, `whole.rs` | what the program does |
//! | `application.rs` | the application's own changes |
//! | `shop/` | the demonstration shop: a real HTTP server with made-up data that changes as time goes by |

mod acme;
mod adapter;
mod application;
mod arguments;
mod client;
mod commands;
mod export;
mod model;
mod remote;
mod session;
mod shop;
mod whole;

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use connector_examples::terminal::Summary;
use connector_sync::{Delay, WorkError};

use crate::arguments::{Arguments, Command};
use crate::model::SHOP;
use crate::session::Session;

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { command, options } = Arguments::parse();
    let (file, mut summary) = (options.summary.clone(), Summary::default());
    let done = run(command, options, &mut summary).await;
    let written = file.map_or(Ok(()), |file| summary.write(&file));
    if let Err(error) = done {
        eprintln!("\nerror: {error}");
        if let Some(stopped) = error.downcast_ref::<WorkError>() {
            println!("\n{}", stopped.report);
            eprintln!("\nWhat was done stays, and is passed over when you run it again.");
        }
        return ExitCode::FAILURE;
    }
    if let Err(error) = written {
        eprintln!("\nerror: {error}");
        return ExitCode::FAILURE;
    }
    if summary.failed() > 0 {
        eprintln!("\n{} failed. What has an ID is tried again at the next run, anything else when the shop changes it.", summary.failed());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn run(command: Option<Command>, options: arguments::Options, summary: &mut Summary) -> Result<(), Box<dyn Error>> {
    match command {
        Some(Command::Components) => {
            println!("{}", acme::registry()?);
            return Ok(());
        }
        Some(Command::Plan) => {
            println!("{}", session::open(&options, None).await?.plan(&SHOP).await?);
            return Ok(());
        }
        _ => {}
    }
    let start = Instant::now();
    let session = Session::new(options).await?;
    match command {
        Some(Command::Import { delayed }) => {
            let report = commands::import(&session, summary, delayed.then_some(Delay::Pages)).await?;
            println!("\n{report}");
        }
        Some(Command::Export { dry_run }) => commands::export(&session, summary, dry_run).await?,
        Some(Command::Worker { stay }) => commands::worker(&session, summary, stay).await?,
        Some(Command::Sweep { dry_run }) => commands::sweep(&session, summary, dry_run).await?,
        Some(Command::Reviews) => commands::reviews(&session, summary).await?,
        Some(Command::Settle { binding, created, .. }) => commands::settle(&session, binding, created).await?,
        Some(Command::Change) => commands::change(&session).await?,
        Some(Command::Components | Command::Plan) => {}
        None => whole::whole(&session, summary).await?,
    }
    println!("\n{:.1} s; all of it is kept in {}", start.elapsed().as_secs_f64(), session.options.database.display());
    if let (Some(shop), None | Some(Command::Import { .. })) = (&session.demonstration, command) {
        println!(
            "The demonstration shop answered {} requests. Its products go on changing: run it again to import only those.",
            shop.requests()
        );
    }
    Ok(())
}
