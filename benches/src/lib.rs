//! What the programs of the benchmarks share: see `README.md`.

pub mod bulk;
pub mod by_hand;
pub mod compare;
pub mod import;
pub mod model;
pub mod report;
pub mod server;
pub mod sides;
pub mod work;

/// What stops a benchmark.
pub type Failed = Box<dyn std::error::Error>;
/// What a step of one gives.
pub type Result<T> = std::result::Result<T, Failed>;
