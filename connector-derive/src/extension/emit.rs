//! The code of an extension.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::WhereClause;

use super::check::is_itself;
use crate::shared::diagnostics::Site;
use crate::shared::emit::Emitter;
use crate::shared::krate::Krate;
use crate::shared::model::Model;
use crate::shared::types::without_self;

/// `Model` and `Extension`.
///
/// The extended type is written once, so that a name that nothing has is told once.
pub fn emit(model: &mut Model, mistake: Option<&TokenStream>) -> TokenStream {
    let krate = Krate::new(model.container.krate.get());
    let (path, private) = (krate.path(), krate.private());
    let said = model.container.of.get().filter(|ty| !is_itself(ty, model)).map(|ty| (without_self(ty, &model.ident), Site::of(ty)));
    let check = said.as_ref().map(|(_, site)| {
        let span = site.span();
        let private = krate.private_at(span);
        quote_spanned!(span=> const _: () = #private::assert_extended::<__Extended>();)
    });
    model.generics.where_clause = said.as_ref().and_then(|_| assumed(&krate));
    let extends = said.as_ref().map(|_| {
        quote! {
            const EXTENDS: #private::std::option::Option<#path::Link> = #private::extends::<__Extended>();
        }
    });
    let mistaken = mistake.map(|mistake| quote!(type __Mistake = #mistake;));
    // What is not said, or wrong, has the mistake for its type, and nothing that follows from it is told.
    let (id, extended) = match said {
        Some((of, _)) => (quote!(<__Extended as #path::Model>::Id), of),
        None => (quote!(__Extended), quote!(__Mistake)),
    };
    let emitter = Emitter::new(model, mistake.is_none());
    let model_impl = emitter.model_impl("Extension", &id, &extends.unwrap_or_default());
    let extension = emitter.header("Extension");
    emitter.finish(&quote! {
        #mistaken
        type __Extended = #extended;
        #check
        #model_impl
        #[automatically_derived]
        #extension {
            type Of = __Extended;
        }
    })
}

/// That it extends a model is taken as given by every impl, because of the lifetime: what is wrong with it is told once, by
/// the check.
fn assumed(krate: &Krate) -> Option<WhereClause> {
    let path = krate.path();
    syn::parse2(quote!(where for<'__assumed> __Extended: #path::Model)).ok()
}
