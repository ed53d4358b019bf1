//! `#[field(…)]`.

use proc_macro2::Ident;
use syn::Type;

use super::{help, known, quoted};
use crate::shared::names::plain;
use crate::shared::types::shown;

/// A key that a field without a column cannot have.
pub fn needs_column(key: &str, field: &Ident, reason: &str) -> String {
    help(format!("`{key}` does not go with `{reason}`: `{field}` has no column"), format!("remove `{key}` or `{reason}`"))
}

/// `str`, `[u8]`, `dyn Trait`.
pub fn unsized_field(field: &Ident, ty: &Type) -> String {
    let better = match shown(ty).as_str() {
        "str" => format!("write `{field}: String`"),
        "[u8]" => format!("write `{field}: Vec<u8>`"),
        _ => "name a type that has one size, and that can be stored".to_owned(),
    };
    help(format!("`{field}` is `{}`, which has no size of its own", shown(ty)), better)
}

/// `Option<Option<…>>`.
pub fn option_twice(field: &Ident, inner: &Type) -> String {
    help(
        format!("`{field}` is an `Option` inside of an `Option`: a column has a value or has none"),
        format!("write `{field}: {}`", shown(inner)),
    )
}

/// `skip` beside `related`.
pub fn skip_related() -> String {
    help("`skip` does not go with `related`: a related field is not stored in any case", "remove `skip`")
}

/// `size = 0`.
pub fn wrong_size() -> String {
    help("a size is a whole number of characters, at least 1", "write it like `size = 64`, or leave it out for a text of any length")
}

/// A size without a length.
pub fn size_without_length(field: &Ident, ty: &Type) -> String {
    help(format!("`size` goes with texts, and `{field}` is `{}`", shown(ty)), "remove `size`")
}

/// `default` or `index` on a secret.
pub fn secret_with(key: &str, field: &Ident) -> String {
    help(format!("`{key}` does not go with a secret: `{field}` is stored encrypted, each value differently"), format!("remove `{key}`"))
}

/// `translate` on something else.
pub fn translate_without_translated(field: &Ident, ty: &Type, optional: bool) -> String {
    let better = if optional { "Option<Translated>" } else { "Translated" };
    help(
        format!("`translate` goes with `Translated`, and `{field}` is `{}`", shown(ty)),
        format!("write `{field}: {better}`, or remove `translate`"),
    )
}

/// `Translated` without `translate`.
pub fn translated_without_translate(field: &Ident) -> String {
    help(
        format!("`{field}` is `Translated`, and does not say how it is translated"),
        "add `#[field(translate)]` for the text as a whole, or `#[field(translate = path)]` for its terms",
    )
}

/// `selection = …` on something else.
pub fn selection_without_text(field: &Ident, ty: &Type) -> String {
    help(format!("`selection` goes with `String`, and `{field}` is `{}`", shown(ty)), "remove `selection`")
}

/// `selection = …` on a selection.
pub fn selection_twice(field: &Ident, ty: &Type) -> String {
    help(
        format!("`{field}` is `{}`: the type is already a selection, with values of its own", shown(ty)),
        "remove `selection`, or make the field a `String`",
    )
}

/// `ondelete` without a link.
pub fn ondelete_without_link(field: &Ident, ty: &Type) -> String {
    help(
        format!("`ondelete` goes with links, and `{field}` is `{}`", shown(ty)),
        "remove `ondelete`, or make the field a `RecordId<...>`, `BackendId<...>` or `BindingId<...>`",
    )
}

/// `set_null` on a link that must be there.
pub fn set_null_required(field: &Ident, ty: &Type, role: bool) -> String {
    let way = if role {
        "write `restrict` or `cascade`".to_owned()
    } else {
        format!("write `{field}: Option<{}>`, or `restrict` or `cascade`", shown(ty))
    };
    help(format!("`set_null` on `{field}`: the field cannot be null"), way)
}

/// Another policy.
pub fn unknown_policy(policy: &str) -> String {
    help(format!("`{policy}` says nothing about deletion"), known(policy, &["cascade", "restrict", "set_null"], "choices"))
}

/// `related` on another type.
pub fn related_type(field: &Ident, ty: &Type) -> String {
    help(
        format!("`related` goes with `Related<...>`, and `{field}` is `{}`", shown(ty)),
        format!("write `{field}: Related<{}>`, with the very type of the field that is read", shown(ty)),
    )
}

/// `Related` without `related`.
pub fn related_without_path(field: &Ident) -> String {
    help(
        format!("`{field}` is `Related`, and does not say what it reads"),
        "add `#[field(related = link.field)]`, like `#[field(related = backend_id.location)]`",
    )
}

/// A link that is not there.
pub fn related_unknown(link: &Ident, model: &Ident, links: &[&str]) -> String {
    help(format!("`{model}` has no field `{link}`"), known(&plain(link), links, "links"))
}

/// `related` through a field that has no column.
pub fn related_not_stored(link: &Ident) -> String {
    help(format!("`{link}` is not stored, so nothing can be read through it"), "name a link that is a column of this model")
}

/// A link that is none.
pub fn related_no_link(link: &Ident, ty: &Type, links: &[&str]) -> String {
    let there =
        if links.is_empty() { "this model has no links".to_owned() } else { format!("the links are {}", quoted(links.iter().copied())) };
    help(format!("`{link}` is no link: it is `{}`", shown(ty)), there)
}
