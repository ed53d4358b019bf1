//! The code of a binding.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::shared::emit::Emitter;
use crate::shared::grammar::Role;
use crate::shared::krate::{option, ours};
use crate::shared::model::Model;
use crate::shared::types::{argument, inside_option, without_self};

/// `Model`, `ExternalBinding`, and `RecordBinding` unless it is `direct`.
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

/// The roles, from which the trait takes all the rest; none where something is wrong.
fn bodies(emitter: &Emitter<'_>) -> TokenStream {
    let private = emitter.krate.private();
    let this = emitter.this();
    let (get, change) = if emitter.sound {
        (roles(emitter), roles_mut(emitter))
    } else {
        (quote!(#private::Roles::none()), quote!(#private::RolesMut::none()))
    };
    quote! {
        fn roles(&self) -> #private::Roles<'_, #this> {
            #get
        }
        fn roles_mut(&mut self) -> #private::RolesMut<'_, #this> {
            #change
        }
    }
}

fn roles(emitter: &Emitter<'_>) -> TokenStream {
    let private = emitter.krate.private();
    let none = option(&emitter.krate, None);
    let role = |role: Role| emitter.model.role(role).map(|field| (ours(&field.ident), field));
    let some = |value: TokenStream| option(&emitter.krate, Some(value));
    let backend = role(Role::Backend)
        .map(|(name, field)| if field.is_alias_role() { quote!(#private::BackendRole::get(&self.#name)) } else { quote!(self.#name) });
    let record = role(Role::Record).map_or_else(
        || none.clone(),
        |(name, field)| some(if field.is_alias_role() { quote!(#private::RecordRole::get(&self.#name)) } else { quote!(&self.#name) }),
    );
    let external_id = role(Role::ExternalId).map_or_else(
        || none.clone(),
        |(name, field)| {
            let optional = inside_option(&field.ty).1;
            if optional { quote!(#private::std::option::Option::as_ref(&self.#name)) } else { some(quote!(&self.#name)) }
        },
    );
    let time = |date: Role| role(date).map_or_else(|| none.clone(), |(name, _)| quote!(#private::time(&self.#name)));
    let (sync_date, external_updated_at) = (time(Role::SyncDate), time(Role::ExternalUpdatedAt));
    quote! {
        #private::Roles {
            backend: #backend,
            record: #record,
            external_id: #external_id,
            sync_date: #sync_date,
            external_updated_at: #external_updated_at,
        }
    }
}

fn roles_mut(emitter: &Emitter<'_>) -> TokenStream {
    let private = emitter.krate.private();
    let none = option(&emitter.krate, None);
    let role = |role: Role| emitter.model.role(role).map(|field| (ours(&field.ident), field));
    let some = |value: TokenStream| option(&emitter.krate, Some(value));
    let linked = |linked: Role, alias: TokenStream| {
        role(linked).map_or_else(
            || none.clone(),
            |(name, field)| some(if field.is_alias_role() { quote!(#alias(&mut self.#name)) } else { quote!(&mut self.#name) }),
        )
    };
    let backend = linked(Role::Backend, quote!(#private::BackendRole::get_mut));
    let record = linked(Role::Record, quote!(#private::RecordRole::get_mut));
    let external_id = role(Role::ExternalId).map_or_else(
        || none.clone(),
        |(name, field)| {
            let kind = if inside_option(&field.ty).1 { quote!(Optional) } else { quote!(Required) };
            some(quote!(#private::ExternalIdMut::#kind(&mut self.#name)))
        },
    );
    let time = |date: Role| role(date).map_or_else(|| none.clone(), |(name, _)| quote!(#private::time_mut(&mut self.#name)));
    let (sync_date, external_updated_at) = (time(Role::SyncDate), time(Role::ExternalUpdatedAt));
    quote! {
        #private::RolesMut {
            backend: #backend,
            record: #record,
            external_id: #external_id,
            sync_date: #sync_date,
            external_updated_at: #external_updated_at,
        }
    }
}
