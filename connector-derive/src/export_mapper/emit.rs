//! The code of an export mapper.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::parse::{Field, Mapper};
use crate::mapper::{code, item};
use crate::shared::attributes::Place;
use crate::shared::diagnostics::Site;
use crate::shared::krate::{Krate, ours};
use crate::shared::names::plain;
use crate::shared::types::without_self;

/// `ExportMapper`.
pub fn emit(mapper: &Mapper, mistake: Option<&TokenStream>) -> TokenStream {
    let krate = Krate::new(mapper.krate.get());
    let (path, import, private) = (krate.path(), krate.import(), krate.private());
    let ident = ours(&mapper.ident);
    let context = quote!(&#path::ExportContext<'_, __Binding>);
    let result = quote!(#private::std::result::Result<#ident, #path::MappingError>);
    if let Some(mistake) = mistake {
        if !mapper.generics.params.is_empty() {
            return quote!(const _: #mistake = [];);
        }
        // Nothing that follows from the mistake is told.
        return quote! {
            const _: () = {
                #import
                type __Binding = #mistake;
                #[automatically_derived]
                impl #path::ExportMapper for #ident {
                    type Binding = __Binding;
                    const FIELDS: &'static [#path::BodyField] = &[];
                    fn map(_: #context) -> #result {
                        #private::mistaken()
                    }
                }
            };
        };
    }
    let emitter = Emitter { mapper, krate };
    let binding = mapper.from.get().map(|ty| without_self(ty, &mapper.ident));
    let at = mapper.from.get().map_or_else(Span::call_site, |ty| Site::of(ty).span());
    let binding_type = quote_spanned!(at=> type Binding = __Binding;);
    let options = mapper.options.get().map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let (traits, checks, fields) = (code::traits(&emitter.krate), emitter.checks(), emitter.fields());
    let needs = mapper.options.is_said().then(|| code::needs_options(&emitter.krate));
    let (links, references, body) = (emitter.links(), emitter.references(), emitter.body());
    quote! {
        #[allow(deprecated)]
        const _: () = {
            #import
            #traits
            type __Binding = #binding;
            type __Options = #options;
            #checks
            #links
            #[automatically_derived]
            impl #path::ExportMapper for #ident {
                #binding_type
                const FIELDS: &'static [#path::BodyField] = &[#fields];
                #references
                #needs
                fn map(__context: #context) -> #result {
                    #body
                }
            }
        };
    }
}

struct Emitter<'a> {
    mapper: &'a Mapper,
    krate: Krate,
}

impl<'a> Emitter<'a> {
    fn private(&self, span: Span) -> TokenStream {
        self.krate.private_at(span)
    }

    fn places(field: &Field) -> impl Iterator<Item = &Place> {
        field.from.get().into_iter().flatten()
    }

