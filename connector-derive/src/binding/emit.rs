//! The code of a binding.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::shared::emit::Emitter;
use crate::shared::grammar::Role;
use crate::shared::krate::{option, ours};
use crate::shared::model::{Field, Model};
use crate::shared::types::{argument, inside_option, without_self};

/// `Model`, `Listed`, `ExternalBinding`, and `RecordBinding` unless it is `direct`.
///
/// The associated types are the only place where the types of the roles are asked for anything.
pub fn emit(model: &Model, mistake: Option<&TokenStream>) -> TokenStream {
    let emitter = Emitter::new(model, mistake.is_none());
    let krate = emitter.krate.path();
    let this = emitter.this();
    let model_impl = emitter.model_impl("Binding", &quote!(#krate::BindingId<#this>), &TokenStream::new());
    let binding = emitter.header("ExternalBinding");
    let direct = model.container.direct.is_said();
    // A role that is missing or wrong has the mistake for its type, and nothing that follows from it is told.
    let alias = mistake.map(|mistake| quote!(type __Mistake = #mistake;));
    let mistaken = || quote!(__Mistake);
    // Of a model with parameters nothing is known that could be asked for anything.
    let usable = model.generics.params.is_empty();
    let linked = |role, id, name| usable.then(|| linked(&emitter, role, id, name)).flatten();
    let backend = linked(Role::Backend, "BackendId", "Backend").unwrap_or_else(mistaken);
    let record = if direct { quote!(#krate::NoRecord) } else { linked(Role::Record, "RecordId", "Record").unwrap_or_else(mistaken) };
    let external_id = model
        .sound_role(Role::ExternalId)
        .filter(|_| usable)
        .map_or_else(mistaken, |field| without_self(inside_option(&field.ty).0, &model.ident));
    let bodies = bodies(&emitter);
    let assumed = assumed(&emitter);
    let record_binding = (!direct).then(|| {
        let header = emitter.header("RecordBinding");
        quote!(#[automatically_derived] #header #assumed {})
    });
    emitter.finish(&quote! {
        #alias
        #model_impl
        #[automatically_derived]
        #binding #assumed {
            type Backend = #backend;
            type Record = #record;
            type ExternalId = #external_id;
            #bodies
        }
        #record_binding
    })
}

/// The model of a typed ID, even where the ID itself is a mistake (an `Option`, say); of an alias, whatever it stands for.
fn linked(emitter: &Emitter<'_>, role: Role, id: &str, model: &str) -> Option<TokenStream> {
    let ident = &emitter.model.ident;
    let field = emitter.model.role(role)?;
    if let Some(target) = argument(inside_option(&field.ty).0, id) {
        return Some(without_self(target, ident));
    }
    let field = emitter.model.sound_role(role)?;
    let private = emitter.krate.private();
    let (role, model) = (format_ident!("{model}Role"), format_ident!("{model}"));
    let ty = without_self(&field.ty, ident);
    Some(quote!(<#ty as #private::#role>::#model))
}

/// Taken as given of an alias, because of the lifetime: what is wrong with it is told once, by its column.
fn assumed(emitter: &Emitter<'_>) -> Option<TokenStream> {
    let private = emitter.krate.private();
    let model = emitter.model;
    let roles = [Role::Backend, Role::Record].into_iter().filter_map(|role| model.sound_role(role)).filter(|field| field.is_alias_role());
    let bounds: Vec<TokenStream> = roles
        .map(|field| {
            let role = if field.role == Some(Role::Backend) { quote!(BackendRole) } else { quote!(RecordRole) };
            let ty = without_self(&field.ty, &model.ident);
            quote!(for<'__assumed> #ty: #private::#role)
        })
        .collect();
    (!bounds.is_empty() && model.generics.params.is_empty()).then(|| quote!(where #(#bounds),*))
}

/// The accessors; empty ones where something is wrong.
fn bodies(emitter: &Emitter<'_>) -> TokenStream {
    let (krate, private) = (emitter.krate.path(), emitter.krate.private());
    let this = emitter.this();
    let model = emitter.model;
    let role = |role: Role| model.sound_role(role).filter(|_| emitter.sound);
    let name = |field: &Field| ours(&field.ident);
    let none = option(&emitter.krate, None);

    let (backend_id, set_backend_id) = match role(Role::Backend).map(|field| (name(field), field.is_alias_role())) {
        Some((field, true)) => {
            (quote!(#private::BackendRole::get(&self.#field)), quote!(#private::BackendRole::set(&mut self.#field, __id);))
        }
        Some((field, false)) => (quote!(self.#field), quote!(self.#field = __id;)),
        None => (quote!(#krate::BackendId::new(0)), quote!(let _ = __id;)),
    };
    let (record_id, set_record_id) = match role(Role::Record).map(|field| (name(field), field.is_alias_role())) {
        Some((field, true)) => (
            option(&emitter.krate, Some(quote!(#private::RecordRole::get(&self.#field)))),
            quote!(#private::RecordRole::set(&mut self.#field, __id);),
        ),
        Some((field, false)) => (option(&emitter.krate, Some(quote!(&self.#field))), quote!(self.#field = __id;)),
        None => (none.clone(), quote!(let _ = __id;)),
    };
    let (external_id, set_external_id) = match role(Role::ExternalId) {
        Some(field) if inside_option(&field.ty).1 => {
            let (field, id) = (name(field), option(&emitter.krate, Some(quote!(__id))));
            (quote!(#private::std::option::Option::as_ref(&self.#field)), quote!(self.#field = #id;))
        }
        Some(field) => {
            let field = name(field);
            (option(&emitter.krate, Some(quote!(&self.#field))), quote!(self.#field = __id;))
        }
        None => (none.clone(), quote!(let _ = __id;)),
    };
    let date = |date: Role| {
        let place = model.fields.iter().position(|field| field.role == Some(date))?;
        let (column, field) = (Emitter::column_name(place), name(role(date)?));
        Some((quote!((#column.get)(&self.#field)), quote!((#column.set)(&mut self.#field, __date);)))
    };
    let (sync_date, set_sync_date) = date(Role::SyncDate).unwrap_or_else(|| (none.clone(), quote!(let _ = __date;)));
    let external_updated_at = date(Role::ExternalUpdatedAt).map(|(get, set)| {
        quote! {
            fn external_updated_at(&self) -> #private::OptionalTime {
                #get
            }
            fn set_external_updated_at(&mut self, __date: #private::OptionalTime) {
                #set
            }
        }
    });
    let associated = |name: &str| {
        let name = proc_macro2::Ident::new(name, Span::call_site());
        quote!(<#this as #krate::ExternalBinding>::#name)
    };
    let (backend, record, id) = (associated("Backend"), associated("Record"), associated("ExternalId"));
    let accessors = quote! {
        fn backend_id(&self) -> #krate::BackendId<#backend> {
            #backend_id
        }
        fn record_id(&self) -> #private::std::option::Option<&#krate::RecordId<#record>> {
            #record_id
        }
        fn external_id(&self) -> #private::std::option::Option<&#id> {
            #external_id
        }
        fn sync_date(&self) -> #private::OptionalTime {
            #sync_date
        }
        fn set_backend_id(&mut self, __id: #krate::BackendId<#backend>) {
            #set_backend_id
        }
        fn set_record_id(&mut self, __id: #krate::RecordId<#record>) {
            #set_record_id
        }
        fn set_external_id(&mut self, __id: #id) {
            #set_external_id
        }
        fn set_sync_date(&mut self, __date: #private::OptionalTime) {
            #set_sync_date
        }
        #external_updated_at
    };
    accessors.to_token_stream()
}
