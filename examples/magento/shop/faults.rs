//! The misbehaviour that a shop can be asked for, so that a connector can be seen to survive it.

use std::fmt;
use std::str::FromStr;

/// What the shop does wrong on purpose. Nothing, by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// After this many requests every further one is answered 401, as if the token had been revoked.
    pub unauthorized_after: Option<u64>,
    /// This many requests for a page of products are answered 500; then the trouble goes away.
    pub fail_first: u32,
    /// From this page of products on, counted as they are answered, every request for one is answered 500.
    pub fail_always_from_page: Option<u32>,
    /// This page of products, counted as they are answered, is cut in the middle.
    pub broken_json_page: Option<u32>,
    /// The product of this index has the SKU `""`.
    pub without_sku: Option<usize>,
    /// The product after the one of this index has the same SKU as it, under another name.
    pub duplicate_sku: Option<usize>,
    /// The first request for a page of products is answered 503 with `Retry-After: 1`.
    pub retry_after: bool,
    /// The first customer group that is created is there, and the answer says 504.
    pub lose_group_answer: bool,
}

/// A list of faults that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFault {
    entry: String,
    reason: &'static str,
}

/// Every fault as it is written in a list, with what it needs after the `=`.
const KNOWN: &str = "unauthorized-after=REQUESTS, fail-first=REQUESTS, fail-always-from-page=PAGE, \
                     broken-json-page=PAGE, without-sku=INDEX, duplicate-sku=INDEX, retry-after, lose-group-answer";

impl fmt::Display for BadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fault \"{}\" {}; known are: {KNOWN}", self.entry, self.reason)
    }
}

impl std::error::Error for BadFault {}

/// Reads a comma list such as `fail-first=2,without-sku=17,retry-after`. An empty list is no fault.
impl FromStr for Faults {
    type Err = BadFault;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let mut faults = Self::default();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, value) = match entry.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (entry, None),
            };
            match name {
                "unauthorized-after" => faults.unauthorized_after = Some(number(entry, value)?),
                "fail-first" => faults.fail_first = number(entry, value)?,
                "fail-always-from-page" => {
                    faults.fail_always_from_page = Some(number(entry, value)?);
                }
                "broken-json-page" => faults.broken_json_page = Some(number(entry, value)?),
                "without-sku" => faults.without_sku = Some(number(entry, value)?),
                "duplicate-sku" => faults.duplicate_sku = Some(number(entry, value)?),
                "retry-after" if value.is_none() => faults.retry_after = true,
                "lose-group-answer" if value.is_none() => faults.lose_group_answer = true,
                "retry-after" | "lose-group-answer" => return Err(bad(entry, "takes no number")),
                _ => return Err(bad(entry, "is unknown")),
            }
        }
        Ok(faults)
    }
}

fn number<T: FromStr>(entry: &str, value: Option<&str>) -> Result<T, BadFault> {
    value.and_then(|value| value.parse().ok()).ok_or_else(|| bad(entry, "needs a number"))
}

fn bad(entry: &str, reason: &'static str) -> BadFault {
    BadFault { entry: entry.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read() {
        let read: Faults = "fail-first=2, broken-json-page=3,without-sku=17,duplicate-sku=40,retry-after".parse().unwrap();
        let expected = Faults {
            fail_first: 2,
            broken_json_page: Some(3),
            without_sku: Some(17),
            duplicate_sku: Some(40),
            retry_after: true,
            ..Faults::default()
        };
        assert_eq!(read, expected);
        let rest: Faults = "unauthorized-after=9,fail-always-from-page=4".parse().unwrap();
        assert_eq!((rest.unauthorized_after, rest.fail_always_from_page), (Some(9), Some(4)));
        assert_eq!("".parse(), Ok(Faults::default()));
    }

    #[test]
    fn what_cannot_be_read_is_named_beside_what_is_known() {
        for (list, reason) in [
            ("fail-first=2,explode", "the fault \"explode\" is unknown"),
            ("fail-first", "the fault \"fail-first\" needs a number"),
            ("without-sku=-1", "the fault \"without-sku=-1\" needs a number"),
            ("retry-after=1", "the fault \"retry-after=1\" takes no number"),
        ] {
            let message = list.parse::<Faults>().unwrap_err().to_string();
            assert!(message.starts_with(reason), "{message}");
            assert!(message.contains("broken-json-page=PAGE"), "{message}");
        }
    }
}
