//! A text in several languages.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ReadError;

/// The key of the default text in JSON.
const DEFAULT: &str = "";

/// A text with a default and any number of translations, one a language.
///
/// A language that has no text of its own falls back on its primary language (`fr_CA` on `fr`), then on the default.
///
/// ```
/// use connector_core::Translated;
/// let mut name = Translated::in_default_language("Retailer");
/// name.set("fr", "Revendeur");
/// assert_eq!(name.get("fr_CA"), "Revendeur");
/// assert_eq!(name.get("de"), "Retailer");
/// ```
///
/// In JSON it is an object, the default under the empty key: `{"":"Retailer","fr":"Revendeur"}`; a plain string is read as
/// a default without translations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Translated {
    default: String,
    languages: BTreeMap<String, String>,
}

impl Translated {
    /// A text in the default language, not translated yet.
    #[must_use]
    pub fn in_default_language(text: impl Into<String>) -> Self {
        Self { default: text.into(), languages: BTreeMap::new() }
    }

    /// The text in the default language.
    #[must_use]
    pub fn default_text(&self) -> &str {
        &self.default
    }

    /// Writes the default text; the translations stay.
    pub fn set_default(&mut self, text: impl Into<String>) {
        self.default = text.into();
    }

    /// The text for `language`, or what it falls back on.
    ///
    /// ```
    /// use connector_core::Translated;
    ///
    /// let mut name = Translated::from("Retailer");
    /// name.set("fr", "Revendeur");
    /// assert_eq!((name.get("fr_CA"), name.get("de")), ("Revendeur", "Retailer"));
    /// assert_eq!((name.get_own("fr_CA"), name.default_text()), (None, "Retailer"));
    /// ```
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        self.fallbacks(language).next().unwrap_or(&self.default)
    }

    /// The text of `language` itself, and that of its primary language, where there are any.
    pub(crate) fn fallbacks(&self, language: &str) -> impl Iterator<Item = &str> {
        let primary = language.split(['_', '-', '@']).next().filter(|primary| *primary != language);
        [Some(language), primary].into_iter().flatten().filter_map(|language| self.get_own(language))
    }

    /// The text of `language` alone, without what it falls back on.
    #[must_use]
    pub fn get_own(&self, language: &str) -> Option<&str> {
        self.languages.get(language).map(String::as_str)
    }

    /// Writes the text of one language; the others stay. The empty language is the default.
    ///
    /// A language is a code of letters, digits, `_`, `-` and `@`: `fr`, `de_CH`, `zh-Hant`, `sr@latin`. Whatever else is
    /// called one is a fault, which [`Model::validate`](crate::Model::validate) finds.
    ///
    /// ```
    /// use connector_core::Translated;
    ///
    /// let mut name = Translated::from("Retailer");
    /// name.set("fr", "Revendeur");
    /// name.set("", "Dealer");
    /// assert_eq!(name.texts().collect::<Vec<_>>(), [("", "Dealer"), ("fr", "Revendeur")]);
    /// assert_eq!(name.remove("fr").as_deref(), Some("Revendeur"));
    /// assert_eq!(name.translations().count(), 0);
    /// ```
    pub fn set(&mut self, language: impl Into<String>, text: impl Into<String>) {
        let language = language.into();
        if language == DEFAULT {
            self.default = text.into();
        } else {
            self.languages.insert(language, text.into());
        }
    }

    /// Takes the text of one language away, so that it falls back again. Gives it back.
    pub fn remove(&mut self, language: &str) -> Option<String> {
        self.languages.remove(language)
    }

    /// All texts with their languages, the default first, under the empty language.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::once((DEFAULT, self.default.as_str())).chain(self.translations())
    }

    /// All translations with their languages, without the default.
    pub fn translations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.languages.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }

    /// The JSON text that a store keeps: keys in order, so that equal values have equal texts.
    ///
    /// ```
    /// use connector_core::Translated;
    ///
    /// let mut name = Translated::from("Retailer");
    /// name.set("fr", "Revendeur");
    /// assert_eq!(name.to_json(), r#"{"":"Retailer","fr":"Revendeur"}"#);
    /// assert_eq!(Translated::from_json(&name.to_json()), Ok(name));
    /// assert!(Translated::from_json("[]").is_err());
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        // A map of strings has no value that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// [`ReadError`] when the text is no JSON object of strings.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        serde_json::from_str(text).map_err(|error| ReadError::new(format!("the stored value is no translated text: {error}")))
    }
}

/// Whether it can be a language, or is the default (which is empty).
pub(crate) fn is_language(language: &str) -> bool {
    language.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@'))
}

impl From<&str> for Translated {
    fn from(text: &str) -> Self {
        Self::in_default_language(text)
    }
}

impl From<String> for Translated {
    fn from(text: String) -> Self {
        Self::in_default_language(text)
    }
}

/// The default text.
impl fmt::Display for Translated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.default)
    }
}

impl Serialize for Translated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.languages.len() + 1))?;
        for (language, text) in self.texts() {
            map.serialize_entry(language, text)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Translated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Translated;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or an object with one text a language and the default under \"\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Translated, E> {
                Ok(Translated::in_default_language(text))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Translated, A::Error> {
                let mut translated = Translated::default();
                while let Some((language, text)) = map.next_entry::<String, String>()? {
                    translated.set(language, text);
                }
                Ok(translated)
            }
        }
        deserializer.deserialize_any(Texts)
    }
}
