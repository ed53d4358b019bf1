//! From the attributes of an enum and its variants to what was said there.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, LitStr, Path, Token};

use crate::shared::attributes::{self, Key, Text};
use crate::shared::diagnostics::{Diagnostics, Meaning, Mistake, Site};
use crate::shared::grammar::{BECOME, SELECTION, VARIANT};
use crate::shared::slot::Once;
use crate::shared::types::shown;
use crate::words;

/// An enum with everything that was said about it.
pub struct Parsed {
    /// Its name.
    pub ident: Ident,
    /// Its parameters: a selection has none.
    pub generics: Generics,
    /// Whether it is an enum at all.
    pub is_enum: bool,
    /// Where connector-core is.
    pub krate: Once<Path>,
    /// Whether serde's traits are implemented.
    pub serde: Once<bool>,
    /// The enum whose values these are added to.
    pub base: Option<Path>,
    /// Whether a base was tried.
    pub base_said: bool,
    /// The variants, as declared.
    pub variants: Vec<ParsedVariant>,
    /// The values that are gone.
    pub removed: Vec<ParsedRemoved>,
    /// Where `relabel` stands, the first time.
    pub relabel: Option<Site>,
    /// Other labels for variants of the base.
    pub relabels: Vec<ParsedRelabel>,
}

/// `removed("1.6", become = V1_7)`.
pub struct ParsedRemoved {
    /// The text that rows may still hold.
    pub value: Text,
    /// The variant that it is now.
    pub became: Once<Path>,
    /// Whether nothing says what it became.
    pub missing: bool,
}

/// `V1_7 = "…"`.
pub struct ParsedRelabel {
    /// The variant.
    pub variant: Path,
    /// What people call it.
    pub label: Text,
}

/// A variant with everything that was said about it.
pub struct ParsedVariant {
    /// Its name.
    pub ident: Ident,
    /// Its fields, which are a mistake.
    pub fields: Option<Site>,
    /// The stored value.
    pub value: Option<Text>,
    /// Whether a value was tried.
    pub value_said: bool,
    /// What people call it.
    pub label: Once<Text>,
    /// What it falls back on.
    pub parent: Once<Path>,
    /// What it is listed after.
    pub after: Once<Path>,
}

/// Reads an enum.
pub fn parse(input: DeriveInput, log: &mut Diagnostics) -> Parsed {
    let mut parsed = Parsed {
        ident: input.ident,
        generics: input.generics,
        is_enum: false,
        krate: Once::default(),
        serde: Once::default(),
        base: None,
        base_said: false,
        variants: Vec::new(),
        removed: Vec::new(),
        relabel: None,
        relabels: Vec::new(),
    };
    for attribute in &input.attrs {
        if attribute.path().is_ident("selection") {
            attributes::entries(attribute, log, |input, log| {
                let key = attributes::key(input, &SELECTION)?;
                match key.form.name {
                    "removed" => removed(input, &key, &mut parsed.removed, log),
                    "relabel" => {
                        parsed.relabel.get_or_insert(Site::at(key.ident.span()));
                        attributes::list(input, &key, log, |input, _| relabel(input).map(|relabel| parsed.relabels.push(relabel)))
                    }
                    "serde" => parsed.serde.say(&key.ident, log, attributes::boolean(input, &key)),
                    _ => parsed.krate.say(&key.ident, log, attributes::path(input, &key)),
                }
            });
        } else if attribute.path().is_ident("selection_add") {
            base(attribute, &mut parsed, log);
        }
    }
    match input.data {
        Data::Enum(data) => {
            parsed.is_enum = true;
            parsed.variants = data.variants.into_iter().map(|variant| self::variant(variant, log)).collect();
        }
        Data::Struct(_) => log.add(&parsed.ident, words::selection_on_struct(&parsed.ident)),
        Data::Union(_) => log.add(&parsed.ident, words::on_union("Selection", &parsed.ident)),
    }
    parsed
}

