//! From a struct to the IDs that it is made of.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Generics, Member, Path, Type};

use crate::shared::attributes;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::EXTERNAL_ID;
use crate::shared::slot::Once;
use crate::words;

/// A struct around one ID or several.
pub struct ExternalId {
    /// Its name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// The fields, by name or by number.
    pub inside: Vec<(Member, Type)>,
}

/// Reads a struct with at least one field.
pub fn parse(input: DeriveInput, log: &mut Diagnostics) -> ExternalId {
    let mut krate = Once::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("external_id")) {
        attributes::entries(attribute, log, |input, log| {
            let key = attributes::key(input, &EXTERNAL_ID)?;
            krate.say(&key.ident, log, attributes::path(input, &key))
        });
    }
    let mut inside = Vec::new();
    match input.data {
        Data::Struct(data) if data.fields.is_empty() => log.add(&input.ident, words::external_id_without_fields(&input.ident)),
        Data::Struct(data) => {
            let members: Vec<Member> = data.fields.members().collect();
            for (member, field) in members.into_iter().zip(data.fields) {
                for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("external_id")) {
                    log.add(attribute.path(), words::external_id_on_field());
                }
                // A field `_` is no name that code could read; Rust says so itself.
                if !matches!(&member, Member::Named(name) if name == "_") {
                    inside.push((member, field.ty));
                }
            }
        }
        Data::Enum(_) => log.add(&input.ident, words::external_id_on_enum(&input.ident)),
        Data::Union(_) => log.add(&input.ident, words::on_union("ExternalId", &input.ident)),
    }
    ExternalId { ident: input.ident, generics: input.generics, krate, inside }
}
