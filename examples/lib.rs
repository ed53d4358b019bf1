//! Connectors as their users would write them, a folder each, and what they share: a terminal, a scenario.
//!
//! The connectors to real systems are libraries with a program each, so that others can extend them, as `both` does; `magento` is
//! one program.

pub mod both;
pub mod oscar;
pub mod scenario;
pub mod terminal;
pub mod tryton;