/// One value with what it became. What has a mistake is told, and left out.
fn removed(input: ParseStream, key: &Key, all: &mut Vec<ParsedRemoved>, log: &mut Diagnostics) -> Result<(), Mistake> {
    let (mut value, mut tried, mut became) = (None, false, Once::default());
    let before = log.count();
    attributes::list(input, key, log, |input, log| {
        if input.peek(LitStr) {
            let literal: LitStr = input.parse().map_err(|error| Mistake::from_syn(&error))?;
            if tried {
                return Err(Mistake::new(&literal, words::one_removed(&literal.value())));
            }
            tried = true;
            value = Some(Text { value: literal.value(), site: Site::at(literal.span()) });
            return Ok(());
        }
        let ahead = input.fork();
        match ahead.call(Ident::parse_any) {
            Ok(ident) if ident == BECOME.name => {
                let key = Key { ident: input.call(Ident::parse_any).map_err(|error| Mistake::from_syn(&error))?, form: &BECOME };
                became.say(&key.ident, log, attributes::path(input, &key))
            }
            Ok(ident) if ahead.peek(Token![=]) => Err(Mistake::new(&ident, words::only_become(&ident.to_string()))),
            _ => {
                let (tokens, first) = (attributes::until_comma(input), !std::mem::replace(&mut tried, true));
                let words = if first { words::removed_is_a_text() } else { words::bare_become(&shown(&tokens)) };
                Err(Mistake::at(Site::of_stream(tokens), words))
            }
        }
    })?;
    // One mistake in it is told once: that something else is missing may follow from it.
    let missing = !became.is_said() && log.count() == before;
    match value {
        Some(value) => all.push(ParsedRemoved { value, became, missing }),
        None if !tried && log.count() == before => return Err(Mistake::new(&key.ident, words::nothing_removed())),
        None => {}
    }
    Ok(())
}

fn relabel(input: ParseStream) -> Result<ParsedRelabel, Mistake> {
    let ahead = input.fork();
    let whole = attributes::until_comma(&ahead);
    let wrong = |at, variant: Option<&Path>| {
        let variant = variant.and_then(|path| path.segments.last()).map(|segment| &segment.ident);
        Mistake::at(at, words::relabel_form(variant))
    };
    let Ok(variant) = input.call(Path::parse_mod_style) else { return Err(wrong(Site::of_stream(whole), None)) };
    if input.parse::<Token![=]>().is_err() {
        return Err(wrong(Site::of_stream(whole), Some(&variant)));
    }
    let ahead = input.fork();
    let value = attributes::until_comma(&ahead);
    if value.is_empty() {
        return Err(wrong(Site::of(&variant), Some(&variant)));
    }
    match input.parse::<LitStr>() {
        Ok(literal) => Ok(ParsedRelabel { variant, label: Text { value: literal.value(), site: Site::at(literal.span()) } }),
        Err(_) => Err(wrong(Site::of_stream(value), Some(&variant))),
    }
}

fn base(attribute: &Attribute, parsed: &mut Parsed, log: &mut Diagnostics) {
    parsed.base_said = true;
    match attribute.parse_args_with(Path::parse_mod_style) {
        Ok(path) if parsed.base.is_none() => parsed.base = Some(path),
        _ => log.add(&attribute.meta, words::one_base()),
    }
}

fn variant(variant: syn::Variant, log: &mut Diagnostics) -> ParsedVariant {
    let fields = match &variant.fields {
        Fields::Unit => None,
        fields => Some(Site::of(fields)),
    };
    let mut parsed = ParsedVariant {
        ident: variant.ident,
        fields,
        value: None,
        value_said: false,
        label: Once::default(),
        parent: Once::default(),
        after: Once::default(),
    };
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("selection")) {
        let before = log.count();
        attributes::entries(attribute, log, |input, log| entry(input, &mut parsed, log));
        // Where one thing is wrong, the value may be what was meant.
        parsed.value_said |= log.count() > before;
    }
    parsed
}

fn entry(input: ParseStream, parsed: &mut ParsedVariant, log: &mut Diagnostics) -> Result<(), Mistake> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse().map_err(|error| Mistake::from_syn(&error))?;
        if parsed.value_said {
            log.add(&literal, words::second_value(&literal.value()));
        } else {
            parsed.value_said = true;
            parsed.value = Some(Text { value: literal.value(), site: Site::at(literal.span()) });
        }
        return Ok(());
    }
    let ahead = input.fork();
    // A word that is no key and has no value: the value without its quotes.
    let is_key = ahead.parse::<Ident>().is_ok_and(|word| ahead.peek(Token![=]) || VARIANT.forms.iter().any(|form| word == form.name));
    if !is_key && !parsed.value_said {
        parsed.value_said = true;
        return Err(Mistake::at(Site::of_stream(attributes::until_comma(input)), words::value_is_a_text()));
    }
    let says_value = input.fork().parse::<Ident>().is_ok_and(|word| word == "value");
    let key =
        attributes::key(input, &VARIANT).map_err(|mistake| if says_value { mistake.meaning(Meaning::Key("value")) } else { mistake })?;
    match key.form.name {
        "label" => parsed.label.say(&key.ident, log, attributes::text(input, &key)),
        "parent" => parsed.parent.say(&key.ident, log, attributes::path(input, &key)),
        _ => parsed.after.say(&key.ident, log, attributes::path(input, &key)),
    }
}
