//! `derive(ExternalId)`.

mod check;
mod emit;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;

/// parse, check, emit: there is nothing to decide in between.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let parsed = parse::parse(input, &mut log);
    check::check(&parsed, &mut log);
    let code = emit::emit(&parsed, log.is_clean());
    [log.finish(), code].into_iter().collect()
}
