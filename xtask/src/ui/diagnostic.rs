//! What the compiler said, from its JSON.

use std::path::Path;

use serde_json::Value;

use super::header::one_blank;

/// What the compiler said of a case.
#[derive(Debug, Default)]
pub struct Found {
    /// Errors, without those that only count the others.
    pub errors: Vec<Diagnostic>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The tokens that it points at, in the case's own file; none when it points nowhere.
    pub tokens: Vec<String>,
    /// The line of the first of them.
    pub line: Option<u64>,
    /// The message itself.
    pub message: String,
    /// Message, labels and notes, each with its white space as one blank.
    pub texts: Vec<String>,
    /// Those parts of it that say what to do.
    pub help: Vec<String>,
}

impl Found {
    /// Adds a message of the compiler's about the case `file`, whose text is `source`.
    pub fn add(&mut self, message: &Value, file: &Path, source: &str) {
        let level = text(message, "level");
        // "aborting due to 2 previous errors", "2 warnings emitted": no place, and no children.
        let sums_up = spans(message).next().is_none()
            && (text(message, "message").starts_with("aborting due to ") || text(message, "message").contains("emitted"));
        match level {
            "error" | "error: internal compiler error" if !sums_up => self.errors.push(Diagnostic::new(message, file, source)),
            "warning" if !sums_up => self.warnings.push(Diagnostic::new(message, file, source)),
            _ => {}
        }
    }
}

impl Diagnostic {
    fn new(message: &Value, file: &Path, source: &str) -> Self {
        let primary: Vec<&Value> =
            spans(message).filter(|span| span["is_primary"] == true).filter_map(|span| in_file(span, file)).collect();
        let children = message["children"].as_array().map(Vec::as_slice).unwrap_or_default();
        let labels = spans(message).map(|span| text(span, "label"));
        let said = text(message, "message");
        let texts = [said].into_iter().chain(labels).chain(children.iter().map(|child| text(child, "message")));
        let behind = |text: &str| text.split_once("help:").map(|(_, help)| one_blank(help));
        let help = [behind(said)].into_iter().flatten().chain(children.iter().filter_map(|child| {
            let said = text(child, "message");
            if text(child, "level") == "help" { Some(one_blank(said)) } else { behind(said) }
        }));
        Self {
            tokens: primary.iter().filter_map(|span| token(span, source)).collect(),
            line: primary.first().and_then(|span| span["line_start"].as_u64()),
            message: said.to_owned(),
            help: help.collect(),
            texts: texts.map(one_blank).filter(|text| !text.is_empty()).collect(),
        }
    }

    /// Whether it points at this token.
    pub fn is_at(&self, token: &str) -> bool {
        self.tokens.iter().any(|found| found == token)
    }

    /// Whether it says these words, and helps with those.
    pub fn says(&self, words: &str, help: &[String]) -> bool {
        self.texts.iter().any(|text| text.contains(words)) && help.iter().all(|words| self.help.iter().any(|help| help.contains(words)))
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn spans(message: &Value) -> impl Iterator<Item = &Value> {
    message["spans"].as_array().into_iter().flatten()
}

/// The span itself, or the place in the user's file from which the macro was called that it is in.
fn in_file<'a>(span: &'a Value, file: &Path) -> Option<&'a Value> {
    let mut span = span;
    while Path::new(text(span, "file_name")) != file {
        span = span.get("expansion")?.get("span")?;
    }
    Some(span)
}

fn token(span: &Value, source: &str) -> Option<String> {
    let at = |key: &str| usize::try_from(span[key].as_u64()?).ok();
    source.get(at("byte_start")?..at("byte_end")?).map(one_blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn span(file: &str, from: u64, to: u64) -> Value {
        json!({ "file_name": file, "byte_start": from, "byte_end": to, "is_primary": true, "line_start": 1, "label": null, "expansion": null })
    }

    fn found(message: &Value, source: &str) -> Found {
        let mut found = Found::default();
        found.add(message, Path::new("/cases/a.rs"), source);
        found
    }

    #[test]
    fn a_macro_error_with_its_help() {
        let message = json!({
            "level": "error", "message": "a size is a number\nhelp: write it like `size = 64`",
            "spans": [span("/cases/a.rs", 4, 12)], "children": [],
        });
        let found = found(&message, "ab, size\n =\t0;");
        let error = &found.errors[0];
        assert_eq!(error.tokens, ["size ="[..].to_owned()].map(|_| "size =".to_owned()));
        assert!(error.says("a size is a number help: write", &["`size = 64`".to_owned()]));
        assert!(!error.says("a size", &["a number".to_owned()]), "what stands before `help:` is no help");
        assert!(!error.says("A size", &[]), "the case of letters counts");
    }

    #[test]
    fn notes_and_labels_count_and_a_macro_is_followed_to_the_user() {
        let mut inside = span("/elsewhere/lib.rs", 0, 9);
        inside["expansion"] = json!({ "span": span("/cases/a.rs", 0, 4), "macro_decl_name": "m!" });
        inside["label"] = json!("this type has no list");
        let message = json!({
            "level": "error", "message": "`X` is no selection", "spans": [inside],
            "children": [{ "level": "note", "message": "help: add `#[derive(Selection)]`" }, { "level": "help", "message": "other types do" }],
        });
        let found = found(&message, "m!()");
        assert!(found.errors[0].is_at("m!()"));
        assert!(found.errors[0].says("has no list", &["add `#[derive(".to_owned(), "other types".to_owned()]));
    }

    #[test]
    fn sums_do_not_count_and_warnings_do() {
        let sum = json!({ "level": "error", "message": "aborting due to 2 previous errors", "spans": [], "children": [] });
        let nowhere = json!({ "level": "error", "message": "linking failed", "spans": [], "children": [] });
        let warning = json!({ "level": "warning", "message": "unused", "spans": [span("/cases/a.rs", 0, 1)], "children": [] });
        assert_eq!(found(&sum, "").errors.len(), 0);
        assert_eq!(found(&nowhere, "").errors.len(), 1);
        assert_eq!(found(&warning, "x").warnings.len(), 1);
    }
}
