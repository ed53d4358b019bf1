//! The derives of `connector-core`, which re-exports them: depend on that crate, and never on this one.
#![deny(missing_docs)]

mod backend;
mod binding;
mod external_id;
mod record;
mod schema;
mod selection;
mod shared;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A closed list of values.
#[proc_macro_derive(Selection, attributes(selection, selection_add))]
pub fn derive_selection(input: TokenStream) -> TokenStream {
    selection::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// A record of the application.
#[proc_macro_derive(Record, attributes(record, field, unique))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    record::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// A kind of external system.
#[proc_macro_derive(Backend, attributes(backend, field, unique))]
pub fn derive_backend(input: TokenStream) -> TokenStream {
    backend::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// One record on one backend.
#[proc_macro_derive(ExternalBinding, attributes(binding, field, unique))]
pub fn derive_external_binding(input: TokenStream) -> TokenStream {
    binding::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// An ID on an external system.
#[proc_macro_derive(ExternalId, attributes(external_id))]
pub fn derive_external_id(input: TokenStream) -> TokenStream {
    external_id::derive(parse_macro_input!(input as DeriveInput)).into()
}

/// The models and additions of an application, in one list.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::expand(input.into()).into()
}
