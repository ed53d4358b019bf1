//! Fields of a backend that the environment gives: `CONNECTOR_<KIND>_<NAME>_<FIELD>`.

mod variables;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;

use connector_core::{Backend, Extension, FieldType, ModelMeta, Role, Secret, Value, ValueReader};

pub(crate) use self::variables::{set, variable};
use crate::{Error, Store, Stored, sql};

/// The environment variable that gives the field `field` of the backend of the kind `B` that is called `name`.
///
/// ```
/// # use connector_core::Backend;
/// #[derive(Backend)]
/// #[backend(name = "magento.backend")]
/// struct Magento {
///     name: String,
/// }
///
/// assert_eq!(connector_store::variable_of::<Magento>("my shop", "token"), "CONNECTOR_MAGENTO_BACKEND_MY_SHOP_TOKEN");
/// ```
#[must_use]
pub fn variable_of<B: Backend>(name: &str, field: &str) -> String {
    variable(B::NAME, name, field)
}

fn refused(variable: &str, problem: impl Into<String>) -> Error {
    Error::Environment { variable: variable.to_owned(), problem: problem.into() }
}

/// A backend as it is opened for work: what is kept of it, with some fields that others give instead.
///
/// It reads as the backend does, and cannot be put: what the environment gives is never written back. What `#[field(skip)]`
/// keeps out of the store has its `Default` in it, as in a row that is read.
///
/// ```
/// use connector_core::{Backend, Secret};
/// use connector_store::Overlaid;
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     token: Option<Secret>,
/// }
///
/// let kept = Shop { name: "main".into(), token: None };
/// let opened = Overlaid::with_secrets(&kept, [("token", Secret::from("t-1"))])?;
/// assert_eq!((opened.name.as_str(), opened.fields()), ("main", &["token"][..]));
/// assert_eq!(opened.token.as_ref().unwrap().expose()?, "t-1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Overlaid<B: Backend> {
    backend: B,
    fields: Vec<&'static str>,
}

impl<B: Backend> Overlaid<B> {
    /// The fields that are given, in the order in which they came.
    #[must_use]
    pub fn fields(&self) -> &[&'static str] {
        &self.fields
    }

    /// A backend with other secrets, by the names of their fields, whatever the environment and the store say.
    ///
    /// # Errors
    /// [`Error::NoSecret`] when the backend has no such secret.
    pub fn with_secrets<'s>(backend: &B, secrets: impl IntoIterator<Item = (&'s str, Secret)>) -> Result<Self, Error> {
        let given = |(field, secret)| Ok((secret_position(B::META, field)?, Value::Secret(secret)));
        Self::with(backend, secrets.into_iter().map(given).collect::<Result<_, Error>>()?)
    }

    fn with(backend: &B, given: Vec<(usize, Value)>) -> Result<Self, Error> {
        let mut values = Value::all_of(backend);
        let mut fields = Vec::with_capacity(given.len());
        for (position, value) in given {
            values[position] = value;
            fields.push(B::FIELDS[position].name);
        }
        // Each field took its value; that they do not make a backend is for a `Model` written by hand.
        let unreadable = |_| Error::Database(format!("the fields of {} do not make one together", B::NAME));
        Ok(Self { backend: B::read_from(&mut ValueReader::new(&values)).map_err(unreadable)?, fields })
    }
}

impl<B: Backend> Deref for Overlaid<B> {
    type Target = B;
    fn deref(&self) -> &B {
        &self.backend
    }
}

/// The names of what was given: a backend need not have a `Debug` of its own.
impl<B: Backend> fmt::Debug for Overlaid<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Overlaid({} {:?}: {:?})", B::NAME, self.name(), self.fields)
    }
}

/// The secret in the field `field` of a backend; `None` where there is none.
///
/// ```
/// use connector_core::{Backend, Secret};
/// use connector_store::{Error, secret_of};
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     token: Option<Secret>,
/// }
///
/// let shop = Shop { name: "main".into(), token: Some("t-1".into()) };
/// assert_eq!(secret_of(&shop, "token")?.unwrap().expose()?, "t-1");
/// assert!(matches!(secret_of(&shop, "name"), Err(Error::NoSecret { .. })));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::Sealed`] when it is kept and could not be opened; [`Error::NoSecret`] when the backend has no such secret.
pub fn secret_of<B: Backend>(backend: &B, field: &str) -> Result<Option<Secret>, Error> {
    secret_in(B::META, field, Value::all_of(backend))
}

