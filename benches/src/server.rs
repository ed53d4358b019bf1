//! A PostgreSQL server for one run.

use connector_store::sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::Result;
pub use connector_test_cluster::Cluster as Server;

/// What PostgreSQL has by default, or less: the disk shall not hide what is measured.
const SMALL: &str = "-c shared_buffers=256MB -c max_wal_size=2GB";
/// For ten million rows: what one gives a server that has so many, so that it keeps them.
const LARGE: &str = "-c shared_buffers=3GB -c max_wal_size=512MB -c wal_level=minimal -c max_wal_senders=0";

/// Keeps the calling thread on one CPU, and starts a server on the same one; or takes the server that `CONNECTOR_TEST_POSTGRES` names.
pub fn start() -> Result<Server> {
    stay_on_one_cpu()?;
    Ok(Server::get(SMALL)?)
}

/// As [`start`], with memory for many rows.
pub fn start_large() -> Result<Server> {
    stay_on_one_cpu()?;
    Ok(Server::get(LARGE)?)
}

/// Keeps this thread, and the server that it starts, on one CPU. Each side of a round trip waits while the other works. To wake the
/// server on another CPU takes some 50 µs more, and whether that happens is chance: a lookup then takes 75 µs in place of 25.
/// What the server does beside (writing its log, cleaning up) falls on both sides alike.
fn stay_on_one_cpu() -> Result<()> {
    if std::env::var_os("CONNECTOR_TEST_POSTGRES").is_some() {
        return Ok(());
    }
    let allowed = sched_getaffinity(None)?;
    let Some(last) = (0..CpuSet::MAX_CPU).rev().find(|cpu| allowed.is_set(*cpu)) else { return Ok(()) };
    let mut one = CpuSet::new();
    one.set(last);
    Ok(sched_setaffinity(None, &one)?)
}

/// Counts the CPU time of a server that was started here.
pub fn count(server: &Server) -> Result<()> {
    if let Some(folder) = server.folder() {
        let kept = std::fs::read_to_string(folder.join("data/postmaster.pid"))?;
        crate::compare::count(kept.lines().next().unwrap_or_default().parse()?);
    }
    Ok(())
}

/// Makes a database anew, and gives its address.
pub async fn database(server: &Server, name: &str) -> Result<String> {
    let mut connection = PgConnection::connect(&server.url(server.first())).await?;
    raw_sql(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).execute(&mut connection).await?;
    raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))).execute(&mut connection).await?;
    connection.close().await?;
    Ok(server.url(name))
}
