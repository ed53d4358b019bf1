//! Reaching a server, and the connections to it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, Row};

use super::adopt::Identity;
use super::begin::patient;
use super::pool::{Connections, MOST, Pooled};
use super::{Held, fault};
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
    pub(super) identity: tokio::sync::Mutex<Option<Identity>>,
}

/// What is known of the other side.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// Host, port and name of the database, for errors.
    pub(super) database: Arc<str>,
    /// Whether statements are prepared once for each connection. Where a pooler does not know them, `statement-cache-capacity=0`
    /// in the address says so; every statement is then in a transaction, as it is prepared in one message and run in another.
    pub(super) prepares: bool,
    /// How many milliseconds a connection waits for a lock, where it said so; 0 where a pooler keeps it from that.
    pub(super) waits: u64,
    /// Whether a statement by itself sees what one in a transaction would, where the connection said so.
    pub(super) isolates: bool,
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
        let (mut first, options) = match first_of(options).await {
            Some(connected) => connected.map_err(|error| fault::of_connecting(&error, &database))?,
            None => return Err(unusable("does not answer")),
        };
        if first.server_version_num().is_some_and(|version| version < OLDEST) {
            return Err(unusable("is older than PostgreSQL 12: take a newer server"));
        }
        let (encoding, waits, isolation) = asked(&mut first).await.map_err(|error| fault::of_connecting(&error, &database))?;
        if encoding != "UTF8" {
            return Err(unusable("does not keep its texts in UTF-8: create it with `ENCODING 'UTF8'`"));
        }
        // It has said what it was asked.
        let _ = first.close().await;
        let connections = Connections::new(options, Arc::clone(&database));
        let server = Server { database, prepares, waits, isolates: isolation == "repeatable read" };
        Ok(Self { connections, server, identity: tokio::sync::Mutex::default() })
    }

    /// A connection that reads: each statement sees what is committed.
    pub(crate) async fn reader(&self) -> Result<Reader, Error> {
        let mut connection = self.connections.take().await?;
        if let Some(begin) = self.server.begin_to_read() {
            connection.begin(begin).await.map_err(|error| self.server.error_of_connecting(&error))?;
        }
        Ok(Reader { connection, server: self.server.clone() })
    }

    pub(crate) async fn begin(&self, purpose: Purpose, marker: Option<Arc<str>>) -> Result<Held<'static>, Error> {
        let begin = self.server.begin(purpose, marker.as_deref());
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
                Err(error) => return Err(self.server.error_of_connecting(&error)),
            }
        }
    }
}

/// The first connection, and how the others are made; `None` where the server does not answer.
async fn first_of(options: PgConnectOptions) -> Option<Result<(PgConnection, PgConnectOptions), sqlx::Error>> {
    let patient = patient(options.clone());
    match tokio::time::timeout(PATIENCE, patient.connect()).await.ok()? {
        // A pooler that knows no such option says so, and lets nobody in.
        Err(refused) if fault::is_refused_option(&refused) => {
            let connected = tokio::time::timeout(PATIENCE, options.connect()).await.ok()?;
            Some(connected.map(|connection| (connection, options)))
        }
        connected => Some(connected.map(|connection| (connection, patient))),
    }
}

/// The encoding of the server's texts, how many milliseconds the connection waits for a lock, and how it isolates statements.
///
/// By nothing that is prepared: a pooler gives what has a name to others, and what has none to another connection.
async fn asked(connection: &mut PgConnection) -> Result<(String, u64, String), sqlx::Error> {
    let sql = "SELECT current_setting('server_encoding'), (SELECT setting FROM pg_settings WHERE name = 'lock_timeout'), \
        current_setting('default_transaction_isolation')";
    let row = sqlx::raw_sql(sql).fetch_one(connection).await?;
    let waits: String = row.try_get(1)?;
    Ok((row.try_get(0)?, waits.parse().unwrap_or_default(), row.try_get(2)?))
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
