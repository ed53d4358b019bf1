//! `derive(Extension)`.

mod check;
mod emit;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::EXTENSIONS;
use crate::shared::model::Model;
use crate::shared::{self, parse};

/// parse, model, check, emit.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let parsed = parse::parse(input, &EXTENSIONS, &mut log);
    let mut model = Model::new(parsed, &EXTENSIONS, &mut log);
    model.decide_uniques(&[]);
    shared::check::check(&mut model, &[], &mut log);
    check::check(&model, &mut log);
    let code = emit::emit(&mut model, log.take_as_type().as_ref());
    [code, log.finish()].into_iter().collect()
}
