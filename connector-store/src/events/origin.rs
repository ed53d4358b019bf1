//! Where a change comes from.

use std::fmt;

use connector_core::{Backend, BackendId};

use crate::jobs::JobId;

/// Where a change comes from: every [`Event`](crate::Event) says it.
///
/// Imports, exports and jobs set it by themselves. For the application's own writes it is [`Application`](Self::Application),
/// unless [`Store::with_origin`](crate::Store::with_origin) or [`Tx::set_origin`](crate::Tx::set_origin) says otherwise.
///
/// ```
/// # use connector_core::{Backend, BackendId};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop { name: String }
/// use connector_store::Origin;
///
/// let (basel, bern) = (BackendId::<Shop>::new(1), BackendId::<Shop>::new(2));
/// let origin = Origin::import(basel);
/// // What came from Basel need not be sent to Basel.
/// assert!(origin.is_of(basel) && !origin.is_of(bern));
/// assert_eq!(origin.to_string(), "import from shop 1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// The application.
    #[default]
    Application,
    /// An import: the external system has it like that already.
    Import {
        /// The technical name of the backend's kind.
        backend_model: &'static str,
        /// Which one.
        backend_id: i64,
    },
    /// An export, which writes down what the external system answered.
    Export {
        /// The technical name of the backend's kind.
        backend_model: &'static str,
        /// Which one.
        backend_id: i64,
    },
    /// A job of the application's own.
    Job(JobId),
    /// Something of the application's that its listeners tell apart: `Origin::Named("price upload")`.
    Named(&'static str),
}

impl Origin {
    /// An import from a backend.
    #[must_use]
    pub fn import<B: Backend>(backend: BackendId<B>) -> Self {
        Self::Import { backend_model: B::NAME, backend_id: backend.get() }
    }

    /// An export to a backend.
    #[must_use]
    pub fn export<B: Backend>(backend: BackendId<B>) -> Self {
        Self::Export { backend_model: B::NAME, backend_id: backend.get() }
    }

    /// The backend that it came from or went to: the technical name of its kind, and which one.
    #[must_use]
    pub fn backend(&self) -> Option<(&'static str, i64)> {
        match self {
            Self::Import { backend_model, backend_id } | Self::Export { backend_model, backend_id } => Some((backend_model, *backend_id)),
            _ => None,
        }
    }

    /// Whether the backend itself is where the change comes from, so that it need not be told of it.
    #[must_use]
    pub fn is_of<B: Backend>(&self, backend: BackendId<B>) -> bool {
        self.backend() == Some((B::NAME, backend.get()))
    }
}

/// In words: `import from shop 1`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application => f.write_str("the application"),
            Self::Import { backend_model, backend_id } => write!(f, "import from {backend_model} {backend_id}"),
            Self::Export { backend_model, backend_id } => write!(f, "export to {backend_model} {backend_id}"),
            Self::Job(id) => write!(f, "job {id}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}
