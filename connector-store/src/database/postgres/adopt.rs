//! Connections of the application's own, with an open transaction.

use sqlx::{PgConnection, Row as _};

use super::{Held, Pool, fault};
use crate::Error;

/// Which database of which cluster it is. A copy of a cluster has the number of its origin, so that the time of its start and
/// its address tell them apart.
const IDENTITY: &str = "SELECT format('%s/%s/%s/%s', s.system_identifier, d.oid, pg_postmaster_start_time(), inet_server_port()) \
    FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()";

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
        let own = self.identity.get_or_try_init(async || {
            let mut own = self.connections.take().await?;
            let found = match own.connection() {
                Ok(connection) => identity(connection).await,
                Err(lost) => Err(lost),
            };
            own.saw(&found);
            found.map_err(|refused| error(&refused))
        });
        let own = own.await?;
        if *own != identity(connection).await.map_err(|refused| error(&refused))? {
            return Err(Error::NotAdoptable("it is on another database than this store: connect it to the store's"));
        }
        let level = sqlx::raw_sql("SELECT current_setting('transaction_isolation')").fetch_one(&mut *connection).await;
        let level: String = level.and_then(|row| row.try_get(0)).map_err(|refused| error(&refused))?;
        let locks = matches!(level.as_str(), "read committed" | "read uncommitted");
        Ok(Held::adopted(connection, locks, self.server.clone()))
    }
}

async fn identity(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::raw_sql(IDENTITY).fetch_one(connection).await?.try_get(0)
}
