//! The statement that made a table of SQLite's, taken apart: it is all that SQLite keeps of a table.

/// A statement that made a table: what stands before its columns, its columns and constraints, and what stands behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    head: String,
    items: Vec<String>,
    tail: String,
}

/// A piece of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'s> {
    /// A word, a number, or a sign, with the place where it begins.
    Word(&'s str, usize),
    /// A name or a text in quotes.
    Quoted(&'s str, usize),
    /// A comment.
    Comment,
}

/// What changes the meaning of a column beyond its type, its default, its link, and whether it may be null.
const SPECIAL: [&str; 10] = ["CHECK", "UNIQUE", "PRIMARY", "COLLATE", "GENERATED", "AS", "CONSTRAINT", "DEFERRABLE", "MATCH", "UPDATE"];

impl Definition {
    /// Takes a statement apart; `None` when it is none that makes a table of columns.
    pub(crate) fn parse(sql: &str) -> Option<Self> {
        let (mut depth, mut start, mut items, mut head) = (0_usize, 0, Vec::new(), None);
        for token in tokens(sql)? {
            match token {
                Token::Word("(", at) => {
                    depth += 1;
                    if depth == 1 && head.is_none() {
                        head = Some(sql.get(..=at)?.to_owned());
                        start = at + 1;
                    }
                }
                Token::Word(",", at) if depth == 1 => {
                    items.push(sql.get(start..at)?.trim().to_owned());
                    start = at + 1;
                }
                Token::Word(")", at) => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        items.push(sql.get(start..at)?.trim().to_owned());
                        return Some(Self { head: head?, items, tail: sql.get(at..)?.to_owned() });
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The statement.
    pub(crate) fn sql(&self) -> String {
        // A comment ends with its line.
        let line = if self.items.iter().any(|item| item.contains("--")) { "\n" } else { "" };
        format!("{}{}{line}{}", self.head, self.items.join(&format!("{line}, ")), self.tail)
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.items.iter().position(|item| item_name(item).is_some_and(|name| name.eq_ignore_ascii_case(column)))
    }

    /// Puts another definition in the place of a column's. `Err` with the word that would be lost.
    pub(crate) fn replace(&mut self, column: &str, with: String) -> Result<(), String> {
        let place = self.place(column).ok_or_else(|| "its definition".to_owned())?;
        let item = &self.items[place];
        for token in tokens(item).into_iter().flatten() {
            match token {
                Token::Comment => return Err("a comment".to_owned()),
                Token::Word(word, _) if SPECIAL.iter().any(|special| special.eq_ignore_ascii_case(word)) => return Err(word.to_owned()),
                _ => {}
            }
        }
        let elsewhere = self.items.iter().enumerate().any(|(other, item)| other != place && links_column(item, column));
        if elsewhere {
            return Err("FOREIGN KEY".to_owned());
        }
        self.items[place] = with;
        Ok(())
    }

    /// Lets a column be null. Whether that was possible.
    pub(crate) fn relax(&mut self, column: &str) -> bool {
        let Some(place) = self.place(column) else { return false };
        let item = &self.items[place];
        let Some(tokens) = tokens(item) else { return false };
        let is = |token: &Token<'_>, expected: &str| matches!(token, Token::Word(word, _) if word.eq_ignore_ascii_case(expected));
        let mut cut = Vec::new();
        for pair in tokens.windows(2) {
            if let [Token::Word(_, from), Token::Word(null, at)] = pair
                && is(&pair[0], "NOT")
                && is(&pair[1], "NULL")
            {
                cut.push((*from, at + null.len()));
            }
        }
        let mut relaxed = item.clone();
        for (from, to) in cut.iter().rev() {
            relaxed.replace_range(*from..*to, "");
        }
        relaxed.trim_end().clone_into(&mut self.items[place]);
        !cut.is_empty()
    }
}

/// The name of a column; `None` of a constraint.
fn item_name(item: &str) -> Option<String> {
    match tokens(item)?.into_iter().find(|token| *token != Token::Comment)? {
        Token::Word(word, _) => {
            let constraint = ["CONSTRAINT", "FOREIGN", "CHECK", "UNIQUE", "PRIMARY"].iter().any(|kind| kind.eq_ignore_ascii_case(word));
            (!constraint).then(|| word.to_owned())
        }
        Token::Quoted(name, _) => Some(unquoted(name)),
        Token::Comment => None,
    }
}

/// Whether a constraint of the table is a link of this column.
fn links_column(item: &str, column: &str) -> bool {
    let Some(tokens) = tokens(item).filter(|_| item_name(item).is_none()) else { return false };
    let foreign = tokens.iter().position(|token| matches!(token, Token::Word(word, _) if word.eq_ignore_ascii_case("FOREIGN")));
    let listed = tokens.iter().skip(foreign.unwrap_or(tokens.len()));
    listed.take_while(|token| !matches!(token, Token::Word(")", _))).any(|token| match token {
        Token::Word(word, _) => word.eq_ignore_ascii_case(column),
        Token::Quoted(name, _) => unquoted(name).eq_ignore_ascii_case(column),
        Token::Comment => false,
    })
}

fn unquoted(name: &str) -> String {
    let inner = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
    match name.chars().next() {
        Some('[') | None => inner.to_owned(),
        Some(quote) => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

/// The pieces of a statement; `None` when one does not end.
fn tokens(sql: &str) -> Option<Vec<Token<'_>>> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(first) = sql.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &sql[at..];
        let length = if rest.starts_with("--") {
            tokens.push(Token::Comment);
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            tokens.push(Token::Comment);
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(first, '"' | '\'' | '`' | '[') {
            let length = quoted_length(rest, if first == '[' { ']' } else { first })?;
            tokens.push(Token::Quoted(&rest[..length], at));
            length
        } else if first.is_whitespace() {
            first.len_utf8()
        } else {
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$' || !letter.is_ascii();
            let length = if is_word(first) { rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()) } else { first.len_utf8() };
            tokens.push(Token::Word(&rest[..length], at));
            length
        };
        at += length;
    }
    Some(tokens)
}

/// How long what is in quotes is, with them; a quote in it is doubled.
fn quoted_length(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote && (quote == ']' || letters.next_if(|(_, next)| *next == quote).is_none()) {
            return Some(at + quote.len_utf8());
        }
    }
    None
}

#[cfg(feature = "sqlite")]
/// Puts another statement in the place of the one that made a table, whose rows fit both.
pub(crate) fn redefine(table: &str, sql: &str) -> String {
    format!("UPDATE sqlite_schema SET sql = {} WHERE type = 'table' AND name = {}", super::text(sql), super::text(table))
}

#[cfg(feature = "sqlite")]
/// Looks for rows that a table's definition does not allow.
pub(crate) fn checks(table: &str) -> [String; 2] {
    let table = super::quote(table);
    [format!("PRAGMA quick_check({table})"), format!("PRAGMA foreign_key_check({table})")]
}

#[cfg(test)]
mod tests {
    use super::Definition;

    const ODD: &str = r#"CREATE TABLE "a, (b" ( id INTEGER PRIMARY KEY, "x""y" TEXT NOT NULL DEFAULT 'it''s, (', [z w] TEXT -- (, '
        NOT /* , */ NULL, q TEXT NOT NULL CHECK (length(q) > 1), FOREIGN KEY (q, "x""y") REFERENCES o (a, b) ) STRICT"#;

    #[test]
    fn statements_are_taken_apart() {
        let definition = Definition::parse(ODD).unwrap();
        assert_eq!(definition.items.len(), 5, "{definition:?}");
        assert!(Definition::parse(&definition.sql()).is_some());
        assert!(Definition::parse("CREATE TABLE x AS SELECT 1").is_none());
        assert!(Definition::parse("CREATE TABLE x (a 'b").is_none());
    }

    #[test]
    fn columns_are_relaxed_and_replaced() {
        let mut definition = Definition::parse(ODD).unwrap();
        assert!(definition.relax("x\"Y"));
        assert!(definition.sql().contains(r#""x""y" TEXT  DEFAULT 'it''s, ('"#), "{}", definition.sql());
        assert!(definition.relax("q") && !definition.relax("id") && !definition.relax("no"));
        assert!(definition.sql().contains("q TEXT  CHECK (length(q) > 1)"), "{}", definition.sql());
        assert_eq!(definition.replace("q", "q TEXT".into()), Err("CHECK".into()));
        assert_eq!(definition.replace("x\"y", "x".into()), Err("FOREIGN KEY".into()));
        assert_eq!(definition.replace("Z W", "x".into()), Err("a comment".into()));
        let mut plain = Definition::parse("CREATE TABLE a (b TEXT, c TEXT REFERENCES d (e) ON DELETE CASCADE)").unwrap();
        assert_eq!(plain.replace("c", "c TEXT NOT NULL".into()), Ok(()));
        assert_eq!(plain.sql(), "CREATE TABLE a (b TEXT, c TEXT NOT NULL)");
    }
}
