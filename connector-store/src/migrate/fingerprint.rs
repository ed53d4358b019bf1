//! Which declaration of a model it is.

use std::fmt::Write;

use connector_core::ModelMeta;

use crate::sql::Dialect;
use crate::sql::ddl;

/// The same for two programs that declare the model alike, as far as its table and what is kept in it goes, and have the same
/// `steps` of the application's own that turn older programs away: the [`shape`], with what tells the steps behind it.
pub(super) fn of(dialect: Dialect, meta: &ModelMeta, steps: &[&str]) -> String {
    let shape = shape(dialect, meta);
    if steps.is_empty() { shape } else { format!("{shape}{STEPS}{}", digest(&format!("{steps:?}"))) }
}

/// What stands between the shape and the steps.
const STEPS: char = '+';

/// Whether a fingerprint is one of this shape, whatever the steps.
pub(super) fn has_shape(fingerprint: &str, shape: &str) -> bool {
    fingerprint.split(STEPS).next() == Some(shape)
}

/// The same for two programs that declare the model alike, whatever their steps.
pub(super) fn shape(dialect: Dialect, meta: &ModelMeta) -> String {
    let mut text = format!("{:?}{:?}{:?}{:?}", meta.name, meta.table, meta.key_column, meta.key_type);
    for field in meta.fields {
        let removed: Vec<&str> = field.removed.map(|removed| removed().iter().map(|removed| removed.value).collect()).unwrap_or_default();
        let options: Vec<&str> = field.options.map(|options| options().iter().map(|option| option.value).collect()).unwrap_or_default();
        let link = field.link.map(|link| (link.table, link.on_delete));
        let default = ddl::lasting_default(dialect, field);
        let _ = write!(text, "{:?}{:?}{}{:?}{link:?}{default:?}{removed:?}{options:?}", field.column, field.ty, field.required, field.size);
    }
    for unique in meta.unique {
        let _ = write!(text, "{:?}{:?}{:?}", unique.name, unique.fields, unique.only_where);
    }
    let _ = write!(text, "{:?}", meta.extends.map(|extended| extended.table));
    digest(&text)
}

/// FNV-1a: the same on every machine and in every version of this crate, and far from any accident.
pub(super) fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("{hash:032x}")
}
