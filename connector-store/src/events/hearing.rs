//! What a transaction knows of its listeners: who they are, where its changes come from, and who is being told of what.

use std::any::TypeId;
use std::sync::Arc;

use connector_core::Key;

use super::listeners::OfModel;
use super::{Listeners, Origin};
use crate::Error;

/// How deep listeners may write what others are told of.
const DEPTH: usize = 16;

/// How many of a chain are shown at the most.
const SHOWN: usize = 4;

/// Who is told of writes, and where they come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hearing {
    pub(crate) listeners: Option<Listeners>,
    pub(crate) origin: Origin,
    /// Who is being told, the outermost first.
    telling: Vec<Telling>,
    /// What went too deep: nobody is told any more until the outermost has ended.
    too_deep: Option<String>,
}

/// A listener that is being told.
#[derive(Debug, Clone)]
struct Telling {
    listener: Arc<str>,
    model: &'static str,
    /// Of which row; `None` where it is told of many at once.
    row: Option<Key>,
}

impl Telling {
    fn shown(&self) -> String {
        match &self.row {
            Some(row) => format!("{:?} ({} {row})", self.listener, self.model),
            None => format!("{:?} ({})", self.listener, self.model),
        }
    }
}

impl Hearing {
    /// Who listens to a model: mostly nobody.
    pub(crate) fn of(&self, model: TypeId) -> Option<&Arc<dyn OfModel>> {
        self.listeners.as_ref()?.of(model)
    }

    /// Whether a listener is being told: what is written now, it writes.
    pub(super) fn is_telling(&self) -> bool {
        !self.telling.is_empty()
    }

    /// How many listeners are being told, one by what another one wrote.
    pub(super) fn depth(&self) -> usize {
        self.telling.len()
    }

    /// Begins to tell a listener.
    pub(super) fn enter(&mut self, listener: &Arc<str>, model: &'static str, row: Option<Key>) -> Result<(), Error> {
        self.telling.push(Telling { listener: Arc::clone(listener), model, row });
        if self.telling.len() > DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(self.chain());
        }
        self.go_on().inspect_err(|_| drop(self.telling.pop()))
    }

    /// Says which row it is being told of.
    pub(super) fn at(&mut self, row: Key) {
        if let Some(last) = self.telling.last_mut() {
            last.row = Some(row);
        }
    }

    /// Ends to tell a listener. An error is told as its own, unless it is of the whole transaction.
    pub(super) fn leave(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        let told = self.telling.pop();
        // Also where the listener took no notice of it.
        self.go_on()?;
        let Err(error) = result else { return Ok(()) };
        let (Some(Telling { listener, model, row }), false) = (told, is_of_all(&error)) else { return Err(error) };
        let id = row.map_or_else(|| "(several)".to_owned(), |row| row.to_string());
        Err(Error::Listener { listener: listener.to_string(), model, id, error: Box::new(error) })
    }

    fn go_on(&mut self) -> Result<(), Error> {
        let Some(chain) = &self.too_deep else { return Ok(()) };
        let error = Error::ListenersTooDeep { chain: chain.clone() };
        if self.telling.is_empty() {
            self.too_deep = None;
        }
        Err(error)
    }

    /// The listeners that call each other: the last ones, back to where they began to repeat themselves.
    fn chain(&self) -> String {
        let Some((last, before)) = self.telling.split_last() else { return String::new() };
        let again = before.iter().rposition(|told| told.listener == last.listener && told.model == last.model);
        let from = again.unwrap_or(0).max(self.telling.len().saturating_sub(SHOWN));
        let shown: Vec<String> = self.telling[from..].iter().map(Telling::shown).collect();
        let more = if from > 0 { "… → " } else { "" };
        format!("{more}{}", shown.join(" → "))
    }
}

/// What stops the whole transaction, and may ask for it to be repeated.
fn is_of_all(error: &Error) -> bool {
    matches!(
        error,
        Error::Busy { .. } | Error::Collision { .. } | Error::OlderProgram { .. } | Error::Unusable { .. } | Error::ListenersTooDeep { .. }
    )
}
