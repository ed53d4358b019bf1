//! Items and `schema!` bodies from all code of this repository that uses the macros.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields, Item};

use super::DERIVES;

/// Something to give to a macro.
#[derive(Clone)]
pub struct Seed {
    /// The file, and the name of the item.
    pub place: String,
    /// An item without its derives, or the body of a `schema!`.
    pub tokens: TokenStream,
    /// Which derives it has, by their place in [`DERIVES`]; none for a `schema!`.
    pub derives: Vec<usize>,
    /// Whether it is from code that compiles.
    pub valid: bool,
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// All of them.
pub fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (folder, valid) in
        [("tests/golden/src", true), ("tests/suite/tests", true), ("examples", true), ("tests/extension", true), ("tests/ui", false)]
    {
        let mut files = Vec::new();
        collect(&root().join(folder), &mut files);
        files.sort();
        for file in files {
            // A case whose mistake is in the syntax of Rust itself is no file.
            let Ok(parsed) = syn::parse_file(&fs::read_to_string(&file).unwrap()) else { continue };
            let place = file.strip_prefix(root()).unwrap().display().to_string();
            items(&parsed.items, &place, valid, &mut seeds);
        }
    }
    assert!(seeds.iter().filter(|seed| seed.valid).count() > 40, "the valid samples are found");
    assert!(seeds.iter().filter(|seed| !seed.valid).count() > 300, "the mistakes are found");
    seeds
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn items(items: &[Item], place: &str, valid: bool, seeds: &mut Vec<Seed>) {
    for item in items {
        match item {
            Item::Struct(_) | Item::Enum(_) | Item::Union(_) => {
                let Ok(mut input) = syn::parse2::<DeriveInput>(item.to_token_stream()) else { continue };
                // The compiler takes these away as well.
                if let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &mut input.data {
                    let kept = fields.named.iter().filter(|field| !field.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")));
                    fields.named = kept.cloned().collect();
                }
                let derives = take_derives(&mut input.attrs);
                if !derives.is_empty() {
                    let place = format!("{place}: {}", input.ident);
                    seeds.push(Seed { place, tokens: input.into_token_stream(), derives, valid });
                }
            }
            Item::Macro(called) if called.mac.path.segments.last().is_some_and(|last| last.ident == "schema") => {
                seeds.push(Seed { place: format!("{place}: schema!"), tokens: called.mac.tokens.clone(), derives: Vec::new(), valid });
            }
            Item::Mod(module) => self::items(module.content.as_ref().map_or(&[], |(_, items)| items), place, valid, seeds),
            Item::Fn(function) => {
                let inner: Vec<Item> = function
                    .block
                    .stmts
                    .iter()
                    .filter_map(|statement| if let syn::Stmt::Item(item) = statement { Some(item.clone()) } else { None })
                    .collect();
                self::items(&inner, place, valid, seeds);
            }
            _ => {}
        }
    }
}

/// The compiler takes the derives away before it calls them.
fn take_derives(attributes: &mut Vec<Attribute>) -> Vec<usize> {
    let mut found = Vec::new();
    attributes.retain(|attribute| {
        let is_derive = attribute.path().is_ident("derive");
        if is_derive {
            let words: Vec<String> = attribute.meta.to_token_stream().into_iter().map(|tree| tree.to_string()).collect();
            let words = words.concat();
            let named = |name: &str| words.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
            found.extend(DERIVES.iter().enumerate().filter(|(_, (name, _))| named(name)).map(|(place, _)| place));
        }
        !is_derive
    });
    found
}
