//! What a client needs that speaks HTTP: answers that are no success as a [`RemoteError`](crate::RemoteError), pages, and records that are
//! read one by one.
//!
//! - `Http` (feature `http`) is a client: requests below one address, with credentials, a rate and time limits, whose answers are data or an
//!   error that says what follows from it.
//! - The functions are for any other client: [`retry_after`], [`excerpt`], [`next_link`], beside
//!   [`RemoteError::from_status`](crate::RemoteError::from_status), which has the table of what follows from which status. With the feature
//!   `http` a `reqwest::Error` is a `RemoteError` by `?`.
//! - [`RawRecords`] are read one by one, as [`Adapter::changed`](crate::Adapter::changed) owes them;
//!   [`in_order_of`](crate::in_order_of) puts them in the places of their IDs, as `read_many` does. [`to_json`] is for a body of which an adapter
//!   says more.
//!
//! Nothing here asks twice: imports and exports do that, by what the error says (see `RemoteError::is_retryable`).
//!
//! What another client's answer means, without the feature:
//!
//! ```
//! use connector_sync::{RemoteError, RemoteErrorKind, http};
//!
//! let (status, header, body) = (429, Some("120"), br#"{"message": "slowly", "token": "abc"}"#);
//! let error = RemoteError::from_status(status, http::excerpt(body)).retry_after(header.and_then(|header| http::retry_after(header, None)));
//! assert_eq!(error.kind(), RemoteErrorKind::Retryable);
//! assert_eq!(error.get_retry_after(), Some(std::time::Duration::from_secs(120)));
//! assert_eq!(error.to_string(), "it is not available now: HTTP 429: slowly");
//! ```

#[cfg(feature = "http")]
mod answer;
mod body;
#[cfg(feature = "http")]
mod builder;
mod clean;
#[cfg(feature = "http")]
mod client;
#[cfg(feature = "http")]
mod errors;
#[cfg(feature = "http")]
mod hidden;
mod links;
#[cfg(feature = "http")]
mod rate;
mod records;
#[cfg(feature = "http")]
mod request;
mod said;
mod wait;

#[cfg(feature = "http")]
pub use answer::Answer;
pub use body::to_json;
#[cfg(feature = "http")]
pub use builder::HttpBuilder;
#[cfg(feature = "http")]
pub use client::Http;
pub use links::next_link;
#[cfg(feature = "http")]
pub use rate::Rate;
pub use records::RawRecords;
#[cfg(feature = "http")]
pub use request::Request;
pub use said::excerpt;
pub use wait::retry_after;

#[cfg(feature = "testing")]
pub(crate) use clean::{STARS, is_secret_name};
pub(crate) use clean::{clean, clean_json};
#[cfg(feature = "testing")]
pub(crate) use hidden::Hidden;
