//! What the code of a selection uses.

use crate::const_text::ConstText;
use crate::contradiction::{is_removed, with_value};
use crate::{Addition, Extensible, ReadError, Removed, RowRead, Selection, SelectionOption, UnknownValue};

/// What an addition to `B` names of it, where `B` is a selection; [`NotBase`] answers where it is none, which is told where
/// the base is named, and there alone.
pub struct BaseOf<B>(std::marker::PhantomData<B>);

impl<B: Selection> BaseOf<B> {
    /// The option of one of its variants, or of a variant that is added to it.
    pub fn option<V: ValueOf<B>>(variant: V) -> &'static SelectionOption {
        variant.option()
    }
}

/// A selection whose values are values of `B`: emitted for each, where a bound on [`Selection::Base`] would speak of types.
#[diagnostic::on_unimplemented(
    message = "the variants of `{Self}` are no values of `{B}`",
    label = "a value of something else",
    note = "help: name a variant of `{B}`, or of an enum with `#[selection_add({B})]`"
)]
pub trait ValueOf<B>: Selection {}

/// As [`BaseOf`], of any type.
pub trait NotBase {
    /// No option that anybody looks for.
    #[must_use]
    fn option<V>(_: V) -> &'static SelectionOption {
        const { &SelectionOption::new("", "", "") }
    }
}

impl<B> NotBase for BaseOf<B> {}

/// The parent of an added value.
pub fn parent_of<V: Selection>(variant: V) -> Option<Extensible<V::Base>> {
    variant.option().parent().map(Extensible::of)
}

/// Reads a value of a selection from a document.
///
/// # Errors
/// When it is no text, or no value of the selection.
pub fn deserialize_selection<'de, S: Selection, D: serde::Deserializer<'de>>(deserializer: D) -> Result<S, D::Error> {
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    parse_selection(&text).map_err(serde::de::Error::custom)
}

/// Takes a value of a selection from a row.
///
/// # Errors
/// [`ReadError`] when what is kept is no value of it.
pub fn read_selection<S: Selection>(row: &mut dyn RowRead) -> Result<S, ReadError> {
    parse_selection(row.text()?).map_err(|error| ReadError::new(error.to_string()))
}

/// Takes a value of a selection from its text; a removed one is what it became.
///
/// # Errors
/// [`UnknownValue`] when it is none.
pub fn parse_selection<S: Selection>(text: &str) -> Result<S, UnknownValue> {
    let removed = || S::REMOVED.iter().find(|removed| removed.value == text);
    let value = S::from_value(text).or_else(|| removed().and_then(|removed| S::from_value(removed.became().value)));
    value.ok_or_else(|| UnknownValue::new(S::NAME, text, S::OPTIONS.iter().map(|option| option.value), false))
}

/// What an enum may not repeat: name, values and removed values of its base.
pub type BaseValues = (&'static str, &'static [SelectionOption], &'static [Removed]);

/// What is asked of an enum that adds values, where it is a selection; [`NotAdded`] answers where it is none for want of a
/// derive, which is told by [`selection_derives`] alone.
pub struct Added<V>(std::marker::PhantomData<V>);

impl<V: Selection> Added<V> {
    /// What it adds.
    pub const ADDITION: Addition = Addition::of::<V>();
    /// What it adds to.
    pub const BASE: BaseValues = (<V::Base as Selection>::NAME, <V::Base as Selection>::OPTIONS, <V::Base as Selection>::REMOVED);
}

/// As [`Added`], of any type: nothing.
pub trait NotAdded {
    /// Nothing that anybody looks for.
    const ADDITION: Addition = Addition::of::<crate::NoVersion>();
    /// No value.
    const BASE: BaseValues = ("", &[], &[]);
}

impl<V> NotAdded for Added<V> {}

/// Checks that an added value is none of the base's: at compile time, at the value.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_new_value((base, values, removed): BaseValues, added: &str, value: &str, variant: &str) {
    let told = ConstText::new("the value \"").push(value).push("\" of `").push(added).push("::").push(variant).push("` is ");
    if let Some(taken) = with_value(values, value) {
        told.push("already the value of `")
            .push(base)
            .push("::")
            .push(taken.variant)
            .push("`; help: give it another value, or the base's another label: `#[selection(relabel(")
            .push(taken.variant)
            .push(" = \"...\"))]`")
            .panic();
    }
    if is_removed(removed, value) {
        told.push("a removed value of `").push(base).push("`, which rows may still hold; help: give it another value").panic();
    }
}

/// Checks that a value that an addition removes is none of the base's: at compile time, at the value.
///
/// # Panics
/// As [`assert_new_value`].
#[track_caller]
pub const fn assert_gone((base, values, removed): BaseValues, added: &str, value: &str) {
    let told = ConstText::new("`").push(added).push("` removes the value \"").push(value).push("\", which ");
    if let Some(taken) = with_value(values, value) {
        told.push("is the value of `")
            .push(base)
            .push("::")
            .push(taken.variant)
            .push("`, and an enum removes its own values only; help: leave it out here")
            .panic();
    }
    if is_removed(removed, value) {
        told.push("`").push(base).push("` removes already; help: leave it out here").panic();
    }
}

/// What an enum derives beside `Selection`. A trait about `T` that another type has: of `T` itself the compiler would
/// propose to take `&T`.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not derive all that `Selection` needs beside it",
    label = "a derive is missing",
    note = "help: write `#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]`"
)]
pub trait SelectionDerives<T> {}
#[diagnostic::do_not_recommend]
impl<T: Copy + Eq + std::fmt::Debug> SelectionDerives<T> for () {}

/// Says once, at the type, that a derive is missing.
pub const fn selection_derives<T>()
where
    (): SelectionDerives<T>,
{
}
