//! Pages that say themselves where the next one is.

/// The address of the next page, as a `Link` header says it (RFC 8288): `<https://shop/products?page=2>; rel="next"`. `None` on the last
/// page.
///
/// ```
/// use connector_sync::http::next_link;
/// let header = r#"<https://shop/products?page=1>; rel="prev", <https://shop/products?page=3>; rel="next""#;
/// assert_eq!(next_link(header), Some("https://shop/products?page=3"));
/// ```
#[must_use]
pub fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (address, after) = link.split_once('>')?;
        let end = end_of_parameters(after);
        if parameters(&after[..end]).any(|(name, value)| {
            name.eq_ignore_ascii_case("rel") && value.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
        }) {
            return Some(address.trim());
        }
        rest = &after[end..];
    }
}

/// The first place of a sign outside of quotes.
fn outside(text: &str, sign: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().find_map(|(place, c)| {
        let found = c == sign && !quoted;
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && quoted && !escaped;
        found.then_some(place)
    })
}

fn end_of_parameters(text: &str) -> usize {
    outside(text, ',').unwrap_or(text.len())
}

fn parameters(mut text: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let start = outside(text, ';')? + 1;
        let parameter = &text[start..];
        let end = outside(parameter, ';').unwrap_or(parameter.len());
        text = &parameter[end..];
        let (name, value) = parameter[..end].split_once('=').unwrap_or((&parameter[..end], ""));
        Some((name.trim(), value.trim().trim_matches('"')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_is_found_among_others() {
        for (header, next) in [
            (r#"</a?x=1,2;3>; title="a, b; rel=\"next\""; rel=prev, </b>; foo; REL="last Next""#, Some("/b")),
            (r"</c>; rel=next", Some("/c")),
            (r#"< /d >;rel = "next""#, Some("/d")),
            (r#"</a>; rel="nextish""#, None),
            ("</a>", None),
            ("</a", None),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(next_link(header), next, "{header}");
        }
    }
}
