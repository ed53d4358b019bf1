//! The statements of the models that a store has seen, each written once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use connector_core::{Link, ModelMeta};

use crate::options::Variables;
use crate::sql::{Dialect, ModelSql};
use crate::{ConnectOptions, SecretKeys};

/// What tells two declarations apart, also two with one name: where their fields are described.
type Declaration = (&'static str, usize);

fn declaration(meta: &ModelMeta) -> Declaration {
    (meta.name, meta.fields.as_ptr().addr())
}

/// Statements by the declaration of their model.
#[derive(Debug)]
pub(crate) struct Statements {
    pub(crate) dialect: Dialect,
    /// Which installation this process says that it is.
    pub(crate) installation: Option<String>,
    /// What opens the secrets in the rows.
    pub(crate) keys: SecretKeys,
    /// What stands for variables of the environment.
    pub(crate) variables: Variables,
    known: RwLock<HashMap<Declaration, (&'static ModelMeta, Arc<ModelSql>)>>,
}

impl Statements {
    pub(crate) fn new(dialect: Dialect, options: ConnectOptions) -> Self {
        let ConnectOptions { installation, keys, variables } = options;
        Self { dialect, installation, keys, variables, known: RwLock::default() }
    }

    pub(crate) fn of(&self, meta: &'static ModelMeta) -> Arc<ModelSql> {
        if let Some((_, sql)) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&declaration(meta)) {
            return Arc::clone(sql);
        }
        let sql = Arc::new(ModelSql::new(self.dialect, meta));
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(declaration(meta), (meta, Arc::clone(&sql)));
        sql
    }

    /// The names of the known models.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).values().map(|(meta, _)| meta.name).collect()
    }

    /// The known models that link the table `table`, with the link and the name of its field.
    pub(crate) fn links_to(&self, table: &str) -> Vec<(&'static ModelMeta, &'static str, Link)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let fields = known.values().flat_map(|(meta, _)| meta.fields.iter().map(|field| (*meta, field)));
        fields.filter_map(|(meta, field)| field.link.filter(|link| link.table == table).map(|link| (meta, field.name, link))).collect()
    }
}
