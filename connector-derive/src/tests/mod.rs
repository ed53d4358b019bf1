//! What is emitted, whatever is written: never a panic, always code, and no name that somebody else can give a meaning.

mod fuzz;
mod hygiene;
mod mutate;
mod seeds;
mod snapshots;

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// What a derive does.
type Derive = fn(DeriveInput) -> TokenStream;

/// All derives, by name.
const DERIVES: [(&str, Derive); 5] = [
    ("Selection", crate::selection::derive),
    ("Record", crate::record::derive),
    ("Backend", crate::backend::derive),
    ("ExternalBinding", crate::binding::derive),
    ("ExternalId", crate::external_id::derive),
];
