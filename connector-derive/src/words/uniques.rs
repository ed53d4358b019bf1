//! `#[unique(…)]`.

use proc_macro2::Ident;
use syn::Type;

use super::{help, known};
use crate::shared::names::plain;
use crate::shared::types::{Seen, inside_option, shown};

/// `#[unique]` without a field.
pub fn unique_of_nothing() -> String {
    help("`#[unique]` names no field", "write the fields first: `#[unique(backend_id, email)]`")
}

/// `#[unique]` over a field that is not there.
pub fn unique_unknown(name: &Ident, model: &Ident, fields: &[&str], renamed: Option<&str>) -> String {
    let way = renamed.map_or_else(|| known(&plain(name), fields, "fields"), |field| format!("did you mean `{field}`?"));
    help(format!("`{model}` has no field `{name}`"), way)
}

/// A field twice in one key.
pub fn unique_field_twice(name: &Ident) -> String {
    help(format!("`{name}` is in this key twice"), "remove one of them")
}

/// A field that no key can be over.
pub fn unique_unfit(name: &Ident, reason: &str) -> String {
    help(format!("`{name}` cannot be in a key: it is {reason}"), "remove it from `#[unique(...)]`")
}

/// Two keys over the same fields.
pub fn unique_twice(fields: &str) -> String {
    help(format!("there is a `#[unique]` over {fields} already: a key is a set of fields, whatever their order"), "remove one of them")
}

/// Two keys with one name.
pub fn unique_name_twice(name: &str) -> String {
    help(format!("another key of this model is called {name:?}"), "give one of them another `name`")
}

/// A condition that does not hold true or false.
pub fn where_not_bool(field: &Ident, ty: &Type) -> String {
    let remedy = match inside_option(ty) {
        (inner, true) if Seen::of(inner) == Seen::Bool => format!("make it a `bool`, which is true or false: `{field}: bool`"),
        _ => "name a `bool` field, like `where = active`".to_owned(),
    };
    help(format!("`where` takes a `bool` field, and `{field}` is `{}`", shown(ty)), remedy)
}

/// A condition on a key that always holds.
pub fn where_on_generated() -> String {
    help("the key over these fields holds for all rows: it cannot be weakened", "remove `where`")
}

/// Many per record, and one per record.
pub fn many_and_one() -> String {
    help("`many_per_record` contradicts the `#[unique]` over the backend and the record", "remove `many_per_record`, or that `#[unique]`")
}
