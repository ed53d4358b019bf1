//! `derive(Selection)`.

mod check;
mod emit;
mod model;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;

/// parse, model, check, emit.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let parsed = parse::parse(input, &mut log);
    let model = model::Selection::new(parsed, &mut log);
    check::check(&model, &mut log);
    let code = emit::emit(&model, log.is_clean());
    [log.finish(), code].into_iter().collect()
}
