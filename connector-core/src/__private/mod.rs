//! What emitted code uses. Not for anybody else: it changes without notice.

pub use std;

pub use chrono;
pub use inventory;
pub use serde;

mod checks;
mod columns;
mod composite;
mod extensions;
mod external_ids;
mod links;
mod mapping;
pub mod roles;
mod roles_of;
mod rows;
mod selections;

pub use checks::*;
pub use columns::*;
pub use composite::*;
pub use extensions::*;
pub use external_ids::*;
pub use links::*;
pub use mapping::*;
pub use roles_of::*;
pub use rows::*;
pub use selections::*;

use chrono::{DateTime, Utc};

/// `str`, where the user has a type of that name.
pub type Str = str;

/// The type of the synchronization date and of the remote's own date.
pub type OptionalTime = Option<DateTime<Utc>>;
