//! Everything under the current key.

use std::fmt;

use connector_core::{Field, FieldType, Key, ModelMeta, Schema, Value};

use crate::rows::{key_value, read_key};
use crate::{Error, Store, Tx, sql};

/// How many rows go into one transaction.
pub(super) const PAGE: i64 = 200;

/// How many errors are told.
const TOLD: usize = 100;

/// What [`Store::rotate_secrets`] did.
///
/// ```
/// use connector_store::Rotated;
///
/// /// What is to be done before the old key is thrown away.
/// fn is_through(rotated: &Rotated) -> bool {
///     rotated.errors.iter().for_each(|error| eprintln!("{error}"));
///     rotated.sealed == 0
/// }
/// assert!(is_through(&Rotated::default()));
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Rotated {
    /// How many secrets are under the current key now, and were not before.
    pub resealed: u64,
    /// How many were already.
    pub current: u64,
    /// How many do not open, and stay as they are.
    pub sealed: u64,
    /// Why they do not open: of the first hundred.
    pub errors: Vec<Error>,
}

/// `3 secrets are under the current key now, 5 were already, 0 do not open`, and why.
impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets are under the current key now, {} were already, {} do not open", self.resealed, self.current, self.sealed)?;
        self.errors.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

/// A page of rows with what is kept of their secrets.
pub(super) struct Page {
    pub(super) rows: Vec<(Key, Vec<Option<Vec<u8>>>)>,
}

