//! Laws of what is read of answers: whatever they say, nothing panics, and what is named as a secret is not told.
#![allow(clippy::unwrap_used, clippy::panic)]

use connector_sync::http::{excerpt, next_link, retry_after};
use proptest::prelude::*;

/// Names, and what stands between one and its value.
const NAMES: [&str; 8] = ["password", "access_token", "X-Api-Key", "Authorization", "client_secret", "sid", "key", "Set-Cookie"];
const SIGNS: [&str; 6] = ["=", ": ", "\": \"", "\\\": \\\"", "='", "%3D"];

proptest! {
    #[test]
    fn what_is_named_as_a_secret_is_not_told(
        before in "[a-zA-Z0-9 .,;/äö\n]{0,60}",
        name in prop::sample::select(&NAMES[..]),
        sign in prop::sample::select(&SIGNS[..]),
        secret in "[a-zA-Z0-9._~+/-]{0,20}",
        after in "[ \"'&,;)}\n].{0,40}",
    ) {
        let said = excerpt(format!("{before} {name}{sign}planted{secret}{after}").as_bytes());
        prop_assert!(!said.contains("planted"), "{said}");
    }

    #[test]
    fn what_is_named_as_a_secret_is_not_told_of_json(
        other in ".{0,20}",
        name in prop::sample::select(&NAMES[..]),
        secret in ".{0,20}",
        message in any::<bool>(),
    ) {
        let inner = serde_json::json!({ name: [format!("planted{secret}")], "other": other });
        let json = if message { serde_json::json!({ "message": "no", "given": inner }) } else { serde_json::json!([{ "given": inner }]) };
        let said = excerpt(json.to_string().as_bytes());
        prop_assert!(!said.contains("planted"), "{said}");
    }

    #[test]
    fn a_user_of_an_address_is_not_told(user in "[a-z]{0,8}", path in "[a-z/@]{0,12}") {
        let said = excerpt(format!("cannot reach https://{user}:planted@shop.example/{path}").as_bytes());
        prop_assert!(!said.contains("planted"), "{said}");
    }

    #[test]
    fn whatever_is_said_is_one_short_line(body in any::<Vec<u8>>()) {
        let said = excerpt(&body);
        prop_assert!(said.chars().count() <= 201 && !said.chars().any(char::is_control), "{said}");
    }

    #[test]
    fn any_header_is_read_or_is_not(header in "\\PC{0,60}", date in "\\PC{0,40}") {
        let _ = retry_after(&header, Some(&date));
        prop_assert!(next_link(&header).is_none_or(|next| header.contains(next)));
    }

    #[test]
    fn seconds_are_seconds(seconds in 0..86_400_u64) {
        prop_assert_eq!(retry_after(&seconds.to_string(), None), Some(std::time::Duration::from_secs(seconds)));
    }

    #[test]
    fn the_next_page_is_found_among_any_links(before in prop::collection::vec("[a-z0-9/?=&,;]{1,20}", 0..4), next in "/[a-z0-9?=&,;]{0,20}") {
        let mut links: Vec<String> = before.iter().map(|link| format!("<{link}>; title=\"a, b; c\"; rel=\"prev\"")).collect();
        links.push(format!("<{next}>; rel=\"next\""));
        let header = links.join(", ");
        prop_assert_eq!(next_link(&header), Some(next.as_str()));
    }
}
