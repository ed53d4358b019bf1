//! The code of some declarations, as people read it: a change of what is emitted shows in a review.

use std::fs;
use std::path::Path;

use super::{DERIVES, seeds};

/// The items, and where they are.
const ITEMS: [(&str, &str); 6] = [
    ("tests/golden/src/lib.rs", "MagentoBackend"),
    ("tests/golden/src/lib.rs", "MagentoPartnerCategory"),
    ("tests/golden/src/lib.rs", "AcmeVersion"),
    ("tests/extension/acme/src/model.rs", "AcmeShopProduct"),
    ("tests/suite/tests/import_mapper.rs", "RemoteProduct"),
    ("tests/suite/tests/export_mapper.rs", "ProductBody"),
];

#[test]
fn what_is_emitted() {
    let seeds = seeds::all();
    let mut differences = Vec::new();
    for (file, item) in ITEMS {
        let place = format!("{file}: {item}");
        let seed = seeds.iter().find(|seed| seed.place == place).unwrap();
        let expanded = DERIVES[seed.derives[0]].1(syn::parse2(seed.tokens.clone()).unwrap());
        let code = prettyplease::unparse(&syn::parse2(expanded).unwrap());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/snapshots/{item}.rs"));
        if std::env::var_os("CONNECTOR_WRITE_SNAPSHOTS").is_some() {
            fs::write(&file, &code).unwrap();
        }
        let reviewed = fs::read_to_string(&file).unwrap_or_default();
        if reviewed != code {
            differences.push(format!("{item}:\n{}", difference(&reviewed, &code)));
        }
    }
    let how = "read the difference; if it is meant, write the files anew with CONNECTOR_WRITE_SNAPSHOTS=1";
    assert!(differences.is_empty(), "{}\n{how}", differences.join("\n"));
}

/// The lines that differ, between what both begin and end with.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let end = before[start..].iter().rev().zip(after[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let lines = |sign: &str, lines: &[&str]| lines.iter().map(|line| format!("{sign} {line}\n")).collect::<Vec<_>>().concat();
    let removed = lines("-", &before[start..before.len() - end]);
    format!("  at line {}\n{removed}{}", start + 1, lines("+", &after[start..after.len() - end]))
}

#[test]
fn differences_are_shown() {
    assert_eq!(difference("a\nb\nc\n", "a\nx\ny\nc\n"), "  at line 2\n- b\n+ x\n+ y\n");
    assert_eq!(difference("", "a\n"), "  at line 1\n+ a\n");
}
