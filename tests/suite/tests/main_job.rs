//! The main job as its users run it: the example `magento` as a process, on files in a temporary directory.
//!
//! `run` is the command `import`; what the whole job does beside that is at the end.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

const FIRST: &str = "2026-10-01";
const LATER: &str = "2026-10-03";
const GROUPS: &str = "magento.res.partner.category";
const CATEGORIES: &str = "magento.product.category";
const PRODUCTS: &str = "magento.product.product";

/// The example, built once.
static MAGENTO: LazyLock<PathBuf> = LazyLock::new(|| connector_tests::example("magento"));

/// A directory with one database.
struct Job {
    directory: tempfile::TempDir,
    version: &'static str,
}

/// What one run did.
struct Run {
    status: Option<i32>,
    out: String,
    summary: Value,
}

impl Job {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), version: "2.4" }
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("shop.db")
    }

    /// The command `import`.
    fn run(&self, time: &str, more: &[&str]) -> Run {
        self.command(time, &[&["import"], more].concat())
    }

    /// A command, or none for the whole job; on a small shop.
    fn small(&self, command: &[&str]) -> Run {
        self.command(FIRST, &[command, &["--demonstration-products", "60"]].concat())
    }

    fn command(&self, time: &str, arguments: &[&str]) -> Run {
        let summary = self.directory.path().join("summary.json");
        // That of an earlier run says nothing of this one.
        let _ = std::fs::remove_file(&summary);
        let Output { status, stdout, stderr } = Command::new(&*MAGENTO)
            .args(arguments)
            .args(["--demonstration-time", time, "--version", self.version, "--database"])
            .arg(self.database())
            .arg("--summary")
            .arg(&summary)
            .env_remove("MAGENTO_TOKEN")
            .output()
            .unwrap();
        let out = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        let summary = std::fs::read(&summary).map_or(Value::Null, |json| serde_json::from_slice(&json).unwrap());
        Run { status: status.code(), out, summary }
    }

    /// How many rows two tables have: records, and their bindings.
    fn rows(&self, record: &str, binding: &str) -> (i64, i64) {
        let database = connector_store::rusqlite::Connection::open(self.database()).unwrap();
        let count = |table: &str| database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        (count(record), count(binding))
    }

    fn select(&self, sql: &str) -> String {
        let database = connector_store::rusqlite::Connection::open(self.database()).unwrap();
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// As another program of the application would.
    fn execute(&self, sql: &str) {
        let database = connector_store::rusqlite::Connection::open(self.database()).unwrap();
        database.execute_batch(&format!("PRAGMA foreign_keys = on; {sql}")).unwrap();
    }

    fn products(&self) -> (i64, i64) {
        self.rows("product_product", "magento_product_product")
    }
}

impl Run {
    fn count(&self, model: &str, what: &str) -> u64 {
        self.of("import", model, what)
    }

    /// What a step did with a binding.
    fn of(&self, step: &str, model: &str, what: &str) -> u64 {
        self.summary[step][model][what].as_u64().unwrap_or_else(|| panic!("no {what} of {model} in {step}:\n{}", self.out))
    }

    /// A number.
    fn number(&self, what: &str) -> u64 {
        self.summary[what].as_u64().unwrap_or_else(|| panic!("no {what}:\n{}", self.out))
    }

    /// How many groups and products were created and updated in a step.
    fn written(&self, step: &str) -> [[u64; 2]; 2] {
        [GROUPS, PRODUCTS].map(|model| ["created", "updated"].map(|what| self.of(step, model, what)))
    }

    fn created(&self) -> [u64; 3] {
        [GROUPS, CATEGORIES, PRODUCTS].map(|model| self.count(model, "created"))
    }

    fn in_all(&self, what: &str) -> u64 {
        [GROUPS, CATEGORIES, PRODUCTS].iter().map(|model| self.count(model, what)).sum()
    }

    #[track_caller]
    fn succeeded(self) -> Self {
        assert_eq!(self.status, Some(0), "{}", self.out);
        self
    }

    #[track_caller]
    fn failed(self, words: &[&str]) -> Self {
        assert_eq!(self.status, Some(1), "{}", self.out);
        for words in words {
            assert!(self.out.contains(words), "no {words:?} in:\n{}", self.out);
        }
        self
    }
}

