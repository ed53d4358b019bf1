//! Connections of the application's own, with an open transaction.

use sqlx::{PgConnection, Row as _};

use super::pool::MOST;
use super::{Held, Pool, fault};
use crate::Error;

/// Which database of which cluster it is, and in which schemas its tables are looked for. A copy of a cluster has the number
/// of its origin, so that the time of its start and its port tell them apart; that of the server, as a connection over a socket
/// has none.
const IDENTITY: &str = "SELECT format('%s/%s/%s/%s', s.system_identifier, d.oid, pg_postmaster_start_time(), current_setting('port')), \
    array_to_string(current_schemas(false), E'\\n') \
    FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()";

/// What a name without a schema is found in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    database: String,
    /// The search path, as far as its schemas are there: a line each.
    schemas: String,
}

impl Identity {
    /// Whether the tables of a store are found by another connection, too: its path may go on, and must not begin otherwise.
    fn is_found_by(&self, other: &Self) -> bool {
        let mut others = other.schemas.lines();
        self.schemas.lines().all(|schema| others.next() == Some(schema))
    }
}

impl Pool {
    /// Takes the transaction that is open on a connection to the same database.
    pub(crate) async fn adopt<'c>(&self, connection: &'c mut PgConnection) -> Result<Held<'c>, Error> {
        let error = |error: &sqlx::Error| Error::from(fault::translate(error, &self.server.database));
        // Outside of a transaction there is no savepoint.
        if let Err(refused) =
            sqlx::raw_sql("SAVEPOINT connector_adopted; RELEASE SAVEPOINT connector_adopted").execute(&mut *connection).await
        {
            return Err(match refused.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() {
                Some("25P01") => Error::NotAdoptable("it has no open transaction: run `BEGIN` first"),
                Some("25P02") => Error::NotAdoptable("an earlier statement has failed in its transaction: roll it back, and begin anew"),
                _ => error(&refused),
            });
        }
        let theirs = identity(connection).await.map_err(|refused| error(&refused))?;
        let mut own = self.identity.lock().await;
        if own.as_ref() != Some(&theirs) {
            // Nobody asked yet, or the server was started anew since.
            *own = Some(self.own_identity().await?);
        }
        if own.as_ref().is_none_or(|own| own.database != theirs.database) {
            return Err(Error::NotAdoptable("it is on another database than this store: connect it to the store's"));
        }
        if own.as_ref().is_none_or(|own| !own.is_found_by(&theirs)) {
            return Err(Error::NotAdoptable(
                "its `search_path` begins with other schemas than the store's, so that it would write other tables: say `SET LOCAL search_path` on it first",
            ));
        }
        drop(own);
        let level = sqlx::raw_sql("SELECT current_setting('transaction_isolation')").fetch_one(&mut *connection).await;
        let level: String = level.and_then(|row| row.try_get(0)).map_err(|refused| error(&refused))?;
        let locks = matches!(level.as_str(), "read committed" | "read uncommitted");
        Ok(Held::adopted(connection, locks, self.server.clone()))
    }

    async fn own_identity(&self) -> Result<Identity, Error> {
        let mut left = MOST;
        loop {
            let mut own = self.connections.take().await?;
            let found = match own.connection() {
                Ok(connection) => identity(connection).await,
                Err(lost) => Err(lost),
            };
            own.saw(&found);
            match found {
                // The connections of a server that is no more: each one is closed when it is dropped.
                Err(lost) if own.reused && left > 0 && fault::is_lost(&lost) => left -= 1,
                found => return found.map_err(|refused| fault::translate(&refused, &self.server.database).into()),
            }
        }
    }
}

async fn identity(connection: &mut PgConnection) -> Result<Identity, sqlx::Error> {
    let row = sqlx::raw_sql(IDENTITY).fetch_one(connection).await?;
    Ok(Identity { database: row.try_get(0)?, schemas: row.try_get(1)? })
}
