//! Secrets that are known, taken out of all that is said about requests.

use connector_core::{Sealed, Secret};
use reqwest::Url;

use super::clean::STARS;
use super::{clean, said};

/// Secrets, in each way in which they may be written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hidden(Vec<Secret>);

impl Hidden {
    /// One more: as it is, and as it stands in JSON, in a path and in a query.
    pub(crate) fn add(&mut self, secret: &Secret) -> Result<(), Sealed> {
        let text = secret.expose()?;
        let mut ways = vec![text.to_owned()];
        if let Ok(json) = serde_json::to_string(text) {
            let json = json.get(1..json.len() - 1).unwrap_or_default();
            // Some write `\/` for the slash.
            ways.extend([json.to_owned(), json.replace('/', "\\/")]);
        }
        if let Ok(mut url) = Url::parse("http://shop/") {
            if let Ok(mut segments) = url.path_segments_mut() {
                segments.push(text);
            }
            ways.push(url.path().trim_start_matches('/').to_owned());
            url.query_pairs_mut().append_key_only(text);
            let query = url.query().unwrap_or_default();
            // As forms have it, and as scripts do.
            ways.extend([query.to_owned(), query.replace('+', "%20")]);
        }
        // Some write `%2f`.
        let small: Vec<String> = ways.iter().skip(1).map(|way| with_small_escapes(way)).collect();
        ways.extend(small);
        ways.sort_unstable();
        ways.dedup();
        ways.retain(|way| !way.is_empty());
        // The longest first: one may be a part of another.
        self.0.extend(ways.into_iter().map(Secret::from));
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.expose().map_or(0, str::len)));
        Ok(())
    }

    /// Whether there are none.
    #[cfg(feature = "testing")]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text without them.
    pub(crate) fn hide(&self, text: &str) -> String {
        let secrets = self.0.iter().filter_map(|secret| secret.expose().ok());
        secrets.fold(text.to_owned(), |text, secret| if text.contains(secret) { text.replace(secret, STARS) } else { text })
    }

    /// A text without them, nor anything else that looks like a secret.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(&self.hide(text))
    }

    /// What a body says, in one short line: see [`excerpt`](super::excerpt).
    pub(super) fn excerpt(&self, body: &[u8]) -> String {
        said::short(&self.clean(&said::whole(body)))
    }
}

/// `%2F` as `%2f`.
fn with_small_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut small = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (escape, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        small.extend(["%", &escape.to_ascii_lowercase(), rest]);
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_however_it_is_written() {
        let mut hidden = Hidden::default();
        hidden.add(&Secret::from("a b/ü\"&c")).unwrap();
        hidden.add(&Secret::from("")).unwrap();
        for said in [
            r#"<a b/ü"&c>"#,
            r#"<a b/ü\"&c>"#,
            "<a%20b%2F%C3%BC%22&c>",
            "<a+b%2F%C3%BC%22%26c>",
            r#"<a b\/ü\"&c>"#,
            "<a%20b%2f%c3%bc%22%26c>",
        ] {
            assert_eq!(hidden.clean(said), "<***>", "{said}");
        }
        assert_eq!(hidden.clean("a b"), "a b");
        let long = format!("{} a b/ü\"&c", "x".repeat(195));
        assert_eq!(hidden.excerpt(long.as_bytes()), format!("{} ***", "x".repeat(195)));
    }
}
