//! The golden code compiles as it stands, and its checks pass.

#[test]
fn checks() {
    golden::checks();
}

#[test]
fn checks_of_the_extension() {
    golden::acme::checks();
}
