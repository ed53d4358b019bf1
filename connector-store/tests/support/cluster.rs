//! A PostgreSQL server for one test program: started when the first test asks for it, and gone with the program, however that
//! one ends. `CONNECTOR_TEST_POSTGRES` names a running server instead: `postgres://user:password@host:5432/postgres`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use connector_store::Store;
use connector_test_cluster::Cluster;
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use tokio::sync::{Mutex, OnceCell};

use super::SHOP;

/// A server, and the address of its databases up to their names.
struct Server {
    base: String,
    /// The database in which others are made.
    first: String,
    /// Ends with this process; none where the server was there before.
    own: Option<Cluster>,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        if let Ok(url) = std::env::var("CONNECTOR_TEST_POSTGRES") {
            let (base, first) = url.rsplit_once('/').unwrap_or_else(|| panic!("CONNECTOR_TEST_POSTGRES must end in a database: {url:?}"));
            return Server { base: base.to_owned(), first: first.to_owned(), own: None };
        }
        let cluster = Cluster::start().unwrap_or_else(|error| panic!("{error}"));
        let address = cluster.url("");
        Server { base: address.trim_end_matches('/').to_owned(), first: "postgres".to_owned(), own: Some(cluster) }
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
    let mut connection = PgConnection::connect(&format!("{}/{}", server.base, server.first)).await.unwrap();
    raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Gives its address.
pub async fn create_database(name: &str, template: Option<&str>) -> String {
    on_server(format!("CREATE DATABASE {name} TEMPLATE {} ENCODING 'UTF8'", template.unwrap_or("template0"))).await;
    format!("{}/{name}", server().base)
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
        if server().own.is_none() {
            drop_database(&name).await;
            return None;
        }
        Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        Some(name)
    };
    TEMPLATE.get_or_init(make).await.clone()
}
