//! What must not compile, and what the compiler says: `tests/ui/<derive>/<mistake>.rs`, each with its `.stderr`.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("../ui/*/*.rs");
}
