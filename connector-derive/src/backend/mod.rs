//! `derive(Backend)`.

mod check;
mod emit;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::{BACKENDS, Role};
use crate::shared::model::{Generated, Model};
use crate::shared::{self, parse};

/// A backend's name is unique among its kind.
const KEYS: &[Generated] = &[Generated { roles: &[Role::Name], message: "this name already exists." }];

/// parse, model, check, emit.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let parsed = parse::parse(input, &BACKENDS, &mut log);
    let mut model = Model::new(parsed, &BACKENDS, &mut log);
    model.decide_uniques(KEYS);
    shared::check::check(&mut model, KEYS, &mut log);
    check::check(&mut model, &mut log);
    let sound = log.is_clean();
    // A version of a wrong type has the mistake for its type, so that nothing follows from it elsewhere.
    let mistake = if model.broken.contains(&Role::Version) { log.take_as_type() } else { None };
    let code = emit::emit(&model, sound, mistake.as_ref());
    [code, log.finish()].into_iter().collect()
}
