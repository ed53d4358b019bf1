//! What an external system can answer, beside data.

use std::fmt;
use std::time::Duration;

/// An external system did not answer as it should.
///
/// ```
/// use std::time::Duration;
/// use connector_sync::{RemoteError, RemoteErrorKind};
///
/// let refused = RemoteError::permanent("the price must not be negative");
/// assert!(!refused.is_retryable());
///
/// let busy = RemoteError::from_status(429, "slowly").retry_after(Some(Duration::from_secs(30)));
/// assert_eq!((busy.kind(), busy.get_retry_after()), (RemoteErrorKind::Retryable, Some(Duration::from_secs(30))));
/// assert!(busy.is_retryable());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteError {
    kind: RemoteErrorKind,
    message: String,
    retry_after: Option<Duration>,
    /// Whether it is certain that nothing was changed on the remote.
    nothing_done: bool,
    /// Whether the remote itself is broken (5xx), rather than us too fast.
    broken: bool,
}

/// What follows from a [`RemoteError`].
///
/// ```
/// use connector_sync::{RemoteError, RemoteErrorKind};
///
/// assert_eq!(RemoteError::from_status(401, "who are you?").kind(), RemoteErrorKind::Unauthorized);
/// assert_eq!(RemoteError::from_status(404, "no such product").kind(), RemoteErrorKind::NotFound);
/// assert_eq!(RemoteError::network("no route").kind(), RemoteErrorKind::Network);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RemoteErrorKind {
    /// It could not be reached: no connection, no answer in time. It is tried again a few times, then by the next run.
    Network,
    /// It is busy or broken for a moment: tried again, and not before it says so.
    Retryable,
    /// It does not let us in: the credentials are wrong, or have expired. A person has to give others.
    Unauthorized,
    /// What was asked for is not there: it was deleted, or the address is wrong.
    NotFound,
    /// It answered what it should not: something else than was agreed, or a record that makes no sense. Look at the adapter, or at the record.
    InvalidData,
    /// It refused, and will again: what is sent breaks a rule of its own. Mend what is sent.
    Permanent,
}

