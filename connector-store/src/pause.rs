//! Paused backends: nothing is exchanged with their systems.
//!
//! It is a column of the backend's own table, so that it goes with the row, everybody's SQL sees it, and a transaction that
//! writes can lock it: once `pause` has returned, nothing more is written.

use std::fmt;

use connector_core::{Backend, BackendId, Field, FieldType, ModelKind, ModelMeta, Role, Schema, Value};

use crate::database::Row;
use crate::sql::{ddl, quote};
use crate::{Error, Plan, Store, Tx, installation};

/// The column, where the backend declares none.
const ACTIVE: &Field = &Field::of::<bool>("active", "active", "Active").default(|| Value::Bool(true));

/// Why a backend is paused, and in `Display` what ends it.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// assert!(store.pause_of(shop).await?.is_none());
/// store.pause(shop).await?;
/// let pause = store.pause_of(shop).await?.unwrap();
/// assert!(matches!(pause, Pause::Told));
/// assert_eq!(pause.to_string(), "somebody paused it; `store.resume(id)` ends that");
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pause {
    /// Somebody said so: by [`Store::pause`], or in the backend's column `active`.
    Told,
    /// The database belongs to another installation than this process, as a copy of it does. All its backends are paused for
    /// the process. See [`Store::installation`].
    OtherInstallation {
        /// The installation that the database belongs to.
        database: String,
        /// What the process says that it is.
        process: Option<String>,
    },
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::OtherInstallation { database, process } = self else {
            return f.write_str("somebody paused it; `store.resume(id)` ends that");
        };
        let variable = installation::VARIABLE;
        write!(f, "the database belongs to the installation {database:?}, and ")?;
        match process {
            Some(process) => write!(f, "this process says that it is {process:?}")?,
            None => write!(f, "this process does not say which one it is ({variable} is not set)")?,
        }
        write!(
            f,
            ". Where this is the original, set {variable}={database}; where it is a copy, make its backends lead elsewhere, then call `store.take_over(\"who, why\")`"
        )
    }
}

/// What [`Store::paused`] gives. `Display` prints a line each.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// store.pause(shop).await?;
/// let paused: Paused = store.paused(&SHOP).await?;
/// assert!(paused.all.is_none());
/// assert_eq!(paused.backends, [("shop", "Basel".to_owned(), shop.get())]);
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paused {
    /// Why all backends are paused, where they are.
    pub all: Option<Pause>,
    /// The backends that somebody paused: the technical name of the kind, the name, and the row.
    pub backends: Vec<(&'static str, String, i64)>,
}

impl fmt::Display for Paused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all.is_none() && self.backends.is_empty() {
            return f.write_str("no backend is paused");
        }
        let mut separator = "";
        if let Some(pause) = &self.all {
            write!(f, "every backend is paused: {pause}")?;
            separator = "\n";
        }
        for (model, name, id) in &self.backends {
            write!(f, "{separator}{model} {name:?} (row {id}) is paused: {}", Pause::Told)?;
            separator = "\n";
        }
        Ok(())
    }
}

/// The column that says whether a backend is active: the one of its own field `active`, or one of the store's.
fn column(meta: &ModelMeta) -> Result<&'static str, Error> {
    let own = meta.field("active").or_else(|| meta.fields.iter().find(|field| field.column.eq_ignore_ascii_case("active")));
    match own {
        None => Ok(ACTIVE.column),
        Some(field) if field.ty == FieldType::Bool => Ok(field.column),
        Some(field) => Err(Error::Migration(format!(
            "`{}` of {} stands where the store keeps whether the backend is active: make it a `bool`, or give it another name and another column",
            field.name, meta.name
        ))),
    }
}

/// The name of a backend in its table, as `t`.
fn name_column(meta: &ModelMeta) -> String {
    meta.role(Role::Name).map_or_else(|| "''".to_owned(), |place| format!("t.{}", quote(meta.fields[place].column)))
}

