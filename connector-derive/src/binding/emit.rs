//! The code of a binding.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::shared::diagnostics::Site;
use crate::shared::emit::{Emitter, option, ours};
use crate::shared::grammar::Role;
use crate::shared::model::{Field, Model};
use crate::shared::types::{argument, inside_option, without_self};

/// `Model`, `Listed`, `ExternalBinding`, and `RecordBinding` unless it is `direct`.
///
/// The associated types are the only place where the types of the roles are asked for anything.
pub fn emit(model: &Model, sound: bool) -> TokenStream {
    let emitter = Emitter::new(model, sound);
    let (krate, private) = (emitter.krate.path(), emitter.krate.private());
    let this = emitter.this();
    let model_impl = emitter.model_impl("Binding", &quote!(#krate::BindingId<#this>), &TokenStream::new());
    let binding = emitter.header("ExternalBinding");
    let missing = quote!(#private::Missing);
    let direct = model.container.direct.is_said();
    let backend = model.sound_role(Role::Backend).map_or_else(|| missing.clone(), |field| linked(&emitter, field, "BackendId", "Backend"));
    let record = model
        .sound_role(Role::Record)
        .filter(|_| !direct)
        .map_or_else(|| quote!(#krate::NoRecord), |field| linked(&emitter, field, "RecordId", "Record"));
    let external_id = model.sound_role(Role::ExternalId).map_or(missing, |field| without_self(inside_option(&field.ty).0, &model.ident));
    let bodies = bodies(&emitter);
    let record_binding = (!direct).then(|| {
        let header = emitter.header("RecordBinding");
        quote!(#[automatically_derived] #header {})
    });
    emitter.finish(&quote! {
        #model_impl
        #[automatically_derived]
        #binding {
            type Backend = #backend;
            type Record = #record;
            type ExternalId = #external_id;
            #bodies
        }
        #record_binding
    })
}

/// The model of a typed ID; of an alias, whatever it stands for.
fn linked(emitter: &Emitter<'_>, field: &Field, id: &str, model: &str) -> TokenStream {
    if let Some(target) = argument(&field.ty, id) {
        return without_self(target, &emitter.model.ident);
    }
    let span = Site::of(&field.ty).span();
    let private = emitter.krate.private_at(span);
    let role = proc_macro2::Ident::new(&format!("{model}Role"), span);
    let associated = proc_macro2::Ident::new(model, span);
    let ty = without_self(&field.ty, &emitter.model.ident);
    quote::quote_spanned!(span=> <#ty as #private::#role>::#associated)
}

/// The accessors; empty ones where something is wrong.
fn bodies(emitter: &Emitter<'_>) -> TokenStream {
    let (krate, private) = (emitter.krate.path(), emitter.krate.private());
    let this = emitter.this();
    let model = emitter.model;
    let role = |role: Role| model.sound_role(role).filter(|_| emitter.sound);
    let name = |field: &Field| ours(&field.ident);
    let none = option(&emitter.krate, None);

    let (backend_id, set_backend_id) = match role(Role::Backend).map(name) {
        Some(field) => (quote!(self.#field), quote!(self.#field = __id;)),
        None => (quote!(#krate::BackendId::new(0)), quote!(let _ = __id;)),
    };
    let (record_id, set_record_id) = match role(Role::Record).map(name) {
        Some(field) => (option(&emitter.krate, Some(quote!(&self.#field))), quote!(self.#field = __id;)),
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
        let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
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
