//! From the attributes of a struct and its fields to what was said there.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Generics, Lit, Meta, Path, Token, Type};

use super::attributes::{self, Key, Meant, Text};
use super::diagnostics::{Diagnostics, Meaning, Mistake, Site};
use super::grammar::{FIELD, Grammar, Role, UNIQUE};
use super::slot::{Flag, Once};
use crate::words;

/// A struct with everything that was said about it.
pub struct Parsed {
    /// The struct's name.
    pub ident: Ident,
    /// Its parameters: a model has none.
    pub generics: Generics,
    /// What `#[backend(…)]`, `#[binding(…)]`, `#[record(…)]` or `#[extension(…)]` says.
    pub container: Container,
    /// The fields, as declared.
    pub fields: Vec<ParsedField>,
    /// Whether it is a struct whose fields have names; otherwise nothing can be said of its fields.
    pub is_struct: bool,
    /// The `#[unique(…)]`s, as written.
    pub uniques: Vec<ParsedUnique>,
}

/// What was said about a struct.
#[derive(Default)]
pub struct Container {
    /// The technical name.
    pub name: Once<Text>,
    /// What people call it.
    pub description: Once<Text>,
    /// The table.
    pub table: Once<Text>,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// The name it had before.
    pub renamed_from: Once<Text>,
    /// The table is the application's.
    pub foreign: Flag,
    /// The column of the table's key.
    pub key: Once<Text>,
    /// The type of the table's key.
    pub id: Once<Type>,
    /// What it extends.
    pub of: Once<Type>,
    /// Wraps no record.
    pub direct: Flag,
    /// One record may have several bindings on one backend.
    pub many_per_record: Flag,
    /// What an attribute with a mistake may have been meant to say.
    pub meant: Meant,
}

/// A field with everything that was said about it.
pub struct ParsedField {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Roles said by an attribute, and where.
    pub roles: Vec<(Role, Site)>,
    /// What `#[field(…)]` says.
    pub said: FieldSaid,
    /// What the attribute of a role may have been meant to say, where it has a mistake.
    pub meant: Meant,
}

/// What `#[field(…)]` says.
#[derive(Default)]
pub struct FieldSaid {
    /// What people call it.
    pub label: Once<Text>,
    /// A sentence that explains it.
    pub help: Once<Text>,
    /// The greatest length.
    pub size: Once<(u32, Site)>,
    /// Translated, and by which function.
    pub translate: Once<Option<Path>>,
    /// The function that gives the choices.
    pub selection: Once<Path>,
    /// Read through a link.
    pub related: Once<(Ident, Ident)>,
    /// What happens when the linked row is deleted.
    pub ondelete: Once<(OnDelete, Site)>,
    /// The default of the column.
    pub default: Once<Expr>,
    /// Has an index.
    pub index: Flag,
    /// The column.
    pub column: Once<Text>,
    /// The name of the column before.
    pub renamed_from: Once<Text>,
    /// Not stored.
    pub skip: Flag,
    /// What the attribute may have been meant to say, where it has a mistake.
    pub meant: Meant,
}

/// `cascade`, `restrict`, `set_null`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDelete {
    /// Deleted as well.
    Cascade,
    /// Forbids the deletion.
    Restrict,
    /// The link becomes null.
    SetNull,
}

/// One `#[unique(…)]`.
pub struct ParsedUnique {
    /// The whole attribute's path, for what has no better place.
    pub site: Site,
    /// The names of the fields.
    pub fields: Vec<Ident>,
    /// The name of the key.
    pub name: Once<Text>,
    /// What people see.
    pub message: Once<Text>,
    /// A `bool` field.
    pub only_where: Once<Ident>,
    /// What it may have been meant to say, where it has a mistake.
    pub meant: Meant,
}