#[test]
fn everything_then_nothing_then_what_changed() {
    let job = Job::new();
    assert_eq!(job.run(FIRST, &[]).succeeded().created(), [110, 120, 2_000]);
    assert_eq!(job.products(), (2_000, 2_000));
    let second = job.run(FIRST, &[]).succeeded();
    assert_eq!((second.in_all("created"), second.in_all("updated"), second.in_all("failed")), (0, 0, 0));
    let later = job.run(LATER, &[]).succeeded();
    assert_eq!((later.in_all("created"), later.in_all("failed")), (0, 0));
    let updated = later.count(PRODUCTS, "updated");
    assert!((1..2_000).contains(&updated), "{}", later.out);
    // Only what changed was read.
    assert!(updated + later.count(PRODUCTS, "unchanged") < 2_000, "{}", later.out);
    assert_eq!(job.products(), (2_000, 2_000));
    let everything = job.run(LATER, &["--everything"]).succeeded();
    assert_eq!((everything.in_all("created"), everything.in_all("updated")), (0, 0));
    assert_eq!(everything.count(PRODUCTS, "unchanged"), 2_000);
}

#[test]
fn other_versions() {
    for version in ["2.0", "2.4-acme"] {
        let job = Job { version, ..Job::new() };
        assert_eq!(job.run(FIRST, &[]).succeeded().created(), [110, 120, 2_000]);
        assert_eq!(job.run(FIRST, &[]).succeeded().in_all("updated"), 0);
    }
    // What is not for sale at Acme is in stock elsewhere.
    let stock = |version| {
        let job = Job { version, ..Job::new() };
        job.run(FIRST, &[]).succeeded();
        let database = connector_store::rusqlite::Connection::open(job.database()).unwrap();
        database.query_row("SELECT sum(stock) FROM product_product", [], |row| row.get::<_, f64>(0)).unwrap()
    };
    let (of_2_0, of_2_4, of_acme) = (stock("2.0"), stock("2.4"), stock("2.4-acme"));
    assert!((of_2_0 - of_2_4).abs() < 0.001, "{of_2_0} {of_2_4}");
    assert!(of_acme < of_2_4, "{of_acme} {of_2_4}");
}

#[test]
fn a_broken_page_stops_with_words_and_the_next_run_finishes() {
    let job = Job::new();
    let broken = job.run(FIRST, &["--faults", "broken-json-page=4"]);
    broken.failed(&[
        PRODUCTS,
        "magento.backend \"demonstration\"",
        "stopped while reading page 4",
        "its answer makes no sense",
        "What was done stays",
    ]);
    assert_eq!(job.rows("product_category", "magento_product_category"), (120, 120));
    // Three pages of 200, the last record of one being the first of the next.
    assert_eq!(job.products(), (598, 598));
    assert_eq!(job.run(FIRST, &[]).succeeded().created(), [0, 0, 1_402]);
    assert_eq!(job.products(), (2_000, 2_000));
}

#[test]
fn a_token_that_is_revoked_on_the_way() {
    let job = Job::new();
    job.run(FIRST, &["--faults", "unauthorized-after=3"]).failed(&[
        "magento.backend \"demonstration\"",
        "check the credentials",
        "HTTP 401",
    ]);
    // In the middle of the products.
    job.run(FIRST, &["--faults", "unauthorized-after=14"]).failed(&[PRODUCTS, "stopped while reading page", "HTTP 401"]);
    let (records, bindings) = job.products();
    assert!(records == bindings && (1..2_000).contains(&records), "{records} {bindings}");
    let rest = job.run(FIRST, &[]).succeeded();
    assert_eq!(rest.count(PRODUCTS, "created"), 2_000 - u64::try_from(records).unwrap());
    // It went on from there, and did not begin again.
    assert!(rest.count(PRODUCTS, "unchanged") < u64::try_from(records).unwrap(), "{}", rest.out);
    assert_eq!(job.products(), (2_000, 2_000));
}

#[test]
fn trouble_that_goes_away_is_no_failure() {
    for faults in ["fail-first=2", "retry-after"] {
        let job = Job::new();
        let run = job.run(FIRST, &["--faults", faults]).succeeded();
        assert_eq!(run.created(), [110, 120, 2_000]);
        assert!(run.out.contains("asked again in"), "{}", run.out);
    }
}

#[test]
fn a_product_without_sku_fails_alone() {
    let job = Job::new();
    let run = job.run(FIRST, &["--faults", "without-sku=17"]).failed(&["the product has no SKU", "entity ID"]);
    assert_eq!((run.count(PRODUCTS, "created"), run.count(PRODUCTS, "failed")), (1_999, 1));
    assert_eq!(job.products(), (1_999, 1_999));
    let mended = job.run(FIRST, &["--everything"]).succeeded();
    assert_eq!(mended.count(PRODUCTS, "created"), 1);
    assert_eq!(job.products(), (2_000, 2_000));
}

