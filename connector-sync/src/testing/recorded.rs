//! A remote that was recorded once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connector_core::Secret;
use hyper::header::HeaderValue;

use super::exchange::{Exchange, Hiding, Question};
use super::file;
use super::server::{Came, Ending, Said, Server, forward, forwarding};

/// The variable that says which real system is to be recorded.
const VARIABLE: &str = "CONNECTOR_RECORD";

/// Why there is no recording, or what it does not have.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// The file cannot be read or written.
    #[error("the recording {path}: {error}; record it by `CONNECTOR_RECORD=<the system's address>`")]
    File {
        /// Where it is.
        path: String,
        /// What the operating system says.
        error: std::io::Error,
    },
    /// The file is no recording.
    #[error("the recording {path} cannot be read: {error}")]
    Unreadable {
        /// Where it is.
        path: String,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// There were requests that nobody recorded.
    #[error("{} requests are not in the recording {path}: {}; record it again by `CONNECTOR_RECORD=<the system's address>`", requests.len(), requests.join(", "))]
    NotRecorded {
        /// Where it is.
        path: String,
        /// Methods and paths, once each.
        requests: Vec<String>,
    },
    /// The server on loopback could not be started.
    #[error("no server on loopback: {0}")]
    Server(std::io::Error),
}

/// A remote that is to be recorded or replayed: see [`Recorded`].
#[derive(Debug, Clone)]
#[must_use = "it begins by `start`, `replay` or `record`"]
pub struct Recording {
    path: PathBuf,
    hiding: Hiding,
}

/// A system that was recorded once, or is being recorded: an HTTP server on loopback.
///
/// ```no_run
/// # use connector_sync::http::Http;
/// use connector_sync::testing::Recorded;
///
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// // Replays the file; with `CONNECTOR_RECORD=https://shop.example` it asks the real shop, and writes the file.
/// let shop = Recorded::at("tests/recorded/shop.json").hide_field("vat").start().await?;
/// let http = Http::builder(shop.url()).build()?;
/// // …
/// // What was asked and is not in the recording is an error here, too.
/// shop.finish()?;
/// # Ok(()) }
/// ```
///
/// A request is the recorded one when method, path, query and body are the same (JSON is compared as JSON). What was recorded several
/// times is answered in that order; of a `GET` the last answer is given again, of any other method not. To what was not recorded the answer is
/// 501, which is [`Permanent`](crate::RemoteErrorKind::Permanent).
///
/// No secret is in the file: headers of requests are not kept at all, those of answers only where they are about content, pages and
/// time ([`keep_header`](Recording::keep_header) names more); values under names such as `token` or `password`, and under those of
/// [`hide_field`](Recording::hide_field), are stars, in queries, forms and JSON; so are the texts of [`hide`](Recording::hide) anywhere, however they
/// are written. What personal data the system sends is yours to hide.
#[derive(Debug)]
pub struct Recorded {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    hiding: Hiding,
    /// Where it is recorded.
    live: Option<(reqwest::Client, String)>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    exchanges: Vec<Exchange>,
    /// How often each was answered.
    answered: HashMap<String, usize>,
    not_recorded: Vec<String>,
}

impl Recording {
    /// Secrets of this field, of JSON, forms and queries, are not kept.
    pub fn hide_field(mut self, name: impl Into<String>) -> Self {
        self.hiding.fields.push(name.into());
        self
    }

    /// This text is kept nowhere, as it is or as it stands in JSON, paths, queries and forms. Bodies that are no text (not UTF-8) are not kept
    /// then, but stars for each: nobody knows how it is written in them.
    pub fn hide(mut self, secret: &Secret) -> Self {
        // One that is sealed nobody can have sent.
        let _ = self.hiding.secrets.add(secret);
        self
    }

    /// This header of answers is kept.
    pub fn keep_header(mut self, name: impl Into<String>) -> Self {
        self.hiding.headers.push(name.into());
        self
    }

    /// Records the system that `CONNECTOR_RECORD` names; replays the file where it names none.
    ///
    /// # Errors
    /// As [`record`](Self::record) and [`replay`](Self::replay).
    pub async fn start(self) -> Result<Recorded, RecordingError> {
        match std::env::var(VARIABLE) {
            Ok(system) if !system.is_empty() => self.record(&system).await,
            _ => self.replay().await,
        }
    }

