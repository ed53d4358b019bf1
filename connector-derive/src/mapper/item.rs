//! The struct that a mapper stands on.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Field, Fields, Generics};

use crate::shared::attributes::Place;
use crate::shared::check::parameter_name;
use crate::shared::diagnostics::{Diagnostics, Site};
use crate::shared::grammar::Grammar;
use crate::shared::names::plain;
use crate::words;

/// The named fields of a struct. Where it is none, that is the only mistake that is told.
pub fn fields(input: &DeriveInput, grammar: &'static Grammar, log: &mut Diagnostics) -> Option<Vec<Field>> {
    let Data::Struct(data) = &input.data else {
        let words = match input.data {
            Data::Enum(_) => words::mapper_on_enum(grammar, &input.ident),
            _ => words::on_union(grammar.derive, &input.ident),
        };
        log.add(&input.ident, words);
        return None;
    };
    match &data.fields {
        Fields::Unnamed(_) => {
            log.add(&input.ident, words::tuple_struct(grammar, &input.ident));
            None
        }
        Fields::Unit => Some(Vec::new()),
        Fields::Named(fields) => {
            let mut known: Vec<Ident> = Vec::new();
            let is_first = |field: &&Field| {
                // That a name is there twice, or that it is none, Rust says itself.
                let name = field.ident.clone().filter(|name| name != "_" && !known.contains(name));
                known.extend(name.clone());
                name.is_some()
            };
            Some(fields.named.iter().filter(is_first).cloned().collect())
        }
    }
}

/// Parameters, which no mapper has.
pub fn parameters(ident: &Ident, generics: &Generics, grammar: &'static Grammar, log: &mut Diagnostics) {
    for parameter in &generics.params {
        let (site, name) = parameter_name(parameter);
        log.add_at(site, words::plain_parameter(grammar.derive, ident, &name));
    }
}

/// Attributes that stand in the wrong place.
pub fn misplaced(input: &DeriveInput, fields: &[Field], grammar: &'static Grammar, log: &mut Diagnostics) {
    let of_field = grammar.field_keys.map_or("", |keys| keys.attribute);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident(of_field)) {
        log.add(attribute.path(), words::belongs_on_a_field(attribute.path(), grammar));
    }
    for attribute in fields.iter().flat_map(|field| &field.attrs).filter(|attribute| attribute.path().is_ident(grammar.keys.attribute)) {
        log.add(attribute.path(), words::belongs_on_the_struct(attribute.path(), grammar));
    }
}

/// `record.name`, `tax_class_id`.
pub fn shown(place: &Place) -> String {
    let record = if place.record.is_some() { "record." } else { "" };
    format!("{record}{}", plain(&place.field))
}

/// From its first word to its last one.
pub fn site(place: &Place) -> Site {
    let field = Site::at(place.field.span());
    place.record.as_ref().map_or(field, |record| Site::at(record.span()).to(field))
}
