//! What serde's own attributes say of a body: which fields are not written, and forms that have no fields.

use proc_macro2::{Ident, TokenTree};
use syn::{Attribute, Meta};

/// The words of `#[serde(…)]`, without their values.
fn words(attributes: &[Attribute]) -> Vec<Ident> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let Meta::List(list) = &attribute.meta else { continue };
        let mut begins = true;
        for tree in list.tokens.clone() {
            match tree {
                TokenTree::Ident(word) if begins => words.push(word),
                TokenTree::Punct(comma) if comma.as_char() == ',' => {
                    begins = true;
                    continue;
                }
                _ => {}
            }
            begins = false;
        }
    }
    words
}

/// Whether serde does not write a field.
pub fn is_skipped(attributes: &[Attribute]) -> bool {
    words(attributes).iter().any(|word| word == "skip" || word == "skip_serializing")
}

/// The words by which serde writes something else than one field after the other.
pub fn other_forms(attributes: &[Attribute]) -> Vec<Ident> {
    let forms = ["flatten", "transparent", "tag", "into"];
    words(attributes).into_iter().filter(|word| forms.iter().any(|form| word == form)).collect()
}
