//! The code of a record.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::shared::emit::Emitter;
use crate::shared::model::Model;

/// `Model` and `Record`.
pub fn emit(model: &Model, sound: bool) -> TokenStream {
    let emitter = Emitter::new(model, sound);
    let krate = emitter.krate.path();
    let this = emitter.this();
    let container = &model.container;
    let foreign = container.foreign.is_said();
    let key_column = container.key.get().filter(|_| foreign).map(|key| {
        let (key, private) = (&key.value, emitter.krate.private());
        quote!(const KEY_COLUMN: &'static #private::Str = #key;)
    });
    let is_foreign = foreign.then(|| {
        quote!(
            const FOREIGN: bool = true;
        )
    });
    let model_impl = emitter.model_impl("Record", &quote!(#krate::RecordId<#this>), &quote!(#key_column #is_foreign));
    let record = emitter.header("Record");
    let key = container.id.get().filter(|_| foreign).map_or_else(|| quote!(i64), ToTokens::to_token_stream);
    emitter.finish(&quote! {
        #model_impl
        #[automatically_derived]
        #record {
            type Key = #key;
        }
    })
}
