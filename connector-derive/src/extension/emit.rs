//! The code of an extension.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::is_itself;
use crate::shared::diagnostics::Site;
use crate::shared::emit::{Emitter, implementation};
use crate::shared::krate::ours;
use crate::shared::model::Model;
use crate::shared::types::without_self;

/// `Model`, `Listed` and `Extension`.
///
/// The extended type is asked for what a model has, and that always at the type: what is no model gives the same error each
/// time, which the compiler tells once. A bound on it, `type Of = X` among them, would tell it once more, with a note. The
/// traits have other names for it: of their own, in code of the user's, `unused_qualifications` would look at the paths.
pub fn emit(model: &Model, mistake: Option<&TokenStream>) -> TokenStream {
    let emitter = Emitter::new(model, mistake.is_none());
    let (krate, private) = (emitter.krate.path(), emitter.krate.private());
    let said = model.container.of.get().filter(|ty| !is_itself(ty, model));
    let span = said.map_or_else(Span::call_site, |ty| Site::of(ty).span());
    let at = emitter.krate.private_at(span);
    let extended = said.map(|ty| without_self(ty, &model.ident));
    let mistaken = || mistake.cloned().unwrap_or_default();
    let (id, of) = extended.as_ref().map_or_else(
        || (mistaken(), mistaken()),
        |of| (quote_spanned!(span=> <#of as #at::ModelTrait>::Id), quote_spanned!(span=> #at::ModelOf<<#of as #at::ModelTrait>::Id>)),
    );
    let meta = extended.filter(|_| emitter.sound).map(|of| quote_spanned!(span=> <#of as #at::ModelTrait>::META));
    let extends = meta.as_ref().map(|meta| {
        quote! {
            const EXTENDS: #private::std::option::Option<#krate::Link> = #private::extends(#meta);
        }
    });
    let check = meta.as_ref().map(|meta| quote_spanned!(span=> const _: () = #at::assert_extended(#meta);));
    let model_impl = emitter.model_impl("Extension", &id, &extends.unwrap_or_default());
    let extension = implementation(&quote_spanned!(span=> #at::ExtensionTrait), &ours(&model.ident), &model.generics);
    emitter.finish(&quote! {
        #model_impl
        #[automatically_derived]
        #extension {
            type Of = #of;
        }
        #check
    })
}
