//! The code of a schema.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::parse::Schema;
use crate::shared::diagnostics::Site;
use crate::shared::krate::Krate;

/// A static, and one check an element, at the element.
pub fn emit(schema: &Schema) -> TokenStream {
    let Schema { attributes, visibility, ident, elements, .. } = schema;
    let krate = Krate::new(schema.krate.as_ref());
    let (path, said, import) = (krate.path(), krate.said(), krate.import());
    let entries = elements.iter().map(|element| {
        let span = Site::of(element).span();
        let at = krate.at(span);
        quote_spanned!(span=> <#element as #at::Listed>::ENTRY)
    });
    let checks = elements.iter().enumerate().map(|(position, element)| {
        let span = Site::of(element).span();
        let private = krate.private_at(span);
        quote_spanned!(span=> const _: () = #private::assert_element(__ENTRIES, #position);)
    });
    quote! {
        #(#attributes)*
        #visibility static #ident: #said::Schema = {
            #import
            const __ENTRIES: &[#path::SchemaEntry] = &[#(#entries),*];
            #(#checks)*
            #path::Schema::listed(__ENTRIES)
        };
    }
}
