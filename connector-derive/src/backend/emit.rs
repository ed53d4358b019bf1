//! The code of a backend.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::shared::emit::Emitter;
use crate::shared::grammar::Role;
use crate::shared::krate::{option, ours};
use crate::shared::model::{Field, Model};
use crate::shared::types::{argument, inside_option, without_self};

/// `Model` and `Backend`.
pub fn emit(model: &Model, sound: bool, mistake: Option<&TokenStream>) -> TokenStream {
    let emitter = Emitter::new(model, sound);
    let (krate, private) = (emitter.krate.path(), emitter.krate.private());
    let this = emitter.this();
    let model_impl = emitter.model_impl("Backend", &quote!(#krate::BackendId<#this>), &TokenStream::new());
    let backend = emitter.header("Backend");
    let name = model.sound_role(Role::Name).filter(|_| sound).map_or_else(
        || quote!(""),
        |field| {
            let ident = ours(&field.ident);
            quote!(#private::name(&self.#ident))
        },
    );
    let version = model.sound_role(Role::Version);
    let ty = version.map_or_else(
        || mistake.map_or_else(|| quote!(#krate::NoVersion), ToTokens::to_token_stream),
        |field| {
            let inner = inside_option(&field.ty).0;
            without_self(argument(inner, "Extensible").unwrap_or(inner), &model.ident)
        },
    );
    let value = version.filter(|_| sound).map_or_else(|| option(&emitter.krate, None), |field| value(&emitter, field));
    emitter.finish(&quote! {
        #model_impl
        #[automatically_derived]
        #backend {
            type Version = #ty;
            fn name(&self) -> &#private::Str {
                #name
            }
            fn version(&self) -> #private::std::option::Option<#krate::Extensible<<#this as #krate::Backend>::Version>> {
                #value
            }
        }
    })
}

/// The version as an open one, without asking anything of its type.
fn value(emitter: &Emitter<'_>, field: &Field) -> TokenStream {
    let private = emitter.krate.private();
    let (ident, this) = (ours(&field.ident), emitter.this());
    let (inner, optional) = inside_option(&field.ty);
    match (argument(inner, "Extensible").is_some(), optional) {
        (true, true) => quote!(self.#ident),
        (true, false) => option(&emitter.krate, Some(quote!(self.#ident))),
        (false, true) => quote!(#private::optional_open_version::<#this>(&self.#ident)),
        (false, false) => option(&emitter.krate, Some(quote!(#private::open_version::<#this>(&self.#ident)))),
    }
}
