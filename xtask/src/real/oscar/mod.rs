//! `cargo xtask real oscar`: three imports from a real shop, and both sides compared after each.

mod names;
mod records;
mod report;
mod shop;
mod summary;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use self::names::{CATEGORY, MODELS, PASSWORD_VARIABLE, USER};
use self::records::Records;
use self::report::Run;
use self::shop::Shop;
use self::summary::{Counts, Summary};
use super::files::{self, Folder, step};
use crate::error::{Error, Explain as _, Result};
use crate::{needs, process, workspace};

/// How many products change before the third run.
const CHANGES: u32 = 7;

/// How long one run of the example may take.
const RUN_LIMIT: Duration = Duration::from_mins(5);

/// What can be chosen on the command line.
#[derive(Args)]
pub struct Options {
    /// Leave the shop running at the end, until Ctrl-C
    #[arg(long)]
    keep: bool,
    /// How many products the shop has
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    products: u32,
    /// The database file to import into, a new one [default: target/real/oscar/import.db, written anew]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
}

/// Runs the whole comparison.
pub fn run(options: &Options) -> Result<()> {
    let folder = Folder::hold("oscar")?;
    let database = database(options, &folder)?;
    needs::install_missing(needs::PYTHON)?;
    step("example built", || process::run(workspace::cargo().args(["build", "--example", "oscar"]), "building the example oscar"))?;
    let mut shop = Shop::open(&folder, options.products)?;
    let comparison = Comparison { shop: &shop, database: &database, summary: folder.file("summary.json") };
    let runs = comparison.three_runs(options.products)?;
    println!("\n{}", report::table(&runs));
    println!("Both sides agree after each run: {}.", comparison.agree()?);
    println!("The imported records are in {}", database.display());
    if options.keep { shop.stay() } else { Ok(()) }
}

/// The file to import into, which must be a new one.
fn database(options: &Options, folder: &Folder) -> Result<PathBuf> {
    let Some(chosen) = &options.database else {
        let usual = folder.file("import.db");
        files::remove_database(&usual)?;
        return Ok(usual);
    };
    if chosen.exists() {
        let name = chosen.display();
        return Err(Error::new(format!("{name} exists, and the first run must start with nothing: name a new file")));
    }
    std::path::absolute(chosen).explain(|| format!("cannot use {}", chosen.display()))
}

/// The shop on one side, the example and its database on the other.
struct Comparison<'a> {
    shop: &'a Shop,
    database: &'a Path,
    summary: PathBuf,
}

impl Comparison<'_> {
    /// Everything; nothing to do; a few changes.
    fn three_runs(&self, products: u32) -> Result<[Run; 3]> {
        let nothing = Expected { created: 0, updated: 0 };
        let all = |number: u64| Expected { created: number, updated: 0 };
        let categories = self.shop.count(&CATEGORY)?;
        let first = self.import("1 first import", [all(categories), all(u64::from(products))])?;
        let second = self.import("2 nothing to do", [nothing, nothing])?;
        let changed = self.shop.change(CHANGES.min(products))?;
        println!("\nchanged on the shop: {}", changed.join(" "));
        let only_these = Expected { created: 0, updated: changed.len() as u64 };
        let third = self.import("3 after changes", [nothing, only_these])?;
        self.same_titles(&changed)?;
        Ok([first, second, third])
    }

    /// Runs the example once and checks what it says against what was expected, and against both sides.
    fn import(&self, name: &'static str, expected: [Expected; MODELS.len()]) -> Result<Run> {
        println!("\nrun {name}");
        files::remove_if_there(fs::remove_file(&self.summary)).explain(|| "cannot remove the old summary")?;
        let mut example = workspace::cargo();
        example.args(["run", "--quiet", "--example", "oscar", "--", "--url", &self.shop.client.url()]);
        example.args(["--username", USER]).env(PASSWORD_VARIABLE, &self.shop.password);
        example.arg("--database").arg(self.database).arg("--summary").arg(&self.summary);
        let start = Instant::now();
        process::run_within(RUN_LIMIT, &mut example, &format!("the example, run {name}"))?;
        let seconds = start.elapsed().as_secs_f64();
        let summary = Summary::read(&self.summary)?;
        let mut counts = [Counts::default(); MODELS.len()];
        for ((model, expected), counts) in MODELS.into_iter().zip(expected).zip(&mut counts) {
            *counts = summary.counts(model)?;
            expected.check(*counts).explain(|| format!("run {name}, {}", model.name))?;
        }
        self.agree().explain(|| format!("after run {name}"))?;
        Ok(Run { name, seconds, counts })
    }

    /// As many bindings here as records there, none of them twice; in words.
    fn agree(&self) -> Result<String> {
        let records = Records::open(self.database)?;
        let mut words = Vec::new();
        for model in MODELS {
            let there = self.shop.count(model)?;
            let (here, doubled) = (records.count(model)?, records.doubled(model)?);
            if here != there || doubled > 0 {
                let sides = format!("{there} in the shop, {here} bound here, {doubled} of them doubled");
                return Err(Error::new(format!("{} differs: {sides}", model.name)));
            }
            words.push(format!("{here} {}", model.name));
        }
        Ok(words.join(", "))
    }

    /// The changed products have here the title that they have in the shop.
    fn same_titles(&self, upcs: &[String]) -> Result<()> {
        let records = Records::open(self.database)?;
        for (id, there) in self.shop.titles(upcs)? {
            let here = records.title(id)?;
            if here.as_ref() != Some(&there) {
                return Err(Error::new(format!("product {id} is \"{there}\" in the shop, and {here:?} here")));
            }
        }
        Ok(())
    }
}

/// What a run must have done with one model; skipped and failed must be none.
#[derive(Clone, Copy)]
struct Expected {
    created: u64,
    updated: u64,
}

impl Expected {
    fn check(self, counts: Counts) -> Result<()> {
        let wanted = Counts { created: self.created, updated: self.updated, unchanged: counts.unchanged, ..Counts::default() };
        if counts == wanted {
            return Ok(());
        }
        let Self { created, updated } = self;
        let text = format!("{created} created, {updated} updated, none skipped or failed were expected, not {counts:?}");
        Err(Error::new(text))
    }
}