impl Store {
    /// Encrypts all secrets of the models of a schema anew that are not under the current key (the first of the store's
    /// [`SecretKeys`](crate::SecretKeys)). After that, and once every process has the new key, the older ones can be thrown away.
    ///
    /// It goes through the rows a page at a time, each in a transaction of its own, so that others can write meanwhile: what
    /// they write is not overwritten. It can be interrupted, and run again: what is done is passed over. Each secret is opened, and
    /// so held against its place; one that does not open stays as it is, and is told in the result. What a table or a column held
    /// that was renamed by hand opens by the name in its `renamed_from`, unless something else has that name.
    ///
    /// ```
    /// # use connector_core::{Backend, Secret, schema};
    /// # use connector_store::{Error, SecretKey, SecretKeys, Store};
    /// #[derive(Backend)]
    /// #[backend(name = "shop")]
    /// struct Shop {
    ///     name: String,
    ///     token: Option<Secret>,
    /// }
    ///
    /// schema! { static ALL = [Shop]; }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    /// let old = SecretKey::generate()?;
    /// let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(old.clone()))).await?;
    /// store.migrate(&ALL).await?;
    /// let shop = store.put(Shop { name: "main".into(), token: Some("t-1".into()) }).await?;
    /// drop(store);
    ///
    /// let new = SecretKey::generate()?;
    /// let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(new.clone()).and_older(old))).await?;
    /// assert_eq!(store.rotate_secrets(&ALL).await?.resealed, 1);
    ///
    /// let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(new))).await?; // the old one is not needed any more
    /// let shop = store.get::<Shop>(&shop.id()).await?.unwrap();
    /// assert_eq!(shop.token.as_ref().unwrap().expose()?, "t-1");
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::NoSecretKey`] when the store has no key; otherwise only what stops all of it.
    pub async fn rotate_secrets(&self, schema: &Schema) -> Result<Rotated, Error> {
        if self.statements().keys.first().is_none() {
            return Err(Error::NoSecretKey);
        }
        let mut rotated = Rotated::default();
        for meta in schema.models() {
            let fields: Vec<&'static Field> = meta.fields.iter().filter(|field| field.ty == FieldType::Secret).collect();
            let (mut after, mut size) = (None, PAGE);
            while !fields.is_empty() {
                let (fields, from) = (&fields, &after);
                let page =
                    self.transaction(move |tx| Box::pin(async move { tx.rotate_page(meta, fields, from.as_ref(), size).await })).await;
                let (done, last) = match page {
                    // Others write there all the time: fewer rows at once are in the way of fewer.
                    Err(Error::Collision { .. }) if size > 1 => {
                        size = (size / 8).max(1);
                        continue;
                    }
                    page => page?,
                };
                rotated.add(done);
                match last {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
        }
        Ok(rotated)
    }
}

impl Rotated {
    fn add(&mut self, other: Self) {
        self.resealed += other.resealed;
        self.current += other.current;
        self.sealed += other.sealed;
        self.errors.extend(other.errors);
        self.errors.truncate(TOLD);
    }
}

impl Tx<'_> {
    /// The rows after a key; gives the last key, where there may be more.
    async fn rotate_page(
        &mut self,
        meta: &'static ModelMeta,
        fields: &[&'static Field],
        after: Option<&Key>,
        size: i64,
    ) -> Result<(Rotated, Option<Key>), Error> {
        self.may_write(meta).await?;
        let Page { rows } = self.secrets_after(meta, fields, after, size).await?;
        let last = rows.last().filter(|_| i64::try_from(rows.len()) == Ok(size)).map(|(key, _)| key.clone());
        let mut rotated = Rotated::default();
        let mut formers = Vec::with_capacity(fields.len());
        for field in fields {
            formers.push(self.former(meta, field).await?);
        }
        for (key, kept) in rows {
            for ((field, former), kept) in fields.iter().zip(&formers).zip(kept) {
                let Some(kept) = kept else { continue };
                match self.statements.keys.resealed(meta, field, former, &key, &kept) {
                    Ok(None) => rotated.current += 1,
                    // Another one may have written it meanwhile, and then with the current key.
                    Ok(Some(sealed)) => rotated.resealed += self.replace_secret(meta, field, &key, kept, sealed).await?,
                    Err(error @ Error::Sealed(_)) => {
                        rotated.sealed += 1;
                        rotated.errors.push(error);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok((rotated, last))
    }

    pub(super) async fn secrets_after(
        &mut self,
        meta: &'static ModelMeta,
        fields: &[&'static Field],
        after: Option<&Key>,
        size: i64,
    ) -> Result<Page, Error> {
        let dialect = self.statements.dialect;
        let key = sql::quote(meta.key_column);
        let columns = sql::list(fields.iter().map(|field| format!("t.{}", sql::quote(field.column))));
        let condition = after.map_or_else(String::new, |_| format!("WHERE t.{key} > {} ", dialect.place(2, meta.key_type)));
        let limit = dialect.place(1, FieldType::Int);
        let sql = format!("SELECT t.{key}, {columns} FROM {} t {condition}ORDER BY t.{key} LIMIT {limit}", dialect.table(meta.table));
        let values: Vec<Value> = std::iter::once(Value::Int(size)).chain(after.map(key_value)).collect();
        let mut page = Page { rows: Vec::new() };
        self.session
            .query(&sql, &values, &mut |row| {
                let key = read_key(meta, row)?;
                let mut kept = Vec::with_capacity(fields.len());
                for _ in fields {
                    if row.is_null() {
                        row.skip();
                        kept.push(None);
                        continue;
                    }
                    // What a store did not write, of another type even, is told as what does not open.
                    let bytes = row.secret().ok().and_then(|secret| secret.as_sealed().map(|sealed| sealed.bytes().to_vec()));
                    kept.push(Some(bytes.unwrap_or_default()));
                }
                page.rows.push((key, kept));
                Ok(())
            })
            .await?;
        Ok(page)
    }

    /// Writes a ciphertext in the place of the one that was read.
    pub(super) async fn replace_secret(
        &mut self,
        meta: &'static ModelMeta,
        field: &'static Field,
        key: &Key,
        kept: Vec<u8>,
        sealed: Vec<u8>,
    ) -> Result<u64, Error> {
        let dialect = self.statements.dialect;
        let column = sql::quote(field.column);
        let sql = format!(
            "UPDATE {} SET {column} = {} WHERE {} = {} AND {column} = {}",
            dialect.table(meta.table),
            dialect.place(1, FieldType::Bytes),
            sql::quote(meta.key_column),
            dialect.place(2, meta.key_type),
            dialect.place(3, FieldType::Bytes),
        );
        Ok(self.session.execute(&sql, &[Value::Bytes(sealed), key_value(key), Value::Bytes(kept)]).await?)
    }
}
