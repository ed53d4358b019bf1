//! When to come again, as the remote says.

use std::time::{Duration, SystemTime};

/// The longest that anybody can mean.
const LONGEST: Duration = Duration::from_hours(366 * 24);

/// What a `Retry-After` header says (RFC 9110, 10.2.3): seconds, or an HTTP date in any of its three forms. `None` where it is neither.
///
/// A date is taken against the answer's own `date` header where there is one, so that the clocks need not agree; one that has passed is no
/// time at all.
///
/// ```
/// use std::time::Duration;
/// use connector_sync::http::retry_after;
/// assert_eq!(retry_after("120", None), Some(Duration::from_secs(120)));
/// let wait = retry_after("Sun, 06 Nov 1994 08:49:37 GMT", Some("Sun, 06 Nov 1994 08:48:37 GMT"));
/// assert_eq!(wait, Some(Duration::from_secs(60)));
/// ```
#[must_use]
pub fn retry_after(header: &str, date: Option<&str>) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // So many digits that it is no number are a long time.
        return Some(header.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let then = httpdate::parse_http_date(header).ok()?;
    let now = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok()).unwrap_or_else(SystemTime::now);
    Some(then.duration_since(now).unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_all_three_dates_are_read() {
        let date = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        for then in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(then, date), Some(Duration::from_secs(7)), "{then}");
        }
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(Duration::ZERO));
        assert_eq!(retry_after(" 7 ", None), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&"9".repeat(40), None), Some(LONGEST));
        for nonsense in ["", "soon", "-7", "7.5", "Sun, 99 Nov 1994"] {
            assert_eq!(retry_after(nonsense, date), None, "{nonsense}");
        }
        let later = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let wait = retry_after(&later, Some("nonsense")).unwrap();
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_secs(100), "{wait:?}");
    }
}
