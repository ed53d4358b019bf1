//! What is kept of a request and its answer: never a secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::server::{Came, Said};
use crate::http::{Hidden, STARS, clean, clean_json, is_secret_name};

/// What stands in the place of the system's own address.
const REMOTE: &str = "{remote}";

/// The headers of answers that are kept, beside those that are named.
const HEADERS: [&str; 8] = ["content-type", "date", "etag", "last-modified", "link", "retry-after", "x-total-count", "x-wp-total"];

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Exchange {
    pub(super) request: Question,
    pub(super) answer: Reply,
}

/// A request: what the answer depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) method: String,
    pub(super) target: String,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    body: Body,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Reply {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    body: Body,
}

/// JSON as JSON: it may be written otherwise, and is the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    #[default]
    Empty,
    Json(Value),
    Text(String),
    Base64(String),
}

impl Body {
    fn is_empty(&self) -> bool {
        *self == Self::Empty
    }
}

/// What is taken out of what is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Hiding {
    pub(super) fields: Vec<String>,
    pub(super) secrets: Hidden,
    pub(super) headers: Vec<String>,
}

impl Hiding {
    fn is_hidden(&self, name: &str) -> bool {
        is_secret_name(name) || self.fields.iter().any(|field| field.eq_ignore_ascii_case(name))
    }

    /// Without given secrets, and with a sign in the place of the address.
    fn text(&self, text: &str, address: &str) -> String {
        self.secrets.hide(text).replace(address, REMOTE)
    }

    /// The same, and without what looks like a secret. What is given goes first: whole, and no part of it stays.
    fn cleaned(&self, text: &str, address: &str) -> String {
        clean(&self.text(text, address))
    }

    /// `a=1&token=***`
    fn pairs(&self, pairs: &str, address: &str) -> String {
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, _)) if self.is_hidden(name) => format!("{name}={STARS}"),
            _ => self.text(pair, address),
        };
        pairs.split('&').map(pair).collect::<Vec<_>>().join("&")
    }

    /// In texts, names and numbers, wherever they are. The shape stays.
    fn json(&self, json: &mut Value, address: &str) {
        match json {
            Value::Object(fields) => {
                for (name, mut json) in std::mem::take(fields) {
                    self.json(&mut json, address);
                    fields.insert(self.text(&name, address), json);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item, address)),
            Value::String(text) => *text = self.text(text, address),
            Value::Number(number) => {
                let text = number.to_string();
                if self.secrets.hide(&text) != text {
                    *json = Value::from(0);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn body(&self, headers: &HeaderMap, body: &Bytes, address: &str) -> Body {
        if body.is_empty() {
            return Body::Empty;
        }
        if let Ok(mut json) = serde_json::from_slice::<Value>(body) {
            self.json(&mut json, address);
            clean_json(&mut json, &|name| self.is_hidden(name));
            return Body::Json(json);
        }
        let form = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        match std::str::from_utf8(body) {
            Ok(text) if form => Body::Text(self.pairs(text, address)),
            Ok(text) => Body::Text(self.cleaned(text, address)),
            // Nobody knows how a secret is written in it.
            Err(_) if !self.secrets.is_empty() => Body::Text(STARS.to_owned()),
            Err(_) => Body::Base64(STANDARD.encode(body)),
        }
    }

    /// A request to the server at `address`.
    pub(super) fn question(&self, came: &Came, address: &str) -> Question {
        let target = match came.target.split_once('?') {
            Some((path, query)) => format!("{}?{}", self.text(path, address), self.pairs(query, address)),
            None => self.text(&came.target, address),
        };
        Question { method: came.method.to_string(), target, body: self.body(&came.headers, &came.body, address) }
    }

    /// An answer of the system at `address`.
    pub(super) fn reply(&self, said: &Said, address: &str) -> Reply {
        let is_kept = |name: &HeaderName| {
            HEADERS.contains(&name.as_str()) || self.headers.iter().any(|header| header.eq_ignore_ascii_case(name.as_str()))
        };
        let kept = said.headers.iter().filter(|(name, _)| is_kept(name));
        let headers = kept.filter_map(|(name, value)| Some((name.to_string(), self.cleaned(value.to_str().ok()?, address)))).collect();
        Reply { status: said.status, headers, body: self.body(&said.headers, &said.body, address) }
    }
}

impl Reply {
    /// The answer, of a system at this address.
    pub(super) fn said(&self, url: &str) -> Said {
        let header = |(name, value): &(String, String)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(&value.replace(REMOTE, url)).ok()?))
        };
        let headers = self.headers.iter().filter_map(header).fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        });
        let body = match &self.body {
            Body::Empty => Bytes::new(),
            Body::Json(json) => json.to_string().replace(REMOTE, url).into(),
            Body::Text(text) => text.replace(REMOTE, url).into(),
            Body::Base64(text) => STANDARD.decode(text).unwrap_or_default().into(),
        };
        Said { status: self.status, headers, body }
    }
}
