//! Reaching a server, and the connections to it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};

use super::pool::{Connections, MOST, Pooled};
use super::{BEGIN, BEGIN_ALONE, BEGIN_DURABLE, BEGIN_JOBS, Held, SAVEPOINT, fault};
use crate::Error;
use crate::database::Purpose;

/// How long is waited for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What the statements need: `WITH … AS MATERIALIZED`.
const OLDEST: u32 = 120_000;

/// The connections to one database.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(super) connections: Arc<Connections>,
    pub(super) server: Server,
    /// What tells this database from all others, since somebody asked.
    pub(super) identity: tokio::sync::Mutex<Option<String>>,
}

/// What is known of the other side.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// Host, port and name of the database, for errors.
    pub(super) database: Arc<str>,
    /// Whether statements are prepared once for each connection. Where a pooler does not know them, `statement-cache-capacity=0`
    /// in the address says so; every statement is then in a transaction, as it is prepared in one message and run in another.
    pub(super) prepares: bool,
}

/// A connection that reads, while it is held.
pub(crate) struct Reader {
    connection: Pooled,
    server: Server,
}

/// An address of PostgreSQL's.
pub(crate) struct Address {
    options: PgConnectOptions,
    prepares: bool,
}

/// From an address; `None` when it is not one of PostgreSQL's.
pub(crate) fn address(url: &str) -> Option<Address> {
    let ours = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let options = PgConnectOptions::from_str(url).ok().filter(|_| ours)?;
    // A password with a slash in it that was not written as `%2F` would be taken for host and name, and shown in errors.
    if options.get_database().is_some_and(|name| name.contains('@')) {
        return None;
    }
    // The driver's log would repeat statements. The digits of floats are asked for by texts alone, and poolers refuse to.
    let options = options.disable_statement_logging().extra_float_digits(None);
    let prepares = !url.split(['?', '&']).any(|part| part == "statement-cache-capacity=0");
    Some(Address { options, prepares })
}

impl Pool {
    pub(crate) async fn open(address: Address) -> Result<Self, Error> {
        let Address { options, prepares } = address;
        let name = options.get_database().unwrap_or(options.get_username());
        let database: Arc<str> = match options.get_socket() {
            Some(socket) => format!("{}/{name}", socket.display()).into(),
            None => format!("{}:{}/{name}", options.get_host(), options.get_port()).into(),
        };
        let unusable = |problem| Error::Unusable { database: database.to_string(), problem };
        // One connection first, which is asked what the store wants to know of its server.
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
        let connections = Connections::new(options, Arc::clone(&database));
        Ok(Self { connections, server: Server { database, prepares }, identity: tokio::sync::Mutex::default() })
    }

    /// A connection that reads: each statement sees what is committed.
    pub(crate) async fn reader(&self) -> Result<Reader, Error> {
        let mut connection = self.connections.take().await?;
        if !self.server.prepares {
            connection.begin("BEGIN READ ONLY").await.map_err(|error| fault::of_connecting(&error, &self.server.database))?;
        }
        Ok(Reader { connection, server: self.server.clone() })
    }

    pub(crate) async fn begin(&self, purpose: Purpose, marker: Option<Arc<str>>) -> Result<Held<'static>, Error> {
        let begin = match purpose {
            Purpose::Rows => BEGIN,
            Purpose::Durable => BEGIN_DURABLE,
            Purpose::Tables => BEGIN_ALONE,
            Purpose::Jobs => BEGIN_JOBS,
        };
        // What holds the lock keeps migrations waiting that would turn it away, and what waits for one finds the table gone.
        let begin = match &marker {
            Some(marker) => format!("{begin}; LOCK TABLE {marker} IN ACCESS SHARE MODE; {SAVEPOINT}"),
            None => format!("{begin}; {SAVEPOINT}"),
        };
        let mut left = MOST;
        loop {
            let mut connection = self.connections.take().await?;
            match connection.begin(&begin).await {
                Ok(()) => return Ok(Held::begun(connection, self.server.clone())),
                Err(error) if marker.is_some() && fault::is_missing_table(&error) => {
                    return Err(Error::OlderProgram { models: Vec::new() });
                }
                // The server was started anew meanwhile: nothing has begun, so that another one will do.
                Err(lost) if connection.reused && left > 0 && fault::is_lost(&lost) => left -= 1,
                Err(error) => return Err(fault::of_connecting(&error, &self.server.database)),
            }
        }
    }
}

impl Reader {
    pub(crate) fn session(&mut self) -> Held<'_> {
        Held::lent(&mut self.connection, self.server.clone())
    }
}

/// How long to wait before a transaction is repeated: longer each time, and not as long as the other one does.
pub(crate) fn pause(tries: u32) -> Duration {
    let longest = 5_u64 << tries.min(7);
    let random = RandomState::new().build_hasher().finish();
    Duration::from_millis(1 + random % longest)
}
