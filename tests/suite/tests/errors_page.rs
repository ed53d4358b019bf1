//! `docs/errors.md` explains every error that a case of `tests/ui` shows, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The headings: messages with `…` for what is the user's.
fn headings() -> io::Result<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/errors.md"))?;
    Ok(page.lines().filter_map(|line| line.strip_prefix("### ")).map(|heading| heading.replace("`…`", "…")).collect())
}

/// The first line of every error of every case.
fn messages() -> io::Result<BTreeSet<String>> {
    let mut messages = BTreeSet::new();
    for folder in fs::read_dir(root().join("tests/ui"))? {
        for file in fs::read_dir(folder?.path())? {
            let file = file?.path();
            if file.extension().is_some_and(|extension| extension == "stderr") {
                let said = fs::read_to_string(file)?;
                messages.extend(said.lines().filter_map(message));
            }
        }
    }
    Ok(messages)
}

/// `error: …` and `error[E0080]: evaluation panicked: …; help: …` alike.
fn message(line: &str) -> Option<String> {
    let (code, message) = line.strip_prefix("error")?.split_once(": ")?;
    let known = code.is_empty() || (code.starts_with('[') && code.ends_with(']'));
    let message = message.strip_prefix("evaluation panicked: ").unwrap_or(message);
    known.then(|| message.split("; help:").next().unwrap_or(message).to_owned())
}

/// Whether the fixed words of the heading stand in the message, in their order, from its beginning to its end.
fn fits(heading: &str, message: &str) -> bool {
    let (parts, last) = heading.rsplit_once('…').unwrap_or(("", heading));
    let Some(mut rest) = message.strip_suffix(last) else { return false };
    if parts.is_empty() && !heading.starts_with('…') {
        return rest.is_empty();
    }
    for (place, part) in parts.split('…').enumerate() {
        match rest.find(part) {
            Some(found) if place > 0 || found == 0 => rest = &rest[found + part.len()..],
            _ => return false,
        }
    }
    true
}

#[test]
fn the_page_and_the_cases_say_the_same() {
    let (headings, messages) = (headings().unwrap(), messages().unwrap());
    let unexplained: Vec<&String> = messages.iter().filter(|message| !headings.iter().any(|heading| fits(heading, message))).collect();
    assert!(unexplained.is_empty(), "docs/errors.md has no heading for:\n{unexplained:#?}");
    let unseen: Vec<&String> = headings.iter().filter(|heading| !messages.iter().any(|message| fits(heading, message))).collect();
    assert!(unseen.is_empty(), "no case in tests/ui shows:\n{unseen:#?}");
    assert!(messages.len() > 150, "{}", messages.len());
}

#[test]
fn a_heading_fits_its_own_message_only() {
    assert!(fits("… is no key of … on …", "`lable` is no key of `#[field(...)]` on a field"));
    assert!(!fits("… is no key of … on …", "`a` is no link: it is `b`"));
    assert!(!fits("the … has no name", "of the `a` has no name"), "from the beginning");
    assert!(!fits("the … has no name", "the `a` has no name for it"), "to the end");
    assert_eq!(message("error[E0080]: evaluation panicked: `a` is b; help: c").as_deref(), Some("`a` is b"));
    assert_eq!(message("error: a: b").as_deref(), Some("a: b"));
    assert_eq!(message("errors everywhere: a"), None);
}
