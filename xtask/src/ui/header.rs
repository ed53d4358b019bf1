//! The comment lines with which a case begins: what the compiler has to say.
//!
//! ```text
//! //~ ERROR <the token's exact text> : <words of the message>
//! //~ HELP <words of the help>
//! //~ WARN <words of a warning that is wanted>
//! ```
//!
//! The token ends at the first ` : `, with spaces: `a::b` and `x: i64` have none. `HELP` belongs to the `ERROR` above it.

/// What a case expects.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// One a mistake.
    pub errors: Vec<Expected>,
    /// Warnings that are wanted.
    pub warnings: Vec<String>,
    /// Lines that say nothing.
    pub faults: Vec<String>,
}

/// One mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    /// The text of the token, its white space as one blank.
    pub token: String,
    /// Words of the message.
    pub words: String,
    /// Words of the help.
    pub help: Vec<String>,
}

/// Reads the header of a case.
pub fn parse(source: &str) -> Header {
    let mut header = Header::default();
    let lines = source.trim_start_matches('\u{feff}').lines().map(str::trim);
    // Blank and comment lines may stand in between; the code ends the header, and what is in it is no longer read.
    for line in lines.take_while(|line| line.is_empty() || line.starts_with("//")) {
        let Some(said) = line.strip_prefix("//~") else { continue };
        let (kind, rest) = said.trim_start().split_once(' ').unwrap_or((said.trim(), ""));
        let rest = one_blank(rest);
        match (kind, header.errors.last_mut()) {
            ("ERROR", _) => match rest.split_once(" : ") {
                Some((token, words)) if !token.is_empty() && !words.is_empty() => {
                    header.errors.push(Expected { token: token.to_owned(), words: words.to_owned(), help: Vec::new() });
                }
                _ => header.faults.push(format!("write `//~ ERROR <token> : <words>` for `{line}`")),
            },
            ("HELP", Some(error)) if !rest.is_empty() => error.help.push(rest),
            ("HELP", _) => header.faults.push(format!("`{line}` stands below no `//~ ERROR`, or says nothing")),
            ("WARN", _) if !rest.is_empty() => header.warnings.push(rest),
            _ => header.faults.push(format!("`{line}` is no `//~ ERROR`, `//~ HELP` or `//~ WARN`")),
        }
    }
    header
}

/// All white space as one blank: tokens and messages may have several lines.
pub fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(token: &str, words: &str, help: &[&str]) -> Expected {
        Expected { token: token.to_owned(), words: words.to_owned(), help: help.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn errors_with_their_help() {
        let header = parse(
            "//~ ERROR a::b<C> : is no field: `x : y`\n//~ HELP add  this\n//~ HELP and that\n// a remark\n\n//~ ERROR 0 : at least 1\n//~ WARN old\nuse x;\n//~ ERROR late : unread\n",
        );
        assert_eq!(
            header.errors,
            [expected("a::b<C>", "is no field: `x : y`", &["add this", "and that"]), expected("0", "at least 1", &[])]
        );
        assert_eq!(header.warnings, ["old"]);
        assert!(header.faults.is_empty(), "{:?}", header.faults);
    }

    #[test]
    fn what_says_nothing_is_told() {
        for line in ["//~ ERROR token: words", "//~ ERROR", "//~ HELP nobody", "//~ EROR a : b", "//~ ERROR  : words", "//~"] {
            let header = parse(line);
            assert_eq!((header.errors.len(), header.faults.len()), (0, 1), "{line}: {header:?}");
        }
        assert_eq!(parse("//! A doc.\nfn main() {}\n"), Header::default());
    }
}
