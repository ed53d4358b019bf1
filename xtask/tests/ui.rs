//! What must not compile: every case of `tests/ui` is exact, as `cargo xtask ui` tells; and that it tells what is not.

use std::fs;
use std::io;
use std::process::{Command, Output};

fn ui(arguments: &[&std::ffi::OsStr]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("ui").args(arguments).output()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn n_mistakes_are_n_errors() {
    let output = ui(&[]).unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    let last = said.trim_end().lines().last().unwrap_or_default();
    let cases: usize = last.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    assert_eq!(last, format!("{cases} cases: {cases} exact, 0 wrong count, 0 wrong token, 0 wrong words"));
    assert!(cases > 300, "{last}");
}

#[test]
fn wrong_cases_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let case = |name: &str, header: &str, code: &str| {
        fs::write(dir.path().join(name), format!("{header}\n{code}\nfn main() {{}}\n")).unwrap();
    };
    let record = "#[derive(connector_core::Record)] struct ProductTag { title: String }";
    case("exact.rs", "//~ ERROR ProductTag : has no technical name\n//~ HELP add `#[record(name = \"product.tag\")]`", record);
    case("compiles.rs", "//~ ERROR ProductTag : has no technical name", "");
    case("no_header.rs", "", record);
    case("too_many.rs", "//~ ERROR ProductTag : has no technical name\n//~ ERROR title : no", record);
    case("token.rs", "//~ ERROR title : has no technical name", record);
    case("words.rs", "//~ ERROR ProductTag : has no technical name\n//~ HELP add `#[record(name = \"other\")]`", record);
    case(
        "unlike.rs",
        "//~ ERROR = : expected",
        "use std::fmt; #[derive(connector_core::Record)] #[record(name = \"a\")] struct A { a: u64 }",
    );
    let output = ui(&["--dir".as_ref(), dir.path().as_os_str()]).unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.ends_with("7 cases: 1 exact, 4 wrong count, 1 wrong token, 1 wrong words\n"), "{said}");
    assert!(said.contains("compiles.rs: wrong count\n") && said.contains("found:    it compiles"), "{said}");
    assert!(
        said.contains("token.rs: wrong token\n  expected: `title` : has no technical name\n  found:    `ProductTag` (line 2)"),
        "{said}"
    );
}

#[test]
fn a_folder_without_cases_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let output = ui(&["--dir".as_ref(), dir.path().as_os_str()]).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("there is no *.rs below"), "{}", said(&output));
}
