//! Errors as sentences that say what went wrong and what to do.

use std::fmt::{self, Display};

/// What a command failed with.
#[derive(Debug)]
pub struct Error(String);

/// What a step of a command gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Adds to a foreign error the sentence in which it makes sense.
pub trait Explain<T> {
    /// `sentence` with the error behind it.
    fn explain<S: Display>(self, sentence: impl FnOnce() -> S) -> Result<T>;
}

impl<T, E: Display> Explain<T> for std::result::Result<T, E> {
    fn explain<S: Display>(self, sentence: impl FnOnce() -> S) -> Result<T> {
        self.map_err(|error| Error(format!("{}: {error}", sentence())))
    }
}
