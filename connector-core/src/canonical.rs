//! Texts of which there is one for each value.

use std::borrow::Cow;

/// A decimal number without zeros that say nothing: `1.50` is `1.5`, `-0.0` is `0`. `None` of what is none: no digit,
/// or anything but digits, one sign and one point.
pub(crate) fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number = whole.len() + fraction.len() > 0 && whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit());
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    number.then(|| match (whole, fraction) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        ("", fraction) => format!("{sign}0.{fraction}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

/// The text under which a decimal number is kept. What is none stays as it is: a validation refuses it.
pub(crate) fn kept_decimal(text: &str) -> Cow<'_, str> {
    decimal(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether it is a UUID in lower case, with hyphens.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::{decimal, is_uuid};

    #[test]
    fn one_text_for_each_number() {
        for (written, kept) in [
            ("1.50", "1.5"),
            ("+01.0", "1"),
            ("-0.0", "0"),
            ("0", "0"),
            ("100", "100"),
            ("-00.250", "-0.25"),
            (".5", "0.5"),
            ("-12.", "-12"),
        ] {
            assert_eq!(decimal(written).as_deref(), Some(kept), "{written}");
            assert_eq!(decimal(kept).as_deref(), Some(kept));
        }
        for other in ["", "+", "-", ".", "-.", "1..2", "1.2.3", "--1", "+-1", "1-", "1e3", "NaN", "1,5", " 1", "1 ", "1_000", "١"] {
            assert_eq!(decimal(other), None, "{other}");
        }
    }

    #[test]
    fn one_text_for_each_uuid() {
        assert!(is_uuid("67e55044-10b1-426f-9247-bb680e5fe0c8"));
        for other in
            ["67E55044-10b1-426f-9247-bb680e5fe0c8", "67e5504410b1426f9247bb680e5fe0c8", "", "67e55044-10b1-426f-9247-bb680e5fe0cg"]
        {
            assert!(!is_uuid(other), "{other}");
        }
    }
}
