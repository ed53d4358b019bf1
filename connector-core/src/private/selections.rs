//! What the code of a selection uses.

use crate::{Addition, Extensible, ReadError, RowRead, Selection, SelectionOption, UnknownValue};

/// The values of a selection.
#[must_use]
pub fn options<S: Selection>() -> Vec<&'static SelectionOption> {
    S::OPTIONS.iter().collect()
}

/// The option of a variant, for `parent` and `after` of an addition to `B`.
pub fn option_of<B, V: Selection<Base = B>>(variant: V) -> &'static SelectionOption {
    variant.option()
}

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

/// Takes a value of a selection from its text.
///
/// # Errors
/// [`UnknownValue`] when it is none.
pub fn parse_selection<S: Selection>(text: &str) -> Result<S, UnknownValue> {
    S::from_value(text).ok_or_else(|| UnknownValue::new(S::NAME, text, S::OPTIONS.iter().map(|option| option.value), false))
}

/// Name and values of a selection.
pub type Values = (&'static str, &'static [SelectionOption]);

/// What is asked of an enum that adds values, where it is a selection; [`NotAdded`] answers where it is none for want of a
/// derive, which is told by [`selection_derives`] alone.
pub struct Added<V>(std::marker::PhantomData<V>);

impl<V: Selection> Added<V> {
    /// What it adds.
    pub const ADDITION: Addition = Addition::of::<V>();
    /// What it adds to.
    pub const BASE: Values = (<V::Base as Selection>::NAME, <V::Base as Selection>::OPTIONS);
}

/// As [`Added`], of any type: nothing.
pub trait NotAdded {
    /// Nothing that anybody looks for.
    const ADDITION: Addition = Addition::of::<crate::NoVersion>();
    /// No value.
    const BASE: Values = ("", &[]);
}

impl<V> NotAdded for Added<V> {}

/// Checks that an added value is none of the base's: at compile time, at the value.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_new_value((base, values): Values, added: &str, value: &str, variant: &str) {
    let mut i = 0;
    while i < values.len() {
        if crate::field::same_text(values[i].value, value) {
            crate::const_text::ConstText::new("the value \"")
                .push(value)
                .push("\" of `")
                .push(added)
                .push("::")
                .push(variant)
                .push("` is already a value of `")
                .push(base)
                .push("` (")
                .push(values[i].label)
                .push("): give it another value")
                .panic();
        }
        i += 1;
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
