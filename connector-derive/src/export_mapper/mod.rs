//! `derive(ExportMapper)`.

mod check;
mod emit;
mod parse;
mod serde;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;

/// parse, check, emit: what is to be decided is the compiler's to decide.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let mapper = parse::parse(input, &mut log);
    check::check(&mapper, &mut log);
    let code = emit::emit(&mapper, log.take_as_type().as_ref());
    [code, log.finish()].into_iter().collect()
}
