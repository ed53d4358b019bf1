//! Calls of the application's [`Records`](crate::Records): what the store would tell of their writes waits until they have ended, so
//! that nothing is told twice.

use std::any::{Any, TypeId};
use std::fmt;

use connector_core::{Model, Record};

use super::Event;
use crate::Tx;

/// A call that is being done.
pub(crate) struct Call {
    model: TypeId,
    /// How many listeners were being told when it began: what one writes that is called in between, it tells at once.
    depth: usize,
    held: Vec<Held>,
}

/// An event that waits.
struct Held {
    /// How many points the transaction had: what is rolled back to one of before is not told.
    points: u64,
    /// An `Event` of the model.
    event: Box<dyn Any + Send + Sync>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} events held)", self.held.len())
    }
}

impl Tx<'_> {
    /// From here on what is written of these records is not told, but held.
    pub(super) fn begin_call<R: Record>(&mut self) {
        self.calls.push(Call { model: TypeId::of::<R>(), depth: self.hearing.depth(), held: Vec::new() });
    }

    /// Ends the last call that began. Gives what was held.
    pub(super) fn end_call<R: Record + Send + Sync>(&mut self) -> Vec<Event<R>> {
        let held = self.calls.pop().map(|call| call.held).unwrap_or_default();
        held.into_iter().filter_map(|held| held.event.downcast::<Event<R>>().ok()).map(|event| *event).collect()
    }

    /// Which of these events are to be told now: those of a call that is being done are held.
    pub(super) fn hold_of_call<M: Model + Send + Sync>(&mut self, events: Vec<Event<M>>) -> Vec<Event<M>> {
        let (depth, points) = (self.hearing.depth(), self.savepoints);
        let of_this = |call: &&mut Call| call.depth == depth && call.model == TypeId::of::<M>();
        let Some(call) = self.calls.iter_mut().rev().find(of_this) else { return events };
        call.held.extend(events.into_iter().map(|event| Held { points, event: Box::new(event) }));
        Vec::new()
    }

    /// What was done since a point is undone.
    pub(crate) fn forget_held(&mut self, point: u64) {
        for call in &mut self.calls {
            call.held.retain(|held| held.points < point);
        }
    }
}
