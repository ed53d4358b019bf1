//! What stands in two crates, since neither can depend on the other, is the same in both.

/// The code of a file, without its tests.
fn code(file: &str) -> &str {
    file.split_once("#[cfg(test)]").map_or(file, |(code, _)| code)
}

#[test]
fn names_are_alike_in_the_macros_as_at_run_time() {
    let core = code(include_str!("../../../connector-core/src/similar.rs"));
    let derive = code(include_str!("../../../connector-derive/src/shared/similar.rs"));
    assert!(core.contains("fn nearest<'a>(") && core.contains("fn distance("));
    assert_eq!(core, derive);
}
