//! `schema!`.

mod emit;
mod parse;

use proc_macro2::TokenStream;

use crate::shared::diagnostics::Diagnostics;

/// parse, emit: what can be wrong with a schema is wrong between its elements, whose types are known later.
pub fn expand(input: TokenStream) -> TokenStream {
    let mut log = Diagnostics::new();
    let schema = parse::parse(input, &mut log);
    let code = schema.map(|schema| emit::emit(&schema)).unwrap_or_default();
    [log.finish(), code].into_iter().collect()
}