/// Reads a struct. Where it is none, that is the only mistake that is told.
pub fn parse(input: DeriveInput, grammar: &'static Grammar, log: &mut Diagnostics) -> Parsed {
    let mut container = Container::default();
    let mut uniques = Vec::new();
    for attribute in &input.attrs {
        if attribute.path().is_ident(grammar.keys.attribute) {
            let meant = attributes::entries(attribute, log, |input, log| container_entry(input, grammar, &mut container, log));
            container.meant.extend(meant);
        } else if attribute.path().is_ident(UNIQUE.attribute) {
            uniques.push(unique(attribute, log));
        } else if attribute.path().is_ident(FIELD.attribute) {
            log.add(attribute.path(), words::belongs_on_a_field(attribute.path(), grammar));
        }
    }
    let named = matches!(&input.data, Data::Struct(data) if !matches!(data.fields, Fields::Unnamed(_)));
    let fields = match input.data {
        Data::Struct(data) => match data.fields {
            Fields::Named(fields) => {
                let mut known: Vec<Ident> = Vec::new();
                let mut is_first = |parsed: &syn::Field| {
                    // That a name is there twice, or that it is none, Rust says itself.
                    let name = parsed.ident.clone().filter(|name| name != "_" && !known.contains(name));
                    known.extend(name.clone());
                    name.is_some()
                };
                let fields = fields.named.into_iter().filter(|parsed| is_first(parsed));
                fields.filter_map(|parsed| field(parsed, grammar, log)).collect()
            }
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                log.add(&input.ident, words::tuple_struct(grammar, &input.ident));
                Vec::new()
            }
        },
        Data::Enum(_) => {
            log.add(&input.ident, words::model_on_enum(grammar, &input.ident));
            Vec::new()
        }
        Data::Union(_) => {
            log.add(&input.ident, words::on_union(grammar.derive, &input.ident));
            Vec::new()
        }
    };
    Parsed { ident: input.ident, generics: input.generics, container, fields, is_struct: named, uniques }
}

fn container_entry(input: ParseStream, grammar: &'static Grammar, container: &mut Container, log: &mut Diagnostics) -> Result<(), Mistake> {
    let key = attributes::key(input, grammar.keys)?;
    let ident = &key.ident;
    match key.form.name {
        "name" => container.name.say(ident, log, attributes::text(input, &key)),
        "description" => container.description.say(ident, log, attributes::text(input, &key)),
        "table" => container.table.say(ident, log, attributes::text(input, &key)),
        "renamed_from" => container.renamed_from.say(ident, log, attributes::text(input, &key)),
        "key" => container.key.say(ident, log, attributes::text(input, &key)),
        "id" => container.id.say(ident, log, attributes::ty(input, &key)),
        "of" => container.of.say(ident, log, attributes::ty(input, &key)),
        "foreign" => container.foreign.say(ident, log, attributes::flag(input, &key)),
        "direct" => container.direct.say(ident, log, attributes::flag(input, &key)),
        "many_per_record" => container.many_per_record.say(ident, log, attributes::flag(input, &key)),
        _ => container.krate.say(ident, log, attributes::path(input, &key)),
    }
}

fn field(parsed: syn::Field, grammar: &'static Grammar, log: &mut Diagnostics) -> Option<ParsedField> {
    let doc = doc(&parsed.attrs);
    let mut field =
        ParsedField { ident: parsed.ident?, ty: parsed.ty, doc, roles: Vec::new(), said: FieldSaid::default(), meant: Meant::default() };
    for attribute in &parsed.attrs {
        if attribute.path().is_ident(FIELD.attribute) {
            let meant = attributes::some_entries(attribute, log, |input, log| field_entry(input, &mut field.said, log));
            field.said.meant.extend(meant);
        } else if let Some(keys) = grammar.field_keys
            && attribute.path().is_ident(keys.attribute)
        {
            let meant = attributes::some_entries(attribute, log, |input, log| {
                let key = attributes::key(input, keys)?;
                role(&key, grammar, &mut field.roles, log);
                attributes::flag(input, &key)
            });
            field.meant.extend(meant);
        } else if attribute.path().is_ident(grammar.keys.attribute) || attribute.path().is_ident(UNIQUE.attribute) {
            log.add(attribute.path(), words::belongs_on_the_struct(attribute.path(), grammar));
        }
    }
    Some(field)
}

