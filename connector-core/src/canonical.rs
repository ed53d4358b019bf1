//! Texts of which there is one for each value.

/// A decimal number without zeros that say nothing: `1.50` is `1.5`, `-0.0` is `0`.
pub(crate) fn decimal(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    match (whole, fraction) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        ("", fraction) => format!("{sign}0.{fraction}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

/// Whether it is a UUID in lower case, with hyphens.
pub(crate) fn is_uuid(text: &str) -> bool {
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
            assert_eq!(decimal(written), kept, "{written}");
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
