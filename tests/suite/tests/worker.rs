//! The worker of `docs/a-worker.md`, as its operators run it: a process that works, and stops at SIGTERM.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[test]
fn a_worker_works_and_stops_at_sigterm() {
    let directory = tempfile::tempdir().unwrap();
    let mut worker = Command::new(connector_tests::example("worker"))
        .env("DATABASE", format!("sqlite:{}", directory.path().join("worker.db").display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut said, mut terminated) = (Vec::new(), false);
    for line in BufReader::new(worker.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // The job's own span ends last.
        if line.contains(" job{") && line.contains("}: close ") && !terminated {
            let pid = worker.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
            terminated = true;
        }
        said.push(line);
    }
    let (status, said) = (worker.wait().unwrap(), said.join("\n"));
    assert!(status.success(), "{status}\n{said}");
    for words in [
        "INFO the worker is up",
        r#"imported model="shop.product" created=2 updated=0 unchanged=0 failed=1"#,
        r#"a record failed model="shop.product" external_id="3""#,
        "INFO stopping: no more jobs are taken",
        "INFO stopped: 1 jobs done, 0 failed, 0 to be tried again, 0 given back, 0 lost to other workers",
    ] {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
}
