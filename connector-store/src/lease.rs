//! Leases: one holder of a key at a time, in all processes.
//!
//! A lease is a row. Its number, which the database draws and never draws twice, is the fence: who takes the key later has a
//! greater one, also after the rows of earlier holders are gone. All times are by the database's clock.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{BindingId, ExternalBinding, Field, FieldType, ModelKind, ModelMeta, Unique, Value};

use crate::database::{Purpose, Row};
use crate::{Error, Store, Tx};

pub(crate) const TABLE: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.lease",
    "Lease",
    "connector_lease",
    &[
        Field::of::<String>("key", "key", "Key"),
        Field::of::<String>("holder", "holder", "Holder"),
        Field::of::<DateTime<Utc>>("until", "until", "Until").index(),
    ],
    &[Unique::new("connector_lease_key", &["key"], "Somebody else has the lease.")],
);

/// How long the row of an expired lease is kept that nobody takes: so long a holder that comes late still finds it.
const KEPT: Duration = Duration::from_hours(24);

/// Each time that so many leases were given, old rows are removed.
const PRUNED_EVERY: i64 = 32;

/// The longest text of a key, in bytes.
const KEY_BYTES: usize = 1_024;

/// The longest lease: who wants a longer one renews it.
const LONGEST: Duration = Duration::from_hours(24 * 366);

/// A key that this process alone has, until it is released or expires: what [`Store::lease`] gives.
///
/// It is not released when it is dropped, since that would take a statement: it expires. Whoever comes out of a piece of work,
/// also by an error, calls [`release`](Lease::release).
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let lease = store.lease("price list", Duration::from_secs(60)).await?.unwrap();
/// assert_eq!(lease.key(), "price list");
/// lease.renew().await?; // another 60 seconds from now on
/// let fence = lease.fence();
/// lease.release().await?;
///
/// let next = store.lease("price list", Duration::from_secs(60)).await?.unwrap();
/// assert!(next.fence() > fence);
#[doc = include_str!("../docs/close.md")]
/// ```
#[must_use = "a lease is checked by `tx.hold(&lease)`, and released"]
pub struct Lease {
    store: Store,
    key: String,
    holder: String,
    fence: i64,
    time: Duration,
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, holder, fence, time, .. } = self;
        f.debug_struct("Lease").field("key", key).field("holder", holder).field("fence", fence).field("time", time).finish_non_exhaustive()
    }
}

impl Lease {
    /// What is leased.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Who holds it: the number of the process and a random text, as in the table.
    #[must_use]
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// A number that is greater for each later lease of the same key. A remote that keeps the greatest one that it saw can
    /// refuse a holder that comes late.
    #[must_use]
    pub fn fence(&self) -> i64 {
        self.fence
    }

    /// Holds it for its time again, from now on. One that has expired and that nobody took is held on.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has taken it.
    pub async fn renew(&self) -> Result<(), Error> {
        self.store.transaction(move |tx| Box::pin(async move { tx.renew(self).await })).await
    }

    /// Gives it up, so that the next one need not wait. Does nothing where it was lost.
    ///
    /// # Errors
    /// What the database says; it then expires.
    pub async fn release(self) -> Result<(), Error> {
        let lease = &self;
        self.store.transaction(move |tx| Box::pin(async move { tx.release_lease(lease).await })).await
    }

    fn identity(&self) -> [Value; 2] {
        [Value::Int(self.fence), Value::Text(self.holder.clone())]
    }

    fn lost(&self) -> Error {
        Error::LeaseLost { key: self.key.clone(), fence: self.fence }
    }
}

