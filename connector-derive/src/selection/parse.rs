//! From the attributes of an enum and its variants to what was said there.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, LitStr, Path};

use crate::shared::attributes::{self, Text};
use crate::shared::diagnostics::{Diagnostics, Meaning, Mistake, Site};
use crate::shared::grammar::{SELECTION, VARIANT};
use crate::shared::slot::Once;
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
    /// The variants, as declared.
    pub variants: Vec<ParsedVariant>,
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
        variants: Vec::new(),
    };
    for attribute in &input.attrs {
        if attribute.path().is_ident("selection") {
            attributes::entries(attribute, log, |input, log| {
                let key = attributes::key(input, &SELECTION)?;
                match key.form.name {
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

fn base(attribute: &Attribute, parsed: &mut Parsed, log: &mut Diagnostics) {
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
        let meant = attributes::entries(attribute, log, |input, log| entry(input, &mut parsed, log));
        parsed.value_said |= meant.maybe("value");
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
    let is_key = input.fork().parse::<Ident>().is_ok();
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
