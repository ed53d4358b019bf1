//! The code of an import mapper: facts, which functions of the core crate go through.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::parse::{Kind, Mapper, Use};
use crate::mapper::{code, item};
use crate::shared::attributes::Place;
use crate::shared::diagnostics::Site;
use crate::shared::krate::{Krate, ours};
use crate::shared::names::plain;
use crate::shared::types::without_self;

/// `ImportMapper`.
pub fn emit(mapper: &Mapper, mistake: Option<&TokenStream>) -> TokenStream {
    let krate = Krate::new(mapper.said.krate.get());
    let (path, import) = (krate.path(), krate.import());
    let (ident, private) = (ours(&mapper.ident), krate.private());
    let binding = mapper.said.to.get().map(|ty| without_self(ty, &mapper.ident));
    let result = quote!(#private::std::result::Result);
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
                impl #path::ImportMapper for #ident {
                    type Binding = __Binding;
                    fn external_id(&self) -> #result<<__Binding as #path::ExternalBinding>::ExternalId, #path::MappingError> {
                        #private::mistaken()
                    }
                    fn map(&self, _: &#path::MapContext<'_, __Binding>) -> #result<#path::Mapped<__Binding>, #path::MappingError> {
                        #private::mistaken()
                    }
                }
            };
        };
    }
    let emitter = Emitter { mapper, krate };
    let (checks, record, own) = (emitter.checks(), emitter.fills(true), emitter.fills(false));
    let updated_at = emitter.updated_at();
    let methods = emitter.methods(updated_at.is_some());
    let options = mapper.said.options.get().map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let traits = code::traits(&emitter.krate);
    let at = mapper.said.to.get().map_or_else(Span::call_site, |ty| Site::of(ty).span());
    let binding_type = quote_spanned!(at=> type Binding = __Binding;);
    quote! {
        #[allow(deprecated)]
        const _: () = {
            #import
            #traits
            type __Binding = #binding;
            type __Options = #options;
            #checks
            const __RECORD: &'static [#private::Fill<#ident, <__Binding as #path::ExternalBinding>::Record, __Binding, __Options>] = &[#record];
            const __OWN: &'static [#private::Fill<#ident, __Binding, __Binding, __Options>] = &[#own];
            #updated_at
            #[automatically_derived]
            impl #path::ImportMapper for #ident {
                #binding_type
                #methods
            }
        };
    }
}

struct Emitter<'a> {
    mapper: &'a Mapper,
    krate: Krate,
}

