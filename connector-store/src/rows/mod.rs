//! Whole rows: put, read, update, delete.

mod change;
mod check;
mod explain;
mod keys;
mod many;
mod read;
mod values;
mod write;

pub(crate) use self::check::{check, check_secrets};
pub(crate) use self::explain::nothing_to_extend;
pub(crate) use self::many::Rewrite;
pub(crate) use self::values::{key_from, key_value, read};

/// How many keys go into one statement.
pub(crate) const BATCH: usize = 1_000;
