//! Scripts of the application's own: what in them would end the transaction that they run in.

use super::Dialect;

/// The word of the first statement of a script that begins or ends a transaction: `COMMIT`, `END`, `ROLLBACK`, `ABORT`, `BEGIN`,
/// `START TRANSACTION`, `PREPARE TRANSACTION`. What goes back to a savepoint does not, nor does a word in the body of a trigger
/// or a function, in a text, a name or a remark.
pub(crate) fn ends_transaction(dialect: Dialect, script: &str) -> Option<&'static str> {
    let mut statement: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    for word in (Words { rest: script, brackets: !dialect.takes_lists() }) {
        match word {
            Word::Semicolon if depth == 0 => {
                if let Some(ends) = ends(&statement) {
                    return Some(ends);
                }
                statement.clear();
            }
            Word::Semicolon => {}
            Word::Word(word) => {
                // The body of a trigger of SQLite's, or of a function with `BEGIN ATOMIC`: it has statements of its own.
                let in_body = statement.first().is_some_and(|first| first == "CREATE");
                match word.as_str() {
                    "BEGIN" if in_body => depth += 1,
                    "CASE" if depth > 0 => depth += 1,
                    "END" if depth > 0 => depth -= 1,
                    _ => {}
                }
                statement.push(word);
            }
        }
    }
    ends(&statement)
}

fn ends(statement: &[String]) -> Option<&'static str> {
    let second = statement.get(1).map(String::as_str);
    match statement.first()?.as_str() {
        "COMMIT" => Some("COMMIT"),
        "END" => Some("END"),
        "ABORT" => Some("ABORT"),
        "BEGIN" => Some("BEGIN"),
        "ROLLBACK" if !statement.iter().any(|word| word == "TO") => Some("ROLLBACK"),
        "START" if second == Some("TRANSACTION") => Some("START TRANSACTION"),
        "PREPARE" if second == Some("TRANSACTION") => Some("PREPARE TRANSACTION"),
        _ => None,
    }
}

enum Word {
    /// In capitals.
    Word(String),
    Semicolon,
}

/// The words of a script, without what stands in quotes, dollars or remarks, and without signs.
struct Words<'s> {
    rest: &'s str,
    /// Whether a name may stand in brackets, as on SQLite; elsewhere they are of a list.
    brackets: bool,
}

impl Words<'_> {
    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Passes over everything up to an end, and the end.
    fn skip_past(&mut self, from: usize, end: &str) {
        let found = self.rest.get(from..).and_then(|rest| rest.find(end));
        self.skip(found.map_or(self.rest.len(), |found| from + found + end.len()));
    }

    /// Remarks stand in each other on PostgreSQL, and do not on SQLite: there the inner one's end is the end.
    fn skip_remark(&mut self) {
        self.skip_past(2, "*/");
    }

    /// `$$`, `$body$`: on PostgreSQL a text begins with it, and ends with the same.
    fn dollars(&self) -> Option<usize> {
        let tag = self.rest.strip_prefix('$')?;
        let end = tag.find('$')?;
        let named = tag[..end].chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        (named && !tag.starts_with(|letter: char| letter.is_ascii_digit())).then_some(end + 2)
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                ';' => {
                    self.skip(1);
                    return Some(Word::Semicolon);
                }
                '\'' | '"' | '`' => self.skip_past(1, letter.encode_utf8(&mut [0; 4])),
                '[' if self.brackets => self.skip_past(1, "]"),
                '-' if self.rest.starts_with("--") => self.skip_past(2, "\n"),
                '/' if self.rest.starts_with("/*") => self.skip_remark(),
                '$' if self.dollars().is_some() => {
                    let length = self.dollars().unwrap_or_default();
                    let tag = self.rest[..length].to_owned();
                    self.skip_past(length, &tag);
                }
                letter if letter.is_alphabetic() || letter == '_' => {
                    let end = self.rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(self.rest.len());
                    let word = self.rest[..end].to_uppercase();
                    self.skip(end);
                    return Some(Word::Word(word));
                }
                letter => self.skip(letter.len_utf8()),
            }
        }
        None
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::{Dialect, ends_transaction};

    const ENDING: [(&str, &str); 9] = [
        ("COMMIT", "COMMIT"),
        ("UPDATE a SET b = 1; commit work", "COMMIT"),
        ("/* x */ Rollback -- now", "ROLLBACK"),
        ("SELECT ';'; END;", "END"),
        ("SELECT 1;;\n--\nbegin", "BEGIN"),
        ("start transaction isolation level serializable", "START TRANSACTION"),
        ("PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; COMMIT", "COMMIT"),
        ("DO $x$ BEGIN PERFORM 1; END $x$; ABORT", "ABORT"),
    ];

    const OTHERS: [&str; 10] = [
        "",
        "UPDATE commits SET \"commit\" = 'COMMIT; COMMIT' -- ; COMMIT\n WHERE id = 1",
        "SAVEPOINT a; UPDATE a SET b = 1; ROLLBACK TO a; RELEASE a",
        "ROLLBACK TRANSACTION TO SAVEPOINT a",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM b; END",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "DO $$ BEGIN COMMIT; END $$",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN; COMMIT; END; $body$",
        "PREPARE x AS SELECT 1",
        "SELECT 'it''s; COMMIT', `b;COMMIT`, $1",
    ];

    #[test]
    fn what_ends_a_transaction_is_seen() {
        for (script, word) in ENDING {
            assert_eq!(ends_transaction(Dialect::Sqlite, script), Some(word), "{script}");
        }
        assert_eq!(ends_transaction(Dialect::Sqlite, "SELECT [a;COMMIT]"), None, "a name of SQLite's");
        #[cfg(feature = "postgres")]
        assert_eq!(ends_transaction(Dialect::Postgres, "SELECT ARRAY['a]b']; COMMIT"), Some("COMMIT"), "a list");
    }

    #[test]
    fn what_does_not_is_let_through() {
        for script in OTHERS {
            assert_eq!(ends_transaction(Dialect::Sqlite, script), None, "{script}");
        }
    }
}
