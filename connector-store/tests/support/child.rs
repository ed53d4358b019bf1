//! A test that runs itself again in a process of its own.

use std::process::{Command, Stdio};

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
