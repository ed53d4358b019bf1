//! From a model to code: facts in constants, and bodies of one call a field.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, Index, Type};

use super::diagnostics::Site;
use super::grammar::Role;
use super::krate::{Krate, option, ours, placed, respan};
use super::model::{Field, Model, Unique};
use super::parse::OnDelete;
use super::types::{Seen, argument, bare, inside_option, without_self};

/// So many columns are in one tuple at most: as many as the functions of connector-core take.
const TUPLE: usize = 16;

/// How a model is put into code.
pub struct Emitter<'a> {
    /// The model.
    pub model: &'a Model,
    /// Where connector-core is.
    pub krate: Krate,
    /// Whether nothing is wrong: otherwise bodies are empty, since nobody will run them.
    pub sound: bool,
}

impl<'a> Emitter<'a> {
    /// For this model.
    pub fn new(model: &'a Model, sound: bool) -> Self {
        Self { model, krate: Krate::new(model.container.krate.get()), sound }
    }

    /// `impl<…> Trait for X`, parameters (which are a mistake) included.
    pub fn header(&self, name: &str) -> TokenStream {
        let krate = self.krate.path();
        let name = Ident::new(name, Span::call_site());
        let ident = ours(&self.model.ident);
        implementation(&quote!(#krate::#name), &ident, &self.model.generics)
    }

    /// The fields of which a column can be made.
    fn columns(&self) -> impl Iterator<Item = (usize, &'a Field)> {
        let usable = self.model.generics.params.is_empty();
        let broken = &self.model.broken;
        self.model
            .fields
            .iter()
            .enumerate()
            .filter(move |(_, field)| usable && field.is_stored() && Seen::of(field.inner().0) != Seen::Related)
            .filter(|(_, field)| !field.said.meant.maybe("skip"))
            .filter(|(_, field)| field.role.is_none_or(|role| !broken.contains(&role)))
    }

    /// All impls that every model has, and the checks of its types.
    pub fn model_impl(&self, kind: &str, id: &TokenStream, extra: &TokenStream) -> TokenStream {
        let Model { name, description, table, .. } = self.model;
        let (krate, private) = (self.krate.path(), self.krate.private());
        // An extension has no rows without those of what it extends.
        let standalone = (kind != "Extension").then(|| {
            let header = self.header("Standalone");
            quote!(#[automatically_derived] #header {})
        });
        let kind = Ident::new(kind, Span::call_site());
        let columns = self.column_constants();
        let fields = self.fields();
        let uniques = self.model.uniques.iter().map(|unique| self.unique(unique));
        let related = self.related();
        let renamed_from = self.model.container.renamed_from.get().map(|before| {
            let before = option(&self.krate, Some(before.value.to_token_stream()));
            quote!(const RENAMED_FROM: #private::std::option::Option<&'static #private::Str> = #before;)
        });
        let checks: TokenStream = self.columns().map(|(place, field)| self.checks(place, field)).collect();
        let conditions = self.conditions();
        let (write, read) = (self.write_body(), self.read_body());
        let model = self.header("Model");
        let this = self.this();
        quote! {
            #columns
            #checks
            #conditions
            #[automatically_derived]
            #model {
                type Id = #id;
                const KIND: #krate::ModelKind = #krate::ModelKind::#kind;
                const NAME: &'static #private::Str = #name;
                const DESCRIPTION: &'static #private::Str = #description;
                const TABLE: &'static #private::Str = #table;
                const FIELDS: &'static [#krate::Field] = &#fields;
                const UNIQUE: &'static [#krate::Unique] = &[#(#uniques),*];
                #related
                #renamed_from
                #extra
                fn write_to(&self, __row: &mut dyn #krate::RowWrite) {
                    #write
                }
                fn read_from(__row: &mut dyn #krate::RowRead) -> #private::std::result::Result<#this, #krate::ReadError> {
                    #read
                }
            }
            #standalone
        }
    }

    /// The model's own type.
    pub fn this(&self) -> TokenStream {
        typed(&ours(&self.model.ident), &self.model.generics)
    }

    /// The constants that hold the columns, so many in a tuple: for the compiler each constant is one more body to look at.
    fn column_constants(&self) -> TokenStream {
        let private = self.krate.private();
        let columns: Vec<(usize, &Field)> = self.columns().collect();
        let mut constants = TokenStream::new();
        for (place, field) in columns.iter().filter(|(_, field)| has_checks(field)) {
            let (constant, (ty, column)) = (Self::column_name(*place), self.column(field));
            constants.extend(quote!(const #constant: #private::Column<#ty> = #column;));
        }
        for (tuple, columns) in columns.chunks(TUPLE).enumerate() {
            let name = Self::tuple_name(tuple);
            let (types, values): (Vec<TokenStream>, Vec<TokenStream>) = columns
                .iter()
                .map(|(place, field)| {
                    let (ty, column) = self.column(field);
                    (ty, if has_checks(field) { Self::column_name(*place).to_token_stream() } else { column })
                })
                .unzip();
            constants.extend(quote!(const #name: (#(#private::Column<#types>,)*) = (#(#values,)*);));
        }
        constants
    }

    /// The name of a constant with so many columns.
    fn tuple_name(tuple: usize) -> Ident {
        format_ident!("__COLUMNS_{tuple}")
    }

    /// The name of the constant of one column: of a field whose type is checked by a constant, too, so that a mistake beside
    /// it hides nothing; and of a related field, which is in no tuple.
    pub fn column_name(field: usize) -> Ident {
        format_ident!("__COLUMN_{field}")
    }

    /// The column of the field at a place.
    fn column_value(&self, place: usize, field: &Field) -> TokenStream {
        if has_checks(field) {
            return Self::column_name(place).to_token_stream();
        }
        let order = self.columns().take_while(|(other, _)| *other != place).count();
        let (tuple, index) = (Self::tuple_name(order / TUPLE), Index::from(order % TUPLE));
        quote!(#tuple.#index)
    }

    /// The type of a field, and its column: the only place that asks anything of the type, at the type.
    fn column(&self, field: &Field) -> (TokenStream, TokenStream) {
        let mut span = Site::of(&field.ty).span();
        let Field { name, column, label, .. } = field;
        let help = field.help.as_deref().unwrap_or_default();
        let ty = without_self(&field.ty, &self.model.ident);
        let ident = ours(&self.model.ident);
        let inner = inside_option(&field.ty);
        // Beside an alias nothing may ask whether the model is a binding: the column of the alias alone says what is wrong.
        let alias = self.model.fields.iter().any(Field::is_alias_role);
        let make = match field.role {
            Some(Role::SyncDate) => quote_spanned!(span=> sync_date_column::<#ty>),
            Some(Role::ExternalUpdatedAt) => quote_spanned!(span=> external_updated_at_column::<#ty>),
            Some(Role::Backend) if alias => quote_spanned!(span=> backend_alias_column::<#ty>),
            Some(Role::Record) if alias => quote_spanned!(span=> record_alias_column::<#ty>),
            Some(Role::Backend) => quote!(backend_column::<#ident>),
            Some(Role::Record) => quote!(record_column::<#ident>),
            Some(Role::ExternalId) if alias => quote_spanned!(span=> external_column::<#ty>),
            Some(Role::ExternalId) if inner.1 => quote!(optional_external_id_column::<#ident>),
            Some(Role::ExternalId) => quote!(external_id_column::<#ident>),
            Some(Role::Version) => match (argument(inner.0, "Extensible").is_some(), inner.1) {
                (true, true) => quote!(optional_open_version_column::<#ident>),
                (true, false) => quote!(open_version_column::<#ident>),
                (false, true) => quote!(optional_version_column::<#ident>),
                (false, false) => quote!(version_column::<#ident>),
            },
            // The model that is linked, or the type inside of an `Option`, is asked for: so it is the one that the error is about.
            None if let Some((id, target)) = link(inner.0) => {
                span = Site::of(target).span();
                let target = without_self(target, &self.model.ident);
                let make = Ident::new(&format!("{}{id}_column", if inner.1 { "optional_" } else { "" }), span);
                quote_spanned!(span=> #make::<#target>)
            }
            Some(Role::Name) => quote_spanned!(span=> name_column::<#ty>),
            None if inner.1 => {
                span = Site::of(inner.0).span();
                let ty = without_self(inner.0, &self.model.ident);
                quote_spanned!(span=> optional_column::<#ty>)
            }
            None => quote_spanned!(span=> column::<#ty>),
        };
        let at = self.krate.private_at(span);
        (ty, quote!(#at::#make([#name, #column, #label, #help])))
    }

    /// `FIELDS`: what the columns say, and what was said besides.
    fn fields(&self) -> TokenStream {
        let columns: Vec<(usize, &Field)> = self.columns().collect();
        if columns.is_empty() || columns.len() > TUPLE {
            let fields = columns.iter().map(|(place, field)| {
                let (column, said) = (self.column_value(*place, field), self.said(*place, field));
                quote!(#column.field #said)
            });
            return quote!([#(#fields),*]);
        }
        let (private, fields, tuple) = (self.krate.private(), format_ident!("fields_{}", columns.len()), Self::tuple_name(0));
        let said = columns.iter().enumerate().map(|(order, (place, field))| {
            let said = self.said(*place, field);
            let order = Index::from(order);
            (!said.is_empty()).then(|| quote!(__fields[#order] = __fields[#order] #said;))
        });
        let said: TokenStream = said.flatten().collect();
        if said.is_empty() {
            return quote!(#private::#fields(&#tuple));
        }
        quote!({ let mut __fields = #private::#fields(&#tuple); #said __fields })
    }

    /// What was said of a field besides its names.
    fn said(&self, place: usize, field: &Field) -> TokenStream {
        let krate = self.krate.path();
        let column = self.column_value(place, field);
        let said = &field.said;
        let mut chain = TokenStream::new();
        if let Some((size, _)) = said.size.get() {
            chain.extend(quote!(.size(#size)));
        }
        match said.translate.get() {
            Some(Some(path)) => chain.extend(quote!(.translate(#krate::Translate::Terms(#path)))),
            Some(None) => chain.extend(quote!(.translate(#krate::Translate::Whole))),
            None => {}
        }
        if let Some(path) = said.selection.get() {
            chain.extend(quote!(.selection(#path)));
        }
        if let Some((policy, _)) = said.ondelete.get() {
            let policy = format_ident!("{policy:?}");
            chain.extend(quote!(.on_delete(#krate::OnDelete::#policy)));
        }
        if said.index.is_said() {
            chain.extend(quote!(.index()));
        }
        // On a secret it is a mistake, and what type it has does not matter any more.
        if let Some(default) = said.default.get().filter(|_| Seen::of(field.inner().0) != Seen::Secret) {
            let as_type = default_type(&field.ty, default);
            let span = Site::of(default).span();
            let private = self.krate.private_at(span);
            let (column, as_type) = (placed(column, span), placed(as_type, span));
            let value = quote_spanned!(span=> #private::default_value::<_, #as_type>(#column, #default));
            chain.extend(quote!(.default(|| #value)));
        }
        if let Some(before) = said.renamed_from.get() {
            let before = &before.value;
            chain.extend(quote!(.renamed_from(#before)));
        }
        chain
    }

    /// What was said of a field whose type says nothing by its name: checked where the type is known.
    fn checks(&self, place: usize, field: &Field) -> TokenStream {
        if !has_checks(field) {
            return TokenStream::new();
        }
        let column = self.column_value(place, field);
        let said = &field.said;
        let mut checks = TokenStream::new();
        let mut check = |site: Option<Site>, name: &str, more: &TokenStream| {
            if let Some(site) = site {
                let span = site.span();
                let private = self.krate.private_at(span);
                let name = Ident::new(name, span);
                let column = respan(column.clone(), span);
                checks.extend(quote_spanned!(span=> const _: () = #private::#name(&#column.field #more);));
            }
        };
        let none = TokenStream::new();
        check(said.size.get().map(|(_, site)| *site), "assert_size", &none);
        check(said.translate.key(), "assert_translated", &none);
        check(said.selection.key(), "assert_choices", &none);
        check(said.default.key(), "assert_no_secret", &quote!(, "default"));
        check(said.index.key(), "assert_no_secret", &quote!(, "index"));
        let nullable = said.ondelete.get().is_some_and(|(policy, _)| *policy == OnDelete::SetNull);
        check(said.ondelete.get().map(|(_, site)| *site), "assert_link", &quote!(, #nullable));
        checks
    }

    /// The fields and the conditions of keys, where the type says nothing by its name.
    fn conditions(&self) -> TokenStream {
        let mut checks = TokenStream::new();
        let mut check = |name: &Ident, check: &str| {
            let found = self.columns().find(|(place, _)| self.model.position(name) == Some(*place));
            let Some((place, field)) = found.filter(|(_, field)| Seen::of(field.inner().0) == Seen::Unknown) else { return };
            let span = name.span();
            let (private, check) = (self.krate.private_at(span), Ident::new(check, span));
            let column = respan(self.column_value(place, field), span);
            checks.extend(quote_spanned!(span=> const _: () = #private::#check(&#column.field);));
        };
        for unique in &self.model.declared {
            for field in
                unique.fields.iter().filter(|field| self.model.position(field).is_some_and(|place| self.model.fields[place].role.is_none()))
            {
                check(field, "assert_in_key");
            }
            if let Some(condition) = unique.only_where.get() {
                check(condition, "assert_condition");
            }
        }
        checks
    }

    fn unique(&self, unique: &Unique) -> TokenStream {
        let krate = self.krate.path();
        let Unique { name, fields, message, only_where, .. } = unique;
        let fields = fields.iter().map(|field| &self.model.fields[*field].name);
        let condition = only_where.map(|field| {
            let field = &self.model.fields[field].name;
            quote!(.only_where(#field))
        });
        quote!(#krate::Unique::new(#name, &[#(#fields),*], #message) #condition)
    }

    fn write_body(&self) -> TokenStream {
        if !self.sound {
            return TokenStream::new();
        }
        let private = self.krate.private();
        let columns: Vec<(usize, &Field)> = self.columns().collect();
        let calls = columns.chunks(TUPLE).enumerate().map(|(tuple, columns)| {
            let (write, name) = (format_ident!("write_{}", columns.len()), Self::tuple_name(tuple));
            let fields = columns.iter().map(|(_, field)| ours(&field.ident));
            quote!(#private::#write(&#name, (#(&self.#fields,)*), __row);)
        });
        calls.collect()
    }

    /// Stored fields as declared, then the related ones, then those that are not kept.
    fn read_body(&self) -> TokenStream {
        let private = self.krate.private();
        if !self.sound {
            return quote!(#private::unreadable());
        }
        let columns: Vec<(usize, &Field)> = self.columns().collect();
        let stored = columns.iter().map(|(place, field)| {
            let (value, ident) = (format_ident!("__value_{place}"), ours(&field.ident));
            quote!(#ident: #value)
        });
        let related = self.model.fields.iter().enumerate().filter(|(_, field)| field.said.related.is_said()).map(|(place, field)| {
            let (column, ident) = (Self::column_name(place), ours(&field.ident));
            quote!(#ident: #column(__row)?)
        });
        let skipped = self.model.fields.iter().filter(|field| field.said.skip.is_said()).map(|field| {
            let span = Site::of(&field.ty).span();
            let (at, ident) = (self.krate.private_at(span), ours(&field.ident));
            let value = quote_spanned!(span=> #at::std::default::Default::default());
            quote!(#ident: #value)
        });
        let this = self.this();
        let whole = quote!(#private::std::result::Result::Ok(#this { #(#stored,)* #(#related,)* #(#skipped,)* }));
        // From the last values to the first: each match is inside of the one before it.
        columns.chunks(TUPLE).enumerate().rev().fold(whole, |inside, (tuple, columns)| {
            let (read, name) = (format_ident!("read_{}", columns.len()), Self::tuple_name(tuple));
            let values = columns.iter().map(|(place, _)| format_ident!("__value_{place}"));
            quote! {
                match #private::#read(&#name, __row) {
                    #private::std::result::Result::Ok((#(#values,)*)) => #inside,
                    #private::std::result::Result::Err(__error) => #private::std::result::Result::Err(__error),
                }
            }
        })
    }

    /// Everything together, where its names are nobody else's.
    pub fn finish(&self, items: &TokenStream) -> TokenStream {
        let related = self.related_constants();
        let roles = self.role_words();
        let import = self.krate.import();
        if self.model.is_unsized() {
            // No table has rows of it, and each impl would say once more that it has no size.
            return TokenStream::new();
        }
        // What is out of date is told where the user wrote it, and not once more here.
        quote! {
            #[allow(deprecated)]
            const _: () = {
                #import
                #roles
                #related
                #items
            };
        }
    }

    /// Each role that an attribute claims, at its key: what an editor shows of the key is what is written there.
    fn role_words(&self) -> TokenStream {
        let fields = self.model.fields.iter().filter(|_| self.sound);
        let keys = fields.filter_map(|field| {
            let span = field.role_site?.span();
            let form = self.model.grammar.roles.iter().find(|form| Some(form.role) == field.role)?;
            let (private, key) = (self.krate.private_at(span), Ident::new(form.key, span));
            Some(quote_spanned!(span=> const _: () = #private::roles::#key;))
        });
        keys.collect()
    }
}

/// Whether something said of the field is checked by a constant: its type says nothing by its name.
fn has_checks(field: &Field) -> bool {
    let said = &field.said;
    let keys = [said.size.key(), said.translate.key(), said.selection.key(), said.default.key(), said.index.key(), said.ondelete.key()];
    Seen::of(field.inner().0) == Seen::Unknown && keys.iter().any(Option::is_some)
}

/// What kind of typed ID it is, and the model that it leads to.
pub fn link(ty: &Type) -> Option<(&'static str, &Type)> {
    let kinds = [("RecordId", "record_id"), ("BackendId", "backend_id"), ("BindingId", "binding_id")];
    kinds.into_iter().find_map(|(name, kind)| Some((kind, argument(ty, name)?)))
}

/// `ident<…>`.
pub fn typed(ident: &Ident, generics: &Generics) -> TokenStream {
    let arguments = arguments(generics);
    quote!(#ident #arguments)
}

/// `impl<…> path for ident<…> where …`.
pub fn implementation(path: &TokenStream, ident: &Ident, generics: &Generics) -> TokenStream {
    let (header, condition) = (implementation_of(path, ident, generics), &generics.where_clause);
    quote!(#header #condition)
}

/// `impl<…> path for ident<…>`.
pub fn implementation_of(path: &TokenStream, ident: &Ident, generics: &Generics) -> TokenStream {
    let kept: Vec<&GenericParam> = generics.params.iter().filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_))).collect();
    if generics.params.is_empty() {
        return quote!(impl #path for #ident);
    }
    let parameters = kept.iter().map(|parameter| match parameter {
        GenericParam::Type(ty) => {
            let (name, bounds) = (&ty.ident, &ty.bounds);
            if bounds.is_empty() { quote!(#name: 'static) } else { quote!(#name: #bounds + 'static) }
        }
        GenericParam::Const(constant) => {
            let (name, ty) = (&constant.ident, &constant.ty);
            quote!(const #name: #ty)
        }
        GenericParam::Lifetime(lifetime) => quote!(#lifetime),
    });
    let this = typed(ident, generics);
    quote!(impl<#(#parameters),*> #path for #this)
}

/// `<…>`, with `'static` for every lifetime.
fn arguments(generics: &Generics) -> TokenStream {
    if generics.params.is_empty() {
        return TokenStream::new();
    }
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
        GenericParam::Const(constant) => constant.ident.to_token_stream(),
    });
    quote!(<#(#arguments),*>)
}

/// The type of a default: that of the field for a number or a truth value, whose literals have no type of their own;
/// otherwise whatever becomes the field's type.
fn default_type(ty: &Type, default: &syn::Expr) -> TokenStream {
    let (inner, optional) = inside_option(ty);
    let first = default.to_token_stream().into_iter().next();
    let literal = match first {
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == '-',
        _ => false,
    };
    if Seen::of(inner).is_plain() && (!optional || literal) { bare(inner).to_token_stream() } else { quote!(_) }
}
