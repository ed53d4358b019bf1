//! The derives of `connector-core`, which re-exports them: depend on that crate, and never on this one.
//!
//! What each of them reads and gives stands at the derive; what it is for, at the trait of the same name in `connector-core`.
#![deny(missing_docs)]

mod backend;
mod binding;
mod export_mapper;
mod extension;
mod external_id;
mod import_mapper;
mod mapper;
mod record;
mod schema;
mod selection;
mod shared;
#[cfg(test)]
mod tests;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/selection.md")]
#[proc_macro_derive(Selection, attributes(selection, selection_add))]
pub fn derive_selection(input: TokenStream) -> TokenStream {
    selection::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/record.md")]
///
#[doc = include_str!("../docs/fields.md")]
///
#[doc = include_str!("../docs/record_examples.md")]
#[proc_macro_derive(Record, attributes(record, field, unique))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    record::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/backend.md")]
///
#[doc = include_str!("../docs/fields.md")]
///
#[doc = include_str!("../docs/backend_examples.md")]
#[proc_macro_derive(Backend, attributes(backend, field, unique))]
pub fn derive_backend(input: TokenStream) -> TokenStream {
    backend::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/binding.md")]
///
#[doc = include_str!("../docs/fields.md")]
///
#[doc = include_str!("../docs/binding_examples.md")]
#[proc_macro_derive(ExternalBinding, attributes(binding, field, unique))]
pub fn derive_external_binding(input: TokenStream) -> TokenStream {
    binding::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/extension.md")]
///
#[doc = include_str!("../docs/fields.md")]
///
#[doc = include_str!("../docs/extension_examples.md")]
#[proc_macro_derive(Extension, attributes(extension, field, unique))]
pub fn derive_extension(input: TokenStream) -> TokenStream {
    extension::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/external_id.md")]
#[proc_macro_derive(ExternalId, attributes(external_id))]
pub fn derive_external_id(input: TokenStream) -> TokenStream {
    external_id::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/import_mapper.md")]
#[proc_macro_derive(ImportMapper, attributes(mapper, map))]
pub fn derive_import_mapper(input: TokenStream) -> TokenStream {
    import_mapper::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/export_mapper.md")]
#[proc_macro_derive(ExportMapper, attributes(mapper, map))]
pub fn derive_export_mapper(input: TokenStream) -> TokenStream {
    export_mapper::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/schema.md")]
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::expand(input.into()).into()
}
