//! What the code of an extension uses.

use crate::{Link, Model, ModelKind};

/// The row that a row of an extension extends.
#[must_use]
pub const fn extends<M: Model>() -> Option<Link> {
    Some(Link::extended::<M>())
}

/// Checks that what an extension extends has rows of its own. Nothing else asks whether it is a model.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_extended<M: Model>() {
    if matches!(M::KIND, ModelKind::Extension)
        && let Some(model) = M::EXTENDS
    {
        crate::const_text::ConstText::new("`")
            .push(M::NAME)
            .push("` is an extension itself, of `")
            .push(model.model)
            .push("`: both have one row to one row of it; help: extend `")
            .push(model.model)
            .push("`, too")
            .panic();
    }
}
