//! Which installation the database belongs to, so that a copy of production does not write to the live shop.

use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::{Field, FieldType, ModelKind, ModelMeta, Value};

use crate::database::Row;
use crate::sql::text;
use crate::{Error, Pause, Plan, Store, Tx};

/// The variable by which a process says which installation it is.
pub(crate) const VARIABLE: &str = "CONNECTOR_INSTALLATION";

pub(crate) const TABLE: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.installation",
    "Installation",
    "connector_installation",
    &[
        Field::of::<String>("installation", "installation", "Installation"),
        Field::of::<bool>("named", "named", "Named by the Environment"),
        Field::of::<DateTime<Utc>>("since", "since", "Since"),
        Field::of::<String>("by", "by", "By"),
    ],
    &[],
);

/// What a process says that it is: nothing, where there is nothing but blanks. PostgreSQL keeps no NUL.
pub(crate) fn named(name: Option<&str>) -> Option<String> {
    name.map(|name| name.trim().replace('\0', "\u{fffd}")).filter(|name| !name.is_empty())
}

/// The installation that a database belongs to: what [`Store::installation`] gives.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let installation = store.installation().await?;
/// assert_eq!((installation.named, installation.process.as_deref()), (false, None));
/// assert!(installation.pause().is_none(), "the database is this process's own");
/// assert!(installation.to_string().starts_with("installation \""));
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Installation {
    /// Its ID: what `CONNECTOR_INSTALLATION` said when the database was first migrated or taken over, or a random text.
    pub id: String,
    /// Whether a process said this ID. From then on, one that says none is taken for one on a copy.
    pub named: bool,
    /// Since when the database belongs to it.
    pub since: DateTime<Utc>,
    /// Who said so, in words.
    pub by: String,
    /// What this process says that it is.
    pub process: Option<String>,
}

impl Installation {
    /// Why all backends are paused for this process; `None` where the database is its own.
    #[must_use]
    pub fn pause(&self) -> Option<Pause> {
        pause(&self.id, self.named, self.process.as_deref())
    }
}

/// Why all backends are paused for a process: the database is not its own, or was named and the process names none.
pub(crate) fn pause(database: &str, named: bool, process: Option<&str>) -> Option<Pause> {
    let own = process.map_or(!named, |process| process == database);
    (!own).then(|| Pause::OtherInstallation { database: database.to_owned(), process: process.map(str::to_owned) })
}

/// `installation "production" since 2026-01-31 12:00:00 UTC (the first migration)`
impl fmt::Display for Installation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "installation {:?} since {} ({})", self.id, self.since, self.by)?;
        match self.pause() {
            Some(pause) => write!(f, ": {pause}"),
            None => Ok(()),
        }
    }
}

/// There is a table for it, and nothing in it.
pub(crate) fn missing() -> Error {
    Error::Migration("the store has no installation ID: migrate it".to_owned())
}

