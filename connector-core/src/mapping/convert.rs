//! Which types become which by themselves, and what a function may give.

use std::fmt::Display;

use super::presence::Presence;
use crate::{Json, MappingError, Secret, Translated};

/// How a value becomes another one: a marker each, so that the compiler finds the one that fits.
pub mod by {
    /// As it is.
    pub enum Itself {}
    /// There is one, where there may be none.
    pub enum Wrapping {}
    /// What is said of it.
    pub enum Presence {}
    /// A larger number.
    pub enum Widening {}
    /// The text of the default language.
    pub enum DefaultText {}
    /// A document.
    pub enum Document {}
    /// A text that is not shown.
    pub enum Secrecy {}
    /// A result.
    pub enum Result {}
    /// A result that may be nothing.
    pub enum WrappingResult {}
}

/// Null, where there must be a value.
const NULL: &str = "it must have a value, and this is null";

/// A value that becomes a `V` by itself; `How` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not become a `{V}` by itself",
    label = "the types do not fit",
    note = "help: add `with = path`, a function that makes the one of the other",
    note = "help: where the value may be missing (`Option`, `Presence`) and the target must have one, `default = ...` says what it is then"
)]
pub trait Fits<V, How> {
    /// The value; nothing where the remote says nothing of it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn fit(&self, kept: Option<&V>) -> Result<Option<V>, &'static str>;
}

impl<V: Clone> Fits<V, by::Itself> for V {
    fn fit(&self, _: Option<&V>) -> Result<Option<V>, &'static str> {
        Ok(Some(self.clone()))
    }
}

impl<V: Clone> Fits<Option<V>, by::Wrapping> for V {
    fn fit(&self, _: Option<&Option<V>>) -> Result<Option<Option<V>>, &'static str> {
        Ok(Some(Some(self.clone())))
    }
}

impl<V: Clone> Fits<Option<V>, by::Presence> for Presence<V> {
    fn fit(&self, _: Option<&Option<V>>) -> Result<Option<Option<V>>, &'static str> {
        Ok(self.said().map(|said| said.cloned()))
    }
}

impl<V: Clone> Fits<V, by::Presence> for Presence<V> {
    fn fit(&self, _: Option<&V>) -> Result<Option<V>, &'static str> {
        self.said().map(|said| said.cloned().ok_or(NULL)).transpose()
    }
}

impl<V: Clone> Fits<Presence<V>, by::Wrapping> for V {
    fn fit(&self, _: Option<&Presence<V>>) -> Result<Option<Presence<V>>, &'static str> {
        Ok(Some(Presence::Value(self.clone())))
    }
}

impl<V: Clone> Fits<Presence<V>, by::Presence> for Option<V> {
    fn fit(&self, _: Option<&Presence<V>>) -> Result<Option<Presence<V>>, &'static str> {
        Ok(Some(self.clone().into()))
    }
}

impl<V: Clone> Fits<Json<V>, by::Document> for V {
    fn fit(&self, _: Option<&Json<V>>) -> Result<Option<Json<V>>, &'static str> {
        Ok(Some(Json(self.clone())))
    }
}

impl<V: Clone> Fits<Option<Json<V>>, by::Document> for Option<V> {
    fn fit(&self, _: Option<&Option<Json<V>>>) -> Result<Option<Option<Json<V>>>, &'static str> {
        Ok(Some(self.clone().map(Json)))
    }
}

impl Fits<Secret, by::Secrecy> for String {
    fn fit(&self, _: Option<&Secret>) -> Result<Option<Secret>, &'static str> {
        Ok(Some(Secret::from(self.as_str())))
    }
}

impl Fits<Option<Secret>, by::Secrecy> for Option<String> {
    fn fit(&self, _: Option<&Option<Secret>>) -> Result<Option<Option<Secret>>, &'static str> {
        Ok(Some(self.as_deref().map(Secret::from)))
    }
}

