//! Extensions.

use proc_macro2::Ident;
use syn::Path;

use super::help;
use crate::shared::names::{plain, technical};
use crate::shared::types::shown;

/// An extension without a model.
pub fn extends_nothing(ident: &Ident) -> String {
    help(
        format!("the extension `{ident}` does not say what it extends"),
        format!(
            "add `of = ...` with a backend, a record or a binding: `#[extension(of = MagentoPartner, name = {:?})]`",
            technical(&plain(ident))
        ),
    )
}

/// An extension of itself.
pub fn extends_itself(ident: &Ident) -> String {
    help(format!("`{ident}` cannot extend itself"), "name the backend, the record or the binding whose rows get these fields")
}

/// `#[record(…)]` above an extension.
pub fn other_model(path: &Path, ident: &Ident) -> String {
    help(
        format!("`#[{}(...)]` belongs to another kind of model, and `{ident}` is an extension", shown(path)),
        "write its keys into `#[extension(...)]`, or derive that other kind instead of `Extension`",
    )
}

/// `#[binding(record)]` on a field of an extension.
pub fn role_of_another(path: &Path) -> String {
    help(
        format!(
            "`#[{}(...)]` gives a field its role, and the fields of an extension have none: the row that it extends has them",
            shown(path)
        ),
        "remove it",
    )
}
