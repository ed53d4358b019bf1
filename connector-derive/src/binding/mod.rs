//! `derive(ExternalBinding)`.

mod check;
mod emit;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::{BINDINGS, Role};
use crate::shared::model::{Generated, Model};
use crate::shared::{self, parse};

/// Over backend and external ID: always.
const EXTERNAL: Generated =
    Generated { roles: &[Role::Backend, Role::ExternalId], message: "this external ID already exists on this backend." };

/// Over backend and record: unless one record may have several bindings.
const RECORD: Generated = Generated { roles: &[Role::Backend, Role::Record], message: "this record already exists on this backend." };

/// parse, model, check, emit.
pub fn derive(input: DeriveInput) -> TokenStream {
    let mut log = Diagnostics::new();
    let parsed = parse::parse(input, &BINDINGS, &mut log);
    let mut model = Model::new(parsed, &BINDINGS, &mut log);
    let many = model.container.many_per_record.is_said() || model.container.direct.is_said();
    let keys: &[Generated] = if many { &[EXTERNAL] } else { &[EXTERNAL, RECORD] };
    model.decide_uniques(keys);
    shared::check::check(&mut model, keys, &mut log);
    check::check(&mut model, &RECORD, &mut log);
    let code = emit::emit(&model, log.take_as_type().as_ref());
    [code, log.finish()].into_iter().collect()
}
