//! What the examples share: JSON over HTTP, and a terminal.
//!
//! The examples themselves are connectors as their users would write them: a folder each, beside this file.

pub mod http;
pub mod terminal;
