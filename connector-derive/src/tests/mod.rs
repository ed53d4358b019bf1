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
const DERIVES: [(&str, Derive); 8] = [
    ("Selection", crate::selection::derive),
    ("Record", crate::record::derive),
    ("Backend", crate::backend::derive),
    ("ExternalBinding", crate::binding::derive),
    ("ExternalId", crate::external_id::derive),
    ("Extension", crate::extension::derive),
    ("ImportMapper", crate::import_mapper::derive),
    ("ExportMapper", crate::export_mapper::derive),
];

#[test]
fn no_derive_is_forgotten() {
    let declared = include_str!("../lib.rs").lines().filter_map(|line| line.strip_prefix("#[proc_macro_derive("));
    let declared: Vec<&str> = declared.filter_map(|rest| rest.split([',', ')']).next()).collect();
    let mut tried = DERIVES.map(|(name, _)| name);
    let mut declared = declared;
    declared.sort_unstable();
    tried.sort_unstable();
    assert_eq!(declared, tried);
}
