//! For the tests of connectors (feature `testing`): remotes that were recorded once, remotes that fail as they are told, and jobs that
//! are trapped. The guide `docs/testing.md` has a program for each.
//!
//! - [`Recorded`] stands in for a real system over HTTP: it is recorded once, and replayed from a file.
//! - [`Faulty`] stands before one, and fails as it is told: the connection is lost, the answer is late, or is another one.
//! - [`Failing`] is an adapter around another one, which fails as it is told, without HTTP.
//! - [`trap_jobs`] sees what is enqueued.

mod exchange;
mod failing;
mod faulty;
mod file;
mod recorded;
mod server;

pub use crate::jobs::testing::{JobTrap, trap_jobs};
pub use failing::Failing;
pub use faulty::{Asked, Fault, Faulty};
pub use recorded::{Recorded, Recording, RecordingError};