    /// Replays the file.
    ///
    /// # Errors
    /// [`RecordingError::File`] and [`RecordingError::Unreadable`]; [`RecordingError::Server`].
    pub async fn replay(self) -> Result<Recorded, RecordingError> {
        let exchanges = file::read(&self.path)?;
        self.serve(None, exchanges).await
    }

    /// Asks the system at this address, and remembers its answers for the file, which [`Recorded::finish`] writes.
    ///
    /// # Errors
    /// [`RecordingError::Server`].
    pub async fn record(self, system: &str) -> Result<Recorded, RecordingError> {
        let system = system.trim_end_matches('/').to_owned();
        let client = forwarding().map_err(|error| RecordingError::Server(std::io::Error::other(error)))?;
        self.serve(Some((client, system)), Vec::new()).await
    }

    async fn serve(self, live: Option<(reqwest::Client, String)>, exchanges: Vec<Exchange>) -> Result<Recorded, RecordingError> {
        let state = Mutex::new(State { exchanges, ..State::default() });
        let shared = Arc::new(Shared { path: self.path, hiding: self.hiding, live, state });
        let answering = Arc::clone(&shared);
        let server = Server::start(move |came| {
            let shared = Arc::clone(&answering);
            async move { Ending::Said(shared.answer(came).await) }
        });
        Ok(Recorded { server: server.await.map_err(RecordingError::Server)?, shared })
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, came: Came) -> Said {
        // What the connector is given to see for the system's address.
        let host = came.headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
        let url = format!("http://{host}");
        let question = self.hiding.question(&came, &url);
        let Some((client, system)) = &self.live else { return self.replayed(&question, &url) };
        match forward(client, system, &came).await {
            Ok(said) => {
                let answer = self.hiding.reply(&said, system);
                self.state().exchanges.push(Exchange { request: question, answer });
                leading_here(said, system, &url)
            }
            Err(error) => Said::plain(502, crate::RemoteError::from(error).to_string()),
        }
    }

    fn replayed(&self, question: &Question, url: &str) -> Said {
        let shown = format!("{} {}", question.method, question.target);
        let mut state = self.state();
        let recorded: Vec<usize> =
            state.exchanges.iter().enumerate().filter(|(_, exchange)| exchange.request == *question).map(|(place, _)| place).collect();
        let key = serde_json::to_string(question).unwrap_or_else(|_| shown.clone());
        let count = state.answered.entry(key).or_default();
        *count += 1;
        let again = if question.method == "GET" { recorded.last() } else { None };
        if let Some(place) = recorded.get(*count - 1).or(again) {
            return state.exchanges[*place].answer.said(url);
        }
        let text = format!("{shown} is not in the recording {}: record it again", self.path.display());
        if !state.not_recorded.contains(&shown) {
            state.not_recorded.push(shown);
        }
        Said::plain(501, text)
    }
}

/// The real answer, with our own address in the place of the system's: in the body, and in headers such as `Link`.
fn leading_here(mut said: Said, system: &str, url: &str) -> Said {
    // Some write `\/` for the slash of JSON.
    let escaped = |text: &str| text.replace('/', "\\/");
    let here = |text: &str| text.replace(system, url).replace(&escaped(system), &escaped(url));
    if let Ok(text) = std::str::from_utf8(&said.body) {
        said.body = here(text).into();
    }
    for value in said.headers.values_mut() {
        if let Some(changed) = value.to_str().ok().and_then(|text| HeaderValue::from_str(&here(text)).ok()) {
            *value = changed;
        }
    }
    said
}

impl Recorded {
    /// The recording that is kept in this file.
    pub fn at(path: impl AsRef<Path>) -> Recording {
        Recording { path: path.as_ref().to_owned(), hiding: Hiding::default() }
    }

    /// Its address, for the connector.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Ends it. Where it was recorded the file is written, in the place of the one before.
    ///
    /// # Errors
    /// [`RecordingError::NotRecorded`] when something was asked for that is not in the recording; [`RecordingError::File`].
    pub fn finish(self) -> Result<(), RecordingError> {
        let state = std::mem::take(&mut *self.shared.state());
        if self.shared.live.is_some() {
            return file::write(&self.shared.path, state.exchanges);
        }
        if state.not_recorded.is_empty() {
            return Ok(());
        }
        Err(RecordingError::NotRecorded { path: self.shared.path.display().to_string(), requests: state.not_recorded })
    }
}
