//! What the code of an extension uses.

use super::LinkRole;
pub use crate::{Extension as ExtensionTrait, Model as ModelTrait};
use crate::{Link, ModelKind, ModelMeta};

/// The model that an ID is of: what an extension extends, by the ID that both have.
pub type ModelOf<I> = <I as LinkRole>::Model;

/// The row that a row of an extension extends.
#[must_use]
pub const fn extends(extended: &'static ModelMeta) -> Option<Link> {
    Some(Link::extended(extended))
}

/// Checks that what an extension extends has rows of its own.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_extended(extended: &'static ModelMeta) {
    if matches!(extended.kind, ModelKind::Extension)
        && let Some(model) = extended.extends
    {
        crate::const_text::ConstText::new("`")
            .push(extended.name)
            .push("` is an extension itself, of `")
            .push(model.model)
            .push("`: both have one row to one row of it; help: extend `")
            .push(model.model)
            .push("`, too")
            .panic();
    }
}
