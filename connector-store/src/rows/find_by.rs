//! Rows that are found by what is in them.

use connector_core::{Changes, Field, FieldType, Model, Value};

use crate::{Error, Store, Stored, Tx};

impl Tx<'_> {
    /// Reads the rows that have all of these values, in the order of their keys; a field that is
    /// [cleared](Changes::clear) is null there. Texts are compared byte by byte.
    ///
    /// All of them are read at once: give a field that tells rows apart. One by which is searched often has
    /// `#[field(index)]`.
    ///
    /// ```
    /// # use connector_core::{Record, schema};
    /// # use connector_store::{Error, Store};
    /// use connector_core::Changes;
    ///
    /// #[derive(Record)]
    /// #[record(name = "product")]
    /// struct Product {
    ///     #[field(index)]
    ///     sku: String,
    ///     colour: Option<String>,
    /// }
    /// # schema! { static ALL = [Product]; }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// # store.migrate(&ALL).await?;
    /// # let product = |sku: &str, colour: Option<&str>| Product { sku: sku.into(), colour: colour.map(Into::into) };
    /// # store.put_many(&[product("C-1", None), product("C-1", Some("red"))]).await?;
    /// let red = Changes::<Product>::new().set("sku", "C-1")?.set("colour", "red")?;
    /// let found = store.transaction(|tx| { let red = &red; Box::pin(async move { tx.find_by(red).await }) }).await?;
    /// assert_eq!(found.len(), 1);
    ///
    /// let colourless = Changes::<Product>::new().clear("colour")?;
    /// assert_eq!(store.find_by(&colourless).await?.len(), 1);
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Search`] without a value, and for a field that no database compares: a secret, a document, a translated text.
    /// [`Error::Invalid`] for a value that the field never has. [`Error::Unreadable`] when a row holds what its model cannot
    /// hold.
    pub async fn find_by<T: Model + Send + Sync>(&mut self, values: &Changes<T>) -> Result<Vec<Stored<T>>, Error> {
        let refused = |problem: String| Err(Error::Search { model: T::NAME, problem });
        if values.is_empty() {
            return refused("no field is named; `all` and `stream` read every row".to_owned());
        }
        if let Some((field, why)) = values.iter().find_map(|(field, _)| Some((field, incomparable(field)?))) {
            return refused(format!("`{}` cannot be compared: {why}", field.name));
        }
        values.validate()?;
        let sql = self.sql::<T>().by_values(values.iter().map(|(field, value)| (field, value.is_null())));
        let given: Vec<Value> = values.iter().map(|(_, value)| value.clone()).filter(|value| !value.is_null()).collect();
        self.find::<T>(&sql, &given).await
    }
}

impl Store {
    /// See [`Tx::find_by`].
    ///
    /// # Errors
    /// As there.
    pub async fn find_by<T: Model + Send + Sync>(&self, values: &Changes<T>) -> Result<Vec<Stored<T>>, Error> {
        self.read().await?.tx()?.find_by(values).await
    }
}

/// Why rows are not found by a field.
fn incomparable(field: &Field) -> Option<&'static str> {
    match field.ty {
        FieldType::Secret => Some("a secret is kept encrypted, each time otherwise"),
        FieldType::Json => Some("a document has many forms that say the same"),
        FieldType::Translated => Some("it is one text a language"),
        _ => None,
    }
}
