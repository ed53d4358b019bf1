//! The code of a selection.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Other, Selection, Target, Variant};
use crate::shared::emit::implementation;
use crate::shared::krate::{assumed, option, ours};
use crate::shared::names::plain;

/// `Selection`, its texts, serde's traits and `FieldValue`; of an addition, how it becomes known.
pub fn emit(selection: &Selection, sound: bool) -> TokenStream {
    // Nothing could be said of such a type that holds.
    if !selection.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (krate, private, import) = (selection.krate.path(), selection.krate.private(), selection.krate.import());
    let ident = ours(&selection.ident);
    let traits = traits(selection, sound);
    let texts = texts(selection);
    let addition = selection.base.is_some().then(|| addition(selection, sound));
    let derives = assumed(&ident, &quote!(#private::std::marker::Copy + #private::std::cmp::Eq + #private::std::fmt::Debug));
    let (span, at) = (selection.ident.span(), selection.krate.private_at(selection.ident.span()));
    let here = &selection.ident;
    let check = sound.then(|| quote_spanned!(span=> #[allow(deprecated)] const _: () = #at::selection_derives::<#here>();));
    quote! {
        const _: () = {
            #import
            #check
            #traits
            #texts
            #[automatically_derived]
            impl #krate::FieldValue for #ident #derives {
                const TYPE: #krate::FieldType = #krate::FieldType::Selection;
                const OPTIONS: #private::std::option::Option<fn() -> #private::std::vec::Vec<&'static #krate::SelectionOption>> =
                    #private::std::option::Option::Some(#private::options::<#ident>);
                fn write_to(&self, __row: &mut dyn #krate::RowWrite) {
                    #krate::RowWrite::selection(__row, <#ident as #krate::Selection>::value(*self));
                }
                fn read_from(__row: &mut dyn #krate::RowRead) -> #private::std::result::Result<#ident, #krate::ReadError> {
                    #private::read_selection(__row)
                }
            }
            #addition
        };
    }
}

fn traits(selection: &Selection, sound: bool) -> TokenStream {
    let (krate, private) = (selection.krate.path(), selection.krate.private());
    let (ident, name) = (ours(&selection.ident), plain(&selection.ident));
    let usable = if sound { selection.variants.as_slice() } else { &[] };
    let options = usable.iter().map(|variant| {
        let (value, label) = (variant.value.as_ref().map(|value| &value.value), &variant.label);
        let parent = variant.parent.as_ref().map(|other| {
            let other = self::other(selection, other);
            quote!(.with_parent(|| #other))
        });
        let after = variant.after.as_ref().map(|other| {
            let other = self::other(selection, other);
            quote!(.with_after(|| #other))
        });
        quote!(#krate::SelectionOption::new(#value, #label) #parent #after)
    });
    let none = option(&selection.krate, None);
    let index = if usable.is_empty() {
        quote!(0)
    } else {
        let arms = usable.iter().enumerate().map(|(position, variant)| {
            let variant = ours(&variant.ident);
            quote!(#ident::#variant => #position)
        });
        quote!(match self { #(#arms,)* })
    };
    let from_index = usable.iter().enumerate().map(|(position, variant)| {
        let variant = ours(&variant.ident);
        let value = option(&selection.krate, Some(quote!(#ident::#variant)));
        quote!(#position => #value)
    });
    let (base, parent_type) = selection.base.as_ref().map_or_else(
        || (ident.to_token_stream(), ident.to_token_stream()),
        |base| (base.to_token_stream(), quote!(#krate::Extensible<<#ident as #krate::Selection>::Base>)),
    );
    let parent_body = parent(selection, usable);
    let header = implementation(&quote!(#krate::Selection), &ident, &selection.generics);
    let derives = assumed(&ident, &quote!(#private::std::marker::Copy + #private::std::cmp::Eq + #private::std::fmt::Debug));
    quote! {
        #[automatically_derived]
        #header #derives {
            type Base = #base;
            type Parent = #parent_type;
            const NAME: &'static #private::Str = #name;
            const OPTIONS: &'static [#krate::SelectionOption] = &[#(#options),*];
            fn index(self) -> usize {
                #index
            }
            fn from_index(__index: usize) -> #private::std::option::Option<#ident> {
                match __index {
                    #(#from_index,)*
                    _ => #none,
                }
            }
            fn parent(self) -> #private::std::option::Option<<#ident as #krate::Selection>::Parent> {
                #parent_body
            }
        }
    }
}

/// The body of `parent`: of an addition through its option, which may be another crate's.
fn parent(selection: &Selection, usable: &[Variant]) -> TokenStream {
    let (ident, private) = (ours(&selection.ident), selection.krate.private());
    if selection.base.is_some() && !usable.is_empty() {
        return quote!(#private::parent_of(self));
    }
    let none = option(&selection.krate, None);
    let arms: Vec<TokenStream> = usable
        .iter()
        .filter_map(|variant| {
            let Some(Other { target: Target::Own(parent), .. }) = &variant.parent else { return None };
            let (variant, parent) = (ours(&variant.ident), ours(&selection.variants[*parent].ident));
            let value = option(&selection.krate, Some(quote!(#ident::#parent)));
            Some(quote!(#ident::#variant => #value))
        })
        .collect();
    if arms.is_empty() { none } else { quote!(match self { #(#arms,)* _ => #none }) }
}

/// The option of another variant.
fn other(selection: &Selection, other: &Other) -> TokenStream {
    let (krate, ident) = (selection.krate.path(), ours(&selection.ident));
    match &other.target {
        Target::Own(position) => {
            let variant = ours(&selection.variants[*position].ident);
            quote!(<#ident as #krate::Selection>::option(#ident::#variant))
        }
        Target::Elsewhere(path) => {
            let span = other.site.span();
            let private = selection.krate.private_at(span);
            quote_spanned!(span=> #private::option_of::<<#ident as #krate::Selection>::Base, _>(#path))
        }
    }
}

/// `Display`, `FromStr`, and serde's traits unless they are the user's own.
fn texts(selection: &Selection) -> TokenStream {
    let (krate, private) = (selection.krate.path(), selection.krate.private());
    let ident = ours(&selection.ident);
    let derives = assumed(&ident, &quote!(#private::std::marker::Copy + #private::std::cmp::Eq + #private::std::fmt::Debug));
    let serde = selection.serde.then(|| {
        quote! {
            #[automatically_derived]
            impl #private::serde::Serialize for #ident #derives {
                fn serialize<__S: #private::serde::Serializer>(
                    &self,
                    __serializer: __S,
                ) -> #private::std::result::Result<
                    <__S as #private::serde::Serializer>::Ok,
                    <__S as #private::serde::Serializer>::Error,
                > {
                    #private::serde::Serializer::serialize_str(__serializer, <#ident as #krate::Selection>::value(*self))
                }
            }
            #[automatically_derived]
            impl<'de> #private::serde::Deserialize<'de> for #ident #derives {
                fn deserialize<__D: #private::serde::Deserializer<'de>>(
                    __deserializer: __D,
                ) -> #private::std::result::Result<#ident, <__D as #private::serde::Deserializer<'de>>::Error> {
                    #private::deserialize_selection(__deserializer)
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::std::fmt::Display for #ident #derives {
            fn fmt(&self, __formatter: &mut #private::std::fmt::Formatter<'_>) -> #private::std::fmt::Result {
                #private::std::fmt::Formatter::pad(__formatter, <#ident as #krate::Selection>::value(*self))
            }
        }
        #[automatically_derived]
        impl #private::std::str::FromStr for #ident #derives {
            type Err = #krate::UnknownValue;
            fn from_str(__text: &#private::Str) -> #private::std::result::Result<#ident, #krate::UnknownValue> {
                #private::parse_selection(__text)
            }
        }
        #serde
    }
}

/// How added values become known, and the check that none of them is one of the base's.
fn addition(selection: &Selection, sound: bool) -> TokenStream {
    let (krate, private) = (selection.krate.path(), selection.krate.private());
    let ident = ours(&selection.ident);
    let checks = selection.variants.iter().filter(|_| sound).filter_map(|variant| {
        let value = variant.value.as_ref()?;
        let span = value.site.span();
        let private = selection.krate.private_at(span);
        let mut ident = selection.ident.clone();
        ident.set_span(ident.span().located_at(span));
        let (text, own, name) = (&value.value, plain(&selection.ident), plain(&variant.ident));
        let base = quote_spanned!(span=> #private::Added::<#ident>::BASE);
        Some(quote_spanned!(span=> const _: () = #private::assert_new_value(#base, #own, #text, #name);))
    });
    quote! {
        #[allow(unused_imports)]
        use #private::NotAdded as _;
        #[automatically_derived]
        impl #krate::Listed for #ident {
            const ENTRY: #krate::SchemaEntry = #krate::SchemaEntry::Addition(&#private::Added::<#ident>::ADDITION);
        }
        #private::inventory::submit! {
            #private::Added::<#ident>::ADDITION
        }
        #(#checks)*
    }
}
