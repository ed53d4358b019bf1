//! Fields that are read through a link.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::diagnostics::Site;
use super::emit::{Emitter, link};
use super::model::Field;
use super::names::plain;
use super::types::{Seen, argument, inside_option, without_self};

/// A related field of which nothing is wrong that can be seen.
struct Related<'a> {
    place: usize,
    field: &'a Field,
    /// The field that links, and its name where it is said.
    link: &'a Field,
    said: &'a Ident,
    /// The field of the linked model.
    source: &'a Ident,
    /// What is inside of `Related`.
    ty: &'a Type,
}

impl Related<'_> {
    /// The name of the constant that says what is read.
    fn constant(&self) -> Ident {
        format_ident!("__RELATED_{}", self.place)
    }
}

impl<'a> Emitter<'a> {
    fn related_fields(&self) -> impl Iterator<Item = Related<'a>> {
        let model = self.model;
        model.fields.iter().enumerate().filter_map(move |(place, field)| {
            let (said, source) = field.said.related.get()?;
            let link = &model.fields[model.position(said)?];
            let seen = Seen::of(link.inner().0);
            let known = model.generics.params.is_empty() && link.is_stored() && (seen.is_link() || seen == Seen::Unknown);
            let ty = argument(&field.ty, "Related").filter(|_| known)?;
            Some(Related { place, field, link, said, source, ty })
        })
    }

    /// `RELATED`, where there are related fields.
    pub fn related(&self) -> Option<TokenStream> {
        let krate = self.krate.path();
        let constants: Vec<Ident> = self.related_fields().map(|related| related.constant()).collect();
        (!constants.is_empty() && self.sound).then(|| quote!(const RELATED: &'static [#krate::RelatedField] = &[#(#constants),*];))
    }

    /// What is read of each related field, and with what. The path is read by a closure, so that the compiler itself says what
    /// is wrong with it; and nothing else names the linked model, so that it is said once.
    pub fn related_constants(&self) -> TokenStream {
        self.related_fields().map(|related| self.related_constant(&related)).collect()
    }

    fn related_constant(&self, related: &Related<'_>) -> TokenStream {
        let (krate, private) = (self.krate.path(), self.krate.private());
        let (constant, read) = (related.constant(), Self::column_name(related.place));
        let ty = without_self(related.ty, &self.model.ident);
        let at = self.krate.private_at(Site::of(related.ty).span());
        let reader = quote_spanned!(Site::of_stream(ty.clone()).span()=> related_column::<#ty>());
        let (source, span) = (related.source, related.source.span());
        let (name, column, plain) = (&related.field.name, &related.link.column, plain(source));
        let body = quote_spanned!(span=> |__model| &__model.#source);
        let whole = &related.link.ty;
        let described = if let Some((_, target)) = link(inside_option(whole).0) {
            let (target, here) = (without_self(target, &self.model.ident), self.krate.private_at(span));
            quote_spanned!(span=> #here::related_of::<#target, #ty>(#name, #column, #plain, #body))
        } else {
            // Whether the type of the link is one at all is asked at the name of the link.
            let (said, span) = (related.said, related.said.span());
            let (here, this) = (self.krate.private_at(span), self.this());
            let link = quote_spanned!(span=> |__this: &#this| &__this.#said);
            quote_spanned!(span=> #here::related_through(#name, #column, #plain, #link, #body))
        };
        quote! {
            const #read: #private::ReadRelated<#ty> = #at::#reader;
            const #constant: #krate::RelatedField = #described;
        }
    }
}
