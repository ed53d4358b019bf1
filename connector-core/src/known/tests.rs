//! The order of values is a law: the same for every order in which the additions become known.

use std::cell::RefCell;

use proptest::prelude::*;

use super::{Giver, Known, merge};
use crate::{Addition, NoVersion, Relabel, Removed, SelectionOption};

const MOST: usize = 12;
const BASE: Giver = Giver { name: "Base", path: "test::Base" };

thread_local! {
    /// The options of the case that runs: what `after` and `parent` of one lead to, by position.
    static OPTIONS: RefCell<Vec<&'static SelectionOption>> = const { RefCell::new(Vec::new()) };
}

fn at<const N: usize>() -> &'static SelectionOption {
    OPTIONS.with_borrow(|options| options[N])
}

const AT: [fn() -> &'static SelectionOption; MOST] =
    [at::<0>, at::<1>, at::<2>, at::<3>, at::<4>, at::<5>, at::<6>, at::<7>, at::<8>, at::<9>, at::<10>, at::<11>];

fn leak<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

fn text(position: usize) -> &'static str {
    Box::leak(format!("v{position:02}").into_boxed_str())
}

/// Some values, each of the base (`None`) or of one of a few enums, and listed after some other one, or at the end.
#[derive(Debug, Clone)]
struct Case {
    base: usize,
    added: Vec<(usize, Option<usize>)>,
    /// In which order the enums become known.
    order: Vec<usize>,
}

fn cases(circles: bool) -> impl Strategy<Value = Case> {
    (1..4_usize, 0..MOST - 4).prop_flat_map(move |(base, added)| {
        let each: Vec<_> = (0..added)
            .map(|place| {
                let most = if circles { base + added } else { base + place };
                (0..4_usize, proptest::option::of(0..most))
            })
            .collect();
        (each, Just((0..4).collect::<Vec<usize>>()).prop_shuffle()).prop_map(move |(added, order)| Case { base, added, order })
    })
}

/// What is known of the case, its enums named in the given order.
fn known(case: &Case, order: &[usize]) -> Known {
    let option = |position: usize, after: Option<usize>| {
        let option = SelectionOption::new("V", text(position), "Label");
        after.map_or(option, |after| option.with_after(AT[after]))
    };
    let base = leak((0..case.base).map(|position| option(position, None)).collect());
    let mut all: Vec<Option<&'static SelectionOption>> = base.iter().map(Some).collect();
    all.resize(case.base + case.added.len(), None);
    let mut additions = Vec::new();
    for (number, path) in ["test::A", "test::B", "test::C", "test::D"].into_iter().enumerate() {
        let own = case.added.iter().enumerate().filter(|(_, (of, _))| *of == number);
        let places: Vec<usize> = own.clone().map(|(place, _)| case.base + place).collect();
        let options = leak(own.map(|(place, (_, after))| option(case.base + place, *after)).collect());
        for (place, option) in places.iter().zip(options) {
            all[*place] = Some(option);
        }
        additions.push(addition(path, options, &[], &[]));
    }
    OPTIONS.set(all.into_iter().flatten().collect());
    merge(BASE, base, &[], order.iter().map(|number| additions[*number]).collect())
}

fn addition(
    path: &'static str,
    options: &'static [SelectionOption],
    removed: &'static [Removed],
    relabels: &'static [Relabel],
) -> &'static Addition {
    let giver = Giver { name: path.rsplit("::").next().unwrap_or(path), path };
    Box::leak(Box::new(Addition { giver, options, removed, relabels, ..Addition::of::<NoVersion>() }))
}

fn values(known: &Known) -> Vec<&'static str> {
    known.options().iter().map(|option| option.value).collect()
}

