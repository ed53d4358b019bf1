//! Texts in several languages: as a whole, and term by term, as the golden code declares them.

use connector_core::{IgnoredTranslation, Model, Translate, Translated};
use golden::{PartnerCategory, paragraph_terms};

fn two() -> Translated {
    let mut text = Translated::from("A chair.\n\nIt is red.");
    text.set("fr", "Une chaise.\n\nElle est rouge.");
    text
}

/// Language, expected, found.
fn ignored(text: &Translated) -> Vec<(String, usize, usize)> {
    let told = |ignored: IgnoredTranslation| (ignored.language, ignored.expected, ignored.found);
    text.ignored_translations(paragraph_terms).into_iter().map(told).collect()
}

#[test]
fn languages_fall_back() {
    let mut name = Translated::from("Retailer");
    name.set("fr", "Revendeur");
    name.set("sr@latin", "Prodavac");
    for (language, text) in
        [("fr", "Revendeur"), ("fr_CA", "Revendeur"), ("fr-CA", "Revendeur"), ("sr", "Retailer"), ("sr@latin", "Prodavac")]
    {
        assert_eq!(name.get(language), text, "{language}");
    }
    assert_eq!((name.get(""), name.get("de"), name.get_own("fr_CA")), ("Retailer", "Retailer", None));
    assert_eq!(name.translations().collect::<Vec<_>>(), [("fr", "Revendeur"), ("sr@latin", "Prodavac")]);
    assert_eq!(name.remove("fr"), Some("Revendeur".to_owned()));
    assert_eq!(name.get("fr_CA"), "Retailer");
}

#[test]
fn the_metadata_leads_to_the_terms() {
    let field = PartnerCategory::META.field("description").unwrap();
    assert!(matches!(field.translate, Some(Translate::Terms(_))));
    let mut text = two();
    text.set("de", "Ein Stuhl.");
    let told = field.ignored_translations(&text);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].language.as_str(), told[0].expected, told[0].found), ("de", 2, 1));
    assert_eq!(field.translation(&text, "de"), "A chair.\n\nIt is red.");
    assert_eq!(field.translation(&text, "fr"), "Une chaise.\n\nElle est rouge.");

    let whole = PartnerCategory::META.field("name").unwrap();
    assert!(whole.ignored_translations(&text).is_empty(), "as a whole, nothing is counted");
    assert_eq!(whole.translation(&text, "de"), "Ein Stuhl.");
}

#[test]
fn terms_are_found_and_put_back() {
    let mut text = two();
    assert_eq!(text.terms(paragraph_terms), ["A chair.", "It is red."]);
    assert_eq!(text.get_by_terms(paragraph_terms, "fr_CA"), "Une chaise.\n\nElle est rouge.");
    assert_eq!(text.get_by_terms(paragraph_terms, "de"), "A chair.\n\nIt is red.");

    text.set_terms(paragraph_terms, "de", |term| (term == "A chair.").then(|| "Ein Stuhl.".to_owned()));
    assert_eq!(text.get_own("de"), Some("Ein Stuhl.\n\nIt is red."));
    text.set_terms(paragraph_terms, "de", |term| (term == "It is red.").then(|| "Er ist rot.".to_owned()));
    assert_eq!(text.get_own("de"), Some("Ein Stuhl.\n\nEr ist rot."), "a term without an answer keeps its translation");
    assert_eq!(text.get_own("fr"), Some("Une chaise.\n\nElle est rouge."), "the others stay");
}

#[test]
fn a_new_default_keeps_the_translations_of_what_is_still_there() {
    let mut text = two();
    text.set_default_by_terms(paragraph_terms, "It is red.\n\nIt is new.\n\nA chair.");
    assert_eq!(text.default_text(), "It is red.\n\nIt is new.\n\nA chair.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr"), "Elle est rouge.\n\nIt is new.\n\nUne chaise.");
    assert_eq!(ignored(&text), []);

    text.set_default_by_terms(paragraph_terms, "A chair.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr"), "Une chaise.");
}

#[test]
fn a_term_that_is_there_twice_keeps_both_translations() {
    let mut text = Translated::from("Set.\n\nSet.");
    text.set("fr", "Jeu.\n\nFixer.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr"), "Jeu.\n\nFixer.");
    text.set_default_by_terms(paragraph_terms, "New.\n\nSet.\n\nSet.\n\nSet.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr"), "New.\n\nJeu.\n\nFixer.\n\nFixer.");
}

#[test]
fn the_default_by_terms() {
    let mut text = two();
    text.set("de", "Ein Stuhl.");
    text.set_terms(paragraph_terms, "", |term| (term == "A chair.").then(|| "One chair.".to_owned()));
    assert_eq!(text.default_text(), "One chair.\n\nIt is red.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr"), "Une chaise.\n\nElle est rouge.", "the translations follow");
    assert_eq!(text.get_own("de"), Some("Ein Stuhl."), "what is ignored stays as it is");
}

#[test]
fn another_number_of_terms_is_ignored_and_reported() {
    let mut text = two();
    text.set("fr_CA", "Une chaise.");
    text.set("de", "Ein Stuhl.\n\nEr ist rot.\n\nUnd neu.");
    assert_eq!(text.get_by_terms(paragraph_terms, "fr_CA"), "Une chaise.\n\nElle est rouge.", "falls back on `fr`");
    assert_eq!(text.get_by_terms(paragraph_terms, "de"), "A chair.\n\nIt is red.");
    assert_eq!(ignored(&text), [("de".to_owned(), 2, 3), ("fr_CA".to_owned(), 2, 1)]);

    text.set_default_by_terms(paragraph_terms, "A chair.\n\nNew.");
    assert_eq!(text.get_own("fr_CA"), Some("Une chaise."), "nothing is dropped");
    text.set_terms(paragraph_terms, "fr_CA", |_| None);
    assert_eq!(text.get_own("fr_CA"), Some("A chair.\n\nNew."), "written anew, it has the terms of the default text");
    assert_eq!(ignored(&text), [("de".to_owned(), 2, 3)]);
}
