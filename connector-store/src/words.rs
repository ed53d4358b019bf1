//! Texts for people, as they are kept: without the NUL that PostgreSQL does not keep, and short enough for where they go.

use sha2::{Digest, Sha256};

use crate::sql::hexadecimal;

/// The longest text of a unique key, in bytes: PostgreSQL keeps about 2,700 of all columns of an index together.
pub(crate) const KEY_BYTES: usize = 512;

/// A text of any length.
pub(crate) fn words(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A text of at most so many bytes, and an ellipsis behind it where it was longer.
pub(crate) fn cut(text: &str, bytes: usize) -> String {
    let kept = beginning(text, bytes);
    let rest = if kept.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", words(kept))
}

/// A text that is part of a unique key. Where it is longer than [`KEY_BYTES`] it is its beginning, and a digest, so that two that
/// begin alike stay two.
pub(crate) fn key_words(text: &str) -> String {
    if text.len() <= KEY_BYTES {
        return words(text);
    }
    let digest = Sha256::digest(text);
    format!("{}… {}", words(beginning(text, KEY_BYTES)), hexadecimal(&digest[..16]))
}

fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{KEY_BYTES, cut, key_words};

    #[test]
    fn texts_are_cut_between_letters() {
        assert_eq!((cut("Öl", 9), cut("Öl", 2), cut("Öl", 1)), ("Öl".to_owned(), "Ö…".to_owned(), "…".to_owned()));
        assert_eq!(cut("a\0b", 3), "a\u{fffd}b");
        let exact = "ö".repeat(KEY_BYTES / 2);
        assert_eq!(key_words(&exact), exact);
        let [one, other] = ["1", "2"].map(|end| key_words(&format!("{exact}{end}")));
        assert!(one.starts_with(&format!("{exact}… ")) && one.len() == KEY_BYTES + 3 + 1 + 32 && one != other, "{one} {other}");
    }
}
