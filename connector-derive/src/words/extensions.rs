//! Extensions.

use proc_macro2::Ident;

use super::help;
use crate::shared::names::{plain, technical};

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
