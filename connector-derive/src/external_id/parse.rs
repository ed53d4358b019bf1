//! From a struct around an ID to what is inside of it.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Generics, Member, Path, Type};

use crate::shared::attributes;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::EXTERNAL_ID;
use crate::shared::slot::Once;
use crate::words;

/// A struct around an ID.
pub struct ExternalId {
    /// Its name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// The field, by name or by number.
    pub inside: Option<(Member, Type)>,
}

/// Reads a struct with one field.
pub fn parse(input: DeriveInput, log: &mut Diagnostics) -> ExternalId {
    let mut krate = Once::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("external_id")) {
        attributes::entries(attribute, log, |input, log| {
            let key = attributes::key(input, &EXTERNAL_ID)?;
            krate.say(&key.ident, log, attributes::path(input, &key))
        });
    }
    let mut inside = None;
    match input.data {
        Data::Struct(data) if data.fields.len() == 1 => {
            let members: Vec<Member> = data.fields.members().collect();
            // A field `_` is no name that code could read; Rust says so itself.
            let named = |member: &Member| !matches!(member, Member::Named(name) if name == "_");
            let fields = members.into_iter().zip(data.fields).map(|(member, field)| (member, field.ty));
            inside = fields.into_iter().find(|(member, _)| named(member));
        }
        Data::Struct(data) => log.add(&input.ident, words::external_id_fields(&input.ident, data.fields.len())),
        Data::Enum(_) => log.add(&input.ident, words::external_id_on_enum(&input.ident)),
        Data::Union(_) => log.add(&input.ident, words::on_union("ExternalId", &input.ident)),
    }
    ExternalId { ident: input.ident, generics: input.generics, krate, inside }
}
