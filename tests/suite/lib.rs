//! End-to-end suites over all crates: `tests/*.rs` beside this file; `../ui` must not compile, `../golden` must.
