//! The code of an external ID.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Member;

use super::parse::ExternalId;
use crate::shared::diagnostics::Site;
use crate::shared::emit::{implementation_of, typed};
use crate::shared::krate::{Krate, assumed, ours};

/// `ExternalId`, and `FieldValue` for fields without the role.
pub fn emit(id: &ExternalId, sound: bool) -> TokenStream {
    let krate = Krate::new(id.krate.get());
    let (path, private, import) = (krate.path(), krate.private(), krate.import());
    let ident = ours(&id.ident);
    let supertraits = quote!(#private::std::clone::Clone + #private::std::cmp::Ord + #private::std::hash::Hash + #private::std::fmt::Debug);
    let (this, derives) = if id.generics.params.is_empty() {
        (ident.to_token_stream(), assumed(&ident, &supertraits))
    } else {
        let this = typed(&ident, &id.generics);
        let said = id.generics.where_clause.as_ref().map(|clause| &clause.predicates);
        let comma = said.filter(|said| !said.empty_or_trailing()).map(|_| quote!(,));
        (this.clone(), quote!(where #said #comma #this: #supertraits + #private::std::marker::Send + #private::std::marker::Sync))
    };
    let header = |name: TokenStream| implementation_of(&quote!(#path::#name), &ident, &id.generics);
    let (external_id, field_value) = (header(quote!(ExternalId)), header(quote!(FieldValue)));
    let (at, here) = (&id.ident, krate.private_at(id.ident.span()));
    // Beside another mistake it says nothing: the derives may be wrong for want of a type that has them.
    let check = sound.then(|| quote_spanned!(at.span()=> #[allow(deprecated)] const _: () = #here::external_id_derives::<#at>();));
    let (inner, integer, to_external, from_external) = match id.inside.as_ref().filter(|_| sound) {
        Some((member, ty)) => {
            let span = Site::of(ty).span();
            let here = krate.private_at(span);
            let make = quote_spanned!(span=> inner::<#ty>());
            let member = match member {
                Member::Named(name) => Member::Named(ours(name)),
                Member::Unnamed(index) => Member::Unnamed(index.clone()),
            };
            (
                quote!(const __INNER: #private::Inner<#ty> = #here::#make;),
                quote!(__INNER.integer),
                quote!((__INNER.to_external)(&self.#member)),
                quote!(#private::std::result::Result::Ok(#ident { #member: (__INNER.from_external)(__value)? })),
            )
        }
        None => (
            TokenStream::new(),
            quote!(true),
            quote!(#path::ExternalValue::Int(0)),
            quote! {
                let _ = __value;
                #private::unreadable()
            },
        ),
    };
    quote! {
        const _: () = {
            #import
            #check
            #inner
            #[automatically_derived]
            #external_id #derives {
                const INTEGER: bool = #integer;
                fn to_external(&self) -> #path::ExternalValue<'_> {
                    #to_external
                }
                fn from_external(__value: #path::ExternalValue<'_>) -> #private::std::result::Result<#this, #path::ReadError> {
                    #from_external
                }
            }
            #[automatically_derived]
            #field_value #derives {
                const TYPE: #path::FieldType = #private::external_type::<#this>();
                fn write_to(&self, __row: &mut dyn #path::RowWrite) {
                    #private::write_external(self, __row);
                }
                fn read_from(__row: &mut dyn #path::RowRead) -> #private::std::result::Result<#this, #path::ReadError> {
                    #private::read_external(__row)
                }
            }
        };
    }
}
