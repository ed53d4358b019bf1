//! What can be wrong with a selection.

use super::model::{Other, Relabel, Removed, Selection, Target, Variant};
use crate::shared::attributes::Text;
use crate::shared::check::parameter_name;
use crate::shared::diagnostics::{Diagnostics, Site};
use crate::shared::names::plain;
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
    if let Some(base) = selection.base.as_ref().filter(|base| base.is_ident(&selection.ident) || base.is_ident("Self")) {
        log.add(base, words::adds_to_itself(&selection.ident));
    }
    for (position, variant) in selection.variants.iter().enumerate() {
        if let Some(site) = variant.fields {
            log.add_at(site, words::variant_fields(&variant.ident));
        }
        value(variant, &selection.variants[..position], log);
        if let Some(site) = variant.label_site.filter(|_| variant.label.is_empty()) {
            log.add_at(site, words::empty_label(&plain(&variant.ident)));
        }
        if let Some(site) = variant.after_site.filter(|_| !selection.is_addition) {
            log.add_at(site, words::after_on_base());
        }
    }
    removed(selection, log);
    relabels(selection, log);
    circles("parent", selection, |variant| variant.parent.as_ref(), log);
    if selection.base.is_some() {
        circles("after", selection, |variant| variant.after.as_ref(), log);
    }
}

fn removed(selection: &Selection, log: &mut Diagnostics) {
    for (position, Removed { value, missing, .. }) in selection.removed.iter().enumerate() {
        let Text { value, site } = value;
        let holder = selection.variants.iter().find(|variant| variant.value.as_ref().is_some_and(|held| held.value == *value));
        if value.is_empty() {
            log.add_at(*site, words::empty_removed());
        } else if value.contains('\0') {
            log.add_at(*site, words::nul_removed());
        } else if let Some(holder) = holder {
            log.add_at(*site, words::removed_and_there(value, &holder.ident));
        } else if selection.removed[..position].iter().any(|earlier| earlier.value.value == *value) {
            log.add_at(*site, words::removed_twice(value));
        } else if *missing {
            let first = selection.variants.first().map(|variant| plain(&variant.ident));
            log.add_at(*site, words::no_become(value, first.as_deref()));
        }
    }
}

fn relabels(selection: &Selection, log: &mut Diagnostics) {
    let Some(relabel) = selection.relabel else { return };
    let Some(base) = selection.base.as_ref().and_then(|base| base.segments.last()).map(|segment| plain(&segment.ident)) else {
        if !selection.is_addition {
            log.add_at(relabel, words::relabel_without_base(&selection.ident));
        }
        return;
    };
    for (position, Relabel { site, variant, is_own, label }) in selection.relabels.iter().enumerate() {
        let name = plain(variant);
        if *is_own {
            log.add_at(*site, words::relabel_of_own(&name, &selection.ident, &base));
        } else if selection.relabels[..position].iter().any(|earlier| !earlier.is_own && plain(&earlier.variant) == name) {
            log.add_at(*site, words::relabelled_twice(&name));
        } else if label.value.is_empty() {
            log.add_at(label.site, words::empty_label(&format!("{base}::{name}")));
        }
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