    /// That a change can name what is read.
    fn checks(&self) -> TokenStream {
        let places = self.mapper.fields.iter().flat_map(Self::places);
        let checks = places.map(|place| {
            let span = place.field.span();
            let (private, name, owner) = (self.private(span), plain(&place.field), code::owner(&self.krate, place));
            quote_spanned!(span=> const _: () = #private::assert_source::<#owner>(#name);)
        });
        checks.collect()
    }

    /// What is said of the fields that serde writes.
    fn fields(&self) -> TokenStream {
        let path = self.krate.path();
        let fields = self.mapper.fields.iter().filter(|field| field.is_written).map(|field| {
            let (name, sources) = (plain(&field.ident), Self::sources(field));
            let (only_create, always) = (field.only_create.is_said(), field.always.is_said());
            quote!(#path::BodyField { name: #name, sources: #sources, only_create: #only_create, always: #always })
        });
        quote!(#(#fields),*)
    }

    fn sources(field: &Field) -> TokenStream {
        let sources = Self::places(field).map(item::shown);
        quote!(&[#(#sources),*])
    }

    fn options(&self) -> TokenStream {
        if self.mapper.options.is_said() { quote!(__context.options::<__Options>()?) } else { quote!(&()) }
    }

    fn links_of(&self) -> impl Iterator<Item = (Ident, &'a Field)> {
        let links = self.mapper.fields.iter().enumerate().filter(|(_, field)| field.via.is_said());
        links.map(|(place, field)| (format_ident!("__link_{place}"), field))
    }

    /// A function for each link: what it links is asked for and found by the same code.
    fn links(&self) -> TokenStream {
        let private = self.private(Span::call_site());
        let links = self.links_of().map(|(name, field)| {
            let (give, ty) = (self.give(field), without_self(&field.ty, &self.mapper.ident));
            quote!(const #name: fn(&#private::SendFrom<'_, __Binding, __Options>) -> #private::Gave<#ty> = #give;)
        });
        links.collect()
    }

    fn references(&self) -> Option<TokenStream> {
        let (path, private, options) = (self.krate.path(), self.private(Span::call_site()), self.options());
        let asked: Vec<Ident> = self.links_of().map(|(name, _)| name).collect();
        let options = if self.mapper.options.is_said() {
            quote!(let #private::std::result::Result::Ok(__options) = __context.options::<__Options>() else { return; };)
        } else {
            quote!(let __options = #options;)
        };
        (!asked.is_empty()).then(|| {
            quote! {
                fn references(__context: &#path::ExportContext<'_, __Binding>, __requests: &mut #path::ReferenceRequests) {
                    #options
                    let __from = #private::SendFrom::asking(__context, __options, __requests);
                    #(let _ = #asked(&__from);)*
                }
            }
        })
    }

    fn body(&self) -> TokenStream {
        let private = self.private(Span::call_site());
        let (ident, options) = (ours(&self.mapper.ident), self.options());
        let fields = self.mapper.fields.iter().enumerate().map(|(place, field)| {
            let (name, text, sources) = (ours(&field.ident), plain(&field.ident), Self::sources(field));
            let give = if field.via.is_said() { format_ident!("__link_{place}").into_token_stream() } else { self.give(field) };
            quote!(#name: #private::send(&__from, #text, #sources, #give)?)
        });
        let body = quote!(#ident { #(#fields),* });
        let body = if let Some(finalize) = self.mapper.finalize.get() {
            quote!(#private::finalized_body(__context, #finalize(#body, __context)))
        } else {
            quote!(#private::std::result::Result::Ok(#body))
        };
        quote! {
            let __from = #private::SendFrom::new(__context, #options);
            #body
        }
    }

    /// `&place`, at the place; what it is read from has the hygiene of `span`.
    fn read(place: &Place, span: Span) -> TokenStream {
        let (start, end) = (span.located_at(item::site(place).span()), span.located_at(place.field.span()));
        let of = if place.record.is_some() { quote_spanned!(start=> __from.record()?) } else { quote_spanned!(start=> __from.binding) };
        code::placed_field(&of, &place.field, start, end)
    }

    /// The function that gives a field.
    fn give(&self, field: &Field) -> TokenStream {
        if let Some(value) = field.value.get() {
            let span = Site::of(value).span();
            let (from, here) = (self.from(span), self.private(span));
            return quote_spanned!(span=> |_: #from| #here::forced(#value));
        }
        let first = Self::places(field).next().map_or_else(Span::call_site, |place| item::site(place).span());
        let span = field.with.get().map_or(first, |with| Site::of(with).span());
        let (from, private) = (self.from(span), self.private(span));
        let mut values: Vec<TokenStream> = Self::places(field).map(|place| Self::read(place, span)).collect();
        if let (Some(default), Some(value)) = (field.default.get(), values.first_mut()) {
            let at = span.located_at(Site::of(default).span());
            let here = self.private(at);
            *value = quote_spanned!(at=> &#here::or_default(#value, || #default));
        }
        let options = field.options.is_said().then(|| quote_spanned!(span=> , __from.options));
        let finish = |values: &[TokenStream]| {
            if let Some(with) = field.with.get() {
                let passed = values.iter().map(|value| code::passed(&self.krate, value, span));
                quote_spanned!(span=> #private::gave(#with(#(#passed),* #options)))
            } else {
                quote_spanned!(span=> #private::fit(#(#values),*, #private::std::option::Option::None))
            }
        };
        let Some(link) = field.via.get() else {
            let value = finish(&values);
            return quote_spanned!(span=> |__from: #from| #value);
        };
        let (link, here) = (without_self(link, &self.mapper.ident), self.private(first));
        let (some, none) =
            (quote_spanned!(span=> #private::std::option::Option::Some), quote_spanned!(span=> #private::std::option::Option::None));
        let value = finish(&[quote_spanned!(span=> &__found)]);
        let referred = quote_spanned!(span=> #here::refer::<#link, _, _, _, _>(__from, #(#values),*)?);
        quote_spanned!(span=> |__from: #from| match #referred {
            #some(__found) => #value,
            #none => #private::std::result::Result::Ok(#none),
        })
    }

    /// `&SendFrom<'_, …>`, at one place.
    fn from(&self, span: Span) -> TokenStream {
        let private = self.private(span);
        quote_spanned!(span=> &#private::SendFrom<'_, __Binding, __Options>)
    }
}
