//! Code that both mappers emit: every piece is at one place of the user's, so that an error in it is shown there.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::shared::attributes::Place;
use crate::shared::krate::Krate;

/// The model that a place is a field of.
pub fn owner(krate: &Krate, place: &Place) -> TokenStream {
    if let Some(record) = &place.record {
        let (span, path) = (record.span(), krate.at(record.span()));
        quote_spanned!(span=> <__Binding as #path::ExternalBinding>::Record)
    } else {
        quote_spanned!(place.field.span()=> __Binding)
    }
}

/// A closure that reads a field of a model.
pub fn read(krate: &Krate, place: &Place) -> TokenStream {
    let (owner, field) = (owner(krate, place), &place.field);
    quote_spanned!(field.span()=> |__model: &#owner| &__model.#field)
}

/// A field in code at another place: the first of its tokens at the start, its name at the end.
pub fn placed_field(of: &TokenStream, field: &Ident, start: Span, end: Span) -> TokenStream {
    let mut field = field.clone();
    field.set_span(end);
    let sign = quote_spanned!(start=> &);
    let dot = quote_spanned!(end=> .);
    quote!(#sign #of #dot #field)
}

/// A value, handed to a function: by value where its type is a plain one, by reference otherwise.
pub fn passed(krate: &Krate, value: &TokenStream, span: Span) -> TokenStream {
    let private = krate.private_at(span);
    quote_spanned!(span=> (&#private::Probe(#value)).pass())
}

/// The traits by which a value is handed over and shown.
pub fn traits(krate: &Krate) -> TokenStream {
    let private = krate.private();
    quote! {
        use #private::ByReference as _;
        use #private::ByValue as _;
        use #private::NotShown as _;
        use #private::Shown as _;
    }
}

/// Which options a mapper needs.
pub fn needs_options(krate: &Krate) -> TokenStream {
    let (path, private) = (krate.path(), krate.private());
    quote! {
        fn needs_options() -> #private::std::option::Option<#path::NeededOptions> {
            #private::std::option::Option::Some(#path::NeededOptions::of::<__Options>())
        }
    }
}
