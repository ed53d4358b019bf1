//! Texts that are translated term by term.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use crate::{Field, Translate, TranslateTerms, Translated};

/// A translation that is kept and not shown: it has another number of terms than the default text, so that nobody knows
/// which term is the translation of which.
///
/// ```
/// use connector_core::Translated;
///
/// fn lines(translate: &mut dyn FnMut(&str) -> String, text: &str) -> String {
///     text.lines().map(translate).collect::<Vec<_>>().join("\n")
/// }
///
/// let mut text = Translated::from("A chair.\nIt is red.");
/// text.set("de", "Ein Stuhl.");
/// let ignored = &text.ignored_translations(lines)[0];
/// assert_eq!((ignored.language.as_str(), ignored.expected, ignored.found), ("de", 2, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct IgnoredTranslation {
    /// The language.
    pub language: String,
    /// How many terms the default text has.
    pub expected: usize,
    /// How many terms the translation has.
    pub found: usize,
}

impl fmt::Display for IgnoredTranslation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { language, expected, found } = self;
        write!(f, "the translation to {language} is ignored: the number of its terms is {found}, that of the default text {expected}")
    }
}

/// Term by term: the markup of a text stays, and its terms are translated. A function, as in `#[field(translate = path)]`,
/// finds the terms of a text and puts others in their places.
///
/// ```
/// use connector_core::Translated;
///
/// /// Paragraphs.
/// fn paragraphs(translate: &mut dyn FnMut(&str) -> String, text: &str) -> String {
///     text.split("\n\n").map(translate).collect::<Vec<_>>().join("\n\n")
/// }
///
/// let mut text = Translated::from("A chair.\n\nIt is red.");
/// assert_eq!(text.terms(paragraphs), ["A chair.", "It is red."]);
///
/// text.set_terms(paragraphs, "fr", |term| (term == "A chair.").then(|| "Une chaise.".to_owned()));
/// assert_eq!(text.get_by_terms(paragraphs, "fr"), "Une chaise.\n\nIt is red.");
///
/// // What is still there keeps its translation.
/// text.set_default_by_terms(paragraphs, "New!\n\nA chair.");
/// assert_eq!(text.get_by_terms(paragraphs, "fr"), "New!\n\nUne chaise.");
///
/// // A translation that does not match is not shown, and is reported.
/// text.set("de", "Ein Stuhl.");
/// assert_eq!(text.get_by_terms(paragraphs, "de"), "New!\n\nA chair.");
/// let ignored = text.ignored_translations(paragraphs);
/// assert_eq!(ignored[0].to_string(), "the translation to de is ignored: the number of its terms is 1, that of the default text 2");
/// ```
impl Translated {
    /// The terms of the default text, in order.
    #[must_use]
    pub fn terms(&self, find: TranslateTerms) -> Vec<String> {
        terms(find, self.default_text())
    }

