//! Secrets are taken out of what others say: what stands under a name that promises a secret, and what stands before the `@` of an
//! address.

use serde_json::Value;

/// What stands in the place of a secret.
pub(crate) const STARS: &str = "***";

/// Parts of names under which secrets stand.
const WORDS: [&str; 14] = [
    "authorization",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "private_key",
    "signature",
    "session",
    "cookie",
];

/// Whole names under which secrets stand.
const NAMES: [&str; 7] = ["auth", "credentials", "key", "pass", "pin", "pwd", "sid"];

/// Before credentials without a name.
const SCHEMES: [&str; 5] = ["bearer ", "basic ", "token ", "digest ", "session "];

/// Whether a secret may stand under this name.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || WORDS.iter().any(|word| name.contains(word))
}

/// JSON with stars in the place of what stands under such names, and under those that are `also` meant; its texts without what looks
/// like a secret.
pub(crate) fn clean_json(value: &mut Value, also: &dyn Fn(&str) -> bool) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret_name(name) || also(name) {
                    hide(value);
                } else {
                    clean_json(value, also);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| clean_json(item, also)),
        // JSON in a text of JSON, an address.
        Value::String(text) => *text = clean(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The shape stays, so that what reads it goes on reading it.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(hide),
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::String(text) => STARS.clone_into(text),
        Value::Number(_) => *value = Value::from(0),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A text without what looks like a secret. Too much is taken rather than too little.
pub(crate) fn clean(text: &str) -> String {
    without_values(&without_userinfo(text))
}

/// `https://name:password@shop` is `https://***@shop`.
fn without_userinfo(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, after) = rest.split_at(place + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "/?#\"'<>\\".contains(c)).unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(at) => {
                clean.push_str(STARS);
                &after[at..]
            }
            None => after,
        };
    }
    clean + rest
}

/// `password=…`, `"token": "…"`, `Authorization: Bearer …`, and `Bearer …` by itself.
fn without_values(text: &str) -> String {
    // Of the same length, byte for byte.
    let lower = text.to_ascii_lowercase();
    let mut names = Names::of(&lower);
    let (mut clean, mut kept, mut place) = (String::with_capacity(text.len()), 0, 0);
    while let Some(end) = names.next_end(place) {
        place = end;
        if let Some((start, end)) = value(&lower, end) {
            clean.push_str(&text[kept..start]);
            clean.push_str(STARS);
            (kept, place) = (end, end);
        }
    }
    clean + &text[kept..]
}

/// The names of secrets in a text, from its begin to its end: for each of them its next place is known, so that the text is searched
/// once for each, however many there are.
struct Names<'t> {
    lower: &'t str,
    /// Where each begins and ends next; `None` where it comes no more.
    next: Vec<(Pattern, Option<(usize, usize)>)>,
}

