//! What an enum declares: labels decided, parents resolved.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Generics, Path};

use super::parse::{Parsed, ParsedVariant};
use crate::shared::attributes::Text;
use crate::shared::diagnostics::{Diagnostics, Site};
use crate::shared::krate::Krate;
use crate::shared::names::{in_words, plain};
use crate::shared::slot::Once;
use crate::words;

/// A selection, or an addition to one.
pub struct Selection {
    /// The enum's name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Whether it is an enum at all.
    pub is_enum: bool,
    /// Where connector-core is.
    pub krate: Krate,
    /// Whether serde's traits are implemented.
    pub serde: bool,
    /// The enum whose values these are added to.
    pub base: Option<Path>,
    /// The variants, as declared.
    pub variants: Vec<Variant>,
}

/// A variant.
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// Its fields, which are a mistake.
    pub fields: Option<Site>,
    /// The stored value.
    pub value: Option<Text>,
    /// Whether a value was tried.
    pub value_said: bool,
    /// What people call it.
    pub label: String,
    /// What it falls back on.
    pub parent: Option<Other>,
    /// What it is listed after.
    pub after: Option<Other>,
    /// Where `after` stands.
    pub after_site: Option<Site>,
}

/// Another variant.
pub struct Other {
    /// Where it is named.
    pub site: Site,
    /// Which one it is.
    pub target: Target,
}

/// Which variant a path names.
pub enum Target {
    /// One of the same enum, by position.
    Own(usize),
    /// One of another enum: for the compiler to find.
    Elsewhere(Path),
}

impl Selection {
    /// Decides labels, and finds the variants that are named.
    pub fn new(parsed: Parsed, log: &mut Diagnostics) -> Self {
        let Parsed { ident, generics, is_enum, krate, serde, base, variants } = parsed;
        let names: Vec<String> = variants.iter().map(|variant| plain(&variant.ident)).collect();
        let base_name = base.as_ref().and_then(|base| base.segments.last()).map(|segment| plain(&segment.ident));
        let mut resolve = |slot: &Once<Path>| {
            let path = slot.get()?;
            let target = resolve(path, &ident, &names, base_name.as_deref(), log)?;
            Some(Other { site: Site::of(path), target })
        };
        let variants = variants
            .into_iter()
            .map(|variant| {
                let ParsedVariant { ident, fields, value, value_said, label, parent, after } = variant;
                let label = label.get().map_or_else(|| in_words(&plain(&ident)), |label| label.value.clone());
                let (parent, after_site) = (resolve(&parent), after.key());
                Variant { ident, fields, value, value_said, label, parent, after: resolve(&after), after_site }
            })
            .collect();
        Self { ident, generics, is_enum, krate: Krate::new(krate.get()), serde: serde.get().copied().unwrap_or(true), base, variants }
    }
}

/// `V`, `Self::V` and `Enum::V` are the enum's own; other paths of an addition are somebody else's.
fn resolve(path: &Path, own: &Ident, names: &[String], base: Option<&str>, log: &mut Diagnostics) -> Option<Target> {
    let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    let name = match segments.as_slice() {
        [name] => name,
        [scope, name] if path.leading_colon.is_none() && (*scope == "Self" || scope.unraw() == own.unraw()) => name,
        _ if base.is_some() => return Some(Target::Elsewhere(path.clone())),
        [.., name] => name,
        [] => return None,
    };
    let position = names.iter().position(|known| *known == plain(name));
    if position.is_none() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let base = base.filter(|_| segments.len() == 1);
        log.add(path, words::unknown_variant(&plain(name), own, &names, base));
    }
    position.map(Target::Own)
}