impl Tx<'_> {
    /// Makes sure that a lease is still this process's, and keeps it so until the transaction ends: nobody else takes it
    /// before what is written here is committed. To be called in each transaction that writes what the lease is for.
    ///
    /// A lease that has expired and that nobody took is held: it excludes everybody all the same.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let lease = store.lease("price list", Duration::from_millis(1)).await?.unwrap();
    /// # tokio::time::sleep(Duration::from_millis(20)).await;
    /// // Its time is over, and somebody else takes it:
    /// let other = store.lease("price list", Duration::from_secs(60)).await?;
    /// assert!(other.is_some());
    /// let late = store
    ///     .transaction(|tx| {
    ///         let lease = &lease;
    ///         Box::pin(async move {
    ///             tx.hold(lease).await?;
    ///             tx.put(product("Chair")).await
    ///         })
    ///     })
    ///     .await;
    /// assert!(matches!(late, Err(Error::LeaseLost { .. })));
    /// assert_eq!(store.count::<Product>().await?, 0);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has taken it: give it on, so that nothing of the transaction is kept.
    pub async fn hold(&mut self, lease: &Lease) -> Result<(), Error> {
        let sql = format!(
            r#"SELECT t."id" FROM "connector_lease" t WHERE t."id" = ?1 AND t."holder" = ?2{}"#,
            self.statements.dialect.locked(true)
        );
        let mut held = false;
        self.session
            .query(&sql, &lease.identity(), &mut |_| {
                held = true;
                Ok(())
            })
            .await?;
        if held { Ok(()) } else { Err(lease.lost()) }
    }

    async fn release_lease(&mut self, lease: &Lease) -> Result<(), Error> {
        self.session.execute(r#"DELETE FROM "connector_lease" WHERE "id" = ?1 AND "holder" = ?2"#, &lease.identity()).await?;
        Ok(())
    }

    async fn renew(&mut self, lease: &Lease) -> Result<(), Error> {
        let sql = format!(
            r#"UPDATE "connector_lease" SET "until" = {} WHERE "id" = ?1 AND "holder" = ?2"#,
            self.statements.dialect.moment_after(3)
        );
        let [fence, holder] = lease.identity();
        match self.session.execute(&sql, &[fence, holder, microseconds(lease.time)]).await? {
            0 => Err(lease.lost()),
            _ => Ok(()),
        }
    }

    /// Gives the fence and the holder; `None` when somebody else has the key.
    async fn lease(&mut self, key: &str, time: Duration) -> Result<Option<(i64, String)>, Error> {
        let dialect = self.statements.dialect;
        let (key, now) = (Value::Text(key.to_owned()), dialect.moment());
        let expired = format!(r#"DELETE FROM "connector_lease" WHERE "key" = ?1 AND "until" <= {now}"#);
        self.session.execute(&expired, std::slice::from_ref(&key)).await?;
        // The number alone would do, were there not copies of the database.
        let insert = format!(
            r#"INSERT INTO "connector_lease" ("key", "holder", "until") VALUES (?1, {} || ' ' || {}, {})
            ON CONFLICT DO NOTHING RETURNING "id", "holder""#,
            dialect.place(2, FieldType::Text),
            dialect.random(),
            dialect.moment_after(3)
        );
        let mut given = None;
        self.session
            .query(&insert, &[key, Value::Text(std::process::id().to_string()), microseconds(time)], &mut |row| {
                let read = row.int().and_then(|fence| Ok((fence, row.text()?.to_owned())));
                given = Some(read.map_err(|error| Error::Database(format!("connector.lease: {error}")))?);
                Ok(())
            })
            .await?;
        // Its number may be older than that of somebody who had the key meanwhile: now nobody else can have it.
        if let (Some((fence, _)), Some(renumber)) = (&mut given, dialect.renumber(TABLE.table)) {
            let drawn = [Value::Int(*fence)];
            let mut each = |row: &mut dyn Row| {
                *fence = row.int().map_err(|error| Error::Database(format!("connector.lease: {error}")))?;
                Ok(())
            };
            self.session.query(&renumber, &drawn, &mut each).await?;
        }
        if given.as_ref().is_some_and(|(fence, _)| fence % PRUNED_EVERY == 0) {
            self.prune_leases().await?;
        }
        Ok(given)
    }

    /// Removes the rows of keys that nobody asks for any more.
    async fn prune_leases(&mut self) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let old = format!(
            r#"DELETE FROM "connector_lease" WHERE "id" IN (SELECT t."id" FROM "connector_lease" t WHERE t."until" < {} LIMIT 1000{})"#,
            dialect.moment_before(1),
            dialect.free()
        );
        self.session.execute(&old, &[microseconds(KEPT)]).await?;
        Ok(())
    }
}

impl Store {
    /// Takes the lease of a key for a time; `None` when somebody else has it. It is released by its holder, or free again when
    /// its time is over, as after a crash: give it somewhat more time than the work takes, or [`renew`](Lease::renew) it.
    ///
    /// The time is measured by the database: clocks of processes and machines do not matter. On SQLite that is the clock of
    /// the machine that all its processes are on.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Record)]
    /// # #[record(name = "category")]
    /// # struct Category { name: String }
    /// # schema! { static SHOP = [Category]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect_with("sqlite::memory:", connector_store::ConnectOptions::new()).await?;
    /// # store.migrate(&SHOP).await?;
    /// if let Some(lease) = store.lease("price list", Duration::from_secs(60)).await? {
    ///     assert!(store.lease("price list", Duration::from_secs(60)).await?.is_none(), "one at a time");
    ///     // Talk to the remote, then write in a transaction that makes sure that nobody else took it meanwhile:
    ///     let held = &lease;
    ///     store.transaction(|tx| Box::pin(async move {
    ///         tx.hold(held).await?;
    ///         tx.put(Category { name: "Chairs".into() }).await
    ///     })).await?;
    ///     lease.release().await?;
    /// }
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::BadLease`] for a key that is empty, longer than 1024 bytes, or contains a NUL, and for a time of less than a
    /// microsecond or more than a year; [`Error::Migration`] when the store was never migrated.
    pub async fn lease(&self, key: &str, time: Duration) -> Result<Option<Lease>, Error> {
        let bad = |problem| Err(Error::BadLease { key: key.to_owned(), problem });
        if key.is_empty() || key.len() > KEY_BYTES || key.contains('\0') {
            return bad("a key has 1 to 1024 bytes, and no NUL");
        }
        if time.as_micros() == 0 || time > LONGEST {
            return bad("its time is more than nothing and at most a year: take a shorter one, and renew it");
        }
        // A fence must not be drawn again after a power cut.
        let given = self.run(Purpose::Lease, move |tx| Box::pin(async move { tx.lease(key, time).await })).await?;
        Ok(given.map(|(fence, holder)| Lease { store: self.clone(), key: key.to_owned(), holder, fence, time }))
    }

    /// As [`lease`](Store::lease), of one binding: for whoever writes it to the remote. Its key is the name of the model and the
    /// number of the row, `shop.category 7`.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop, Some(12))).await?.id();
    /// let lease = store.lease_binding(binding, Duration::from_secs(60)).await?.unwrap();
    /// assert_eq!(lease.key(), "shop.product 1");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`lease`](Store::lease).
    pub async fn lease_binding<T: ExternalBinding>(&self, binding: BindingId<T>, time: Duration) -> Result<Option<Lease>, Error> {
        self.lease(&format!("{} {binding}", T::NAME), time).await
    }
}

fn microseconds(time: Duration) -> Value {
    Value::Int(i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}