impl Tx<'_> {
    /// See [`Store::pause`].
    ///
    /// # Errors
    /// As there.
    pub async fn pause<B: Backend>(&mut self, backend: BackendId<B>) -> Result<(), Error> {
        self.set_active::<B>(backend, false).await
    }

    /// See [`Store::resume`].
    ///
    /// # Errors
    /// As there.
    pub async fn resume<B: Backend>(&mut self, backend: BackendId<B>) -> Result<(), Error> {
        self.set_active::<B>(backend, true).await
    }

    async fn set_active<B: Backend>(&mut self, backend: BackendId<B>, active: bool) -> Result<(), Error> {
        self.may_write(B::META).await?;
        let dialect = self.statements.dialect;
        let sql = format!(
            "UPDATE {} SET {} = {} WHERE {} = {}",
            dialect.table(B::TABLE),
            quote(column(B::META)?),
            dialect.place(1, FieldType::Bool),
            quote(B::META.key_column),
            dialect.place(2, FieldType::Int)
        );
        match self.session.execute(&sql, &[Value::Bool(active), Value::Int(backend.get())]).await? {
            0 => Err(not_found::<B>(backend)),
            _ => Ok(()),
        }
    }

    /// Why a backend is paused; `None` when it is active.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such backend; [`Error::Migration`] when the store was not migrated.
    pub async fn pause_of<B: Backend>(&mut self, backend: BackendId<B>) -> Result<Option<Pause>, Error> {
        Ok(self.state::<B>(backend, false).await?.1)
    }

    /// Makes sure that a backend is active, and that it stays so until the transaction ends: to be called in each transaction
    /// that writes what is exchanged with its system. The flows do.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// store.pause(shop).await?;
    /// let refused = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.require_active(shop).await?;
    ///             tx.put(product("Chair")).await
    ///         })
    ///     })
    ///     .await;
    /// assert!(matches!(refused, Err(Error::Paused { .. })));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Paused`], which says why, and what ends it; otherwise as [`pause_of`](Tx::pause_of).
    pub async fn require_active<B: Backend>(&mut self, backend: BackendId<B>) -> Result<(), Error> {
        required::<B>(backend, self.state::<B>(backend, true).await?)
    }

    /// The name of a backend, and why it is paused.
    async fn state<B: Backend>(&mut self, backend: BackendId<B>, lock: bool) -> Result<(String, Option<Pause>), Error> {
        let dialect = self.statements.dialect;
        // One statement, as flows ask for each page.
        let installation = |column| format!(r#"(SELECT i."{column}" FROM "connector_installation" i ORDER BY i."id" DESC LIMIT 1)"#);
        let sql = format!(
            "SELECT {}, {}, {}, t.{} FROM {} t WHERE t.{} = {}{}",
            name_column(B::META),
            installation("installation"),
            installation("named"),
            quote(column(B::META)?),
            dialect.table(B::TABLE),
            quote(B::META.key_column),
            dialect.place(1, FieldType::Int),
            if lock { dialect.locked(false) } else { "" }
        );
        let (mut found, process) = (None, self.statements.installation.as_deref());
        self.session
            .query(&sql, &[Value::Int(backend.get())], &mut |row| {
                found = Some(read_state(row, process)?);
                Ok(())
            })
            .await?;
        found.ok_or_else(|| not_found::<B>(backend))
    }

    /// See [`Store::paused`].
    ///
    /// # Errors
    /// As there.
    pub async fn paused(&mut self, schema: &Schema) -> Result<Paused, Error> {
        let all = self.installation().await?.pause();
        let (dialect, mut backends) = (self.statements.dialect, Vec::new());
        for meta in schema.models().filter(|meta| meta.kind == ModelKind::Backend) {
            let (table, key, active) = (dialect.table(meta.table), quote(meta.key_column), quote(column(meta)?));
            let sql = format!("SELECT {}, t.{key} FROM {table} t WHERE NOT t.{active} ORDER BY t.{key}", name_column(meta));
            let mut read = |row: &mut dyn Row| {
                let name = row.text().map(str::to_owned);
                let read = name.and_then(|name| Ok((meta.name, name, row.int()?)));
                backends.push(read.map_err(|error| Error::Database(format!("{}: {error}", meta.name)))?);
                Ok(())
            };
            self.session.query(&sql, &[], &mut read).await?;
        }
        Ok(Paused { all, backends })
    }

    /// Plans the column of a kind of backend.
    pub(crate) async fn plan_pause(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let name = column(meta)?;
        if meta.fields.iter().any(|field| field.column == name) {
            return Ok(());
        }
        let columns = self.session.columns(meta.table).await?;
        match columns.iter().find(|column| column.name == name) {
            None => plan.step(
                format!("add the column {name:?} to {:?} for {}, by which it is paused", meta.table, meta.name),
                ddl::add_column(dialect, meta, ACTIVE),
            ),
            Some(column) if column.ty.eq_ignore_ascii_case(dialect.column_type(ACTIVE.ty)) => {}
            Some(column) => {
                return Err(Error::Migration(format!(
                    "the column {name:?} of {:?} is {}, and the store keeps there whether a {} is active ({}): rename it",
                    meta.table,
                    column.ty,
                    meta.name,
                    dialect.column_type(ACTIVE.ty)
                )));
            }
        }
        Ok(())
    }
}