/// What a name is found by.
#[derive(Clone, Copy)]
enum Pattern {
    Word(&'static str),
    /// A whole name stands by itself.
    Name(&'static str),
    Scheme(&'static str),
}

impl Pattern {
    /// Where it begins and ends first.
    fn find(self, lower: &str, from: usize) -> Option<(usize, usize)> {
        let found = |text: &str| lower[from..].find(text).map(|place| (from + place, from + place + text.len()));
        match self {
            Self::Word(word) => found(word),
            // Without the space: it stands between the scheme and the value.
            Self::Scheme(scheme) => found(scheme).map(|(start, end)| (start, end - 1)),
            Self::Name(name) => {
                let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
                let mut places = lower[from..].match_indices(name).map(|(place, _)| (from + place, from + place + name.len()));
                places.find(|(start, end)| alone(lower[..*start].chars().next_back()) && alone(lower[*end..].chars().next()))
            }
        }
    }
}

impl<'t> Names<'t> {
    fn of(lower: &'t str) -> Self {
        let words = WORDS.into_iter().map(Pattern::Word).chain(NAMES.into_iter().map(Pattern::Name));
        let patterns = words.chain(SCHEMES.into_iter().map(Pattern::Scheme));
        Self { lower, next: patterns.map(|pattern| (pattern, pattern.find(lower, 0))).collect() }
    }

    /// Where the next one ends that begins at `from` or later.
    fn next_end(&mut self, from: usize) -> Option<usize> {
        let lower = self.lower;
        for (pattern, next) in &mut self.next {
            if next.is_some_and(|(start, _)| start < from) {
                *next = pattern.find(lower, from);
            }
        }
        let places = self.next.iter().filter_map(|(_, next)| *next);
        let (_, end) = places.min_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)))?;
        Some(end + lower[end..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(lower.len() - end))
    }
}

/// Where the value of a name is that ends at `end`.
fn value(lower: &str, end: usize) -> Option<(usize, usize)> {
    let skip = |from: usize, chars: &[char]| lower.len() - lower[from..].trim_start_matches(chars).len();
    let sign = skip(end, &['"', '\'', '\\', ' ', ']']);
    let named = lower[sign..].starts_with(['=', ':']).then_some(sign + 1).or_else(|| lower[sign..].starts_with("%3d").then_some(sign + 3));
    let Some(mut start) = named else {
        // A scheme, and something that is no word.
        let scheme = SCHEMES.iter().any(|scheme| lower[..end].ends_with(scheme.trim_end())) && lower[end..].starts_with(' ');
        let start = skip(end, &[' ']);
        let end = start + unquoted(&lower[start..]);
        let looks_secret = end - start >= 8 && lower[start..end].contains(|c: char| c.is_ascii_digit() || "._-=+/".contains(c));
        return (scheme && looks_secret).then_some((start, end));
    };
    start = skip(start, &[' ', '\\']);
    if let Some(quote) = lower[start..].chars().next().filter(|c| "\"'".contains(*c)) {
        let start = start + 1;
        let mut escaped = false;
        let end = lower[start..].char_indices().find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        return Some((start, end.map_or(lower.len(), |(place, _)| start + place)));
    }
    if let Some(scheme) = SCHEMES.iter().find(|scheme| lower[start..].starts_with(**scheme)) {
        start = skip(start + scheme.len(), &[' ']);
    }
    let end = start + unquoted(&lower[start..]);
    (end > start).then_some((start, end))
}

/// How long a value is that stands without quotes.
fn unquoted(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || "&,;\"'<>(){}[]".contains(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_under_the_name_of_a_secret_goes() {
        for (said, clean_text) in [
            ("no such product", "no such product"),
            ("see https://ada:hunter2@shop.example/x?y", "see https://***@shop.example/x?y"),
            ("/x?access_token=abc&page=2", "/x?access_token=***&page=2"),
            ("/x?key=abc&monkey=2", "/x?key=***&monkey=2"),
            (r#"{"password": "a \"b", "n": 1}"#, r#"{"password": "***", "n": 1}"#),
            ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
            ("authorization: abc, and more", "authorization: ***, and more"),
            ("got 'Basic YWRhOmh1bnRlcjI='", "got 'Basic ***'"),
            ("Basic authentication is wanted", "Basic authentication is wanted"),
            ("the token has expired", "the token has expired"),
            ("X-Api-Key=abc", "X-Api-Key=***"),
            ("a%3dtoken%3Dabc", "a%3dtoken%3D***"),
            ("the pässword: ü, token: ü", "the pässword: ü, token: ***"),
        ] {
            assert_eq!(clean(said), clean_text);
        }
    }

    /// In one pass: by the square of its length it would be billions of steps, and not end within a test.
    #[test]
    fn a_text_of_nothing_but_names_is_cleaned_in_one_pass() {
        for (said, clean_text) in [("key=a&", "key=***&"), ("token b ", "token b "), ("monkey=a&", "monkey=a&")] {
            assert_eq!(clean(&said.repeat(200_000)), clean_text.repeat(200_000));
        }
    }

    #[test]
    fn the_shape_of_json_stays() {
        let mut value = serde_json::json!({ "token": ["abc", { "x": 7 }], "name": "a token=b", "deep": [{ "Secret": null, "vat": "x" }] });
        clean_json(&mut value, &|name| name == "vat");
        let expected =
            serde_json::json!({ "token": [STARS, { "x": 0 }], "name": "a token=***", "deep": [{ "Secret": null, "vat": STARS }] });
        assert_eq!(value, expected);
    }
}
