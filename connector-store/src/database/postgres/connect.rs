//! Reaching a server, and the connections to it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, Row};

use super::{BEGIN, BEGIN_ALONE, Held, Way, fault};
use crate::Error;
use crate::database::Purpose;

/// How long is waited for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What the statements need: `WITH … AS MATERIALIZED`.
const OLDEST: u32 = 120_000;

/// The connections to one database.
#[derive(Debug)]
pub(crate) struct Pool {
    pool: PgPool,
    database: Arc<str>,
}

/// A connection that reads, while it is held.
pub(crate) struct Reader {
    connection: PoolConnection<Postgres>,
    database: Arc<str>,
}

/// From an address; `None` when it is not one of PostgreSQL's.
pub(crate) fn options(url: &str) -> Option<PgConnectOptions> {
    let ours = url.starts_with("postgres://") || url.starts_with("postgresql://");
    // The driver's log would repeat statements.
    PgConnectOptions::from_str(url).ok().filter(|_| ours).map(PgConnectOptions::disable_statement_logging)
}

impl Pool {
    pub(crate) async fn open(options: PgConnectOptions) -> Result<Self, Error> {
        let name = options.get_database().unwrap_or(options.get_username());
        let database: Arc<str> = match options.get_socket() {
            Some(socket) => format!("{}/{name}", socket.display()).into(),
            None => format!("{}:{}/{name}", options.get_host(), options.get_port()).into(),
        };
        let unusable = |problem| Error::Unusable { database: database.to_string(), problem };
        // One connection first: a pool keeps on trying where there is nobody.
        let connect = tokio::time::timeout(PATIENCE, options.connect());
        let mut first = match connect.await {
            Ok(connected) => connected.map_err(|error| fault::of_connecting(&error, &database))?,
            Err(_) => return Err(unusable("does not answer")),
        };
        if first.server_version_num().is_some_and(|version| version < OLDEST) {
            return Err(unusable("is older than PostgreSQL 12: take a newer server"));
        }
        let encoding = sqlx::query("SELECT current_setting('server_encoding')").fetch_one(&mut first).await;
        let encoding: Result<String, _> = encoding.and_then(|row| row.try_get(0));
        if encoding.map_err(|error| fault::of_connecting(&error, &database))? != "UTF8" {
            return Err(unusable("does not keep its texts in UTF-8: create it with `ENCODING 'UTF8'`"));
        }
        // It has said what it was asked.
        let _ = first.close().await;
        let pool = PgPoolOptions::new().max_connections(10).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Ok(Self { pool, database })
    }

    /// A connection that reads: each statement sees what is committed.
    pub(crate) async fn reader(&self) -> Result<Reader, Error> {
        match self.pool.acquire().await {
            Ok(connection) => Ok(Reader { connection, database: Arc::clone(&self.database) }),
            Err(error) => Err(fault::of_connecting(&error, &self.database)),
        }
    }

    pub(crate) async fn begin(&self, purpose: Purpose) -> Result<Held<'static>, Error> {
        let begin = match purpose {
            Purpose::Rows => BEGIN,
            Purpose::Tables => BEGIN_ALONE,
        };
        match self.pool.begin_with(begin).await {
            Ok(transaction) => Ok(Held { way: Way::Open(Box::new(transaction)), database: Arc::clone(&self.database) }),
            Err(error) => Err(fault::of_connecting(&error, &self.database)),
        }
    }
}

impl Reader {
    pub(crate) fn session(&mut self) -> Held<'_> {
        Held { way: Way::Lent(&mut self.connection), database: Arc::clone(&self.database) }
    }
}

/// How long to wait before a transaction is repeated: longer each time, and not as long as the other one does.
pub(crate) fn pause(tries: u32) -> Duration {
    let longest = 5_u64 << tries.min(7);
    let random = RandomState::new().build_hasher().finish();
    Duration::from_millis(1 + random % longest)
}
