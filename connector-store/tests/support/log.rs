//! Listeners that write down what they are told.

use std::sync::{Arc, Mutex};

use connector_core::Model;
use connector_store::{Error, Event, EventKind, Listener, Tx};

/// What listeners were told, each line with the name of who was.
#[derive(Debug, Clone, Default)]
pub struct Log {
    name: &'static str,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Log {
    /// Another listener that writes into the same log.
    pub fn named(&self, name: &'static str) -> Self {
        Self { name, lines: Arc::clone(&self.lines) }
    }

    /// What was told since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.lines.lock().unwrap())
    }

    pub fn write(&self, line: impl Into<String>) {
        self.lines.lock().unwrap().push(line.into());
    }
}

impl<M: Model + Send + Sync> Listener<M> for Log {
    async fn on(&self, _: &mut Tx<'_>, event: &Event<M>) -> Result<(), Error> {
        let name = if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) };
        self.write(format!("{name}{event:?}"));
        Ok(())
    }
}

/// Refuses each event for which it says why.
pub struct Refuse<F>(pub F);

impl<M, F> Listener<M> for Refuse<F>
where
    M: Model + Send + Sync,
    F: Fn(&EventKind<M>, &mut Option<&'static str>) + Send + Sync + 'static,
{
    async fn on(&self, _: &mut Tx<'_>, event: &Event<M>) -> Result<(), Error> {
        let mut why = None;
        (self.0)(&event.kind, &mut why);
        why.map_or(Ok(()), |why| Err(Error::application(why)))
    }
}
