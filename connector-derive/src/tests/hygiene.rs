//! No emitted name means something else where the user says so: all paths are whole, and lints are left alone.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::{DERIVES, seeds};

/// Names that somebody can give another meaning, or that are not there under `#![no_implicit_prelude]`.
const PRELUDE: [&str; 33] = [
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Default",
    "Clone",
    "Copy",
    "Into",
    "From",
    "TryFrom",
    "TryInto",
    "Iterator",
    "IntoIterator",
    "Extend",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Send",
    "Sync",
    "Drop",
    "FnOnce",
    "Debug",
    "Hash",
];

/// Crates: reached through ours alone.
const CRATES: [&str; 7] = ["core", "std", "alloc", "serde", "chrono", "inventory", "connector_core"];

/// Methods of traits of the prelude, and what no emitted code calls.
const METHODS: [&str; 14] =
    ["into", "try_into", "iter", "into_iter", "clone", "to_string", "to_owned", "as_ref", "map", "eq", "cmp", "unwrap", "expect", "hash"];

/// Macros that end a program.
const MACROS: [&str; 5] = ["panic", "todo", "unreachable", "unimplemented", "assert"];

/// What is wrong with an expansion. Tokens of the user's are the user's business.
pub fn faults(output: &TokenStream) -> Vec<String> {
    let mut faults = Vec::new();
    look(output.clone(), &mut faults);
    faults
}

/// Whether the user wrote this very word in this very place.
fn is_users(ident: &Ident) -> bool {
    ident.span().source_text().is_some_and(|text| *ident == text)
}

fn look(stream: TokenStream, faults: &mut Vec<String>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let punct = |place: Option<usize>, character: char| {
        place.and_then(|place| trees.get(place)).is_some_and(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == character))
    };
    for (place, tree) in trees.iter().enumerate() {
        let before = |steps: usize| place.checked_sub(steps);
        let ident = match tree {
            TokenTree::Group(group) => {
                look(group.stream(), faults);
                if punct(before(1), '#') && group.delimiter() == Delimiter::Bracket {
                    attribute(group.stream(), faults);
                }
                continue;
            }
            TokenTree::Ident(ident) if !is_users(ident) => ident,
            _ => continue,
        };
        let name = ident.to_string();
        let scoped = punct(before(1), ':') && punct(before(2), ':');
        let declared =
            before(1).and_then(|place| trees.get(place)).is_some_and(|tree| matches!(tree, TokenTree::Ident(word) if word == "type"));
        let leads = punct(Some(place + 1), ':') && punct(Some(place + 2), ':');
        if name == "Self" && leads {
            faults.push("a bare `Self::…`".to_owned());
        }
        if PRELUDE.contains(&name.as_str()) && !scoped && !declared {
            faults.push(format!("a bare `{name}`"));
        }
        if CRATES.contains(&name.as_str()) && !scoped {
            faults.push(format!("a bare crate `{name}`"));
        }
        if METHODS.contains(&name.as_str()) && punct(before(1), '.') {
            faults.push(format!("a call of `.{name}`"));
        }
        if MACROS.contains(&name.as_str()) && punct(Some(place + 1), '!') {
            faults.push(format!("a call of `{name}!`"));
        }
        if name == "unsafe" {
            faults.push("an `unsafe`".to_owned());
        }
    }
}

fn attribute(stream: TokenStream, faults: &mut Vec<String>) {
    let text = stream.to_string().replace(' ', "");
    let ours = stream.into_iter().next().is_some_and(|tree| matches!(&tree, TokenTree::Ident(ident) if !is_users(ident)));
    // A doc comment of the user's is no word `doc` of theirs.
    let ours = ours && !text.starts_with("doc=");
    if ours && !["automatically_derived", "allow(deprecated)", "allow(unused_imports)"].contains(&text.as_str()) {
        faults.push(format!("the attribute `{text}`"));
    }
}

#[test]
fn every_expansion_names_what_it_means() {
    let mut wrong = Vec::new();
    for seed in seeds::all() {
        let outputs: Vec<TokenStream> = if seed.derives.is_empty() {
            vec![crate::schema::expand(seed.tokens.clone())]
        } else {
            seed.derives.iter().map(|derive| DERIVES[*derive].1(syn::parse2(seed.tokens.clone()).unwrap())).collect()
        };
        for output in outputs {
            let refused = output.to_string().contains("compile_error");
            if seed.valid && refused {
                wrong.push(format!("{}: refused, and it is right", seed.place));
            }
            wrong.extend(faults(&output).into_iter().map(|fault| format!("{}: {fault}", seed.place)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_wrong_is_seen() {
    let seen = |text: &str| {
        // As if it was emitted: at no place of the user's.
        fn moved(stream: TokenStream) -> TokenStream {
            stream
                .into_iter()
                .map(|tree| match tree {
                    TokenTree::Group(group) => TokenTree::Group(proc_macro2::Group::new(group.delimiter(), moved(group.stream()))),
                    mut other => {
                        other.set_span(proc_macro2::Span::call_site());
                        other
                    }
                })
                .collect()
        }
        faults(&moved(text.parse().unwrap()))
    };
    assert_eq!(seen("fn f() -> Option<u8> { Self::X }"), ["a bare `Option`", "a bare `Self::…`"]);
    assert_eq!(seen("{ x.unwrap(); std::mem::drop(y) }"), ["a call of `.unwrap`", "a bare crate `std`"]);
    assert_eq!(seen("#[allow(dead_code)] fn f() { panic!() }"), ["the attribute `allow(dead_code)`", "a call of `panic!`"]);
    assert!(seen("#[automatically_derived] impl ::a::std::clone::Clone for X { type Err = (); }").is_empty());
    assert!(faults(&"fn f() -> Option<u8> {}".parse().unwrap()).is_empty(), "the user's own");
}
