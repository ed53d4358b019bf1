//! Whole rows: put, read, update, delete.

mod change;
mod check;
mod explain;
mod extensions;
mod keys;
mod many;
mod read;
mod values;
mod write;

pub(crate) use self::check::{check, check_secrets};
pub(crate) use self::extensions::{Keyed, Written};
pub(crate) use self::values::{key_from, key_value, read};

/// How many keys go into one statement.
pub(crate) const BATCH: usize = 1_000;
