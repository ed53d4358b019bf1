//! What can be wrong with an extension.

use syn::ext::IdentExt;

use crate::shared::diagnostics::Diagnostics;
use crate::shared::model::Model;
use crate::shared::types::word;
use crate::words;

/// What it extends has to be said.
pub fn check(model: &Model, log: &mut Diagnostics) {
    let of = &model.container.of;
    if !of.is_said() && !model.container.meant.maybe("of") && model.is_struct {
        log.add(&model.ident, words::extends_nothing(&model.ident));
    }
    if let Some(ty) = of.get().filter(|ty| is_itself(ty, model)) {
        log.add(ty, words::extends_itself(&model.ident));
    }
}

/// Whether a type is the extension's own.
pub fn is_itself(ty: &syn::Type, model: &Model) -> bool {
    let plain = |path: &syn::TypePath| path.qself.is_none() && path.path.segments.len() == 1;
    matches!(ty, syn::Type::Path(path) if plain(path)) && word(ty).is_some_and(|word| word == "Self" || model.ident.unraw() == word)
}
