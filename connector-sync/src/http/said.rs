//! What an answer that is no success says.

use serde_json::Value;

use super::{clean, clean_json};

/// How many characters of a body are shown.
const LONGEST: usize = 200;

/// How many bytes of a body are looked at.
const LOOKED_AT: usize = 64 * 1024;

/// The sentence of a body, for an error: one line of at most 200 characters, and without what looks like a secret (what stands under a name
/// such as `token` or `password`, credentials after `Bearer`, names and passwords of addresses).
///
/// It is the message of JSON, where that has one: `message` (with its `%1` filled in from `parameters`), `detail`, `title`,
/// `error_description`, `error`, `errors`; or else the whole body.
///
/// ```
/// use connector_sync::http::excerpt;
/// assert_eq!(excerpt(br#"{"error": {"code": 7, "message": "no such product"}}"#), "no such product");
/// assert_eq!(excerpt(b"<h1>Bad\n gateway</h1> https://ada:hunter2@shop"), "<h1>Bad gateway</h1> https://***@shop");
/// ```
#[must_use]
pub fn excerpt(body: &[u8]) -> String {
    short(&clean(&whole(body)))
}

/// The same, with all that it says.
pub(super) fn whole(body: &[u8]) -> String {
    let body = &body[..body.len().min(LOOKED_AT)];
    match serde_json::from_slice::<Value>(body) {
        Ok(mut json) => message(&json).unwrap_or_else(|| {
            clean_json(&mut json, &|_| false);
            json.to_string()
        }),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}

/// One line of at most 200 characters.
pub(super) fn short(text: &str) -> String {
    let mut short = String::new();
    for (place, c) in text.split_whitespace().flat_map(|word| [" ", word]).skip(1).flat_map(str::chars).enumerate() {
        if place == LONGEST {
            short.push('…');
            break;
        }
        short.push(if c.is_control() { '\u{fffd}' } else { c });
    }
    short
}

fn message(json: &Value) -> Option<String> {
    let text = |name: &str| json.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(text) = text("message") {
        return Some(filled_in(text, json.get("parameters")));
    }
    if let Some(text) = ["detail", "title", "error_description", "error"].into_iter().find_map(text) {
        return Some(text.to_owned());
    }
    match json.get("error").or_else(|| json.get("errors"))? {
        Value::Array(all) => all.first().and_then(|first| first.as_str().map(str::to_owned).or_else(|| message(first))),
        inner => message(inner),
    }
}

/// `%1` and `%name` of a message are what `parameters` has.
fn filled_in(message: &str, parameters: Option<&Value>) -> String {
    let named = parameters.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.clone(), value));
    let counted =
        parameters.and_then(Value::as_array).into_iter().flatten().enumerate().map(|(place, value)| ((place + 1).to_string(), value));
    named.chain(counted).fold(message.to_owned(), |message, (name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        message.replace(&format!("%{name}"), &value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_and_bounded() {
        for (body, said) in [
            (r#"{"message": "%1 of %name", "parameters": ["a"]}"#, "a of %name"),
            (r#"{"message": "no %name", "parameters": {"name": 7}}"#, "no 7"),
            (r#"{"title": "Bad", "detail": "the price is missing", "status": 400}"#, "the price is missing"),
            (r#"{"error": "invalid_grant", "error_description": "it has expired"}"#, "it has expired"),
            (r#"{"errors": [{"title": "one"}, {"title": "two"}]}"#, "one"),
            (r#"{"errors": {"sku": ["is taken"]}}"#, r#"{"errors":{"sku":["is taken"]}}"#),
            (r#"{"user": "ada", "password": "hunter2"}"#, r#"{"password":"***","user":"ada"}"#),
            (r#"{"message": "token=hunter2 is wrong"}"#, "token=*** is wrong"),
            ("", ""),
        ] {
            assert_eq!(excerpt(body.as_bytes()), said, "{body}");
        }
        let long = excerpt("ä\u{7}\n".repeat(1_000).as_bytes());
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.starts_with("ä\u{fffd} ä"));
        assert_eq!(excerpt(&[0xff, 0xfe]), "\u{fffd}\u{fffd}");
    }
}
