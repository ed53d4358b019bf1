//! The PostgreSQL server of one test program, started when the first test asks for it, and its databases.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use connector_store::Store;
use connector_test_cluster::Cluster;
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use tokio::sync::{Mutex, OnceCell};

use super::SHOP;

/// Whether the server, which is started for that in any case, writes all that it can say into its log.
pub static TELLS_ALL: AtomicBool = AtomicBool::new(false);

const SETTINGS: &str = "-c shared_buffers=64MB";

/// Every statement with its values, those of a failing one, and what it says of the failure.
const TELL_ALL: &str = "-c shared_buffers=64MB -c log_statement=all -c log_min_error_statement=debug5 -c log_min_messages=debug1 \
    -c log_error_verbosity=verbose -c log_parameter_max_length=-1 -c log_parameter_max_length_on_error=-1 -c log_min_duration_statement=0";

/// All files that the server has written so far, once its memory is on the disk.
pub async fn files() -> Vec<PathBuf> {
    on_server("CHECKPOINT".to_owned()).await;
    let mut files = Vec::new();
    let mut folders = vec![server().folder().unwrap().to_owned()];
    while let Some(folder) = folders.pop() {
        // Some are gone before they are looked at.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files
}

fn server() -> &'static Cluster {
    static SERVER: OnceLock<Cluster> = OnceLock::new();
    SERVER.get_or_init(|| {
        let started = if TELLS_ALL.load(Ordering::Relaxed) { Cluster::start(TELL_ALL) } else { Cluster::get(SETTINGS) };
        started.unwrap_or_else(|error| panic!("{error}"))
    })
}

/// A name that no other test has.
pub fn new_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("connector_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// One at a time: a database that is copied is nobody else's meanwhile.
async fn on_server(sql: String) {
    static ALONE: Mutex<()> = Mutex::const_new(());
    // The first one waits for the server.
    let server = tokio::task::spawn_blocking(server).await.unwrap();
    let _alone = ALONE.lock().await;
    let mut connection = PgConnection::connect(&server.url(server.first())).await.unwrap();
    raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Gives its address.
pub async fn create_database(name: &str, template: Option<&str>) -> String {
    on_server(format!("CREATE DATABASE {name} TEMPLATE {} ENCODING 'UTF8'", template.unwrap_or("template0"))).await;
    server().url(name)
}

pub async fn drop_database(name: &str) {
    on_server(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// A database with all tables, to be copied; none on a server that stays, where nobody would remove it.
pub async fn template() -> Option<String> {
    static TEMPLATE: OnceCell<Option<String>> = OnceCell::const_new();
    let make = || async {
        let name = new_name();
        let url = create_database(&name, None).await;
        if server().folder().is_none() {
            drop_database(&name).await;
            return None;
        }
        Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        Some(name)
    };
    TEMPLATE.get_or_init(make).await.clone()
}
