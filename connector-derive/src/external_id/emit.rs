//! The code of an external ID.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Member, Type};

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
    let inside = if sound { id.inside.as_slice() } else { &[] };
    let inner: TokenStream = inside.iter().enumerate().map(|(place, (_, ty))| inner(&krate, place, ty)).collect();
    let Bodies { integer, to_external, from_external } = Bodies::new(&krate, &ident, inside);
    quote! {
        #[allow(deprecated)]
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

/// The constant that is the only one to ask anything of a field's type, at the type.
fn inner(krate: &Krate, place: usize, ty: &Type) -> TokenStream {
    let span = Site::of(ty).span();
    let (private, here) = (krate.private(), krate.private_at(span));
    let make = quote_spanned!(span=> inner::<#ty>());
    let constant = constant(place);
    quote!(const #constant: #private::Inner<#ty> = #here::#make;)
}

fn constant(place: usize) -> impl ToTokens {
    format_ident!("__INNER_{place}")
}

/// What is inside of the functions.
struct Bodies {
    integer: TokenStream,
    to_external: TokenStream,
    from_external: TokenStream,
}

impl Bodies {
    /// Around one ID: as that one. Around several: their text, one after the other. Around none, or with a mistake: nothing.
    fn new(krate: &Krate, ident: &Ident, inside: &[(Member, Type)]) -> Self {
        let (path, private) = (krate.path(), krate.private());
        let ok = quote!(#private::std::result::Result::Ok);
        let members = inside.iter().enumerate().map(|(place, (member, _))| (constant(place), ours_member(member)));
        match inside {
            [] => Self {
                integer: quote!(true),
                to_external: quote!(#path::ExternalValue::Int(0)),
                from_external: quote! {
                    let _ = __value;
                    #private::unreadable()
                },
            },
            [(member, _)] => {
                let (inner, member) = (constant(0), ours_member(member));
                Self {
                    integer: quote!(#inner.integer),
                    to_external: quote!((#inner.to_external)(&self.#member)),
                    from_external: quote!(#ok(#ident { #member: (#inner.from_external)(__value)? })),
                }
            }
            _ => {
                let write = members.clone().map(|(inner, member)| quote!(__id.push(&#inner, &self.#member);));
                let read = members.map(|(inner, member)| quote!(#member: __id.read(&#inner)?));
                Self {
                    integer: quote!(false),
                    to_external: quote! {
                        let mut __id = #private::CompositeWriter::new();
                        #(#write)*
                        __id.finish()
                    },
                    from_external: quote! {
                        let mut __id = #private::CompositeReader::new(__value)?;
                        let __read = #ident { #(#read),* };
                        __id.finish()?;
                        #ok(__read)
                    },
                }
            }
        }
    }
}

fn ours_member(member: &Member) -> Member {
    match member {
        Member::Named(name) => Member::Named(ours(name)),
        Member::Unnamed(index) => Member::Unnamed(index.clone()),
    }
}
