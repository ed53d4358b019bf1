//! The secrets of a client, taken out of all that is said about its requests.

use connector_core::{Sealed, Secret};
use reqwest::Url;

use super::clean::STARS;
use super::{clean, said};

/// The secrets that a client sends, in each way in which they may be written.
#[derive(Debug, Default)]
pub(super) struct Hidden(Vec<Secret>);

impl Hidden {
    /// One more: as it is, and as it stands in JSON, in a path and in a query.
    pub(super) fn add(&mut self, secret: &Secret) -> Result<(), Sealed> {
        let text = secret.expose()?;
        let mut ways = vec![text.to_owned()];
        ways.extend(serde_json::to_string(text).ok().map(|json| json.trim_matches('"').to_owned()));
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
        ways.retain(|way| !way.is_empty());
        // The longest first: one may be a part of another.
        self.0.extend(ways.into_iter().map(Secret::from));
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.expose().map_or(0, str::len)));
        self.0.dedup();
        Ok(())
    }

    /// A text without them, nor anything else that looks like a secret.
    pub(super) fn clean(&self, text: &str) -> String {
        let secrets = self.0.iter().filter_map(|secret| secret.expose().ok());
        clean(&secrets.fold(text.to_owned(), |text, secret| if text.contains(secret) { text.replace(secret, STARS) } else { text }))
    }

    /// What a body says, in one short line: see [`excerpt`](super::excerpt).
    pub(super) fn excerpt(&self, body: &[u8]) -> String {
        said::short(&self.clean(&said::whole(body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_however_it_is_written() {
        let mut hidden = Hidden::default();
        hidden.add(&Secret::from("a b/ü\"&c")).unwrap();
        hidden.add(&Secret::from("")).unwrap();
        for said in [r#"<a b/ü"&c>"#, r#"<a b/ü\"&c>"#, "<a%20b%2F%C3%BC%22&c>", "<a+b%2F%C3%BC%22%26c>"] {
            assert_eq!(hidden.clean(said), "<***>", "{said}");
        }
        assert_eq!(hidden.clean("a b"), "a b");
        let long = format!("{} a b/ü\"&c", "x".repeat(195));
        assert_eq!(hidden.excerpt(long.as_bytes()), format!("{} ***", "x".repeat(195)));
    }
}
