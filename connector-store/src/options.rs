//! What a process says of itself when it opens a store.

use std::collections::HashMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::{Error, SecretKeys, installation, overlay};

/// What a process says of itself when it opens a store: which installation it is, the keys of its secrets, and fields of backends
/// that are not to be kept.
///
/// [`Store::connect`](crate::Store::connect) takes them [from the environment](Self::from_environment).
///
/// ```
/// # use connector_store::{ConnectOptions, SecretKey, SecretKeys, Store};
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let options = ConnectOptions::new().installation("staging").secret_keys(SecretKeys::new(SecretKey::generate()?));
/// let store = Store::connect_with("sqlite::memory:", options).await?;
/// # Ok::<(), connector_store::Error>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    pub(crate) installation: Option<String>,
    pub(crate) keys: SecretKeys,
    pub(crate) variables: Variables,
}

/// What stands for variables of the environment.
#[derive(Clone, Default)]
pub(crate) struct Variables(HashMap<String, Zeroizing<String>>);

impl Variables {
    /// What a variable holds: what was said here, or the environment says.
    pub(crate) fn get(&self, variable: &str) -> Result<Option<Zeroizing<String>>, Error> {
        match self.0.get(variable) {
            Some(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            None => overlay::set(variable),
        }
    }
}

/// Their names alone: they may hold secrets.
impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl ConnectOptions {
    /// A process that says nothing, and has no keys.
    #[must_use]
    pub fn new() -> Self {
        Self { installation: None, keys: SecretKeys::none(), variables: Variables::default() }
    }

    /// What the environment says: `CONNECTOR_INSTALLATION`, and `CONNECTOR_SECRET_KEY` or `CONNECTOR_SECRET_KEY_FILE`.
    ///
    /// # Errors
    /// [`Error::Environment`] when there is a key that is none, and when a variable is no UTF-8.
    pub fn from_environment() -> Result<Self, Error> {
        let installation = overlay::set(installation::VARIABLE)?;
        Ok(Self::new().secret_keys(SecretKeys::from_environment()?).installation(installation.as_ref().map(|name| name.as_str())))
    }

    /// The installation that this process says it is; `None` where it does not say. See
    /// [`Store::installation`](crate::Store::installation).
    ///
    /// ```
    /// use connector_store::ConnectOptions;
    ///
    /// let production = ConnectOptions::new().installation("production");
    /// let silent = ConnectOptions::new().installation(None);
    /// ```
    #[must_use]
    pub fn installation<'i>(self, installation: impl Into<Option<&'i str>>) -> Self {
        Self { installation: installation::named(installation.into()), ..self }
    }

    /// The keys of its secrets. See [`SecretKeys`].
    #[must_use]
    pub fn secret_keys(self, keys: SecretKeys) -> Self {
        Self { keys, ..self }
    }

    /// As if the environment variable `variable` of this process held `text`, whatever it holds: for what a program is told in another
    /// way, as by an argument or a vault, and what is not to be kept. Everything that opens the backend has it, jobs too. See
    /// [`variable_of`](crate::variable_of) for the names.
    ///
    /// ```
    /// # use connector_core::{Backend, Secret, schema};
    /// # use connector_store::{ConnectOptions, Store, secret_of, variable_of};
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
    /// let options = ConnectOptions::from_environment()?.variable(variable_of::<Shop>("main", "token"), "t-1");
    /// let store = Store::connect_with("sqlite::memory:", options).await?;
    /// store.migrate(&ALL).await?;
    /// let shop = store.put(Shop { name: "main".into(), token: None }).await?;
    /// let opened = store.overlaid(&shop).await?.unwrap();
    /// assert_eq!(secret_of(&*opened, "token")?.unwrap().expose()?, "t-1");
    /// # Ok::<(), connector_store::Error>(()) }).unwrap();
    /// ```
    #[must_use]
    pub fn variable(mut self, variable: impl Into<String>, text: impl Into<String>) -> Self {
        self.variables.0.insert(variable.into(), Zeroizing::new(text.into()));
        self
    }
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self::new()
    }
}
