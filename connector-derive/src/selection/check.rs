//! What can be wrong with a selection.

use super::model::{Other, Selection, Target, Variant};
use crate::shared::check::parameter_name;
use crate::shared::diagnostics::{Diagnostics, Site};
use crate::words;

/// Everything that can be seen in the enum itself. That an addition repeats no value of its base is checked where both
/// are known.
pub fn check(selection: &Selection, log: &mut Diagnostics) {
    for parameter in &selection.generics.params {
        let (site, name) = parameter_name(parameter);
        log.add_at(site, words::plain_parameter("Selection", &selection.ident, &name));
    }
    if selection.variants.is_empty() && selection.is_enum {
        log.add(&selection.ident, words::no_variants(&selection.ident));
    }
    for (position, variant) in selection.variants.iter().enumerate() {
        if let Some(site) = variant.fields {
            log.add_at(site, words::variant_fields(&variant.ident));
        }
        value(variant, &selection.variants[..position], log);
        if let (Some(site), None) = (variant.after_site, &selection.base) {
            log.add_at(site, words::after_on_base());
        }
    }
    circles("parent", selection, |variant| variant.parent.as_ref(), log);
    if selection.base.is_some() {
        circles("after", selection, |variant| variant.after.as_ref(), log);
    }
}

fn value(variant: &Variant, earlier: &[Variant], log: &mut Diagnostics) {
    let Some(value) = &variant.value else {
        if !variant.value_said {
            log.add(&variant.ident, words::no_value(&variant.ident));
        }
        return;
    };
    if value.value.is_empty() {
        log.add_at(value.site, words::empty_value(&variant.ident));
    } else if value.value.contains('\0') {
        log.add_at(value.site, words::nul_value(&variant.ident));
    } else if let Some(first) = earlier.iter().find(|other| other.value.as_ref().is_some_and(|other| other.value == value.value)) {
        log.add_at(value.site, words::same_value(&value.value, &first.ident));
    }
}

/// A variant that names itself, and circles: one mistake each, at the member declared first.
fn circles(key: &str, selection: &Selection, other: impl Fn(&Variant) -> Option<&Other>, log: &mut Diagnostics) {
    let variants = &selection.variants;
    let next = |position: usize| match other(&variants[position]) {
        Some(Other { target: Target::Own(next), .. }) => Some(*next),
        _ => None,
    };
    let mut told = vec![false; variants.len()];
    for start in 0..variants.len() {
        let site = other(&variants[start]).map_or_else(|| Site::of(&variants[start].ident), |other| other.site);
        if next(start) == Some(start) {
            log.add_at(site, words::own_variant(key, &variants[start].ident));
            continue;
        }
        let mut members = vec![start];
        let mut current = next(start);
        while let Some(position) = current.filter(|position| !members.contains(position)) {
            members.push(position);
            current = next(position);
        }
        if current == Some(start) && !told[start] {
            for member in &members {
                told[*member] = true;
            }
            let mut chain: Vec<String> = members.iter().map(|member| format!("`{}`", variants[*member].ident)).collect();
            chain.push(format!("`{}`", variants[start].ident));
            log.add_at(site, words::circle(key, &chain.join(" -> ")));
        }
    }
}
