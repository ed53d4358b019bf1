//! What the program is told.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};
use connector_core::Extensible;
use connector_sync::{ImportChanged, Retry, Synchronized};

use crate::model::MagentoVersion;
use crate::shop;

/// Keeps the customer groups, categories and products of a Magento 2 shop in step with a SQLite file.
///
/// Without --url it starts a demonstration shop on a loopback port, in its own process: 2,000 products that are made up and
/// change as time goes by. Without a command it does the whole job: it imports what changed, by jobs; and with a demonstration
/// it also changes something here, exports that, imports what comes back, and looks for what is gone. Run it again, and only
/// what changed is imported.
#[derive(Debug, Parser)]
#[command(name = "magento", disable_version_flag = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

/// One thing, instead of the whole job.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Command {
    /// Import what changed in the shop.
    Import {
        /// Leave the products to jobs: `worker` does them.
        #[arg(long)]
        delayed: bool,
    },
    /// Export what the shop does not have as it is here.
    Export {
        /// Say what would be exported, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Do what waits as a job.
    Worker {
        /// Go on until Ctrl-C, and wait for what is enqueued later.
        #[arg(long)]
        stay: bool,
    },
    /// Compare with all that the shop has: products that are gone there are archived here.
    Sweep {
        /// Say what would be done, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Show what a person has to decide.
    Reviews,
    /// Decide what became of a customer group of which it is not known whether the shop created it.
    Settle {
        /// The number of its binding, as `reviews` shows it.
        binding: i64,
        /// The shop has it, under this ID.
        #[arg(long, required_unless_present = "not_created")]
        created: Option<u32>,
        /// The shop does not have it: the next export creates it.
        #[arg(long, conflicts_with = "created")]
        not_created: bool,
    },
    /// Change something here, as the application would: a new group, a new product, another price.
    Change,
    /// Print which component does what for which version.
    Components,
    /// Print what would be changed in the database's tables.
    Plan,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct Options {
    /// Base address of the shop; without it a demonstration shop is started.
    #[arg(long, global = true)]
    pub url: Option<String>,
    /// Access token of an integration of the shop.
    #[arg(long, env = "MAGENTO_TOKEN", hide_env_values = true, global = true)]
    pub token: Option<String>,
    /// The SQLite file that everything is kept in; it is created if it is not there.
    #[arg(long, default_value = "magento.db", global = true)]
    pub database: PathBuf,
    /// How the shop is called in the database [default: main, or demonstration without --url].
    #[arg(long, global = true)]
    pub name: Option<String>,
    /// Which version the shop speaks: 2.0, 2.4 or 2.4-acme.
    #[arg(long, default_value = "2.4", global = true)]
    pub version: Extensible<MagentoVersion>,
    /// Import what changed since this date (2026-11-22) or time (2026-11-22T10:00:00Z), instead of since the last import.
    #[arg(long, value_parser = date, global = true)]
    pub since: Option<DateTime<Utc>>,
    /// Import everything again, whatever was imported before.
    #[arg(long, conflicts_with = "since", global = true)]
    pub everything: bool,
    /// A file for what was done, as JSON.
    #[arg(long, global = true)]
    pub summary: Option<PathBuf>,
    /// What the demonstration shop does wrong, such as fail-first=2,without-sku=17 (a wrong word lists them all).
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "url", global = true)]
    pub faults: shop::Faults,
    /// The demonstration shop's clock stands still at this time.
    #[arg(long, value_parser = date, conflicts_with = "url", global = true)]
    pub demonstration_time: Option<DateTime<Utc>>,
    /// How many products the demonstration shop has.
    #[arg(long, default_value_t = 2_000, conflicts_with = "url", global = true)]
    pub demonstration_products: usize,
}

fn date(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || text.parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0)).map(|time| time.and_utc());
    text.parse().ok().or_else(day).ok_or_else(|| "write 2026-11-22, or 2026-11-22T10:00:00Z".to_owned())
}

impl Options {
    /// A person who starts an import wants what failed to be tried again now.
    pub fn set_up<'w, T: Synchronized>(&self, import: ImportChanged<'w, T>) -> ImportChanged<'w, T> {
        let import = import.retry(Retry::All);
        match self.since {
            Some(since) => import.since(since),
            None if self.everything => import.everything(),
            None => import,
        }
    }

    /// How the shop is called in the database.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(if self.url.is_some() { "main" } else { "demonstration" })
    }
}
