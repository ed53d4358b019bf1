//! From a struct to where its fields come from.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{DeriveInput, Expr, Generics, Path, Token, Type};

use super::serde;
use crate::mapper::item;
use crate::shared::attributes::{self, Key, Meant, Place};
use crate::shared::diagnostics::{Diagnostics, Mistake, Site};
use crate::shared::grammar::{EXPORT_FIELD, EXPORT_MAPPER, EXPORT_MAPPERS};
use crate::shared::slot::{Flag, Once};
use crate::words;

/// A body with everything that was said about it.
pub struct Mapper {
    /// Its name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Whether it is a struct with named fields.
    pub is_struct: bool,
    /// The binding.
    pub from: Once<Type>,
    /// What functions are told.
    pub options: Once<Type>,
    /// Changes what was mapped.
    pub finalize: Once<Path>,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// What the attribute may have been meant to say, where it has a mistake.
    pub meant: Meant,
    /// Words of serde's by which no fields are written one by one.
    pub forms: Vec<Ident>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// A field of a body.
pub struct Field {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// Whether serde writes it.
    pub is_written: bool,
    /// Where `#[map]` stands.
    pub site: Option<Site>,
    /// Whether it has a mistake.
    pub broken: bool,
    /// What it comes from.
    pub from: Once<Vec<Place>>,
    /// The function.
    pub with: Once<Path>,
    /// The binding whose external ID it is.
    pub via: Once<Type>,
    /// The value that it always has.
    pub value: Once<Expr>,
    /// What stands for a value that is not there.
    pub default: Once<Expr>,
    /// Whether no update sends it.
    pub only_create: Flag,
    /// Whether every update sends it.
    pub always: Flag,
    /// Whether the function is told the options.
    pub options: Flag,
}

/// Reads a struct.
pub fn parse(input: DeriveInput, log: &mut Diagnostics) -> Mapper {
    let (mut from, mut options, mut finalize, mut krate) = (Once::default(), Once::default(), Once::default(), Once::default());
    let mut meant = Meant::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident(EXPORT_MAPPER.attribute)) {
        meant.extend(attributes::some_entries(attribute, log, |input, log| {
            let key = attributes::key(input, &EXPORT_MAPPER)?;
            match key.form.name {
                "from" => from.say(&key.ident, log, attributes::ty(input, &key)),
                "options" => options.say(&key.ident, log, attributes::ty(input, &key)),
                "finalize" => finalize.say(&key.ident, log, attributes::path(input, &key)),
                _ => krate.say(&key.ident, log, attributes::path(input, &key)),
            }
        }));
    }
    let found = item::fields(&input, &EXPORT_MAPPERS, log);
    let is_struct = found.is_some();
    let found = found.unwrap_or_default();
    item::misplaced(&input, &found, &EXPORT_MAPPERS, log);
    let mut forms = serde::other_forms(&input.attrs);
    forms.extend(found.iter().flat_map(|field| serde::other_forms(&field.attrs)));
    let fields = found.iter().filter_map(|field| self::field(field, log)).collect();
    let (ident, generics) = (input.ident, input.generics);
    Mapper { ident, generics, is_struct, from, options, finalize, krate, meant, forms, fields }
}

fn field(parsed: &syn::Field, log: &mut Diagnostics) -> Option<Field> {
    let mut field = Field {
        ident: parsed.ident.clone()?,
        ty: parsed.ty.clone(),
        is_written: !serde::is_skipped(&parsed.attrs),
        site: None,
        broken: false,
        from: Once::default(),
        with: Once::default(),
        via: Once::default(),
        value: Once::default(),
        default: Once::default(),
        only_create: Flag::default(),
        always: Flag::default(),
        options: Flag::default(),
    };
    for attribute in parsed.attrs.iter().filter(|attribute| attribute.path().is_ident(EXPORT_FIELD.attribute)) {
        field.site.get_or_insert(Site::of(attribute.path()));
        let before = log.count();
        attributes::some_entries(attribute, log, |input, log| entry(input, &mut field, log));
        field.broken |= log.count() > before;
    }
    Some(field)
}

fn entry(input: ParseStream, field: &mut Field, log: &mut Diagnostics) -> Result<(), Mistake> {
    let key = attributes::key(input, &EXPORT_FIELD)?;
    let ident = &key.ident;
    match key.form.name {
        "from" if attributes::has_value(input) => field.from.say(ident, log, attributes::place(input, &key).map(|place| vec![place])),
        "from" => {
            let places = places(input, &key, log);
            field.from.say(ident, log, places)
        }
        "with" => field.with.say(ident, log, attributes::path(input, &key)),
        "via" => field.via.say(ident, log, attributes::ty(input, &key)),
        "value" => field.value.say(ident, log, attributes::expression(input, &key)),
        "default" => field.default.say(ident, log, attributes::expression(input, &key)),
        "only_create" => field.only_create.say(ident, log, attributes::flag(input, &key)),
        "always" => field.always.say(ident, log, attributes::flag(input, &key)),
        _ => field.options.say(ident, log, attributes::flag(input, &key)),
    }
}

/// `(record.brand, record.name)`.
fn places(input: ParseStream, key: &Key, log: &mut Diagnostics) -> Result<Vec<Place>, Mistake> {
    let mut places = Vec::new();
    attributes::list(input, key, log, |input, _| {
        let whole = Site::of_stream(attributes::until_comma(&input.fork()));
        let wrong = || Mistake::at(whole, words::sources_are_names("from(record.brand, record.name)"));
        let place: Place = input.parse().map_err(|_| wrong())?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(wrong());
        }
        places.push(place);
        Ok(())
    })?;
    Ok(places)
}