proptest! {
    #[test]
    fn the_order_is_the_same_for_every_order_of_registration(case in cases(true)) {
        let shuffled = known(&case, &case.order);
        let declared = known(&case, &[0, 1, 2, 3]);
        prop_assert_eq!(values(&shuffled), values(&declared));
        prop_assert_eq!(&shuffled.contradictions, &declared.contradictions);
        // Every value is there once.
        let mut sorted = values(&declared);
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..case.base + case.added.len()).map(text).collect::<Vec<_>>());
        // Those of the base as declared.
        let base: Vec<&str> = values(&declared).into_iter().filter(|value| *value < text(case.base)).collect();
        prop_assert_eq!(base, (0..case.base).map(text).collect::<Vec<_>>());
    }

    #[test]
    fn an_addition_follows_its_after_and_its_group(case in cases(false)) {
        let known = known(&case, &case.order);
        prop_assert!(known.contradictions.is_empty());
        let ordered = values(&known);
        let place = |position: usize| ordered.iter().position(|value| *value == text(position)).unwrap();
        let after = |position: usize| position.checked_sub(case.base).and_then(|added| case.added[added].1);
        // Whether a value comes after the other one, be it through others.
        let is_behind = |mut position: usize, leader: usize| {
            while let Some(before) = after(position) {
                if before == leader {
                    return true;
                }
                position = before;
            }
            false
        };
        for position in case.base..case.base + case.added.len() {
            let (own, leader) = (place(position), after(position));
            match leader {
                // Between a value and what it comes after, there is nothing but what comes after that as well.
                Some(leader) => {
                    prop_assert!(place(leader) < own);
                    for between in &ordered[place(leader) + 1..own] {
                        let between: usize = between[1..].parse().unwrap();
                        prop_assert!(is_behind(between, leader), "{between} stands between {leader} and {position}");
                    }
                }
                // What comes after nothing is behind the whole base.
                None => prop_assert!((0..case.base).all(|base| place(base) < own)),
            }
        }
        // Of those after one value, or at the end: by enum, in the order of the enums' first values; in an enum, as declared.
        let rank = |place: usize| {
            let first = case.added.iter().position(|(number, _)| *number == case.added[place].0);
            (first, place)
        };
        for one in 0..case.added.len() {
            for other in (0..case.added.len()).filter(|other| case.added[*other].1 == case.added[one].1 && rank(one) < rank(*other)) {
                prop_assert!(place(case.base + one) < place(case.base + other));
            }
        }
    }
}

#[test]
fn enums_of_one_name_are_told_apart() {
    let first = addition("a::Ours", leak(vec![SelectionOption::new("High", "high", "High")]), &[], &[]);
    let second = addition("b::Ours", leak(vec![SelectionOption::new("High", "high", "High")]), &[], &[]);
    for order in [vec![first, second], vec![second, first]] {
        let known = merge(BASE, &[], &[], order);
        let twice = "the value \"high\" of `Base` is given by both `a::Ours` and `b::Ours`: one must give it another value";
        assert_eq!(known.contradictions, [twice]);
        assert_eq!(known.find("Base", "high").unwrap_err().to_string(), twice);
    }
}

#[test]
fn a_removed_value_that_is_given_says_nothing() {
    static HIGH: SelectionOption = SelectionOption::new("High", "high", "High");
    static LOW: SelectionOption = SelectionOption::new("Low", "low", "Low");
    let gives = addition("a::Gives", leak(vec![HIGH]), &[], &[]);
    let removes = addition("b::Removes", &[], leak(vec![Removed::new("high", || &LOW)]), &[]);
    let again = addition("c::Again", &[], leak(vec![Removed::new("high", || &LOW)]), &[]);
    let base = std::slice::from_ref(&LOW);
    let known = merge(BASE, base, &[], vec![removes, gives]);
    let both = "the value \"high\" of `Base` is removed by `Removes`, and `Gives` gives it: one of them must go";
    assert_eq!(known.contradictions, [both]);
    assert_eq!(known.find("Base", "low").unwrap_err().to_string(), both);
    let known = merge(BASE, base, &[], vec![again, removes]);
    let twice = "the value \"high\" of `Base` is removed by both `Removes` and `Again`: one of them must go";
    assert_eq!(known.contradictions, [twice]);
    let known = merge(BASE, base, &[], vec![removes]);
    assert_eq!(known.find("Base", "high").map(|option| option.value), Ok("low"));
}

#[test]
fn of_two_labels_the_first_one_shows() {
    static LOW: SelectionOption = SelectionOption::new("Low", "low", "Low");
    let first = addition("a::First", &[], &[], leak(vec![Relabel::new("Low", || &LOW, "first")]));
    let second = addition("b::Second", &[], &[], leak(vec![Relabel::new("Low", || &LOW, "second")]));
    for order in [vec![first, second], vec![second, first]] {
        let known = merge(BASE, std::slice::from_ref(&LOW), &[], order);
        assert_eq!(known.contradictions, ["`Base::Low` is relabelled by both `First` and `Second`: one of them must go"]);
        assert_eq!((known.label(&LOW), known.options()[0].label), ("first", "first"));
        // A label is no reason to take no text.
        assert!(known.find("Base", "low").is_ok());
    }
}
