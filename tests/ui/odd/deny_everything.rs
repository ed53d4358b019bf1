//~ ERROR u64 : cannot be stored
#![deny(warnings, missing_docs, unused, nonstandard_style, unused_qualifications, single_use_lifetimes, unreachable_pub, missing_debug_implementations)]
//! Crate.
use connector_core::{Record};

/// A thing.
#[derive(Debug, Record)]
#[record(name = "thing")]
struct Thing {
    /// A.
    a: u64,
}

fn main() {}
