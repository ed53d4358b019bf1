//! The code of a schema.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::parse::{Element, Schema};
use crate::shared::diagnostics::Site;
use crate::shared::krate::Krate;

/// A static, and one check an element, at the element.
pub fn emit(schema: &Schema) -> TokenStream {
    let Schema { attributes, visibility, ident, elements, .. } = schema;
    let krate = Krate::new(schema.krate.as_ref());
    let (path, said, import) = (krate.path(), krate.said(), krate.import());
    let entries =
        if elements.iter().any(|element| matches!(element, Element::All(_))) { joined(elements, &krate) } else { listed(elements, &krate) };
    quote! {
        #(#attributes)*
        #visibility static #ident: #said::Schema = {
            #import
            #entries
            #path::Schema::listed(__ENTRIES)
        };
    }
}

/// Models and additions alone.
fn listed(elements: &[Element], krate: &Krate) -> TokenStream {
    let path = krate.path();
    let entries = elements.iter().map(|element| entry(element, krate));
    let checks = elements.iter().enumerate().map(|(position, element)| {
        let span = site(element).span();
        let private = krate.private_at(span);
        quote_spanned!(span=> const _: () = #private::assert_element(__ENTRIES, #position);)
    });
    quote! {
        const __ENTRIES: &[#path::SchemaEntry] = &[#(#entries),*];
        #(#checks)*
    }
}

/// Other schemas among them: each element is a list, and only the compiler knows how long it is.
fn joined(elements: &[Element], krate: &Krate) -> TokenStream {
    let (path, private) = (krate.path(), krate.private());
    let parts = elements.iter().map(|element| {
        let entry = entry(element, krate);
        match element {
            Element::One(_) => quote!(&[#entry]),
            Element::All(_) => entry,
        }
    });
    let checks = elements.iter().enumerate().map(|(position, element)| {
        let span = site(element).span();
        let private = krate.private_at(span);
        quote_spanned!(span=> const _: () = #private::assert_part(__PARTS, __ENTRIES, #position);)
    });
    quote! {
        const __PARTS: &[&[#path::SchemaEntry]] = &[#(#parts),*];
        const __ENTRIES: &[#path::SchemaEntry] = &#private::join_parts::<{ #private::count_parts(__PARTS) }>(__PARTS);
        #(#checks)*
    }
}

/// What an element stands for: an entry, or a list of them.
fn entry(element: &Element, krate: &Krate) -> TokenStream {
    let span = site(element).span();
    match element {
        Element::One(listed) => {
            let at = krate.at(span);
            quote_spanned!(span=> <#listed as #at::Listed>::ENTRY)
        }
        Element::All(schema) => {
            let private = krate.private_at(span);
            quote_spanned!(span=> #private::entries_of(&#schema))
        }
    }
}

fn site(element: &Element) -> Site {
    match element {
        Element::One(listed) => Site::of(listed),
        Element::All(schema) => Site::of(schema),
    }
}
