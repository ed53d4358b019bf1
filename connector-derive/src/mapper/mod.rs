//! What the derives of mappers have in common.

pub mod code;
pub mod item;