/// What fills a target.
enum Filler<'a> {
    /// One field.
    Field(&'a Ident, &'a Use),
    /// Several fields.
    Several(&'a Use),
    /// A value.
    Value(&'a syn::Expr),
}

impl<'a> Emitter<'a> {
    /// All targets with what fills them.
    fn fillers(&self) -> Vec<(&'a Place, Filler<'a>)> {
        let mapper = self.mapper;
        let fields = mapper.fields.iter().flat_map(|field| field.uses.iter().map(move |found| (field, found)));
        let fields = fields.filter_map(|(field, found)| Some((found.to.get()?, Filler::Field(&field.ident, found))));
        let several = mapper.said.maps.iter().filter_map(|found| Some((found.to.get()?, Filler::Several(found))));
        let sets = mapper.said.sets.iter().map(|(place, value)| (place, Filler::Value(value)));
        fields.chain(several).chain(sets).collect()
    }

    fn private(&self, span: Span) -> TokenStream {
        self.krate.private_at(span)
    }

    /// That all that must have a value is filled.
    fn checks(&self) -> TokenStream {
        let fillers = self.fillers();
        let of = |record: bool| {
            let names = fillers.iter().filter(move |(place, _)| place.record.is_some() == record).map(|(place, _)| plain(&place.field));
            quote!(&[#(#names),*])
        };
        let (span, name) = (self.mapper.ident.span(), plain(&self.mapper.ident));
        let (private, record, own) = (self.private(span), of(true), of(false));
        let binding = self.binding();
        quote_spanned!(span=> const _: () = #private::assert_filled::<#binding>(#name, #record, #own);)
    }

    /// The binding, where it is said.
    fn binding(&self) -> TokenStream {
        let span = self.mapper.said.to.get().map_or_else(Span::call_site, |ty| Site::of(ty).span());
        quote_spanned!(span=> __Binding)
    }

    /// The targets of the record, or those of the binding.
    fn fills(&self, record: bool) -> TokenStream {
        let fillers = self.fillers();
        let fills = fillers.iter().filter(|(place, _)| place.record.is_some() == record).map(|(place, filler)| {
            let (target, name) = (item::shown(place), plain(&place.field));
            let (only_create, sources) = match filler {
                Filler::Field(field, found) => (found.only_create.is_said(), vec![*field]),
                Filler::Several(found) => (found.only_create.is_said(), found.from.get().into_iter().flatten().collect()),
                Filler::Value(_) => (false, Vec::new()),
            };
            let sources = sources.into_iter().map(|source| self.source(source));
            let step = self.step(place, filler);
            let (span, sources) = (place.field.span(), quote!(&[#(#sources),*]));
            let here = self.private(span);
            quote_spanned!(span=> #here::Fill::new(#target, #name, #only_create, #sources, #step))
        });
        quote!(#(#fills),*)
    }

    /// A field that is read: its name, and how its value is shown.
    fn source(&self, field: &Ident) -> TokenStream {
        let (private, ident, name) = (self.private(Span::call_site()), ours(&self.mapper.ident), plain(field));
        let field = ours(field);
        quote!(#private::Source { name: #name, shown: |__remote: &#ident| (&#private::Probe(&__remote.#field)).shown() })
    }

    fn step(&self, place: &Place, filler: &Filler<'_>) -> TokenStream {
        let (private, read) = (self.private(Span::call_site()), code::read(&self.krate, place));
        let found = match filler {
            Filler::Field(field, found) => {
                if let Some(link) = found.via.get() {
                    let each = self.each(field, found, link);
                    let link = without_self(link, &self.mapper.ident);
                    let span = place.field.span();
                    let here = self.private(span);
                    return quote_spanned!(span=> &#here::LinkStep::<_, _, _, #link, _> { read: #read, each: #each });
                }
                let value = self.value(field, found, place);
                return quote!(&#private::Give { read: #read, give: #value });
            }
            Filler::Value(value) => {
                let span = Site::of(value).span();
                let (from, here) = (self.from(span), self.private(span));
                let give = quote_spanned!(span=> |_: #from, _| #here::forced(#value));
                return quote!(&#private::Give { read: #read, give: #give });
            }
            Filler::Several(found) => found,
        };
        let give = found.with.get().map(|with| {
            let span = Site::of(with).span();
            let (from, here) = (self.from(span), self.private(span));
            let arguments = found.from.get().into_iter().flatten().map(|field| {
                let value = quote_spanned!(span=> &__from.remote.);
                code::passed(&self.krate, &quote!(#value #field), span)
            });
            let options = found.options.is_said().then(|| quote_spanned!(span=> , __from.options));
            quote_spanned!(span=> |__from: #from, _| #here::gave(#with(#(#arguments),* #options)))
        });
        quote!(&#private::Give { read: #read, give: #give })
    }

    /// `&From<'_, …>`, at one place.
    fn from(&self, span: Span) -> TokenStream {
        let (private, mut ident) = (self.private(span), ours(&self.mapper.ident));
        ident.set_span(span);
        quote_spanned!(span=> &#private::From<'_, #ident, __Binding, __Options>)
    }

    /// What one field gives for a target.
    fn value(&self, field: &Ident, found: &Use, place: &Place) -> TokenStream {
        let site = item::site(place);
        let span = found.with.get().map_or_else(|| site.span(), |with| Site::of(with).span());
        let end = found.with.get().map_or_else(|| site.end(), |_| span);
        let (from, private) = (self.from(span), self.private(span));
        let remote = quote_spanned!(span=> __from.remote);
        let plain = code::placed_field(&remote, field, span, end);
        let value = match found.default.get() {
            Some(default) => {
                let at = span.located_at(Site::of(default).span());
                let here = self.private(at);
                let named = code::placed_field(&quote_spanned!(at=> __from.remote), field, at, at);
                quote_spanned!(at=> &#here::or_default(#named, || #default))
            }
            None => plain,
        };
        if matches!(found.kind, Some((Kind::Children, _))) {
            return self.children(field, found, place);
        }
        if let Some(with) = found.with.get() {
            let passed = code::passed(&self.krate, &value, span);
            let options = found.options.is_said().then(|| quote_spanned!(span=> , __from.options));
            quote_spanned!(span=> |__from: #from, _| #private::gave(#with(#passed #options)))
        } else {
            quote_spanned!(span=> |__from: #from, __kept| #private::fit(#value, __kept))
        }
    }

    fn children(&self, field: &Ident, found: &Use, place: &Place) -> TokenStream {
        let span = place.field.span();
        let (from, private) = (self.from(span), self.private(span));
        let items = code::placed_field(&quote_spanned!(span=> __from.remote), field, span, span);
        let skip = found.skip.get().map_or_else(
            || quote_spanned!(span=> |_| false),
            |skip| {
                let at = Site::of(skip).span();
                // The closure is nobody's: clippy would have it replaced by the path.
                let called = quote_spanned!(at=> #skip(__item));
                quote!(|__item| #called)
            },
        );
        let child = found.with.get().map_or_else(
            || quote_spanned!(span=> |__item| #private::fit(__item, #private::std::option::Option::None)),
            |with| {
                let at = Site::of(with).span();
                let here = self.private(at);
                quote_spanned!(at=> |__item| #here::gave(#with(__item)))
            },
        );
        quote_spanned!(span=> |__from: #from, _| #private::children(#items, #skip, #child))
    }

    /// What visits the external IDs of a link.
    fn each(&self, field: &Ident, found: &Use, link: &syn::Type) -> TokenStream {
        let span = found.with.get().map_or_else(|| Site::of(link).span(), |with| Site::of(with).span());
        let (private, mut ident) = (self.private(span), ours(&self.mapper.ident));
        ident.set_span(span);
        let named = code::placed_field(&quote_spanned!(span=> __remote), field, span, span);
        let ids = found.with.get().map_or_else(
            || named.clone(),
            |with| {
                let passed = code::passed(&self.krate, &named, span);
                quote_spanned!(span=> &#with(#passed))
            },
        );
        quote_spanned!(span=> |__remote: &#ident, __visit| #private::each(#ids, __visit))
    }

    /// The function that gives the date, where there is one.
    fn updated_at(&self) -> Option<TokenStream> {
        let (path, private, ident) = (self.krate.path(), self.private(Span::call_site()), ours(&self.mapper.ident));
        let call = self.role(Kind::ExternalUpdatedAt, "updated_at")?;
        Some(quote! {
            fn __updated_at(__remote: &#ident) -> #private::std::result::Result<#private::OptionalTime, #path::MappingError> {
                #call
            }
        })
    }

    fn methods(&self, dated: bool) -> TokenStream {
        let (path, private) = (self.krate.path(), self.private(Span::call_site()));
        let (said, ident) = (&self.mapper.said, ours(&self.mapper.ident));
        let (result, option) = (quote!(#private::std::result::Result), quote!(#private::std::option::Option));
        let external_id = self.role(Kind::ExternalId, "external_id");
        let updated_at = dated.then(|| {
            quote! {
                fn external_updated_at(&self) -> #private::OptionalTime {
                    #result::unwrap_or(__updated_at(self), #option::None)
                }
            }
        });
        // What is wrong with the date is told when the record is mapped: the question for it has no error.
        let date = dated.then(|| quote!(__updated_at(self)?;));
        // What is wrong with a function of the user's is told there; names of ours stay ours.
        let at = |path: &syn::Path| Span::call_site().located_at(Site::of(path).span());
        let skip = said.skip.get().map(|skip| {
            let called = quote_spanned!(at(skip)=> #skip(self));
            quote!(fn skip(&self) -> #option<#path::Skip> { #called })
        });
        let text = quote!(#option<#private::std::string::String>);
        let reference = said.reference.get().map(|reference| {
            let called = quote_spanned!(at(reference)=> #reference(self));
            quote!(fn reference(&self) -> #text { #called })
        });
        let needs = said.options.is_said().then(|| code::needs_options(&self.krate));
        let links = said.links.get().map(|links| quote_spanned!(at(links)=> #links(self, __links);));
        let options = if said.options.is_said() { quote!(__context.options::<__Options>()?) } else { quote!(&()) };
        let map = quote!(#private::map(self, __context, #options, &__id, __RECORD, __OWN));
        let map = match said.finalize.get() {
            Some(finalize) => {
                let (span, here) = (at(finalize), self.private(at(finalize)));
                let finalized = quote_spanned!(span=> #here::finalized::<__Binding, _, _>(&__id, #finalize(self, __mapped, __context)));
                quote!(let __mapped = #map?; #finalized)
            }
            None => map,
        };
        quote! {
            fn external_id(&self) -> #result<<__Binding as #path::ExternalBinding>::ExternalId, #path::MappingError> {
                let __remote = self;
                #external_id
            }
            #updated_at
            #reference
            #needs
            #skip
            fn links(&self, __links: &mut #path::LinkRequests) {
                #private::need(self, __RECORD, __links);
                #private::need(self, __OWN, __links);
                #links
            }
            fn map(&self, __context: &#path::MapContext<'_, __Binding>) -> #result<#path::Mapped<__Binding>, #path::MappingError> {
                #date
                let __id = <#ident as #path::ImportMapper>::external_id(self)?;
                #map
            }
        }
    }

    /// The call that gives the external ID, or the date.
    fn role(&self, role: Kind, function: &str) -> Option<TokenStream> {
        let mut fields = self.mapper.fields.iter().flat_map(|field| field.uses.iter().map(move |found| (field, found)));
        let (field, found) = fields.find(|(_, found)| matches!(found.kind, Some((kind, _)) if kind == role))?;
        let site = found.kind.map(|(_, site)| site)?;
        let span = found.with.get().map_or_else(|| site.span(), |with| Site::of(with).span());
        let (private, mut ident) = (self.private(span), ours(&self.mapper.ident));
        ident.set_span(span);
        let value = code::placed_field(&quote_spanned!(span=> __remote), &field.ident, span, span);
        let give = if let Some(with) = found.with.get() {
            let passed = code::passed(&self.krate, &value, span);
            quote_spanned!(span=> |__remote: &#ident| #private::gave(#with(#passed)))
        } else {
            quote_spanned!(span=> |__remote: &#ident| #private::fit(#value, #private::std::option::Option::None))
        };
        let (source, core) = (self.source(&field.ident), self.private(Span::call_site()));
        let function = Ident::new(function, Span::call_site());
        Some(quote!(#core::#function::<#ident, __Binding>(__remote, #give, &#source)))
    }
}
