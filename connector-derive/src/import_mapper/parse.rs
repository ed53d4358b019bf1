//! From a struct to what is said of its fields.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, DeriveInput, Expr, Generics, Path, Token, Type};

use crate::mapper::item;
use crate::shared::attributes::{self, Key, Meant, Place};
use crate::shared::diagnostics::{Diagnostics, Meaning, Mistake, Site};
use crate::shared::grammar::{IMPORT_CHILDREN, IMPORT_FIELD, IMPORT_MAPPER, IMPORT_MAPPERS, IMPORT_SOURCES};
use crate::shared::slot::{Flag, Once};
use crate::shared::types::{inside_option, word};
use crate::words;

/// A struct that the remote sends, with everything that was said about it.
pub struct Mapper {
    /// Its name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Whether it is a struct with named fields.
    pub is_struct: bool,
    /// The keys of the struct.
    pub said: Said,
    /// The fields.
    pub fields: Vec<Field>,
}

/// What `#[mapper(…)]` says.
#[derive(Default)]
pub struct Said {
    /// The binding.
    pub to: Once<Type>,
    /// What functions are told.
    pub options: Once<Type>,
    /// Changes what was mapped.
    pub finalize: Once<Path>,
    /// Why a record is not imported.
    pub skip: Once<Path>,
    /// Words for a record without an ID.
    pub reference: Once<Path>,
    /// Further links.
    pub links: Once<Path>,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// Targets of several sources.
    pub maps: Vec<Use>,
    /// Forced values.
    pub sets: Vec<(Place, Expr)>,
    /// What it may have been meant to say, where it has a mistake.
    pub meant: Meant,
}

/// A field.
pub struct Field {
    /// Its name.
    pub ident: Ident,
    /// Whether it is a point in time, by the name of its type.
    pub is_time: bool,
    /// What is said of it, one an attribute.
    pub uses: Vec<Use>,
    /// Whether an attribute has a mistake.
    pub broken: bool,
}

/// What becomes of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It fills a target.
    To,
    /// It is the ID.
    ExternalId,
    /// It is the date of the last change.
    ExternalUpdatedAt,
    /// Its items fill a list.
    Children,
    /// Functions read it.
    Source,
    /// Nothing.
    Ignore,
}

impl Kind {
    /// The key that says it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::ExternalId => "external_id",
            Self::ExternalUpdatedAt => "external_updated_at",
            Self::Children => "children",
            Self::Source => "source",
            Self::Ignore => "ignore",
        }
    }
}

/// One use of a field, or of several.
#[derive(Default)]
pub struct Use {
    /// What becomes of it, and where that is said.
    pub kind: Option<(Kind, Site)>,
    /// The target.
    pub to: Once<Place>,
    /// The fields that are read, of a target of several.
    pub from: Once<Vec<Ident>>,
    /// The function.
    pub with: Once<Path>,
    /// What stands for a value that is not there.
    pub default: Once<Expr>,
    /// The binding whose external ID it is.
    pub via: Once<Type>,
    /// Which children are left out.
    pub skip: Once<Path>,
    /// Whether an update leaves it as it is.
    pub only_create: Flag,
    /// Whether the function is told the options.
    pub options: Flag,
    /// Whether it has a mistake: it may have been meant to read anything.
    pub broken: bool,
}

/// Reads a struct.
pub fn parse(input: DeriveInput, log: &mut Diagnostics) -> Mapper {
    let mut said = Said::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident(IMPORT_MAPPER.attribute)) {
        let meant = attributes::some_entries(attribute, log, |input, log| entry(input, &mut said, log));
        said.meant.extend(meant);
    }
    let found = item::fields(&input, &IMPORT_MAPPERS, log);
    let is_struct = found.is_some();
    let found = found.unwrap_or_default();
    item::misplaced(&input, &found, &IMPORT_MAPPERS, log);
    let fields = found.iter().filter_map(|field| self::field(field, log)).collect();
    Mapper { ident: input.ident, generics: input.generics, is_struct, said, fields }
}

fn entry(input: ParseStream, said: &mut Said, log: &mut Diagnostics) -> Result<(), Mistake> {
    let key = attributes::key(input, &IMPORT_MAPPER)?;
    let ident = &key.ident;
    match key.form.name {
        "to" => said.to.say(ident, log, attributes::ty(input, &key)),
        "options" => said.options.say(ident, log, attributes::ty(input, &key)),
        "finalize" => said.finalize.say(ident, log, attributes::path(input, &key)),
        "skip" => said.skip.say(ident, log, attributes::path(input, &key)),
        "reference" => said.reference.say(ident, log, attributes::path(input, &key)),
        "links" => said.links.say(ident, log, attributes::path(input, &key)),
        "map" => several(input, &key, &mut said.maps, log),
        "set" => attributes::list(input, &key, log, |input, _| set(input).map(|set| said.sets.push(set))),
        _ => said.krate.say(ident, log, attributes::path(input, &key)),
    }
}

/// `record.active = true`.
fn set(input: ParseStream) -> Result<(Place, Expr), Mistake> {
    let whole = Site::of_stream(attributes::until_comma(&input.fork()));
    let place: Place = input.parse().map_err(|_| Mistake::at(whole, words::set_form()))?;
    let ahead = input.fork();
    if ahead.parse::<Token![=]>().is_err() {
        return Err(Mistake::at(whole, words::set_form()));
    }
    let key = Key { ident: place.field.clone(), form: &words::SET };
    attributes::expression(input, &key).map(|value| (place, value))
}