#[test]
fn two_products_with_one_sku() {
    let job = Job::new();
    let run = job.run(FIRST, &["--faults", "duplicate-sku=17"]).failed(&["failed:"]);
    assert_eq!((run.count(PRODUCTS, "created"), run.count(PRODUCTS, "failed")), (1_999, 1));
    assert_eq!(job.products(), (1_999, 1_999));
}

#[test]
fn a_database_that_cannot_be_used() {
    let job = Job::new();
    std::fs::write(job.database(), "this is no database, and long enough for nobody to take it for an empty one. ".repeat(20)).unwrap();
    job.run(FIRST, &[]).failed(&["error: the database", "is no SQLite database"]);

    let job = Job::new();
    let elsewhere = job.directory.path().join("missing").join("shop.db");
    let out = Command::new(&*MAGENTO).args(["import", "--demonstration-time", FIRST, "--database"]).arg(elsewhere).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("cannot be opened"), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_database_that_is_damaged_inside() {
    let job = Job::new();
    job.run(FIRST, &[]).succeeded();
    // Whoever closes it last moves everything from its log into it.
    assert_eq!(job.products(), (2_000, 2_000));
    let mut bytes = std::fs::read(job.database()).unwrap();
    assert!(bytes.len() > 100_000);
    // Every page but the first one.
    bytes[4_096..].fill(0xA5);
    std::fs::write(job.database(), bytes).unwrap();
    job.run(FIRST, &[]).failed(&["error: the database", "is corrupt"]);
}

/// The administrator may write everything: then there is no such thing as a read-only file, and the run succeeds.
#[test]
fn a_database_that_is_read_only() {
    let job = Job::new();
    job.run(FIRST, &[]).succeeded();
    let set = |read_only| {
        let mut permissions = std::fs::metadata(job.database()).unwrap().permissions();
        permissions.set_readonly(read_only);
        std::fs::set_permissions(job.database(), permissions).unwrap();
    };
    set(true);
    let may_write = std::fs::OpenOptions::new().append(true).open(job.database()).is_ok();
    let run = job.run(LATER, &[]);
    set(false);
    if may_write {
        run.succeeded();
    } else {
        run.failed(&["error: ", "is read-only"]);
        assert_eq!(job.products(), (2_000, 2_000));
    }
}

#[test]
fn a_shop_that_does_not_answer() {
    let job = Job::new();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let out = Command::new(&*MAGENTO)
        .args(["--url", &format!("http://127.0.0.1:{port}"), "--token", "none", "--database"])
        .arg(job.database())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{told}");
    assert!(told.contains("magento.backend \"main\"") && told.contains("it cannot be reached"), "{told}");
}

/// From the shop by jobs, to the shop by jobs, what comes back, and what is gone.
#[test]
fn the_whole_job() {
    let job = Job::new();
    let first = job.command(FIRST, &[]).succeeded();
    assert_eq!(first.created(), [110, 120, 2_000]);
    assert_eq!(first.of("import", PRODUCTS, "delayed"), 0);
    // A job a page, of 200 at the most.
    assert!(first.summary["import jobs"]["done"].as_u64().unwrap() >= 10, "{}", first.out);
    assert_eq!((first.written("export"), first.summary["export jobs"]["done"].as_u64()), ([[1, 0], [1, 1]], Some(3)));
    assert_eq!(first.written("again"), [[0, 0], [0, 0]]);
    assert_eq!((first.number("gone"), first.number("reviews")), (0, 0));
    assert_eq!(job.products(), (2_001, 2_001));
    assert!(first.out.contains("Nothing waits for a person to decide."), "{}", first.out);

    let second = job.command(LATER, &[]).succeeded();
    assert_eq!((second.in_all("created"), second.in_all("failed")), (0, 0));
    assert!((1..2_000).contains(&second.count(PRODUCTS, "updated")), "{}", second.out);
    assert_eq!((second.written("export"), second.written("again")), ([[1, 0], [1, 1]], [[0, 0], [0, 0]]));
    // The first one of ours was deleted in the shop; it is archived here, and nobody tells the shop of that.
    assert_eq!((second.number("gone"), second.of("sweep", PRODUCTS, "updated"), second.number("reviews")), (1, 1, 0));
    assert!(second.out.contains("gone (archived): 1: HOME-0001"), "{}", second.out);
    assert_eq!(job.products(), (2_002, 2_002));
    assert_eq!(job.select("SELECT group_concat(sku) FROM product_product WHERE sku LIKE 'HOME-%' AND NOT active"), "HOME-0001");
    let rest = job.command(LATER, &["export"]).succeeded();
    assert_eq!((rest.written("export"), rest.number("reviews")), ([[0, 0], [0, 0]], 0));
}

#[test]
fn products_wait_for_a_worker() {
    let job = Job::new();
    let read = job.small(&["import", "--delayed"]).succeeded();
    assert_eq!((read.created(), read.count(PRODUCTS, "delayed")), ([110, 120, 0], 60));
    assert_eq!(job.products(), (0, 0));
    // Read twice, and imported once.
    assert_eq!(job.small(&["import", "--delayed", "--since", "2020-01-01"]).succeeded().count(PRODUCTS, "delayed"), 60);
    let done = job.small(&["worker", "--faults", "fail-first=1"]).succeeded();
    assert_eq!((done.of("jobs", PRODUCTS, "created"), job.products()), (60, (60, 60)));
    assert!(done.out.contains("0 failed, 0 to be tried again"), "{}", done.out);
}

#[test]
fn what_changes_here_is_exported_once() {
    let job = Job::new();
    job.small(&["import"]).succeeded();
    job.small(&["change"]).succeeded();
    for arguments in [&["export", "--dry-run"][..], &["export"]] {
        assert_eq!(job.small(arguments).succeeded().written("export"), [[1, 0], [1, 1]]);
    }
    // The jobs that were enqueued with the change find nothing more to do.
    assert_eq!(job.small(&["worker"]).succeeded().written("jobs"), [[0, 0], [0, 0]]);
    assert_eq!(job.small(&["export"]).succeeded().written("export"), [[0, 0], [0, 0]]);
    let echo = job.small(&["import", "--everything"]).succeeded();
    // Its entity ID is new to us.
    assert_eq!((echo.created(), echo.count(PRODUCTS, "updated"), echo.count(GROUPS, "updated")), ([0, 0, 0], 1, 0));

    // What is deleted here, by whatever way, is deleted there.
    job.execute("DELETE FROM product_product WHERE sku = 'HOME-0001'");
    assert_eq!(job.small(&["export"]).succeeded().of("export", PRODUCTS, "deleted"), 1);
    let swept = job.small(&["sweep"]).succeeded();
    assert_eq!((swept.number("gone"), job.products()), (0, (60, 60)));
}

/// A new group, of which the shop's answer is lost; gives what the export said.
fn in_doubt(job: &Job) -> Run {
    job.small(&["import"]).succeeded();
    job.small(&["change"]).succeeded();
    job.small(&["export", "--faults", "lose-group-answer"]).failed(&["HTTP 504", "it is not known whether it was created"])
}

#[test]
fn a_person_decides_what_became_of_a_create() {
    let job = Job::new();
    in_doubt(&job);
    // It is not sent again.
    assert_eq!(job.small(&["export"]).succeeded().number("reviews"), 1);
    let shown = job.small(&["reviews"]).succeeded();
    assert!(shown.out.contains("magento.res.partner.category binding 111") && shown.out.contains("(in doubt)"), "{}", shown.out);
    job.small(&["settle", "111", "--created", "110"]).succeeded();
    // What the shop has of it is not known, and is sent once.
    let after = job.small(&["export"]).succeeded();
    assert_eq!((after.number("reviews"), after.written("export")), (0, [[0, 1], [0, 0]]));
    assert_eq!(job.small(&["import"]).succeeded().created(), [0, 0, 0]);
    assert_eq!(job.rows("res_partner_category", "magento_res_partner_category"), (111, 111));

    let job = Job::new();
    in_doubt(&job);
    job.small(&["settle", "111", "--not-created"]).succeeded();
    job.small(&["export"]).failed(&["Customer Group already exists."]);
}

#[test]
fn an_import_finds_what_was_in_doubt() {
    let job = Job::new();
    in_doubt(&job);
    assert_eq!(job.small(&["export"]).succeeded().number("reviews"), 1);
    job.small(&["import"]).succeeded();
    assert_eq!(job.rows("res_partner_category", "magento_res_partner_category"), (111, 111));
    assert_eq!(job.small(&["reviews"]).succeeded().number("reviews"), 0);
    job.small(&["export"]).succeeded();
    assert_eq!(job.small(&["export"]).succeeded().written("export"), [[0, 0], [0, 0]]);
}

#[test]
fn what_else_can_be_asked() {
    let job = Job::new();
    let plan = job.small(&["plan"]).succeeded();
    assert!(plan.out.contains("magento_product_product"), "{}", plan.out);
    let components = job.small(&["components"]).succeeded();
    assert!(components.out.contains("ProductExport") && components.out.contains("AcmeProductAdapter"), "{}", components.out);
}
