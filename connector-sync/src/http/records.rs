//! Records of a page that are read one by one.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::clean::{STARS, is_secret_name};
use super::{clean, said};
use crate::Unreadable;

/// The records of a page as they came, each to be read by itself: one that makes no sense fails alone, and the others go on.
///
/// ```
/// use connector_sync::RemotePage;
/// use connector_sync::http::RawRecords;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Answer {
///     items: RawRecords,
/// }
///
/// #[derive(Debug, Deserialize)]
/// struct Product {
///     sku: String,
///     price: f64,
/// }
///
/// let body = r#"{"items": [{"sku": "A-1", "price": 9.5}, {"sku": "A-2", "price": "a lot"}]}"#;
/// let answer: Answer = serde_json::from_str(body)?;
/// let records = answer.items.read::<String, Product>("sku");
/// assert_eq!(records[0].as_ref().unwrap().price, 9.5);
/// // The second one is remembered by its ID, with `price: invalid type: string "a lot", expected f64 …`.
/// assert!(records[1].is_err());
/// let page = RemotePage::of_results(records);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct RawRecords(Vec<Box<RawValue>>);

/// Records that something else than their bytes had to be read of first.
impl From<Vec<Value>> for RawRecords {
    fn from(records: Vec<Value>) -> Self {
        // Every value has a text; if one had none, it would be a record that makes no sense, and not be lost.
        let raw = |record: Value| serde_json::value::to_raw_value(&record).unwrap_or_else(|_| RawValue::NULL.to_owned());
        Self(records.into_iter().map(raw).collect())
    }
}

impl RawRecords {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads each of them. `key` is the field of its ID.
    #[must_use]
    pub fn read<I: DeserializeOwned, R: DeserializeOwned>(self, key: &str) -> Vec<Result<R, Unreadable<I>>> {
        self.0.into_iter().map(|raw| serde_json::from_str(raw.get()).map_err(|_| unreadable::<I, R>(&raw, key))).collect()
    }
}

/// What a record that makes no sense is remembered by.
fn unreadable<I: DeserializeOwned, R: DeserializeOwned>(raw: &RawValue, key: &str) -> Unreadable<I> {
    let id = serde_json::from_str::<Value>(raw.get()).ok().and_then(|record| record.get(key).cloned()).unwrap_or_default();
    Unreadable::new(serde_json::from_value(id.clone()).ok(), said::short(&format!("{key} {id}")), decode_error::<R>(raw.get().as_bytes()))
}

/// Why something cannot be read, and which field of it; nothing of what stands under the name of a secret. It is read once more: what
/// can be read is not slowed down by it.
pub(super) fn decode_error<R: DeserializeOwned>(json: &[u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let text = match serde_path_to_error::deserialize::<_, R>(&mut reader) {
        Err(error) if error.path().iter().any(is_secret) => {
            // Without a colon, after which a value would stand.
            return said::short(&format!("{} cannot be read: how it came is not shown", error.path()));
        }
        Err(error) if error.path().iter().next().is_some() => error.to_string(),
        Err(error) => error.into_inner().to_string(),
        // All of it could be read, and something came after it.
        Ok(_) => reader.end().err().map_or_else(|| "it cannot be read".to_owned(), |error| error.to_string()),
    };
    // Of what is flattened the path does not know the field.
    let mut quoted = Vec::new();
    if let Ok(json) = serde_json::from_slice::<Value>(json) {
        quote_secrets(&json, false, &mut quoted);
    }
    let text = quoted.iter().filter(|quoted| text.contains(*quoted)).fold(text.clone(), |text, quoted| text.replace(quoted, STARS));
    said::short(&clean(&text))
}

fn is_secret(part: &Segment) -> bool {
    matches!(part, Segment::Map { key } | Segment::Enum { variant: key } if is_secret_name(key))
}

/// What stands under the names of secrets, as errors of decoding quote it.
fn quote_secrets(json: &Value, secret: bool, quoted: &mut Vec<String>) {
    match json {
        Value::Object(fields) => fields.iter().for_each(|(name, json)| quote_secrets(json, secret || is_secret_name(name), quoted)),
        Value::Array(items) => items.iter().for_each(|json| quote_secrets(json, secret, quoted)),
        Value::String(text) if secret => quoted.extend([format!("{text:?}"), format!("`{text}`")]),
        Value::Number(number) if secret => quoted.push(format!("`{number}`")),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Product {
        id: u32,
        stock: Vec<Stock>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Stock {
        count: u32,
    }

    #[test]
    fn what_cannot_be_read_says_which_field() {
        let raw: RawRecords = serde_json::from_str(
            r#"[{"id": 1, "stock": []}, {"id": 2, "stock": [{"count": 1}, {"count": "token=hunter2"}]}, {"id": "x"}, 7, {"stock": []}]"#,
        )
        .unwrap();
        assert_eq!((raw.len(), raw.is_empty()), (5, false));
        let read = raw.read::<u32, Product>("id");
        assert_eq!(read[0], Ok(Product { id: 1, stock: Vec::new() }));
        let shown = |place: usize| {
            let unreadable = read[place].as_ref().unwrap_err();
            format!("{:?} {}: {}", unreadable.id, unreadable.reference, unreadable.error)
        };
        assert!(shown(1).starts_with("Some(2) id 2: stock[1].count: invalid type: string \"token=***\", expected u32"), "{}", shown(1));
        assert!(shown(2).starts_with("None id \"x\": id: invalid type"), "{}", shown(2));
        assert!(shown(3).starts_with("None id null: invalid type: integer `7`"), "{}", shown(3));
        assert!(shown(4).starts_with("None id null: missing field `id`"), "{}", shown(4));
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Account {
        password: Option<String>,
        #[serde(default)]
        tokens: Vec<u64>,
        #[serde(flatten)]
        more: More,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct More {
        api_token: Option<u64>,
        kind: Option<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Plain,
    }

    #[test]
    fn what_stands_under_the_name_of_a_secret_is_not_shown() {
        for (json, said) in [
            (r#"{"password": 12345}"#, "password cannot be read: how it came is not shown"),
            (r#"{"tokens": [1, "hunter2-abc"]}"#, "tokens[1] cannot be read: how it came is not shown"),
            (r#"{"api_token": "hunter2-\"abc"}"#, "invalid type: string ***, expected u64"),
            (r#"{"api_token": 12345.5}"#, "invalid type: floating point ***, expected u64"),
            (r#"{"kind": "Odd"}"#, "unknown variant `Odd`, expected `Plain`"),
        ] {
            let error = decode_error::<Account>(json.as_bytes());
            assert!(error.starts_with(said), "{json}: {error}");
            // Whoever cleans it once more.
            assert_eq!(clean(&error), error);
        }
    }
}