fn role(key: &Key, grammar: &'static Grammar, roles: &mut Vec<(Role, Site)>, log: &mut Diagnostics) {
    for form in grammar.roles.iter().filter(|form| form.key == key.form.name) {
        if roles.iter().any(|(role, _)| *role == form.role) {
            log.add(&key.ident, words::repeated_key(form.key));
        } else {
            roles.push((form.role, Site::at(key.ident.span())));
        }
    }
}

fn field_entry(input: ParseStream, said: &mut FieldSaid, log: &mut Diagnostics) -> Result<(), Mistake> {
    let key = attributes::key(input, &FIELD)?;
    let ident = &key.ident;
    match key.form.name {
        "label" => said.label.say(ident, log, attributes::text(input, &key)),
        "help" => said.help.say(ident, log, attributes::text(input, &key)),
        "size" => said.size.say(ident, log, attributes::size(input, &key)),
        "translate" if attributes::has_value(input) => said.translate.say(ident, log, attributes::path(input, &key).map(Some)),
        "translate" => said.translate.say(ident, log, attributes::flag(input, &key).map(|()| None)),
        "selection" => said.selection.say(ident, log, attributes::path(input, &key)),
        "related" => said.related.say(ident, log, attributes::related(input, &key)),
        "ondelete" => said.ondelete.say(ident, log, attributes::word(input, &key).and_then(|word| on_delete(&word))),
        "default" => said.default.say(ident, log, attributes::expression(input, &key)),
        "index" => said.index.say(ident, log, attributes::flag(input, &key)),
        "column" => said.column.say(ident, log, attributes::text(input, &key)),
        "renamed_from" => said.renamed_from.say(ident, log, attributes::text(input, &key)),
        _ => said.skip.say(ident, log, attributes::flag(input, &key)),
    }
}

fn on_delete(word: &Ident) -> Result<(OnDelete, Site), Mistake> {
    let policy = match word.to_string().as_str() {
        "cascade" => OnDelete::Cascade,
        "restrict" => OnDelete::Restrict,
        "set_null" => OnDelete::SetNull,
        other => return Err(Mistake::new(word, words::unknown_policy(other))),
    };
    Ok((policy, Site::at(word.span())))
}

fn unique(attribute: &Attribute, log: &mut Diagnostics) -> ParsedUnique {
    let site = Site::of(attribute.path());
    let mut unique = ParsedUnique {
        site,
        fields: Vec::new(),
        name: Once::default(),
        message: Once::default(),
        only_where: Once::default(),
        meant: Meant::default(),
    };
    let meant = attributes::entries(attribute, log, |input, log| {
        let ahead = input.fork();
        if ahead.call(Ident::parse_any).is_ok_and(|word| word != "where") && !ahead.peek(Token![=]) {
            let ahead = Site::of_stream(attributes::until_comma(&input.fork()));
            let field = input.call(Ident::parse_any).map_err(|error| Mistake::from_syn(&error))?;
            if !input.is_empty() && !input.peek(Token![,]) && input.fork().call(Ident::parse_any).is_err() {
                return Err(Mistake::at(ahead, words::unique_takes_names()).meaning(Meaning::Anything));
            }
            unique.fields.push(field);
            return Ok(());
        }
        let key = attributes::key(input, &UNIQUE)?;
        match key.form.name {
            "name" => unique.name.say(&key.ident, log, attributes::text(input, &key)),
            "message" => unique.message.say(&key.ident, log, attributes::text(input, &key)),
            _ => unique.only_where.say(&key.ident, log, attributes::word(input, &key)),
        }
    });
    unique.meant = meant;
    unique
}

/// The doc comment: its lines in one, paragraphs apart.
fn doc(attributes: &[Attribute]) -> Option<String> {
    let mut paragraphs: Vec<String> = vec![String::new()];
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { continue };
        for line in text.value().split('\n').map(str::trim) {
            match paragraphs.last_mut() {
                Some(last) if !line.is_empty() => {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(line);
                }
                _ => paragraphs.push(String::new()),
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}
