//! Whatever tokens the macros are given: no panic, and what they emit is code.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use proc_macro2::{TokenStream, TokenTree};
use syn::DeriveInput;

use super::mutate::{Random, spoil, trees};
use super::{DERIVES, seeds};

/// How many inputs a usual run tries; `CONNECTOR_FUZZ_INPUTS` says another number.
const INPUTS: u64 = 6_000;

/// Where the numbers begin; `CONNECTOR_FUZZ_SEED` says another one, for long runs that are to see something new.
const START: u64 = 2026;

#[derive(Default, Debug)]
struct Figures {
    inputs: u64,
    parsed: u64,
    expansions: u64,
}

/// Expands, and tells what is wrong with it.
fn expand(derive: Option<usize>, tokens: TokenStream) -> Option<Result<(), String>> {
    let expanded = match derive {
        Some(derive) => {
            let input = syn::parse2::<DeriveInput>(tokens).ok()?;
            catch_unwind(AssertUnwindSafe(|| DERIVES[derive].1(input)))
        }
        None => catch_unwind(AssertUnwindSafe(|| crate::schema::expand(tokens))),
    };
    Some(
        expanded
            .map_err(|_| "a panic".to_owned())
            .and_then(|output| syn::parse2::<syn::File>(output.clone()).map(drop).map_err(|error| format!("no code ({error}): {output}"))),
    )
}

#[test]
fn spoilt_input_is_no_panic() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (inputs, start) = (number("CONNECTOR_FUZZ_INPUTS", INPUTS), number("CONNECTOR_FUZZ_SEED", START));
    let seeds = seeds::all();
    let mut pool: Vec<TokenTree> = Vec::new();
    for seed in &seeds {
        trees(seed.tokens.clone(), &mut pool);
    }
    let (begin, mut figures, mut failures) = (Instant::now(), Figures::default(), Vec::new());
    for number in 0..inputs {
        let mut random = Random(start.wrapping_add(number).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let seed = &seeds[random.below(seeds.len())];
        let tokens = spoil(seed.tokens.clone(), &pool, &mut random);
        figures.inputs += 1;
        let derives: Vec<Option<usize>> = if seed.derives.is_empty() {
            vec![None]
        } else {
            // Its own derives, and one that it was not written for.
            seed.derives.iter().copied().chain([random.below(DERIVES.len())]).map(Some).collect()
        };
        let mut parsed = false;
        for derive in derives {
            let Some(result) = expand(derive, tokens.clone()) else { continue };
            parsed = true;
            figures.expansions += 1;
            if let Err(fault) = result {
                let derive = derive.map_or("schema!", |derive| DERIVES[derive].0);
                failures.push(format!("input {number}, {derive}, from {}: {fault}\n    {tokens}", seed.place));
            }
        }
        figures.parsed += u64::from(parsed);
        assert!(failures.len() < 10, "{}", failures.join("\n\n"));
        if figures.inputs % 250_000 == 0 {
            println!("{figures:?} after {} s", begin.elapsed().as_secs());
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!("{} seeds, {figures:?}, {seconds:.1} s, {} failures", seeds.len(), failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(figures.parsed > inputs / 10, "most inputs should get past the parser of Rust: {figures:?}");
}

/// What was wrong once.
fn holds(derive: &str, input: &str) {
    let derive = DERIVES.iter().position(|(name, _)| *name == derive);
    let result = expand(derive, input.parse().unwrap());
    assert_eq!(result, Some(Ok(())), "{input}");
}

#[test]
fn an_empty_schema() {
    holds("schema!", "");
}

#[test]
fn defaults_that_are_no_expression() {
    holds("Record", r#"#[record(name = "product")] struct Product { #[field(default = standard(=))] code: String }"#);
    holds("Record", r#"#[record(name = "product")] struct Product { #[field(default = standard(<))] code: String }"#);
    holds("Record", r#"#[record(name = "product")] struct Product { #[field(default = || 3)] code: String }"#);
}

#[test]
fn a_field_without_a_name() {
    for (derive, _) in DERIVES {
        holds(derive, "struct Shop { _: String }");
    }
}

#[test]
fn a_related_keyword() {
    holds("Record", r#"#[record(name = "a")] struct A { b: RecordId<B>, #[field(related = b.fn)] c: Related<String> }"#);
}

#[test]
fn options_of_nothing() {
    holds("Record", r#"#[record(name = "product")] struct Product { title: Option }"#);
    holds("Record", r#"#[record(name = "product")] struct Option { title: Option<Option<Option>> }"#);
}
