//! What is told of writes: events, who listens to them, and where changes come from.

mod batch;
mod call;
mod changed;
mod event;
mod hearing;
mod listener;
mod listeners;
mod origin;
mod records;
mod told;

pub use self::event::{Event, EventKind};
pub use self::listener::Listener;
pub use self::listeners::{Listeners, ListenersBuilder, ListenersErrors};
pub use self::origin::Origin;
pub use self::records::Told;

pub(crate) use self::batch::Batch;
pub(crate) use self::call::Call;
pub(crate) use self::changed::{kinds_of_change, kinds_of_outcome};
pub(crate) use self::hearing::Hearing;
pub(crate) use self::listeners::UntypedWrite;