/// The text of the default language; the translations stay.
fn translated(text: &str, kept: Option<&Translated>) -> Translated {
    let mut translated = kept.cloned().unwrap_or_default();
    translated.set_default(text);
    translated
}

impl Fits<Translated, by::DefaultText> for String {
    fn fit(&self, kept: Option<&Translated>) -> Result<Option<Translated>, &'static str> {
        Ok(Some(translated(self, kept)))
    }
}

impl Fits<Option<Translated>, by::DefaultText> for Option<String> {
    fn fit(&self, kept: Option<&Option<Translated>>) -> Result<Option<Option<Translated>>, &'static str> {
        Ok(Some(self.as_deref().map(|text| translated(text, kept.and_then(Option::as_ref)))))
    }
}

impl Fits<Option<Translated>, by::DefaultText> for String {
    fn fit(&self, kept: Option<&Option<Translated>>) -> Result<Option<Option<Translated>>, &'static str> {
        Ok(Some(Some(translated(self, kept.and_then(Option::as_ref)))))
    }
}

/// Numbers that become larger ones without a loss.
macro_rules! widen {
    ($($from:ty => $($to:ty),*;)*) => {$($(
        impl Fits<$to, by::Widening> for $from {
            fn fit(&self, _: Option<&$to>) -> Result<Option<$to>, &'static str> {
                Ok(Some((*self).into()))
            }
        }
        impl Fits<Option<$to>, by::Widening> for $from {
            fn fit(&self, _: Option<&Option<$to>>) -> Result<Option<Option<$to>>, &'static str> {
                Ok(Some(Some((*self).into())))
            }
        }
        impl Fits<Option<$to>, by::Widening> for Option<$from> {
            fn fit(&self, _: Option<&Option<$to>>) -> Result<Option<Option<$to>>, &'static str> {
                Ok(Some(self.map(Into::into)))
            }
        }
        impl Fits<$to, by::Widening> for Presence<$from> {
            fn fit(&self, _: Option<&$to>) -> Result<Option<$to>, &'static str> {
                self.said().map(|said| said.copied().map(Into::into).ok_or(NULL)).transpose()
            }
        }
        impl Fits<Option<$to>, by::Widening> for Presence<$from> {
            fn fit(&self, _: Option<&Option<$to>>) -> Result<Option<Option<$to>>, &'static str> {
                Ok(self.said().map(|said| said.copied().map(Into::into)))
            }
        }
    )*)*};
}

widen! {
    i8 => i16, i32, i64, f64;
    i16 => i32, i64, f64;
    i32 => i64, f64;
    u8 => i16, i32, i64, u16, u32, f64;
    u16 => i32, i64, u32, f64;
    u32 => i64, f64;
    f32 => f64;
}

/// What a function gives for a `V`; `How` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "this function gives a `{Self}`, and the target is a `{V}`",
    label = "gives another type",
    note = "help: let it give `{V}`, or `Result<{V}, E>` where it may fail, with an error that can be shown"
)]
pub trait Outcome<V, How> {
    /// The value; nothing where there is nothing to be said.
    ///
    /// # Errors
    /// What the function found wrong.
    fn outcome(self) -> Result<Option<V>, MappingError>;
}

impl<V> Outcome<V, by::Itself> for V {
    fn outcome(self) -> Result<Option<V>, MappingError> {
        Ok(Some(self))
    }
}

impl<V> Outcome<Option<V>, by::Wrapping> for V {
    fn outcome(self) -> Result<Option<Option<V>>, MappingError> {
        Ok(Some(Some(self)))
    }
}

impl Outcome<String, by::DefaultText> for &str {
    fn outcome(self) -> Result<Option<String>, MappingError> {
        Ok(Some(self.to_owned()))
    }
}

impl Outcome<Option<String>, by::DefaultText> for &str {
    fn outcome(self) -> Result<Option<Option<String>>, MappingError> {
        Ok(Some(Some(self.to_owned())))
    }
}