/// Name, and why it is paused. It is active where its own field says nothing.
fn read_state(row: &mut dyn Row, process: Option<&str>) -> Result<(String, Option<Pause>), Error> {
    let mut read = || {
        let name = row.text()?.to_owned();
        if row.is_null() {
            return Ok(None);
        }
        let (installation, named) = (row.text()?.to_owned(), row.bool()?);
        let pause = installation::pause(&installation, named, process);
        let active = row.is_null() || row.bool()?;
        Ok(Some((name, pause.or((!active).then_some(Pause::Told)))))
    };
    let read = read().map_err(|error: connector_core::ReadError| Error::Database(format!("the state of a backend: {error}")))?;
    read.ok_or_else(installation::missing)
}

fn required<B: Backend>(backend: BackendId<B>, (name, pause): (String, Option<Pause>)) -> Result<(), Error> {
    pause.map_or(Ok(()), |pause| Err(Error::Paused { model: B::NAME, name, id: backend.get(), pause }))
}

fn not_found<B: Backend>(backend: BackendId<B>) -> Error {
    Error::NotFound { model: B::NAME, id: backend.to_string() }
}

impl Store {
    /// Pauses a backend: from when this returns, no flow writes anything for it, and none begins. What a flow is writing right
    /// now is written before this returns.
    ///
    /// It is the column `active` of the backend's table: the store's own, or that of the backend's field `active`, where it has
    /// one (a `bool`, which `put` then writes as it writes every field).
    ///
    /// ```
    /// # use connector_core::{Backend, schema};
    /// # use connector_store::{Error, Store};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop.backend")]
    /// # struct Shop { name: String }
    /// # schema! { static SHOP = [Shop]; }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect_with("sqlite::memory:", connector_store::ConnectOptions::new()).await?;
    /// # store.migrate(&SHOP).await?;
    /// let shop = store.put(Shop { name: "main".into() }).await?.id();
    /// store.pause(shop).await?;
    /// assert_eq!(
    ///     store.paused(&SHOP).await?.to_string(),
    ///     r#"shop.backend "main" (row 1) is paused: somebody paused it; `store.resume(id)` ends that"#
    /// );
    /// assert!(matches!(store.require_active(shop).await, Err(Error::Paused { .. })));
    /// store.resume(shop).await?;
    /// store.require_active(shop).await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such backend; [`Error::Migration`] when the store was not migrated since it can pause.
    pub async fn pause<B: Backend>(&self, backend: BackendId<B>) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.pause(backend).await })).await
    }

    /// Ends a [`pause`](Store::pause).
    ///
    /// # Errors
    /// As there.
    pub async fn resume<B: Backend>(&self, backend: BackendId<B>) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.resume(backend).await })).await
    }

    /// See [`Tx::pause_of`].
    ///
    /// # Errors
    /// As there.
    pub async fn pause_of<B: Backend>(&self, backend: BackendId<B>) -> Result<Option<Pause>, Error> {
        self.read().await?.tx()?.pause_of(backend).await
    }

    /// Makes sure that a backend is active now. A transaction that writes asks by [`Tx::require_active`], so that it stays so.
    ///
    /// # Errors
    /// As there.
    pub async fn require_active<B: Backend>(&self, backend: BackendId<B>) -> Result<(), Error> {
        let state = self.read().await?.tx()?.state::<B>(backend, false).await?;
        required::<B>(backend, state)
    }

    /// The paused backends of all kinds in a schema, to be printed.
    ///
    /// # Errors
    /// [`Error::Migration`] when the store was not migrated with it.
    pub async fn paused(&self, schema: &Schema) -> Result<Paused, Error> {
        self.read().await?.tx()?.paused(schema).await
    }
}