impl RemoteError {
    /// An error of a kind; the message is lower case, without a full stop, and holds no secret.
    pub fn new(kind: RemoteErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retry_after: None, nothing_done: false, broken: false }
    }

    /// It could not be reached.
    pub fn network(message: impl Into<String>) -> Self {
        Self::new(RemoteErrorKind::Network, message)
    }

    /// It answered what it should not.
    pub fn invalid_data(message: impl Into<String>) -> Self {
        Self::new(RemoteErrorKind::InvalidData, message)
    }

    /// It refused, and will again.
    pub fn permanent(message: impl Into<String>) -> Self {
        Self::new(RemoteErrorKind::Permanent, message)
    }

    /// From the status of an HTTP answer that is not the one that was hoped for.
    ///
    /// | status | kind | a create may have been done |
    /// |---|---|---|
    /// | 401, 403, 407 | [`Unauthorized`](RemoteErrorKind::Unauthorized) | no |
    /// | 404, 410 | [`NotFound`](RemoteErrorKind::NotFound) | no |
    /// | 421, 425, 429 | [`Retryable`](RemoteErrorKind::Retryable) | no: it was turned away before it was looked at |
    /// | 408, 500 and above | [`Retryable`](RemoteErrorKind::Retryable) | yes |
    /// | 307, 308, 501, 505, other 4xx | [`Permanent`](RemoteErrorKind::Permanent) | no |
    /// | below 400 otherwise | [`InvalidData`](RemoteErrorKind::InvalidData) | yes: a 303 is "an indirect response to the original request" |
    ///
    /// After RFC 9110, chapter 15: a 4xx "indicates that the client seems to have erred", and a code that is not known is
    /// "equivalent to the x00 status code of that class". To a 421 (15.5.20) a client "MAY retry the request, whether or not the request
    /// method is idempotent"; a 503 (15.6.4) is "a temporary overload or scheduled maintenance, which will likely be alleviated after some
    /// delay"; for 501 and 505 (15.6.2, 15.6.6) the server does not have what it would need at all. With 307 and 308 (15.4.8, 15.4.9) the
    /// request is to be sent again elsewhere, as it is. 425 is of RFC 8470, 429 of RFC 6585.
    ///
    /// ```
    /// use connector_sync::{RemoteError, RemoteErrorKind};
    /// assert_eq!(RemoteError::from_status(503, "maintenance").kind(), RemoteErrorKind::Retryable);
    /// ```
    pub fn from_status(status: u16, message: impl fmt::Display) -> Self {
        let kind = match status {
            401 | 403 | 407 => RemoteErrorKind::Unauthorized,
            404 | 410 => RemoteErrorKind::NotFound,
            501 | 505 => RemoteErrorKind::Permanent,
            408 | 421 | 425 | 429 | 500.. => RemoteErrorKind::Retryable,
            307 | 308 | 400.. => RemoteErrorKind::Permanent,
            _ => RemoteErrorKind::InvalidData,
        };
        let broken = kind == RemoteErrorKind::Retryable && status >= 500;
        let error = Self { broken, ..Self::new(kind, format!("HTTP {status}: {message}")) };
        if matches!(status, 421 | 425 | 429) { error.nothing_was_done() } else { error }
    }

    /// It is certain that nothing was changed on the remote: the connection was refused, or the request was turned away
    /// before it was looked at. A create may then be tried again at once, whatever its
    /// [`CreateSafety`](crate::CreateSafety).
    ///
    /// So is every error that is [`Unauthorized`](RemoteErrorKind::Unauthorized), [`NotFound`](RemoteErrorKind::NotFound) or
    /// [`Permanent`](RemoteErrorKind::Permanent), and one [from the status](Self::from_status) 421, 425 or 429; the others
    /// leave open whether a create got there.
    #[must_use]
    pub fn nothing_was_done(mut self) -> Self {
        self.nothing_done = true;
        self
    }

    /// Not to be tried again before this much time. More than ten minutes are left to the next run.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// With where it came from before the message, or what else: the words change, what follows from it does not.
    #[cfg(feature = "http")]
    pub(crate) fn reworded(mut self, reword: impl FnOnce(&str) -> String) -> Self {
        self.message = reword(&self.message);
        self
    }

    /// What follows from it.
    #[must_use]
    pub fn kind(&self) -> RemoteErrorKind {
        self.kind
    }

    /// Whether the same call may succeed in a moment.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind, RemoteErrorKind::Network | RemoteErrorKind::Retryable)
    }

    /// Whether the remote may have done what was asked for, all the same.
    pub(crate) fn leaves_open(&self) -> bool {
        let refused = matches!(self.kind, RemoteErrorKind::Unauthorized | RemoteErrorKind::NotFound | RemoteErrorKind::Permanent);
        !self.nothing_done && !refused
    }

    /// Whether the same request may be sent again without the risk of doing it twice.
    pub(crate) fn is_retryable_for_certain(&self) -> bool {
        self.is_retryable() && !self.leaves_open()
    }

    /// Whether nothing is wrong with the remote, nor with what was asked: we only came too early, and it said how much.
    pub(crate) fn is_too_early(&self) -> bool {
        // Without a time that is worth the name it would be asked over and over.
        let says_when = self.retry_after.is_some_and(|wait| wait >= Duration::from_secs(1));
        self.kind == RemoteErrorKind::Retryable && self.nothing_done && !self.broken && says_when
    }

    /// Whether it is about the data that was asked for: something else may well be answered.
    pub(crate) fn is_about_data(&self) -> bool {
        matches!(self.kind, RemoteErrorKind::NotFound | RemoteErrorKind::InvalidData | RemoteErrorKind::Permanent)
    }

    /// How long to wait at least, as the remote says.
    #[must_use]
    pub fn get_retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            RemoteErrorKind::Network => "it cannot be reached: ",
            RemoteErrorKind::Retryable => "it is not available now: ",
            RemoteErrorKind::Unauthorized => "it does not let us in: check the credentials: ",
            RemoteErrorKind::NotFound => "it has no such record: ",
            RemoteErrorKind::InvalidData => "its answer makes no sense: ",
            RemoteErrorKind::Permanent => "it refused: ",
        };
        write!(f, "{what}{}", self.message)
    }
}

impl std::error::Error for RemoteError {}
