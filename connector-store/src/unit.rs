//! How far imports of parts of the remote got: of a website, a store view, a warehouse.

use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::{BackendId, BindingId, ExternalBinding, Field, Model, ModelKind, ModelMeta, Unique, Value};

use crate::{Error, Store, Tx};

/// The table of these cursors.
pub(crate) const CURSORS: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.unit_cursor",
    "Cursor of a Sub-unit",
    "connector_unit_cursor",
    &[
        Field::of::<String>("backend_model", "backend_model", "Kind of Backend"),
        Field::of::<i64>("backend_id", "backend_id", "Backend"),
        Field::of::<String>("model", "model", "Binding"),
        Field::of::<String>("unit", "unit", "Sub-unit"),
        Field::of::<DateTime<Utc>>("position", "position", "Position"),
    ],
    &[Unique::new(
        "connector_unit_cursor_key",
        &["backend_id", "backend_model", "model", "unit"],
        "There is one cursor for each binding of a sub-unit.",
    )],
);

/// A part of what a backend's system holds, which has a binding of its own: a website, a store view.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, BindingId, ExternalBinding};
/// use connector_store::SubUnit;
/// # #[derive(Backend)]
/// # #[backend(name = "shop.backend")]
/// # struct Shop { name: String }
/// # #[derive(ExternalBinding)]
/// # #[binding(name = "shop.website", direct)]
/// # struct ShopWebsite { backend_id: BackendId<Shop>, external_id: Option<u32>, sync_date: Option<DateTime<Utc>> }
///
/// let website = SubUnit::of::<ShopWebsite>(BindingId::new(3));
/// assert_eq!(website.to_string(), "shop.website 3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubUnit {
    model: &'static str,
    binding: i64,
}

impl SubUnit {
    /// The part that this binding stands for.
    #[must_use]
    pub fn of<U: ExternalBinding>(binding: BindingId<U>) -> Self {
        Self { model: U::NAME, binding: binding.get() }
    }
}

/// `shop.website 3`: the name of the binding's model, and its row.
impl fmt::Display for SubUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.model, self.binding)
    }
}

/// Which binding, on which backend, of which part.
fn place<T: ExternalBinding>(backend: BackendId<T::Backend>, unit: &SubUnit) -> [Value; 4] {
    let [kind, model, unit] = [T::Backend::NAME.to_owned(), T::NAME.to_owned(), unit.to_string()].map(Value::Text);
    [Value::Int(backend.get()), kind, model, unit]
}

const HERE: &str = r#""backend_id" = ?1 AND "backend_model" = ?2 AND "model" = ?3 AND "unit" = ?4"#;

impl Tx<'_> {
    /// As [`cursor`](Tx::cursor), of imports of a part.
    ///
    /// # Errors
    /// As there.
    pub async fn unit_cursor<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        unit: &SubUnit,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let mut found = None;
        let sql = format!(r#"SELECT "position" FROM "connector_unit_cursor" WHERE {HERE}"#);
        self.session
            .query(&sql, &place::<T>(backend, unit), &mut |row| {
                let position = row.timestamp().map_err(|error| Error::Database(format!("connector_unit_cursor: {error}")))?;
                found = Some(position);
                Ok(())
            })
            .await?;
        Ok(found)
    }

    /// As [`set_cursor`](Tx::set_cursor), of imports of a part.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.website", direct)]
    /// # struct ShopWebsite {
    /// #     backend_id: BackendId<Shop>,
    /// #     external_id: u32,
    /// #     sync_date: Option<DateTime<Utc>>,
    /// # }
    /// let (seen, website) = (Utc::now(), SubUnit::of::<ShopWebsite>(BindingId::new(3)));
    /// store
    ///     .transaction(|tx| {
    ///         let website = website.clone();
    ///         Box::pin(async move { tx.set_unit_cursor::<ShopProduct>(shop, &website, seen).await })
    ///     })
    ///     .await?;
    /// assert_eq!(store.unit_cursor::<ShopProduct>(shop, &website).await?, Some(to_microseconds(seen)));
    /// assert_eq!(store.cursor::<ShopProduct>(shop).await?, None, "that of the whole is another one");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As there.
    pub async fn set_unit_cursor<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        unit: &SubUnit,
        position: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = r#"INSERT INTO "connector_unit_cursor" ("backend_id", "backend_model", "model", "unit", "position")
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT ("backend_id", "backend_model", "model", "unit") DO UPDATE SET "position" = excluded."position""#;
        let mut values = place::<T>(backend, unit).to_vec();
        values.push(Value::Timestamp(position));
        self.session.execute(sql, &values).await?;
        Ok(())
    }

    /// As [`clear_cursor`](Tx::clear_cursor), of imports of a part.
    ///
    /// # Errors
    /// As there.
    pub async fn clear_unit_cursor<T: ExternalBinding>(&mut self, backend: BackendId<T::Backend>, unit: &SubUnit) -> Result<(), Error> {
        let sql = format!(r#"DELETE FROM "connector_unit_cursor" WHERE {HERE}"#);
        self.session.execute(&sql, &place::<T>(backend, unit)).await?;
        Ok(())
    }
}

impl Store {
    /// See [`Tx::unit_cursor`].
    ///
    /// # Errors
    /// As there.
    pub async fn unit_cursor<T: ExternalBinding>(
        &self,
        backend: BackendId<T::Backend>,
        unit: &SubUnit,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        self.read().await?.tx()?.unit_cursor::<T>(backend, unit).await
    }

    /// See [`Tx::clear_unit_cursor`].
    ///
    /// # Errors
    /// As there.
    pub async fn clear_unit_cursor<T: ExternalBinding>(&self, backend: BackendId<T::Backend>, unit: &SubUnit) -> Result<(), Error> {
        self.transaction(move |tx| Box::pin(async move { tx.clear_unit_cursor::<T>(backend, unit).await })).await
    }
}