impl Tx<'_> {
    /// See [`Store::installation`].
    ///
    /// # Errors
    /// As there.
    pub async fn installation(&mut self) -> Result<Installation, Error> {
        self.find_installation().await?.ok_or_else(missing)
    }

    async fn find_installation(&mut self) -> Result<Option<Installation>, Error> {
        let sql = r#"SELECT t."installation", t."named", t."since", t."by" FROM "connector_installation" t ORDER BY t."id" DESC LIMIT 1"#;
        let process = self.statements.installation.clone();
        let mut found = None;
        let mut read = |row: &mut dyn Row| {
            let mut read = || {
                let (id, named, since) = (row.text()?.to_owned(), row.bool()?, row.timestamp()?);
                Ok(Installation { id, named, since, by: row.text()?.to_owned(), process: process.clone() })
            };
            found = Some(read().map_err(|error: connector_core::ReadError| Error::Database(format!("connector.installation: {error}")))?);
            Ok(())
        };
        self.session.query(sql, &[], &mut read).await?;
        Ok(found)
    }

    /// See [`Store::take_over`].
    ///
    /// # Errors
    /// As there.
    pub async fn take_over(&mut self, by: &str) -> Result<Installation, Error> {
        let known = self.installation().await?;
        if known.pause().is_none() && known.process.is_some() {
            return Ok(known);
        }
        let named = known.process.is_some();
        let sql = self.belong_here(&self.statements.dialect.place(1, FieldType::Text));
        self.session.execute(&sql, &[Value::Text(by.replace('\0', "\u{fffd}"))]).await?;
        tracing::warn!(from = known.id, named, "a process takes over the database");
        self.installation().await
    }

    /// Makes the database this process's: `by` says who did that, as an expression.
    fn belong_here(&self, by: &str) -> String {
        let (dialect, process) = (self.statements.dialect, self.statements.installation.as_ref());
        let id = process.map_or_else(|| dialect.random().to_owned(), |process| text(process));
        let (named, now) = (dialect.literal(&Value::Bool(process.is_some())).unwrap_or_default(), dialect.moment());
        format!(r#"INSERT INTO "connector_installation" ("installation", "named", "since", "by") VALUES ({id}, {named}, {now}, {by})"#)
    }

    /// Plans the ID of the database, and that it was named.
    pub(crate) async fn plan_installation(&mut self, plan: &mut Plan) -> Result<(), Error> {
        let there = !self.session.columns(TABLE.table).await?.is_empty();
        let known = if there { self.find_installation().await? } else { None };
        match known {
            None => {
                let process = &self.statements.installation;
                let id = process.as_ref().map_or_else(|| "by a random name".to_owned(), |process| format!("{process:?}"));
                plan.step(format!("call this installation {id}"), self.belong_here(&text("the first migration")));
            }
            Some(known) if !known.named && known.process.as_ref() == Some(&known.id) => plan.step(
                format!("note that processes say that they are the installation {:?}", known.id),
                format!(
                    r#"UPDATE "connector_installation" SET "named" = {} WHERE "installation" = {}"#,
                    self.statements.dialect.literal(&Value::Bool(true)).unwrap_or_default(),
                    text(&known.id)
                ),
            ),
            Some(_) => {}
        }
        Ok(())
    }
}

impl Store {
    /// The installation that this database belongs to.
    ///
    /// It gets its ID when it is first migrated, and a copy of it has the same one. What runs on a copy must not write to the
    /// systems that the original exchanges data with; so each process says which installation it is, by the environment
    /// variable `CONNECTOR_INSTALLATION` (or [`ConnectOptions`](crate::ConnectOptions)), and where that is not the database's, every
    /// backend is [paused](Pause) for it, until [`take_over`](Store::take_over). A process that says nothing is paused where
    /// another one said the ID before.
    ///
    /// ```
    /// # use connector_core::{Backend, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop { name: String }
    /// # schema! { static SHOP = [Shop]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let url = &format!("sqlite:{}", folder.path().join("shop.db").display());
    /// let production = Store::connect_with(url, connector_store::ConnectOptions::new().installation("production")).await?;
    /// production.migrate(&SHOP).await?;
    /// let shop = production.put(Shop { name: "main".into() }).await?.id();
    /// assert_eq!(production.installation().await?.id, "production");
    /// production.require_active(shop).await?;
    ///
    /// // The same database, copied elsewhere:
    /// let staging = Store::connect_with(url, connector_store::ConnectOptions::new().installation("staging")).await?;
    /// assert!(matches!(staging.require_active(shop).await, Err(Error::Paused { .. })));
    /// // Its backends lead to a test system now:
    /// staging.take_over("refreshed from last night's backup").await?;
    /// staging.require_active(shop).await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was never migrated.
    pub async fn installation(&self) -> Result<Installation, Error> {
        self.read().await?.tx()?.installation().await
    }

    /// Makes the database this process's: from now on it belongs to the installation that the process says, or to a new one with a
    /// random ID, where it says none. `by` are a few words about who does that and why; they are kept, with the time, in
    /// `connector_installation`, beside those of all earlier ones.
    ///
    /// Backends that were paused by [`pause`](Store::pause) stay so. Make the others lead elsewhere *before*.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let before = store.installation().await?.id;
    /// let after = store.take_over("moved to the new server").await?;
    /// assert_eq!(after.by, "moved to the new server");
    /// assert_ne!(after.id, before, "this process says none: it is a new one");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`installation`](Store::installation).
    pub async fn take_over(&self, by: &str) -> Result<Installation, Error> {
        self.transaction(move |tx| Box::pin(async move { tx.take_over(by).await })).await
    }
}
