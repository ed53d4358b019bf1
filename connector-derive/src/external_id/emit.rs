//! The code of an external ID.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Member;

use super::parse::ExternalId;
use crate::shared::diagnostics::Site;
use crate::shared::krate::{Krate, assumed, ours};

/// `ExternalId`, and `FieldValue` for fields without the role.
pub fn emit(id: &ExternalId, sound: bool) -> TokenStream {
    if !id.generics.params.is_empty() {
        return TokenStream::new();
    }
    let krate = Krate::new(id.krate.get());
    let (path, private) = (krate.path(), krate.private());
    let ident = ours(&id.ident);
    let derives = assumed(
        &ident,
        &quote!(#private::std::clone::Clone + #private::std::cmp::Ord + #private::std::hash::Hash + #private::std::fmt::Debug),
    );
    let (at, here) = (&id.ident, krate.private_at(id.ident.span()));
    let check = quote_spanned!(at.span()=> #[allow(deprecated)] const _: () = #here::external_id_derives::<#at>(););
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
        #check
        const _: () = {
            #inner
            #[automatically_derived]
            impl #path::ExternalId for #ident #derives {
                const INTEGER: bool = #integer;
                fn to_external(&self) -> #path::ExternalValue<'_> {
                    #to_external
                }
                fn from_external(__value: #path::ExternalValue<'_>) -> #private::std::result::Result<#ident, #path::ReadError> {
                    #from_external
                }
            }
            #[automatically_derived]
            impl #path::FieldValue for #ident #derives {
                const TYPE: #path::FieldType = #private::external_type::<#ident>();
                fn write_to(&self, __row: &mut dyn #path::RowWrite) {
                    #private::write_external(self, __row);
                }
                fn read_from(__row: &mut dyn #path::RowRead) -> #private::std::result::Result<#ident, #path::ReadError> {
                    #private::read_external(__row)
                }
            }
        };
    }
}
