//! Whole rows: put, read, update, delete.

mod change;
mod check;
mod explain;
mod extensions;
mod find_by;
mod heard;
mod keys;
mod many;
mod read;
mod stream;
mod values;
mod write;

pub use self::stream::RowStream;

pub(crate) use self::check::check;
pub(crate) use self::explain::{one_row, undeclared_key};
pub(crate) use self::extensions::{Keyed, Written};
pub(crate) use self::values::{key_from, key_value, read, read_key};
pub(crate) use self::write::Attempt;

/// How many keys go into one statement.
pub(crate) const BATCH: usize = 1_000;
