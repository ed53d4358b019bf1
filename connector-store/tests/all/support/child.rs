//! A test that runs itself again in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

/// What the child reads to know that it is one: its parent says here what it shall do.
const ROLE: &str = "CONNECTOR_STORE_TEST_CHILD";

/// What this process shall do, when it is a child.
pub fn role() -> Option<String> {
    std::env::var(ROLE).ok()
}

/// The test `test` of this binary as another process, told to do `role`; what it says comes by its standard error.
pub fn command(test: &str, role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ROLE, role).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Starts the children, lets them go at once, and gives what each has said when it has ended.
pub fn at_once(test: &str, url: &str, count: usize) -> Vec<String> {
    let mut children: Vec<Child> = (0..count).map(|_| command(test, url).spawn().unwrap()).collect();
    let mut said: Vec<_> = children.iter_mut().map(|child| BufReader::new(child.stderr.take().unwrap())).collect();
    for said in &mut said {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut all = Vec::new();
    for (mut child, mut said) in children.into_iter().zip(said) {
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert!(child.wait().unwrap().success(), "{rest}");
        all.push(rest.trim().to_owned());
    }
    all
}
