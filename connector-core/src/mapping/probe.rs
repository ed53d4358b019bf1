//! How a value is handed to a function and shown in an error: found by the compiler, by whether the value's type is a plain one.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::presence::Presence;

/// A value, to be asked what it is.
pub struct Probe<'a, T>(
    /// The value.
    pub &'a T,
);

/// A type whose values are handed over by value: numbers, truth values, characters, dates, UUIDs, and `Option` of these.
pub trait Plain: Copy {}

/// The value itself.
pub trait ByValue {
    /// Its type.
    type Value;
    /// Hands it over.
    fn pass(&self) -> Self::Value;
}

impl<T: Plain> ByValue for Probe<'_, T> {
    type Value = T;
    fn pass(&self) -> T {
        *self.0
    }
}

/// A text that may be missing is handed over as what a function would ask for.
impl<'a> ByValue for Probe<'a, Option<String>> {
    type Value = Option<&'a str>;
    fn pass(&self) -> Option<&'a str> {
        self.0.as_deref()
    }
}

/// A reference to the value.
pub trait ByReference<'a> {
    /// Its type.
    type Value;
    /// Hands it over.
    fn pass(&self) -> &'a Self::Value;
}

impl<'a, T> ByReference<'a> for &Probe<'a, T> {
    type Value = T;
    fn pass(&self) -> &'a T {
        self.0
    }
}

/// A value that an error may show: a text, a number and the like. A struct may hold a secret.
pub trait Show {
    /// As people read it, cut where it is long.
    fn show(&self) -> String;
}

/// What an error may show.
pub trait Shown<'a> {
    /// The value.
    fn shown(&self) -> Option<&'a dyn Show>;
}

impl<'a, T: Show> Shown<'a> for Probe<'a, T> {
    fn shown(&self) -> Option<&'a dyn Show> {
        Some(self.0)
    }
}

/// What no error shows.
pub trait NotShown<'a> {
    /// Nothing.
    fn shown(&self) -> Option<&'a dyn Show>;
}

impl<'a, T> NotShown<'a> for &Probe<'a, T> {
    fn shown(&self) -> Option<&'a dyn Show> {
        None
    }
}

/// So much of a text is shown.
const SHOWN: usize = 100;

impl Show for String {
    fn show(&self) -> String {
        match self.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{:?}…", &self[..end]),
            None => format!("{self:?}"),
        }
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), Show::show)
    }
}

impl<T: Show> Show for Presence<T> {
    fn show(&self) -> String {
        match self {
            Self::Absent => "absent".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Value(value) => value.show(),
        }
    }
}

impl<T: Plain> Plain for Option<T> {}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Plain for $type {}

        impl Show for $type {
            fn show(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

plain! { bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 DateTime<Utc> NaiveDate NaiveTime }

#[cfg(feature = "decimal")]
plain! { rust_decimal::Decimal }

#[cfg(feature = "uuid")]
plain! { uuid::Uuid }
