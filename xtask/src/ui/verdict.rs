//! What a case expects, held against what the compiler said.

use std::fmt::Write as _;

use super::diagnostic::{Diagnostic, Found};
use super::header::{Expected, Header};

/// Whether a case is exact, or the first thing that is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As many errors as mistakes, each on its token and with its words.
    Exact,
    /// More or fewer errors than mistakes, or a warning that nobody wants.
    Count,
    /// An error on another token.
    Token,
    /// An error with other words.
    Words,
}

impl Kind {
    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Count => "wrong count",
            Self::Token => "wrong token",
            Self::Words => "wrong words",
        }
    }
}

/// What is to be said of a case.
#[derive(Debug)]
pub struct Verdict {
    /// Right, or how it is wrong.
    pub kind: Kind,
    /// What was expected, and what was found instead.
    pub story: String,
}

/// Gives each mistake an error of its own, as far as that is possible.
pub fn judge(header: &Header, found: &Found) -> Verdict {
    let exact = |expected: &Expected, error: &Diagnostic| error.is_at(&expected.token) && error.says(&expected.words, &expected.help);
    let matched = distinct(&header.errors, &found.errors, exact);
    let warned = header.warnings.len() == found.warnings.len()
        && header.warnings.iter().zip(&found.warnings).all(|(words, warning)| warning.says(words, &[]));
    let kind = if !header.faults.is_empty() || header.errors.is_empty() || header.errors.len() != found.errors.len() || !warned {
        Kind::Count
    } else if matched.iter().all(Option::is_some) {
        Kind::Exact
    } else if distinct(&header.errors, &found.errors, |expected, error| error.is_at(&expected.token)).iter().all(Option::is_some) {
        Kind::Words
    } else {
        Kind::Token
    };
    Verdict { kind, story: story(header, found, &matched) }
}

/// For each expected one the position of an error that fits it, no error twice, as many as possible.
fn distinct(expected: &[Expected], errors: &[Diagnostic], fits: impl Fn(&Expected, &Diagnostic) -> bool) -> Vec<Option<usize>> {
    let fits: Vec<Vec<bool>> = expected.iter().map(|one| errors.iter().map(|error| fits(one, error)).collect()).collect();
    let mut holder: Vec<Option<usize>> = vec![None; errors.len()];
    for one in 0..expected.len() {
        place(one, &fits, &mut holder, &mut vec![false; errors.len()]);
    }
    (0..expected.len()).map(|one| holder.iter().position(|held| *held == Some(one))).collect()
}

/// Finds an error for one mistake; another mistake makes room where it can take another error.
fn place(one: usize, fits: &[Vec<bool>], holder: &mut [Option<usize>], asked: &mut [bool]) -> bool {
    for error in 0..holder.len() {
        if fits[one][error] && !asked[error] {
            asked[error] = true;
            if holder[error].is_none_or(|other| place(other, fits, holder, asked)) {
                holder[error] = Some(one);
                return true;
            }
        }
    }
    false
}

fn story(header: &Header, found: &Found, matched: &[Option<usize>]) -> String {
    let mut story = String::new();
    let mut line = |words: String| {
        let _ = write!(story, "{}  {words}", if story.is_empty() { "" } else { "\n" });
    };
    for fault in &header.faults {
        line(format!("header:   {fault}"));
    }
    if header.errors.is_empty() {
        line("header:   there is no `//~ ERROR` line: every case is a mistake".to_owned());
    }
    for (expected, _) in header.errors.iter().zip(matched).filter(|(_, place)| place.is_none()) {
        let help = expected.help.iter().map(|help| format!(" [help: {help}]")).collect::<Vec<_>>().concat();
        line(format!("expected: `{}` : {}{help}", expected.token, expected.words));
    }
    for (_, error) in found.errors.iter().enumerate().filter(|(place, _)| !matched.contains(&Some(*place))) {
        line(format!("found:    {}", told(error)));
    }
    if found.errors.is_empty() {
        line("found:    it compiles".to_owned());
    }
    for warning in found.warnings.iter().filter(|warning| !header.warnings.iter().any(|words| warning.says(words, &[]))) {
        line(format!("warning:  {}", told(warning)));
    }
    for words in header.warnings.iter().filter(|words| !found.warnings.iter().any(|warning| warning.says(words, &[]))) {
        line(format!("expected: the warning {words}"));
    }
    story
}

fn told(error: &Diagnostic) -> String {
    let token = if error.tokens.is_empty() { "no token of this file".to_owned() } else { format!("`{}`", error.tokens.join("`, `")) };
    let line = error.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let message = error.message.replace('\n', "\n            ");
    let notes = error.help.iter().filter(|help| !error.message.contains("help:") && !help.is_empty());
    let notes = notes.map(|help| format!("\n            help: {help}")).collect::<Vec<_>>().concat();
    format!("{token}{line} : {message}{notes}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::header;

    fn error(token: &str, message: &str) -> Diagnostic {
        let help = message.split_once("help: ").map(|(_, help)| help.to_owned()).into_iter().collect();
        Diagnostic { tokens: vec![token.to_owned()], line: Some(3), message: message.to_owned(), texts: vec![message.to_owned()], help }
    }

    fn judged(source: &str, errors: Vec<Diagnostic>, warnings: Vec<Diagnostic>) -> Verdict {
        judge(&header::parse(source), &Found { errors, warnings })
    }

    #[test]
    fn each_mistake_takes_an_error_of_its_own() {
        // The first line would fit both errors: the second one makes it take the other.
        let source = "//~ ERROR a : said\n//~ ERROR a : said twice\n//~ HELP remove";
        let errors = vec![error("a", "said twice help: remove it"), error("a", "said once")];
        assert_eq!(judged(source, errors.clone(), vec![]).kind, Kind::Exact);
        assert_eq!(judged(source, errors[..1].to_vec(), vec![]).kind, Kind::Count);
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let source = "//~ ERROR a : said\n//~ HELP remove";
        assert_eq!(judged(source, vec![error("b", "said help: remove")], vec![]).kind, Kind::Token);
        assert_eq!(judged(source, vec![error("a", "said help: keep")], vec![]).kind, Kind::Words);
        assert_eq!(judged(source, vec![], vec![]).kind, Kind::Count);
        assert_eq!(judged("fn main() {}", vec![], vec![]).kind, Kind::Count);
        assert_eq!(judged("//~ ERROR a: said", vec![error("a", "said")], vec![]).kind, Kind::Count);
        let verdict = judged(source, vec![error("b", "no")], vec![]);
        assert_eq!(verdict.story, "  expected: `a` : said [help: remove]\n  found:    `b` (line 3) : no");
    }

    #[test]
    fn a_warning_is_wrong_unless_it_is_wanted() {
        let right = || vec![error("a", "said")];
        assert_eq!(judged("//~ ERROR a : said", right(), vec![error("a", "old")]).kind, Kind::Count);
        assert_eq!(judged("//~ ERROR a : said\n//~ WARN old", right(), vec![error("a", "old")]).kind, Kind::Exact);
        assert_eq!(judged("//~ ERROR a : said\n//~ WARN old", right(), vec![]).kind, Kind::Count);
    }
}
