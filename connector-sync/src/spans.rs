//! What is told of a piece of work while it runs: spans, and the fields by which they are found.
//!
//! Their names and fields are part of what operators build on: `docs/operating.md` lists them.

use connector_core::Model;
use tracing::Span;

use crate::{Connect, WorkContext};

/// Of one import or export of one binding.
macro_rules! span {
    ($name:literal, $work:expr, $model:ty $(, $($field:tt)*)?) => {
        ::tracing::info_span!(
            $name,
            backend.model = <B as ::connector_core::Model>::NAME,
            backend.name = $work.backend.name(),
            model = <$model as ::connector_core::Model>::NAME
            $(, $($field)*)?
        )
    };
}

/// An import.
pub(crate) fn import<B: Connect, T: Model>(work: &WorkContext<'_, B>) -> Span {
    span!("import", work, T)
}

/// A page of a window, from its reading to its writing.
pub(crate) fn import_page<B: Connect, T: Model>(work: &WorkContext<'_, B>, page: u64) -> Span {
    span!("import.page", work, T, page)
}

/// Records that are read by their IDs: asked for, linked by others, or tried again. One alone is named.
pub(crate) fn import_records<B: Connect, T: Model>(work: &WorkContext<'_, B>, records: usize, external_id: Option<String>) -> Span {
    span!("import.records", work, T, records, external_id)
}

/// An export.
pub(crate) fn export<B: Connect, T: Model>(work: &WorkContext<'_, B>) -> Span {
    span!("export", work, T)
}

/// The export of one binding. Its external ID is said when it is known.
pub(crate) fn export_record<B: Connect, T: Model>(work: &WorkContext<'_, B>, binding: i64) -> Span {
    span!("export.record", work, T, binding, external_id = ::tracing::field::Empty)
}

/// The deletion of one record on the remote.
pub(crate) fn export_deleted<B: Connect, T: Model>(work: &WorkContext<'_, B>, external_id: &str) -> Span {
    span!("export.deleted", work, T, external_id)
}
