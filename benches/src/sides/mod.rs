//! Who does the work: the store, and its drivers by hand.

mod ours;
mod postgres;
mod rusqlite;
mod sqlx;
mod tokio_postgres;

use connector_core::{BindingId, RecordId};

pub use self::ours::Ours;
pub use self::rusqlite::{Rusqlite, open};
pub use self::sqlx::Sqlx;
pub use self::tokio_postgres::TokioPostgres;
use crate::Result;
use crate::model::{Bound, Thing};

/// How many keys a peer puts into one statement, as the store does.
pub const BATCH: usize = 1_000;

/// One way to do each piece of work. Each gives how many items it did, or found.
#[allow(async_fn_in_trait)]
pub trait Side {
    /// Puts rows, each in a transaction of its own.
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize>;
    /// Puts rows in one transaction.
    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize>;
    /// Binds, each in a transaction of its own.
    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize>;
    /// Binds in one transaction.
    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize>;
    /// Reads whole rows by their external IDs, one by one.
    async fn to_internal(&mut self, ids: &[String]) -> Result<usize>;
    /// Reads whole rows by their external IDs, a thousand at a time.
    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize>;
    /// Reads external IDs by their records, one by one.
    async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Result<usize>;
    /// Reads external IDs by their records, a thousand at a time.
    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize>;
    /// Takes the external IDs of some bindings; not measured.
    async fn unbind_all(&mut self, bindings: &[i64]) -> Result<()>;
    /// Takes away what a run added; not measured.
    async fn tidy(&mut self) -> Result<()>;
    /// Reads the whole database once, so that the operating system keeps what it has memory for; not measured.
    async fn warm(&mut self) -> Result<()> {
        Ok(())
    }
}
