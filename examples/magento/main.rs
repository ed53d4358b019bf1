//! The main job: a Magento shop's customer groups, categories and products, imported into SQLite.
//!
//! Without `--url` it starts a demonstration shop in its own process: a real HTTP server with made-up data that changes
//! as time goes by.

mod acme;
mod adapter;
mod client;
mod model;
mod remote;
mod shop;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use clap::Parser;
use connector_core::{Extensible, Secret};
use connector_examples::terminal::{Bars, summary};
use connector_store::Store;
use connector_sync::{ImportChanged, ModelReport, Report, Retry, Synchronized, WorkContext, WorkError};

use crate::model::{MagentoBackend, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory, MagentoVersion, SHOP};

/// Imports the customer groups, categories and products of a Magento 2 shop into a SQLite file.
///
/// Without --url it starts a demonstration shop on a loopback port, in its own process, and imports that: 2,000 products
/// that are made up and change as time goes by. Run it again, and only what changed is imported.
#[derive(Debug, Parser)]
#[command(name = "magento", disable_version_flag = true)]
struct Arguments {
    /// Base address of the shop; without it a demonstration shop is started.
    #[arg(long)]
    url: Option<String>,
    /// Access token of an integration of the shop.
    #[arg(long, env = "MAGENTO_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The SQLite file that everything is kept in; it is created if it is not there.
    #[arg(long, default_value = "magento.db")]
    database: PathBuf,
    /// How the shop is called in the database [default: main, or demonstration without --url].
    #[arg(long)]
    name: Option<String>,
    /// Which version the shop speaks: 2.0, 2.4 or 2.4-acme.
    #[arg(long, default_value = "2.4")]
    version: Extensible<MagentoVersion>,
    /// Import what changed since this date (2026-11-22) or time (2026-11-22T10:00:00Z), instead of since the last import.
    #[arg(long, value_parser = date)]
    since: Option<DateTime<Utc>>,
    /// Import everything again, whatever was imported before.
    #[arg(long, conflicts_with = "since")]
    everything: bool,
    /// Print which component does what for which version, and stop.
    #[arg(long)]
    components: bool,
    /// Print what would be changed in the database's tables, and stop.
    #[arg(long)]
    plan: bool,
    /// A file for what was done, as JSON.
    #[arg(long)]
    summary: Option<PathBuf>,
    /// What the demonstration shop does wrong, such as fail-first=2,without-sku=17 (a wrong word lists them all).
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "url")]
    faults: shop::Faults,
    /// The demonstration shop's clock stands still at this time.
    #[arg(long, value_parser = date, conflicts_with = "url")]
    demonstration_time: Option<DateTime<Utc>>,
}

fn date(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || text.parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0)).map(|time| time.and_utc());
    text.parse().ok().or_else(day).ok_or_else(|| "write 2026-11-22, or 2026-11-22T10:00:00Z".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(report) if report.failed() == 0 => ExitCode::SUCCESS,
        Ok(report) => {
            eprintln!(
                "\n{} failed. What has an ID is tried again at the next run, anything else when the shop changes it.",
                report.failed()
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("\nerror: {error}");
            if let Some(stopped) = error.downcast_ref::<WorkError>() {
                println!("\n{}", stopped.report);
                eprintln!("\nWhat was imported stays, and is passed over when you run it again.");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<Report, Box<dyn std::error::Error>> {
    let registry = acme::registry()?;
    if arguments.components {
        println!("{registry}");
        return Ok(Report::default());
    }
    let store = Store::connect(&format!("sqlite:{}", arguments.database.display())).await?;
    if arguments.plan {
        println!("{}", store.plan(&SHOP).await?);
        return Ok(Report::default());
    }
    store.migrate(&SHOP).await?;

    let demonstration = match &arguments.url {
        Some(_) => None,
        None => Some(demonstration(&arguments).await?),
    };
    let (location, token) = match &demonstration {
        Some(shop) => (shop.url(), Some(shop.token().to_owned())),
        None => (arguments.url.clone().unwrap_or_default(), arguments.token.clone()),
    };
    let name = arguments.name.clone().unwrap_or_else(|| if demonstration.is_some() { "demonstration" } else { "main" }.to_owned());
    // One name is one shop: what was imported from it says nothing of another one.
    if let (Some(url), Ok(kept)) = (&arguments.url, store.by_name::<MagentoBackend>(&name).await)
        && kept.location != *url
    {
        return Err(format!("{name:?} is kept for the shop at {}: call this one otherwise with --name", kept.location).into());
    }
    let backend = MagentoBackend { name, version: arguments.version, location, token: None, verify_ssl: true };
    let backend = store.put(backend).await?;
    println!(
        "{} {:?} ({}) at {}",
        backend.version.label(),
        backend.name,
        if demonstration.is_some() { "a demonstration" } else { "a real shop" },
        backend.location
    );

    let mut work = registry.work_on(&store, &backend);
    if let Some(token) = token {
        work = work.with_secret("token", Secret::from(token));
    }
    let start = Instant::now();
    let result = import(&work, &arguments).await;
    if let Some(path) = &arguments.summary {
        let report = result.as_ref().unwrap_or_else(|stopped| &*stopped.report);
        std::fs::write(path, summary(report).to_string())?;
    }
    let report = result?;

    println!("\n{report}");
    println!(
        "\n{} records in {:.1} s, kept in {}",
        report.models().iter().map(ModelReport::total).sum::<u64>(),
        start.elapsed().as_secs_f64(),
        arguments.database.display()
    );
    if let Some(shop) = &demonstration {
        println!(
            "The demonstration shop answered {} requests. Its products go on changing: run it again to import only those.",
            shop.requests()
        );
    }
    Ok(report)
}

/// Imports everything in the order in which it is linked.
async fn import(work: &WorkContext<'_, MagentoBackend>, arguments: &Arguments) -> Result<Report, WorkError> {
    let mut bars = Bars::default();
    let mut report = Report::default();
    one::<MagentoPartnerCategory>(work, arguments, &mut bars, &mut report).await?;
    one::<MagentoProductCategory>(work, arguments, &mut bars, &mut report).await?;
    one::<MagentoProduct>(work, arguments, &mut bars, &mut report).await?;
    Ok(report)
}

/// Imports one binding. A stop takes the report of what was done before along.
async fn one<T: Synchronized<Backend = MagentoBackend>>(
    work: &WorkContext<'_, MagentoBackend>,
    arguments: &Arguments,
    bars: &mut Bars,
    report: &mut Report,
) -> Result<(), WorkError> {
    match arguments.set_up(work.import_changed::<T>()).progress(|event| bars.show(event)).await {
        Ok(done) => {
            report.add(done);
            Ok(())
        }
        Err(stopped) => Err(stopped.after(std::mem::take(report))),
    }
}

impl Arguments {
    /// A person who starts an import wants what failed to be tried again now.
    fn set_up<'w, T: Synchronized>(&self, import: ImportChanged<'w, T>) -> ImportChanged<'w, T> {
        let import = import.retry(Retry::All);
        match self.since {
            Some(since) => import.since(since),
            None if self.everything => import.everything(),
            None => import,
        }
    }
}

/// Starts the demonstration shop.
async fn demonstration(arguments: &Arguments) -> std::io::Result<shop::Shop> {
    let version = match arguments.version.base() {
        Some(MagentoVersion::V2_0) => shop::Version::V2_0,
        _ => shop::Version::V2_4,
    };
    let options =
        shop::Options { version, now: arguments.demonstration_time, faults: arguments.faults.clone(), ..shop::Options::default() };
    shop::Shop::start(options).await
}