/// `map(to = …, from(…), with = …)`.
fn several(input: ParseStream, key: &Key, maps: &mut Vec<Use>, log: &mut Diagnostics) -> Result<(), Mistake> {
    let mut found = Use { kind: Some((Kind::To, Site::at(key.ident.span()))), ..Use::default() };
    let before = log.count();
    attributes::list(input, key, log, |input, log| {
        let key = attributes::key(input, &IMPORT_SOURCES)?;
        let ident = &key.ident;
        match key.form.name {
            "to" => found.to.say(ident, log, attributes::place(input, &key)),
            "from" => {
                let names = names(input, &key, log);
                found.from.say(ident, log, names)
            }
            "with" => found.with.say(ident, log, attributes::path(input, &key)),
            "only_create" => found.only_create.say(ident, log, attributes::flag(input, &key)),
            _ => found.options.say(ident, log, attributes::flag(input, &key)),
        }
    })?;
    if log.count() == before {
        for (is_said, lacks, form) in [
            (found.to.is_said(), "to", "to = record.full_name"),
            (found.from.is_said(), "from", "from(brand, name)"),
            (found.with.is_said(), "with", "with = full_name"),
        ] {
            if !is_said {
                log.add(&key.ident, words::map_lacks(lacks, form));
            }
        }
    }
    found.broken = log.count() > before;
    maps.push(found);
    Ok(())
}

/// `(brand, name)`.
fn names(input: ParseStream, key: &Key, log: &mut Diagnostics) -> Result<Vec<Ident>, Mistake> {
    let mut names = Vec::new();
    attributes::list(input, key, log, |input, _| {
        let whole = Site::of_stream(attributes::until_comma(&input.fork()));
        let wrong = || Mistake::at(whole, words::sources_are_names("from(brand, name)"));
        let name = input.call(Ident::parse_any).map_err(|_| wrong())?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(wrong());
        }
        names.push(name);
        Ok(())
    })?;
    Ok(names)
}

fn field(parsed: &syn::Field, log: &mut Diagnostics) -> Option<Field> {
    let is_time = word(inside_option(&parsed.ty).0).is_some_and(|word| word == "DateTime");
    let mut field = Field { ident: parsed.ident.clone()?, is_time, uses: Vec::new(), broken: false };
    for attribute in parsed.attrs.iter().filter(|attribute| attribute.path().is_ident(IMPORT_FIELD.attribute)) {
        let before = log.count();
        let found = one(attribute, log);
        field.broken |= log.count() > before;
        match found {
            Some(found) if found.kind.is_some() => field.uses.push(found),
            Some(_) if log.count() == before => {
                field.broken = true;
                log.add(attribute.path(), words::maps_nowhere(&field.ident));
            }
            _ => {}
        }
    }
    Some(field)
}

/// One attribute; none where it is no list.
fn one(attribute: &Attribute, log: &mut Diagnostics) -> Option<Use> {
    let mut found = Use::default();
    let before = log.count();
    attributes::some_entries(attribute, log, |input, log| use_entry(input, &mut found, log));
    (matches!(attribute.meta, syn::Meta::List(_)) || log.count() == before).then_some(found)
}

fn use_entry(input: ParseStream, found: &mut Use, log: &mut Diagnostics) -> Result<(), Mistake> {
    let key = attributes::key(input, &IMPORT_FIELD)?;
    let ident = &key.ident;
    let kind = match key.form.name {
        "to" => Kind::To,
        "external_id" => Kind::ExternalId,
        "external_updated_at" => Kind::ExternalUpdatedAt,
        "children" => Kind::Children,
        "source" => Kind::Source,
        "ignore" => Kind::Ignore,
        "with" => return found.with.say(ident, log, attributes::path(input, &key)),
        "default" => return found.default.say(ident, log, attributes::expression(input, &key)),
        "via" => return found.via.say(ident, log, attributes::ty(input, &key)),
        "only_create" => return found.only_create.say(ident, log, attributes::flag(input, &key)),
        _ => return found.options.say(ident, log, attributes::flag(input, &key)),
    };
    match found.kind {
        Some((first, _)) if first == kind => log.add(ident, words::repeated_key(kind.key())),
        Some((first, _)) => log.add(ident, words::two_things(kind.key(), first.key())),
        None => found.kind = Some((kind, Site::at(ident.span()))),
    }
    match kind {
        Kind::To if found.to.is_said() => attributes::place(input, &key).map(drop),
        Kind::To => found.to.say(ident, log, attributes::place(input, &key)),
        Kind::Children => children(input, &key, found, log),
        _ => attributes::flag(input, &key),
    }
}

/// `children(to = …, with = …, skip = …)`.
fn children(input: ParseStream, key: &Key, found: &mut Use, log: &mut Diagnostics) -> Result<(), Mistake> {
    let before = log.count();
    attributes::list(input, key, log, |input, log| {
        let key = attributes::key(input, &IMPORT_CHILDREN)?;
        let ident = &key.ident;
        match key.form.name {
            "to" => found.to.say(ident, log, attributes::place(input, &key)),
            "with" => found.with.say(ident, log, attributes::path(input, &key)),
            "skip" => found.skip.say(ident, log, attributes::path(input, &key)),
            _ => found.only_create.say(ident, log, attributes::flag(input, &key)),
        }
    })?;
    if !found.to.is_said() && log.count() == before {
        return Err(Mistake::new(&key.ident, words::map_lacks("to", "to = record.lines")).meaning(Meaning::Nothing));
    }
    Ok(())
}
