//! What can be wrong with an extension.

use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput};

use crate::shared::diagnostics::Diagnostics;
use crate::shared::model::Model;
use crate::shared::types::word;
use crate::words;

/// What it extends has to be said.
pub fn check(model: &Model, log: &mut Diagnostics) {
    let of = &model.container.of;
    if !of.is_said() && model.is_struct {
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

/// Attributes of the other derives. Without a word of ours the compiler would propose to derive those, too.
pub fn others(input: &DeriveInput, log: &mut Diagnostics) {
    for attribute in input.attrs.iter().filter(|attribute| is_other(attribute)) {
        log.add(attribute.path(), words::other_model(attribute.path(), &input.ident));
    }
    let Data::Struct(data) = &input.data else { return };
    for attribute in data.fields.iter().flat_map(|field| &field.attrs).filter(|attribute| is_other(attribute)) {
        log.add(attribute.path(), words::role_of_another(attribute.path()));
    }
}

fn is_other(attribute: &Attribute) -> bool {
    ["backend", "binding", "record"].iter().any(|name| attribute.path().is_ident(name))
}
