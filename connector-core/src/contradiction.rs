//! What two enums say of one selection, compared while constants are evaluated.

use crate::const_text::ConstText;
use crate::field::same_text;
use crate::{Addition, Relabel, Removed, SelectionOption};

/// The option with this value.
pub(crate) const fn with_value(options: &'static [SelectionOption], value: &str) -> Option<&'static SelectionOption> {
    let mut i = 0;
    while i < options.len() {
        if same_text(options[i].value, value) {
            return Some(&options[i]);
        }
        i += 1;
    }
    None
}

/// Whether the value is a removed one.
pub(crate) const fn is_removed(removed: &[Removed], value: &str) -> bool {
    let mut i = 0;
    while i < removed.len() {
        if same_text(removed[i].value, value) {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_relabelled(relabels: &[Relabel], variant: &str) -> bool {
    let mut i = 0;
    while i < relabels.len() {
        if same_text(relabels[i].variant, variant) {
            return true;
        }
        i += 1;
    }
    false
}

/// Checks an addition against one that is listed before it: at compile time, at the element. The same as
/// [`merge`](crate::known::merge) finds at run time.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub(crate) const fn check_additions(addition: &Addition, earlier: &Addition) {
    if !addition.base.is(&earlier.base) || addition.giver.is(&earlier.giver) {
        return;
    }
    let (this, that) = (addition.giver.beside(&earlier.giver), earlier.giver.beside(&addition.giver));
    let base = addition.base.name;
    let mut i = 0;
    while i < addition.options.len() {
        let option = &addition.options[i];
        if let Some(taken) = with_value(earlier.options, option.value) {
            let first = about(option.value, base).push("given by both `").push(that).push("::").push(taken.variant);
            let both = first.push("` and `").push(this).push("::").push(option.variant);
            both.push("`; help: give one of them another value").panic();
        }
        if is_removed(earlier.removed, option.value) {
            removed_and_given(option.value, base, that, this);
        }
        i += 1;
    }
    i = 0;
    while i < addition.removed.len() {
        let value = addition.removed[i].value;
        if with_value(earlier.options, value).is_some() {
            removed_and_given(value, base, this, that);
        }
        if is_removed(earlier.removed, value) {
            about(value, base)
                .push("removed by both `")
                .push(that)
                .push("` and `")
                .push(this)
                .push("`; help: take one of them out")
                .panic();
        }
        i += 1;
    }
    i = 0;
    while i < addition.relabels.len() {
        let variant = addition.relabels[i].variant;
        if is_relabelled(earlier.relabels, variant) {
            let told = ConstText::new("`").push(base).push("::").push(variant).push("` is relabelled by both `");
            told.push(that).push("` and `").push(this).push("`; help: take one of them out").panic();
        }
        i += 1;
    }
}

#[track_caller]
const fn removed_and_given(value: &str, base: &str, removes: &str, gives: &str) {
    about(value, base)
        .push("removed by `")
        .push(removes)
        .push("`, and `")
        .push(gives)
        .push("` gives it; help: take one of them out")
        .panic();
}

const fn about(value: &str, selection: &str) -> ConstText {
    ConstText::new("the value \"").push(value).push("\" of `").push(selection).push("` is ")
}