impl Outcome<Option<String>, by::DefaultText> for Option<&str> {
    fn outcome(self) -> Result<Option<Option<String>>, MappingError> {
        Ok(Some(self.map(str::to_owned)))
    }
}

impl<V> Outcome<V, by::Presence> for Presence<V> {
    fn outcome(self) -> Result<Option<V>, MappingError> {
        match self {
            Self::Absent => Ok(None),
            Self::Null => Err(MappingError::new(NULL)),
            Self::Value(value) => Ok(Some(value)),
        }
    }
}

impl<V> Outcome<Option<V>, by::Presence> for Presence<V> {
    fn outcome(self) -> Result<Option<Option<V>>, MappingError> {
        Ok(match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        })
    }
}

impl<V, E: Display> Outcome<V, by::Result> for Result<V, E> {
    fn outcome(self) -> Result<Option<V>, MappingError> {
        self.map(Some).map_err(|error| MappingError::new(error.to_string()))
    }
}

impl<V, E: Display> Outcome<Option<V>, by::WrappingResult> for Result<V, E> {
    fn outcome(self) -> Result<Option<Option<V>>, MappingError> {
        self.map(|value| Some(Some(value))).map_err(|error| MappingError::new(error.to_string()))
    }
}

/// A field that may have no value.
#[diagnostic::on_unimplemented(
    message = "`default` goes with a field that may have no value, and this is a `{Self}`",
    label = "always has a value",
    note = "help: remove `default`, or make the field an `Option` or a `Presence`"
)]
pub trait Missable {
    /// What it has, where it has one.
    type Value: Clone;
    /// The value, if there is one.
    fn there(&self) -> Option<&Self::Value>;
}

impl<V: Clone> Missable for Option<V> {
    type Value = V;
    fn there(&self) -> Option<&V> {
        self.as_ref()
    }
}

impl<V: Clone> Missable for Presence<V> {
    type Value = V;
    fn there(&self) -> Option<&V> {
        self.value()
    }
}

/// Several values of the remote's, each of which becomes a child.
#[diagnostic::on_unimplemented(
    message = "`children` goes with a list, and this is a `{Self}`",
    label = "no list",
    note = "help: the field is a `Vec<...>`, or `Option` or `Presence` of one; for a single value write `to` and `with`"
)]
pub trait Items {
    /// One of them.
    type Item;
    /// All of them; nothing where the remote says nothing of them.
    fn items(&self) -> Option<&[Self::Item]>;
}

impl<I> Items for Vec<I> {
    type Item = I;
    fn items(&self) -> Option<&[I]> {
        Some(self)
    }
}

impl<I> Items for Option<Vec<I>> {
    type Item = I;
    fn items(&self) -> Option<&[I]> {
        Some(self.as_deref().unwrap_or_default())
    }
}

impl<I> Items for Presence<Vec<I>> {
    type Item = I;
    fn items(&self) -> Option<&[I]> {
        self.said().map(|said| said.map(Vec::as_slice).unwrap_or_default())
    }
}

/// A field that holds several values.
#[diagnostic::on_unimplemented(
    message = "`children` fills a list, and the target is a `{Self}`",
    label = "no list",
    note = "help: make the field of the target a `Json<Vec<...>>`"
)]
pub trait Children {
    /// One of them.
    type Child;
    /// All of them.
    fn of(children: Vec<Self::Child>) -> Self;
}

impl<C> Children for Json<Vec<C>> {
    type Child = C;
    fn of(children: Vec<C>) -> Self {
        Self(children)
    }
}

impl<C> Children for Option<Json<Vec<C>>> {
    type Child = C;
    fn of(children: Vec<C>) -> Self {
        Some(Json(children))
    }
}

/// In a body that is sent.
impl<C> Children for Vec<C> {
    type Child = C;
    fn of(children: Vec<C>) -> Self {
        children
    }
}
