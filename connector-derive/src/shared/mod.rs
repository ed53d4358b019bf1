//! What the derives have in common.

pub mod attributes;
pub mod check;
pub mod diagnostics;
pub mod emit;
pub mod grammar;
pub mod krate;
pub mod model;
pub mod names;
pub mod parse;
mod related;
pub mod similar;
pub mod slot;
pub mod types;
