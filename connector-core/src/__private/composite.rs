//! External IDs of several components: one text, in the order of the struct.
//!
//! Components stand behind each other with `!` between them. An integer is a letter for the number of its digits, then the
//! digits: `a7`, `b42`; a negative one is a letter from the end of the upper case, then what its digits lack to nine, so that
//! the greater number stands behind the smaller: `Z2` is -7. A text stands as it is, but for the characters up to `"`, of
//! which each is a `"` and another character: `"_` is a space, `` "` `` is `!`, `"a` is `"`.
//!
//! So each ID has one text and each text at most one ID, and the texts, compared byte by byte, are in the order of the IDs,
//! component by component: nothing inside of a component is as small as what ends it.

use std::borrow::Cow;

use super::Inner;
use crate::{ExternalValue, ReadError};

/// What stands between two components.
const BETWEEN: char = '!';
/// What a character of a text begins with that would otherwise be as small as what ends the component.
const ESCAPE: char = '"';
/// From an escaped character to the one that stands for it.
const SHIFT: u8 = 0x3f;

/// Puts the components of an ID together.
#[derive(Default)]
pub struct CompositeWriter {
    text: String,
    components: usize,
}

impl CompositeWriter {
    /// No component yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more component.
    pub fn push<T>(&mut self, inner: &Inner<T>, component: &T) {
        if self.components > 0 {
            self.text.push(BETWEEN);
        }
        self.components += 1;
        match (inner.to_external)(component) {
            ExternalValue::Int(value) => push_integer(&mut self.text, value),
            ExternalValue::Text(value) => push_text(&mut self.text, &value),
        }
    }

    /// The whole.
    #[must_use]
    pub fn finish(self) -> ExternalValue<'static> {
        ExternalValue::Text(Cow::Owned(self.text))
    }
}

fn push_integer(text: &mut String, value: i64) {
    let digits = value.unsigned_abs().to_string();
    // At most 19 digits: the letter is one of `a` to `s`, or of `Z` to `H`.
    let length = u8::try_from(digits.len()).unwrap_or(u8::MAX) - 1;
    if value < 0 {
        text.push(char::from(b'Z' - length));
        text.extend(digits.bytes().map(nines));
    } else {
        text.push(char::from(b'a' + length));
        text.push_str(&digits);
    }
}

/// What a digit lacks to nine.
fn nines(digit: u8) -> char {
    char::from(b'0' + b'9' - digit)
}

fn push_text(text: &mut String, value: &str) {
    for character in value.chars() {
        match u8::try_from(character) {
            Ok(byte) if character <= ESCAPE => {
                text.push(ESCAPE);
                text.push(char::from(byte + SHIFT));
            }
            _ => text.push(character),
        }
    }
}

/// Takes an ID apart. What [`CompositeWriter`] would not write is refused.
pub struct CompositeReader<'a> {
    whole: Cow<'a, str>,
    /// Where the next component begins; `None` behind the last one.
    rest: Option<usize>,
    components: usize,
}

impl<'a> CompositeReader<'a> {
    /// Before the first component.
    ///
    /// # Errors
    /// [`ReadError`] when what is kept is no text.
    pub fn new(value: ExternalValue<'a>) -> Result<Self, ReadError> {
        match value {
            ExternalValue::Text(whole) => Ok(Self { whole, rest: Some(0), components: 0 }),
            ExternalValue::Int(value) => Err(ReadError::kind("an external ID of several components", &value.to_string())),
        }
    }

    /// The next component.
    ///
    /// # Errors
    /// [`ReadError`] when there is none, or it is not one of this type.
    pub fn read<T>(&mut self, inner: &Inner<T>) -> Result<T, ReadError> {
        self.components += 1;
        let Some(start) = self.rest else { return Err(self.refuse("is missing")) };
        let rest = &self.whole[start..];
        let end = rest.find(BETWEEN);
        let text = &rest[..end.unwrap_or(rest.len())];
        self.rest = end.map(|end| start + end + BETWEEN.len_utf8());
        let value =
            if inner.integer { integer(text).map(ExternalValue::Int) } else { plain(text).map(|text| ExternalValue::Text(text.into())) };
        let Some(value) = value else {
            let expected = if inner.integer { "is no integer as it is written there" } else { "is no text as it is written there" };
            return Err(self.refuse(expected));
        };
        (inner.from_external)(value).map_err(|error| self.refuse(&format!("is refused: {error}")))
    }

    /// Behind the last component.
    ///
    /// # Errors
    /// [`ReadError`] when there are more.
    pub fn finish(self) -> Result<(), ReadError> {
        match self.rest {
            None => Ok(()),
            Some(_) => {
                Err(ReadError::new(format!("the stored value is {:?}, which has more than {} components", self.whole, self.components)))
            }
        }
    }

    fn refuse(&self, what: &str) -> ReadError {
        ReadError::new(format!("the stored value is {:?}, of which component {} {what}", self.whole, self.components))
    }
}

/// Back from [`push_integer`]: as it wrote it, and no other way.
fn integer(text: &str) -> Option<i64> {
    let letter = text.bytes().next()?;
    let digits = text.get(1..)?;
    let (negative, length) = match letter {
        b'a'..=b's' => (false, letter - b'a' + 1),
        b'H'..=b'Z' => (true, b'Z' - letter + 1),
        _ => return None,
    };
    if digits.len() != usize::from(length) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut number = String::with_capacity(text.len());
    if negative {
        number.push('-');
        number.extend(digits.bytes().map(nines));
    } else {
        number.push_str(digits);
    }
    let value: i64 = number.parse().ok()?;
    // Neither `b07` nor a zero below zero.
    let mut again = String::with_capacity(text.len());
    push_integer(&mut again, value);
    (again == text).then_some(value)
}

/// Back from [`push_text`]: as it wrote it, and no other way.
fn plain(text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ESCAPE => {
                let byte = u8::try_from(characters.next()?).ok()?.checked_sub(SHIFT)?;
                value.push(Some(char::from(byte)).filter(|escaped| *escaped <= ESCAPE)?);
            }
            character if character < ESCAPE => return None,
            character => value.push(character),
        }
    }
    Some(value)
}
