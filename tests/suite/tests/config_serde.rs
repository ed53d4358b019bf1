//! Backends whose serde says something of its own: nothing that is dropped, and no secret that is told.
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use connector_core::{Backend, ConfigError, ConfigFault, FieldType, FieldValue, Json, ReadError, RowRead, RowWrite, Secret};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value as Document, json};

/// What is wrong, after a look that it does not tell what nobody may know.
fn faults(refused: Result<impl std::fmt::Debug, ConfigError>) -> Vec<String> {
    let error = refused.unwrap_err();
    let told = format!("{error} {error:?} {error:#?}");
    assert!(!told.contains("hunter") && !told.contains("ter2"), "{told}");
    error.faults.iter().map(ToString::to_string).collect()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Creds {
    user: u32,
    #[serde(skip_serializing)]
    token: Secret,
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.nested")]
struct Nested {
    name: String,
    creds: Option<Json<Creds>>,
    #[field(selection = nothing)]
    choice: Option<String>,
}

fn nothing() -> Vec<(String, String)> {
    Vec::new()
}

#[test]
fn a_secret_in_a_document_is_not_told() {
    let shape = "`creds` (Creds): expected JSON of another shape";
    for creds in [
        json!({"token": "hunter2", "user": "x"}),
        json!({"token": "hunter2", "user": "hunter2"}),
        json!({"token": "hunter2"}),
        json!({"token": ["hunter2"], "user": 1}),
        json!(["hunter2"]),
        json!("hunter2"),
    ] {
        assert_eq!(faults(Nested::from_config(json!({"name": "a", "creds": creds}))), [shape], "{creds}");
        let elsewhere = json!({"name": creds, "choice": {"token": "hunter2"}});
        if !elsewhere["name"].is_string() {
            assert_eq!(faults(Nested::from_config(elsewhere)).len(), 2, "what stands elsewhere may hold one, too");
        }
    }
    let nested = Nested::from_config(json!({"name": "a", "creds": {"token": "hunter2", "user": 1}})).map(|nested| nested.creds);
    assert_eq!(nested, Ok(Some(Json(Creds { user: 1, token: "hunter2".into() }))));
}

/// Says what it found, in the form of its `Debug`.
fn strict<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Err(serde::de::Error::invalid_type(serde::de::Unexpected::Str(&text), &"something longer"))
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.told")]
struct Told {
    name: String,
    #[serde(default, deserialize_with = "strict")]
    token: Option<Secret>,
    #[field(skip)]
    cache: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.uncached")]
struct Uncached {
    name: String,
    token: Option<Secret>,
    #[field(skip)]
    cache: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[serde(try_from = "Raw")]
#[backend(name = "serde.whole")]
struct Whole {
    name: String,
    token: Option<Secret>,
}

#[derive(Deserialize)]
struct Raw {
    name: String,
    token: Option<String>,
}

impl TryFrom<Raw> for Whole {
    type Error = String;
    fn try_from(raw: Raw) -> Result<Self, String> {
        match raw {
            Raw { token: Some(token), name } if token.len() > 3 => {
                Err(format!("{name}: {token:?}, {}, {:?}", token.to_uppercase(), token.as_bytes()))
            }
            Raw { name, token } => Ok(Self { name, token: token.map(Secret::from) }),
        }
    }
}

#[test]
fn a_secret_in_quotes_is_not_told() {
    let whole = "it is refused, and why is not shown: that may show `token`";
    for secret in ["hunter2", "hun\"ter2", "hun\\ter2", "hun\nter2", "hun\u{301}ter2"] {
        let told = faults(Told::from_config(json!({"name": "a", "token": secret})));
        assert_eq!(told, ["`token`: its value is refused, and is not shown"], "{secret}");
        assert_eq!(faults(Whole::from_config(json!({"name": "a", "token": secret}))), [whole], "{secret}");
    }
    let missing = faults(Uncached::from_config(json!({"name": "a", "token": "hunter2"})));
    assert_eq!(missing, ["missing field `cache`"], "which the name of a field alone is");
    assert_eq!(Whole::from_config(json!({"name": "a", "token": "b"})).map(|read| read.token), Ok(Some("b".into())));
    assert_eq!(faults(Whole::from_config(json!({"name": "", "token": "hunter2"}))), ["`name` (Name): it must not be empty, found \"\""]);
}

/// Reads one field after the other, and quotes what it has read.
#[derive(Debug, PartialEq, Backend)]
#[backend(name = "serde.chatty")]
struct Chatty {
    name: String,
    token: Secret,
    url: String,
}

impl<'de> Deserialize<'de> for Chatty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> serde::de::Visitor<'de> for Fields {
            type Value = Chatty;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Chatty, A::Error> {
                let mut read = Vec::new();
                while let Some((_, value)) = map.next_entry::<String, String>()? {
                    match value.as_str() {
                        "plain" => return Err(serde::de::Error::custom(format!("{value} behind {}", read.concat()))),
                        "debug" => return Err(serde::de::Error::custom(format!("{value} behind {read:?}"))),
                        "json" => return Err(serde::de::Error::custom(format!("{value} behind {}", json!(read)))),
                        "silent" => return Err(serde::de::Error::custom("it is silent")),
                        _ => read.push(value),
                    }
                }
                let [name, token, url] = <[String; 3]>::try_from(read).map_err(|_| serde::de::Error::custom("fields are missing"))?;
                Ok(Chatty { name, token: token.into(), url })
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[test]
fn a_secret_is_not_told_at_another_field() {
    let read = |token: &str, url: &str| Chatty::from_config(json!({"name": "a", "token": token, "url": url}));
    for token in ["hunter2", "hun\"ter2", "hun\\ter2", "hun\u{1b}ter2", "hunter2\u{200b}"] {
        for url in ["plain", "debug", "json"] {
            assert_eq!(faults(read(token, url)), ["`url`: it is refused, and why is not shown: that may show `token`"], "{token} {url}");
        }
        assert_eq!(faults(read(token, "silent")), ["`url`: it is silent"]);
    }
    assert_eq!(read("b", "c"), Ok(Chatty { name: "a".into(), token: "b".into(), url: "c".into() }));
}

/// A secret that is checked where it is read, loudly.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(transparent)]
struct Pin(Secret);

impl FieldValue for Pin {
    const TYPE: FieldType = FieldType::Secret;
    fn write_to(&self, row: &mut dyn RowWrite) {
        row.secret(&self.0);
    }
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        let secret = row.secret()?;
        let clear = secret.expose()?;
        let digits = clear.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Ok(Self(secret)) } else { Err(ReadError::new(format!("{clear} is no number"))) }
    }
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.pin")]
struct Pinned {
    name: String,
    pin: Pin,
}

#[test]
fn what_reads_a_secret_is_not_quoted() {
    let told = faults(Pinned::from_config(json!({"name": "a", "pin": "hunter2"})));
    assert_eq!(told, ["`pin` (Pin): its value is refused, and is not shown"]);
    assert!(Pinned::from_config(json!({"name": "a", "pin": "1234"})).is_ok());
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[serde(rename_all = "camelCase")]
#[backend(name = "serde.camel")]
struct Camel {
    name: String,
    api_key: Option<Secret>,
    #[field(default = 3)]
    retry_count: Option<i64>,
    #[serde(default)]
    page_size: u8,
    #[serde(alias = "time_out")]
    time_out: Option<i64>,
    #[serde(skip)]
    last: Option<i64>,
}

#[test]
fn what_serde_calls_otherwise_is_not_dropped() {
    let unread = |field: &str, label: &str| {
        format!(
            "`{field}` ({label}): serde does not read it by this name; help: take `rename`, `rename_all` or `skip` out, or add `#[serde(alias = \"{field}\")]`"
        )
    };
    let document = json!({"name": "x", "api_key": "hunter2", "retry_count": 5, "page_size": 7, "time_out": 8, "last": 9});
    let error = Camel::from_config(document).unwrap_err();
    assert!(matches!(&error.faults[0], ConfigFault::NotRead { field: "api_key", label: "Api Key" }), "{error:?}");
    let expected =
        [unread("api_key", "Api Key"), unread("retry_count", "Retry Count"), unread("page_size", "Page Size"), unread("last", "Last")];
    assert_eq!(faults(Err::<(), _>(error)), expected);
    // The default of `retry_count` would be dropped, too.
    assert_eq!(
        faults(Camel::from_config(json!({"name": "x", "page_size": 0}))),
        [unread("retry_count", "Retry Count"), unread("page_size", "Page Size")]
    );
    let nothing_said = json!({"name": "x", "retry_count": null, "api_key": null, "page_size": null});
    assert_eq!(faults(Camel::from_config(nothing_said)), ["`page_size` (Page Size): it must have a value"]);
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[serde(rename_all = "camelCase")]
#[backend(name = "serde.mandated")]
struct Mandated {
    name: String,
    base_url: String,
}

#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.flat")]
struct Flat {
    name: String,
    #[serde(rename = "apiKey")]
    api_key: Option<Secret>,
    note: Option<String>,
    #[field(skip)]
    #[serde(flatten)]
    more: std::collections::BTreeMap<String, Document>,
}

#[test]
fn the_name_is_what_is_told_wherever_serde_finds_it_missing() {
    let help = "serde does not read it by this name; help: take `rename`, `rename_all` or `skip` out, or add `#[serde(alias = \"";
    let told = faults(Mandated::from_config(json!({"name": "x", "base_url": "y"})));
    assert_eq!(told, [format!("`base_url` (Base Url): {help}base_url\")]`")]);
    let told = faults(Flat::from_config(json!({"name": "x", "api_key": "hunter2", "note": "y"})));
    assert_eq!(told, [format!("`api_key` (Api Key): {help}api_key\")]`")]);
    assert!(Flat::from_config(json!({"name": "x", "note": "y"})).is_ok());
}

/// What is empty is nothing, and what ends in a slash does not.
#[derive(Debug, PartialEq, Deserialize, Backend)]
#[backend(name = "serde.tidy")]
struct Tidy {
    name: String,
    #[serde(default, deserialize_with = "tidy")]
    location: Option<String>,
}

fn tidy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    Ok(Some(text.trim_end_matches('/').to_owned()).filter(|text| !text.is_empty()))
}

#[test]
fn what_serde_makes_of_a_value_is_its_own_affair() {
    let location = |location: &str| Tidy::from_config(json!({"name": "x", "location": location})).map(|tidy| tidy.location);
    assert_eq!(location("https://basel.example/"), Ok(Some("https://basel.example".into())));
    assert_eq!(location("/"), Ok(None));
}
