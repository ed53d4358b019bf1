//! The statements of the models that a store has seen, each written once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
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
    known: RwLock<HashMap<Declaration, Known>>,
    /// How many were used, and not held against the database yet.
    unmet: AtomicUsize,
}

/// A model that was seen.
#[derive(Debug)]
struct Known {
    meta: &'static ModelMeta,
    sql: Arc<ModelSql>,
    /// One of the following.
    standing: AtomicU8,
}

/// It is in a schema, and was not used.
const LISTED: u8 = 0;
/// It was used, and nobody has looked yet whether this declaration may be written.
const USED: u8 = 1;
/// Somebody has.
const MET: u8 = 2;

impl Statements {
    pub(crate) fn new(dialect: Dialect, options: ConnectOptions) -> Self {
        let ConnectOptions { installation, keys, variables } = options;
        Self { dialect, installation, keys, variables, known: RwLock::default(), unmet: AtomicUsize::new(0) }
    }

    /// The statements of a model that is read or written.
    pub(crate) fn of(&self, meta: &'static ModelMeta) -> Arc<ModelSql> {
        let used = |known: &Known| {
            if known.standing.load(Ordering::Relaxed) == LISTED
                && known.standing.compare_exchange(LISTED, USED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            {
                self.unmet.fetch_add(1, Ordering::Relaxed);
            }
            Arc::clone(&known.sql)
        };
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&declaration(meta)) {
            return used(known);
        }
        used(self.list(&mut self.known.write().unwrap_or_else(PoisonError::into_inner), meta))
    }

    /// The statements of a model, if it was met; otherwise it is used from now on, and so the next transaction meets it.
    pub(crate) fn of_met(&self, meta: &'static ModelMeta) -> Option<Arc<ModelSql>> {
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&declaration(meta))
            && known.standing.load(Ordering::Relaxed) == MET
        {
            return Some(Arc::clone(&known.sql));
        }
        let _ = self.of(meta);
        None
    }

    /// A model that may be used.
    pub(crate) fn know(&self, meta: &'static ModelMeta) {
        self.list(&mut self.known.write().unwrap_or_else(PoisonError::into_inner), meta);
    }

    fn list<'k>(&self, known: &'k mut HashMap<Declaration, Known>, meta: &'static ModelMeta) -> &'k Known {
        known.entry(declaration(meta)).or_insert_with(|| Known {
            meta,
            sql: Arc::new(ModelSql::new(self.dialect, meta)),
            standing: AtomicU8::new(LISTED),
        })
    }

    /// Whether a model was used that was not met yet.
    pub(crate) fn has_unmet(&self) -> bool {
        self.unmet.load(Ordering::Relaxed) > 0
    }

    /// The models that were used, and not met yet.
    pub(crate) fn unmet(&self) -> Vec<&'static ModelMeta> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.values().filter(|known| known.standing.load(Ordering::Relaxed) == USED).map(|known| known.meta).collect()
    }

    /// The names of all models that were seen.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).values().map(|known| known.meta.name).collect()
    }

    /// The models that were used or met.
    pub(crate) fn used(&self) -> Vec<&'static ModelMeta> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.values().filter(|known| known.standing.load(Ordering::Relaxed) != LISTED).map(|known| known.meta).collect()
    }

    /// A declaration may be written.
    pub(crate) fn met(&self, meta: &'static ModelMeta) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&declaration(meta))
            && known.standing.swap(MET, Ordering::Relaxed) == USED
        {
            self.unmet.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// The declarations of a model are to be looked at again.
    pub(crate) fn unmeet(&self, model: &str) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        for known in known.values().filter(|known| known.meta.name == model) {
            let _ = known.standing.compare_exchange(MET, LISTED, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// The known models that link the table `table`, with the link and the name of its field.
    pub(crate) fn links_to(&self, table: &str) -> Vec<(&'static ModelMeta, &'static str, Link)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let fields = known.values().flat_map(|known| known.meta.fields.iter().map(|field| (known.meta, field)));
        fields.filter_map(|(meta, field)| field.link.filter(|link| link.table == table).map(|link| (meta, field.name, link))).collect()
    }
}
