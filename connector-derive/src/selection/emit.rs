//! The code of a selection.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Other, Selection, Target, Variant};
use crate::shared::emit::implementation;
use crate::shared::krate::{assumed, option, ours};
use crate::shared::names::plain;

/// `Selection`, its texts, serde's traits and `FieldValue`; of an addition, how it becomes known.
pub fn emit(selection: &Selection, sound: bool) -> TokenStream {
    // Nothing could be said of such a type that holds. (What is no enum gets the impls all the same, so that its uses are no
    // further mistakes.)
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
    // Beside another mistake it says nothing: the derives may be wrong for want of a type that has them.
    let check =
        (sound && selection.is_enum).then(|| quote_spanned!(span=> #[allow(deprecated)] const _: () = #at::selection_derives::<#here>();));
    quote! {
        #[allow(deprecated)]
        const _: () = {
            #import
            #check
            #traits
            #texts
            #[automatically_derived]
            impl #krate::FieldValue for #ident #derives {
                const TYPE: #krate::FieldType = #krate::FieldType::Selection;
                const VALUES: #private::std::option::Option<#krate::SelectionValues> =
                    #private::std::option::Option::Some(#krate::SelectionValues::closed::<#ident>());
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
        let (name, value, label) = (plain(&variant.ident), variant.value.as_ref().map(|value| &value.value), &variant.label);
        let parent = variant.parent.as_ref().map(|other| {
            let other = self::other(selection, other);
            quote!(.with_parent(|| #other))
        });
        let after = variant.after.as_ref().map(|other| {
            let other = self::other(selection, other);
            quote!(.with_after(|| #other))
        });
        quote!(#krate::SelectionOption::new(#name, #value, #label) #parent #after)
    });
    let (removed, relabels) = (removed(selection, sound), relabels(selection, sound));
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
    let value_of = quote!(#private::ValueOf<<#ident as #krate::Selection>::Base>);
    let derives = assumed(&ident, &quote!(#private::std::marker::Copy + #private::std::cmp::Eq + #private::std::fmt::Debug));
    quote! {
        #[automatically_derived]
        impl #value_of for #ident #derives {}
        #[automatically_derived]
        #header #derives {
            type Base = #base;
            type Parent = #parent_type;
            const NAME: &'static #private::Str = #name;
            const PATH: &'static #private::Str = #private::std::concat!(#private::std::module_path!(), "::", #name);
            const OPTIONS: &'static [#krate::SelectionOption] = &[#(#options),*];
            #removed
            #relabels
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

/// The values that are gone, where there are some.
fn removed(selection: &Selection, sound: bool) -> Option<TokenStream> {
    let krate = selection.krate.path();
    let removed: Vec<TokenStream> = selection
        .removed
        .iter()
        .filter(|_| sound)
        .filter_map(|removed| {
            let (value, became) = (&removed.value.value, other(selection, removed.became.as_ref()?));
            Some(quote!(#krate::Removed::new(#value, || #became)))
        })
        .collect();
    (!removed.is_empty()).then(|| quote!(const REMOVED: &'static [#krate::Removed] = &[#(#removed),*];))
}

/// Other labels for values of the base, where there are some.
fn relabels(selection: &Selection, sound: bool) -> Option<TokenStream> {
    let (krate, ident) = (selection.krate.path(), ours(&selection.ident));
    if !sound || selection.relabels.is_empty() {
        return None;
    }
    let relabels = selection.relabels.iter().map(|relabel| {
        let (variant, name, label) = (&relabel.variant, plain(&relabel.variant), &relabel.label.value);
        let span = variant.span();
        let private = selection.krate.private_at(span);
        // By way of the trait: a base that is not there is told where it is named, and there alone.
        let base = quote_spanned!(span=> <#ident as #krate::Selection>::Base);
        let option = quote_spanned!(span=> #private::BaseOf::<#base>::option(<#base>::#variant));
        quote!(#krate::Relabel::new(#name, || #option, #label))
    });
    Some(quote!(const RELABELS: &'static [#krate::Relabel] = &[#(#relabels),*];))
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
            // Our own: in code of the user's, `unused_qualifications` looks at the path.
            let base = quote!(<#ident as #krate::Selection>::Base);
            quote_spanned!(span=> #private::BaseOf::<#base>::option(#path))
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
    let (ident, own) = (ours(&selection.ident), plain(&selection.ident));
    let base = |span: Span| {
        let private = selection.krate.private_at(span);
        let mut ident = selection.ident.clone();
        ident.set_span(ident.span().located_at(span));
        quote_spanned!(span=> #private::Added::<#ident>::BASE)
    };
    let checks = selection.variants.iter().filter(|_| sound).filter_map(|variant| {
        let value = variant.value.as_ref()?;
        let span = value.site.span();
        let (private, base) = (selection.krate.private_at(span), base(span));
        let (text, name) = (&value.value, plain(&variant.ident));
        Some(quote_spanned!(span=> const _: () = #private::assert_new_value(#base, #own, #text, #name);))
    });
    let gone = selection.removed.iter().filter(|_| sound).map(|removed| {
        let (span, text) = (removed.value.site.span(), &removed.value.value);
        let (private, base) = (selection.krate.private_at(span), base(span));
        quote_spanned!(span=> const _: () = #private::assert_gone(#base, #own, #text);)
    });
    quote! {
        use #private::{NotAdded as _, NotBase as _};
        #[automatically_derived]
        impl #krate::Listed for #ident {
            const ENTRY: #krate::SchemaEntry = #krate::SchemaEntry::Addition(&#private::Added::<#ident>::ADDITION);
        }
        #private::inventory::submit! {
            #private::Added::<#ident>::ADDITION
        }
        #(#checks)*
        #(#gone)*
    }
}
