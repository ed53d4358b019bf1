//! What an enum declares: labels decided, parents resolved.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Generics, Path};

use super::parse::{Parsed, ParsedRelabel, ParsedRemoved, ParsedVariant};
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
    /// Whether it adds to another enum, be it said with a mistake.
    pub is_addition: bool,
    /// The variants, as declared.
    pub variants: Vec<Variant>,
    /// The values that are gone.
    pub removed: Vec<Removed>,
    /// Where `relabel` stands, the first time.
    pub relabel: Option<Site>,
    /// Other labels for variants of the base.
    pub relabels: Vec<Relabel>,
}

/// A value that is gone.
pub struct Removed {
    /// The text that rows may still hold.
    pub value: Text,
    /// What it became.
    pub became: Option<Other>,
    /// Whether nothing says what it became.
    pub missing: bool,
}

/// Another label for a variant of the base.
pub struct Relabel {
    /// Where the variant is named.
    pub site: Site,
    /// The variant.
    pub variant: Ident,
    /// Whether it is one of the enum's own, which is a mistake.
    pub is_own: bool,
    /// What people call it.
    pub label: Text,
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
    /// Where the label stands, when it is said.
    pub label_site: Option<Site>,
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
        let Parsed { ident, generics, is_enum, krate, serde, base, base_said, variants, removed, relabel, relabels } = parsed;
        let names: Vec<String> = variants.iter().map(|variant| plain(&variant.ident)).collect();
        let base_name = base.as_ref().and_then(|base| base.segments.last()).map(|segment| plain(&segment.ident));
        // One mistake, that it is said nowhere what the values are added to, however many paths lead there.
        let mut foreign = Vec::new();
        let mut resolve = |slot: &Once<Path>| {
            let path = slot.get()?;
            if !base_said && let Some(scope) = scope(path).filter(|scope| *scope != "Self" && scope.unraw() != ident.unraw()) {
                if !foreign.contains(scope) {
                    log.add(path, words::another_enum(path, scope, &ident));
                    foreign.push(scope.clone());
                }
                return None;
            }
            let target = resolve(path, &ident, &names, base_name.as_deref(), base_said, log)?;
            Some(Other { site: Site::of(path), target })
        };
        let own = ident.clone();
        let variants = variants
            .into_iter()
            .map(|variant| {
                let ParsedVariant { ident, fields, value, value_said, label, parent, after } = variant;
                let label_site = label.get().map(|label| label.site);
                let label = label.get().map_or_else(|| in_words(&plain(&ident)), |label| label.value.clone());
                // Behind a value of another enum the mistake is that nothing is added to it.
                let is_own = after.get().is_none_or(|path| scope(path).is_none_or(|scope| *scope == "Self" || *scope == own));
                let (parent, after_site) = (resolve(&parent), after.key().filter(|_| is_own));
                Variant { ident, fields, value, value_said, label, label_site, parent, after: resolve(&after), after_site }
            })
            .collect();
        let removed = removed
            .into_iter()
            .map(|ParsedRemoved { value, became, missing }| Removed { value, became: resolve(&became), missing })
            .collect();
        let relabels = relabels
            .into_iter()
            .filter_map(|ParsedRelabel { variant: path, label }| {
                let (variant, is_own) = relabelled(&path, &ident, &names, base_name.as_deref(), log)?;
                Some(Relabel { site: Site::of(&path), variant, is_own, label })
            })
            .collect();
        let (krate, serde) = (Krate::new(krate.get()), serde.get().copied().unwrap_or(true));
        Self { ident, generics, is_enum, krate, serde, base, is_addition: base_said, variants, removed, relabel, relabels }
    }
}

/// What stands before the variant's name.
fn scope(path: &Path) -> Option<&Ident> {
    path.segments.iter().rev().nth(1).map(|segment| &segment.ident)
}

/// The variant that `V` or `Base::V` names, and whether it is one of the addition's own: where both have a `V`, the base's is
/// `Base::V`.
fn relabelled(path: &Path, own: &Ident, names: &[String], base: Option<&str>, log: &mut Diagnostics) -> Option<(Ident, bool)> {
    let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    match segments.as_slice() {
        [name] => Some(((*name).clone(), names.contains(&plain(name)))),
        [.., scope, name] if base.is_some_and(|base| plain(scope) == base) => Some(((*name).clone(), false)),
        [scope, name] if *scope == "Self" || scope.unraw() == own.unraw() => Some(((*name).clone(), true)),
        [.., name] => {
            log.add(path, words::relabel_form(Some(name)));
            None
        }
        [] => None,
    }
}

/// `V`, `Self::V` and `Enum::V` are the enum's own; other paths of an addition are somebody else's.
fn resolve(path: &Path, own: &Ident, names: &[String], base: Option<&str>, is_addition: bool, log: &mut Diagnostics) -> Option<Target> {
    let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    let name = match segments.as_slice() {
        [name] => name,
        [scope, name] if path.leading_colon.is_none() && (*scope == "Self" || scope.unraw() == own.unraw()) => name,
        _ if is_addition => return Some(Target::Elsewhere(path.clone())),
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
