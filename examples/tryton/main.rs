//! Tryton.
fn main() {}