impl Store {
    /// A backend as it is to be opened for work: with the fields that the environment gives instead of those that are kept;
    /// `None` where it gives none. An import does this by itself.
    ///
    /// The variable is `CONNECTOR_<KIND>_<NAME>_<FIELD>`, in capitals, with `_` for what is no letter or digit:
    /// `CONNECTOR_MAGENTO_BACKEND_MAIN_LOCATION` for the field `location` of the `magento.backend` called `main`. Its text is
    /// read as [`value_from_text`](ModelMeta::value_from_text) says; an empty one is as none. It comes before what is kept, a
    /// secret too. `name` itself cannot be given, as it is in the name of the variable. What the kind or the field was called
    /// before (`renamed_from`) is asked for where the name of today is not set. A variable of this kind that belongs to no backend
    /// or no field is warned of, once.
    ///
    /// ```
    /// # use connector_core::{Backend, schema};
    /// # use connector_store::{Error, Store};
    /// #[derive(Backend)]
    /// #[backend(name = "shop")]
    /// struct Shop {
    ///     name: String,
    ///     location: String,
    /// }
    ///
    /// schema! { static ALL = [Shop]; }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let store = Store::connect("sqlite::memory:").await?;
    /// store.migrate(&ALL).await?;
    /// let shop = store.put(Shop { name: "main".into(), location: "https://shop.example".into() }).await?;
    /// let opened = store.overlaid(&shop).await?; // CONNECTOR_SHOP_MAIN_LOCATION is not set
    /// let opened: &Shop = opened.as_deref().unwrap_or(&shop);
    /// assert_eq!(opened.location, "https://shop.example");
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Environment`] when a variable does not hold what its field takes, or is that of another backend, too: `a-b` and
    /// `a b` have the same ones.
    pub async fn overlaid<B: Backend + Send + Sync>(&self, backend: &Stored<B>) -> Result<Option<Overlaid<B>>, Error> {
        let mut given = Vec::new();
        for (position, field) in B::FIELDS.iter().enumerate() {
            let Some((variable, text)) = self.given(B::META, backend.name(), field)? else { continue };
            if field.role == Some(Role::Name) {
                return Err(refused(
                    &variable,
                    "a backend is known by its name, which is kept: rename it in the store, or unset the variable",
                ));
            }
            self.refuse_ambiguous::<B>(B::META, backend.name(), &variable).await?;
            let value = B::META.value_from_text(position, &text).map_err(|fault| refused(&variable, fault.to_string()))?;
            given.push((position, value));
        }
        self.warn_of_unknown::<B>().await?;
        if given.is_empty() { Ok(None) } else { Overlaid::with(&**backend, given).map(Some) }
    }

    /// The secret `field` that the extension `E` adds to a backend: from the environment, or from the extension itself, where
    /// the backend has one.
    ///
    /// The variable is that of [`overlaid`](Self::overlaid), with the technical name of the extension for the kind and the name
    /// of the backend: `CONNECTOR_ACME_MAGENTO_BACKEND_MAIN_KEY`.
    ///
    /// # Errors
    /// As [`overlaid`](Self::overlaid), and as [`secret_of`].
    pub async fn extension_secret<E>(&self, backend: &Stored<E::Of>, extension: Option<&E>, field: &str) -> Result<Option<Secret>, Error>
    where
        E: Extension + Send + Sync,
        E::Of: Backend + Send + Sync,
    {
        let position = secret_position(E::META, field)?;
        if let Some((variable, text)) = self.given(E::META, backend.name(), &E::META.fields[position])? {
            self.refuse_ambiguous::<E::Of>(E::META, backend.name(), &variable).await?;
            let value = E::META.value_from_text(position, &text).map_err(|fault| refused(&variable, fault.to_string()))?;
            return Ok(if let Value::Secret(secret) = value { Some(secret) } else { None });
        }
        extension.map_or(Ok(None), |extension| secret_in(E::META, field, Value::all_of(extension)))
    }

    /// Refuses a variable that gives a field of another backend, too.
    async fn refuse_ambiguous<B: Backend + Send + Sync>(&self, meta: &'static ModelMeta, name: &str, given: &str) -> Result<(), Error> {
        for other in self.backend_names::<B>().await? {
            if other != name && meta.fields.iter().any(|field| self.variables(meta, &other, field).any(|variable| variable == given)) {
                let problem =
                    format!("it is one of {other:?} as well as one of {name:?}: rename one of these backends, or unset the variable");
                return Err(refused(given, problem));
            }
        }
        Ok(())
    }

    /// What the backends of a kind are called.
    async fn backend_names<B: Backend + Send + Sync>(&self) -> Result<BTreeSet<String>, Error> {
        let Some(name) = B::META.role(Role::Name).map(|position| &B::FIELDS[position]) else { return Ok(BTreeSet::new()) };
        let mut reading = self.read().await?;
        let mut tx = reading.tx()?;
        let sql = format!("SELECT t.{} FROM {} t", sql::quote(name.column), tx.statements.dialect.table(B::TABLE));
        let mut names = BTreeSet::new();
        tx.session
            .query(&sql, &[], &mut |row| {
                names.extend(row.text().ok().map(str::to_owned));
                Ok(())
            })
            .await?;
        Ok(names)
    }
}

fn secret_position(meta: &ModelMeta, field: &str) -> Result<usize, Error> {
    meta.position(field).filter(|position| meta.fields[*position].ty == FieldType::Secret).ok_or_else(|| {
        let known: Vec<String> =
            meta.fields.iter().filter(|field| field.ty == FieldType::Secret).map(|field| format!("`{}`", field.name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Error::NoSecret { model: meta.name, name: field.to_owned(), known }
    })
}

fn secret_in(meta: &ModelMeta, field: &str, mut values: Vec<Value>) -> Result<Option<Secret>, Error> {
    match values.swap_remove(secret_position(meta, field)?) {
        Value::Secret(secret) => match secret.as_sealed() {
            Some(sealed) => Err(Error::Sealed(sealed.clone())),
            None => Ok(Some(secret)),
        },
        _ => Ok(None),
    }
}