    /// The text for `language`: the default text, with the terms of the translation in the places of its own. Falls back as
    /// [`get`](Self::get) does, and past a translation whose terms are not as many.
    #[must_use]
    pub fn get_by_terms(&self, find: TranslateTerms, language: &str) -> Cow<'_, str> {
        let expected = self.terms(find).len();
        let translated = self.fallbacks(language).map(|text| terms(find, text)).find(|terms| terms.len() == expected);
        match translated {
            Some(translated) => {
                let mut translated = translated.into_iter();
                Cow::Owned(find(&mut |term| translated.next().unwrap_or_else(|| term.to_owned()), self.default_text()))
            }
            None => Cow::Borrowed(self.default_text()),
        }
    }

    /// Writes the text of one language by its terms: `translate` is asked for each term of the default text. A term without
    /// an answer keeps the translation that it has, and where it has none, it stays as in the default text.
    ///
    /// The empty language is the default: its terms are replaced, and the translations follow.
    pub fn set_terms(&mut self, find: TranslateTerms, language: &str, mut translate: impl FnMut(&str) -> Option<String>) {
        if language.is_empty() {
            let replaced = find(&mut |term| translate(term).unwrap_or_else(|| term.to_owned()), self.default_text());
            for (language, text) in self.by_position(find, &replaced) {
                self.set(language, text);
            }
            self.set_default(replaced);
            return;
        }
        let kept = self.get_own(language).map(|text| terms(find, text)).filter(|kept| kept.len() == self.terms(find).len());
        let mut kept = kept.unwrap_or_default().into_iter();
        let text = find(
            &mut |term| {
                let kept = kept.next();
                translate(term).or(kept).unwrap_or_else(|| term.to_owned())
            },
            self.default_text(),
        );
        self.set(language, text);
    }

    /// Writes the default text. A term that is still there keeps its translations, wherever it stands now; one that is new
    /// has none.
    ///
    /// Translations that are [ignored](Self::ignored_translations) stay as they are.
    pub fn set_default_by_terms(&mut self, find: TranslateTerms, text: impl Into<String>) {
        let text = text.into();
        let before = self.terms(find);
        for (language, translated) in self.valid(find) {
            // A term that stands there twice may have two translations.
            let mut known: HashMap<&str, Vec<String>> = HashMap::new();
            for (term, translation) in before.iter().zip(translated).rev() {
                known.entry(term).or_default().push(translation);
            }
            let mut translate = |term: &str| match known.get_mut(term) {
                Some(translations) if translations.len() > 1 => translations.pop().unwrap_or_default(),
                Some(translations) => translations.last().cloned().unwrap_or_default(),
                None => term.to_owned(),
            };
            let translated = find(&mut translate, &text);
            self.set(language, translated);
        }
        self.set_default(text);
    }

    /// The translations that are not shown, because they have another number of terms than the default text.
    #[must_use]
    pub fn ignored_translations(&self, find: TranslateTerms) -> Vec<IgnoredTranslation> {
        let expected = self.terms(find).len();
        self.translations()
            .map(|(language, text)| (language, terms(find, text).len()))
            .filter(|(_, found)| *found != expected)
            .map(|(language, found)| IgnoredTranslation { language: language.to_owned(), expected, found })
            .collect()
    }

    /// The terms of each translation that has as many as the default text.
    fn valid(&self, find: TranslateTerms) -> Vec<(String, Vec<String>)> {
        let expected = self.terms(find).len();
        let all = self.translations().map(|(language, text)| (language.to_owned(), terms(find, text)));
        all.filter(|(_, terms)| terms.len() == expected).collect()
    }

    /// Each translation that is shown, with its terms in the places of another text.
    fn by_position(&self, find: TranslateTerms, text: &str) -> Vec<(String, String)> {
        let moved = self.valid(find).into_iter().map(|(language, terms)| {
            let mut terms = terms.into_iter();
            (language, find(&mut |term| terms.next().unwrap_or_else(|| term.to_owned()), text))
        });
        moved.collect()
    }
}

/// The terms of a text.
fn terms(find: TranslateTerms, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    find(
        &mut |term| {
            terms.push(term.to_owned());
            term.to_owned()
        },
        text,
    );
    terms
}

impl Field {
    /// The translations of a value that are not shown: of a field that is translated by its terms, those that have another
    /// number of terms than the default text.
    ///
    /// ```
    /// use connector_core::{Model, Record, Translated};
    ///
    /// #[derive(Record)]
    /// #[record(name = "product")]
    /// struct Product {
    ///     #[field(translate = words)]
    ///     features: Translated,
    /// }
    ///
    /// fn words(translate: &mut dyn FnMut(&str) -> String, text: &str) -> String {
    ///     text.split(' ').map(translate).collect::<Vec<_>>().join(" ")
    /// }
    ///
    /// let mut features = Translated::from("red soft");
    /// features.set("fr", "rouge");
    /// let ignored = Product::META.field("features").unwrap().ignored_translations(&features);
    /// assert_eq!((ignored[0].language.as_str(), ignored[0].expected, ignored[0].found), ("fr", 2, 1));
    /// ```
    #[must_use]
    pub fn ignored_translations(&self, value: &Translated) -> Vec<IgnoredTranslation> {
        match self.translate {
            Some(Translate::Terms(find)) => value.ignored_translations(find),
            _ => Vec::new(),
        }
    }

    /// The text of a value for `language`, in the way in which the field is translated: as a whole, or by its terms.
    ///
    /// ```
    /// use connector_core::{Model, Record, Translated};
    ///
    /// #[derive(Record)]
    /// #[record(name = "product")]
    /// struct Product {
    ///     #[field(translate)]
    ///     title: Translated,
    ///     #[field(translate = lines)]
    ///     story: Translated,
    /// }
    ///
    /// fn lines(translate: &mut dyn FnMut(&str) -> String, text: &str) -> String {
    ///     text.lines().map(translate).collect::<Vec<_>>().join("\n")
    /// }
    ///
    /// let mut text = Translated::from("A chair.\nIt is red.");
    /// text.set("de", "Ein Stuhl.");
    /// let [title, story] = Product::FIELDS else { panic!("two fields") };
    /// assert_eq!(title.translation(&text, "de"), "Ein Stuhl.");
    /// assert_eq!(story.translation(&text, "de"), "A chair.\nIt is red.", "another number of terms");
    /// ```
    #[must_use]
    pub fn translation<'t>(&self, value: &'t Translated, language: &str) -> Cow<'t, str> {
        match self.translate {
            Some(Translate::Terms(find)) => value.get_by_terms(find, language),
            _ => Cow::Borrowed(value.get(language)),
        }
    }
}
