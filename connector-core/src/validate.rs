//! All faults of a value at once.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::canonical::{decimal, is_uuid};
use crate::translated::is_language;
use crate::{ExternalValue, Field, FieldType, ModelMeta, RowWrite, Secret, Translated, Value};

/// A value that no store takes, with everything that is wrong with it.
///
/// ```
/// use connector_core::{Model, Record};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     #[field(size = 4)]
///     code: String,
///     title: String,
/// }
///
/// let invalid = Product { code: "CHAIR".into(), title: String::new() }.validate().unwrap_err();
/// assert_eq!(invalid.faults.len(), 2);
/// assert_eq!(invalid.faults[0].to_string(), "`code` (Code): at most 4 characters, this has 5, found \"CHAIR\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The technical name of the model.
    pub model: &'static str,
    /// What is wrong, in the order of the model's fields.
    pub faults: Vec<Fault>,
}

/// What is wrong with one field.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let invalid = Product { title: String::new(), weight: None }.validate().unwrap_err();
/// let fault = &invalid.faults[0];
/// assert_eq!((fault.field, fault.label, fault.value.as_deref()), ("title", "Title", Some("\"\"")));
/// assert_eq!(fault.rule, "it must not be empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The name of the field.
    pub field: &'static str,
    /// What people call the field.
    pub label: &'static str,
    /// The value, shortened; never a secret's or a JSON document's.
    pub value: Option<String>,
    /// What is expected, as a sentence without a full stop.
    pub rule: String,
}

impl Fault {
    /// A value of the field that breaks a rule, which is a sentence without a full stop. The value is shortened, and never
    /// shown of a secret, nor of a JSON document, which may hold one.
    #[must_use]
    pub fn new(field: &Field, value: Option<&str>, rule: impl Into<String>) -> Self {
        let value = value.filter(|_| !field.may_hide()).map(|value| {
            let short: String = value.chars().take(40).collect();
            if short.len() < value.len() { format!("{short:?}…") } else { format!("{short:?}") }
        });
        Self { field: field.name, label: field.label, value, rule: rule.into() }
    }
}

impl Invalid {
    /// The faults of a value of the model with this technical name.
    #[must_use]
    pub fn new(model: &'static str, faults: Vec<Fault>) -> Self {
        Self { model, faults }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}): {}", self.field, self.label, self.rule)?;
        match &self.value {
            Some(value) => write!(f, ", found {value}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is refused: ", self.model)?;
        for (place, fault) in self.faults.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

/// Takes the values of a row as a store would, and keeps what is wrong with them.
pub(crate) struct Validator {
    meta: &'static ModelMeta,
    position: usize,
    faults: Vec<Fault>,
}

impl Validator {
    pub(crate) fn new(meta: &'static ModelMeta) -> Self {
        Self { meta, position: 0, faults: Vec::new() }
    }

    pub(crate) fn finish(self) -> Result<(), Invalid> {
        if self.faults.is_empty() { Ok(()) } else { Err(Invalid::new(self.meta.name, self.faults)) }
    }

    /// What is wrong with the value of one field alone.
    pub(crate) fn faults(meta: &'static ModelMeta, position: usize, value: &Value) -> Vec<Fault> {
        let mut validator = Self::new(meta);
        validator.value(position, value);
        validator.faults
    }

    /// Looks at the value of one field.
    pub(crate) fn value(&mut self, position: usize, value: &Value) {
        self.position = position;
        match (self.meta.fields.get(position).map(|field| field.ty), value) {
            (Some(FieldType::ExternalText), Value::Text(text)) => self.external_id(&ExternalValue::Text(text.into())),
            (Some(FieldType::Translated), Value::Json(text)) => match Translated::from_json(text) {
                Ok(text) => self.translated(&text),
                Err(_) => self.json(text),
            },
            _ => value.write_to(self),
        }
    }

    /// The field whose value comes now.
    fn next(&mut self) -> Option<&'static Field> {
        let field = self.meta.fields.get(self.position);
        self.position += 1;
        field
    }

    fn fault(&mut self, field: &'static Field, value: Option<&str>, rule: impl Into<String>) {
        self.faults.push(Fault::new(field, value, rule));
    }

    fn check_text(&mut self, field: &'static Field, value: &str) {
        if value.contains('\0') {
            self.fault(field, Some(value), "a text cannot contain a NUL character");
        }
        if let Some(size) = field.size {
            let length = value.chars().count();
            if length > size as usize {
                self.fault(field, Some(value), format!("at most {size} characters, this has {length}"));
            }
        }
    }
}

/// What a link leads to.
const KEPT: &str = "it must name a row that is kept";

/// What the key of a linked row is.
fn key_rule(field: &Field) -> &'static str {
    match field.ty {
        FieldType::Int => "the key of what it links is an integer",
        FieldType::Uuid => "the key of what it links is a UUID in lower case, with hyphens",
        _ => "the key of what it links is a text",
    }
}

impl RowWrite for Validator {
    fn null(&mut self) {
        if let Some(field) = self.next().filter(|field| field.required) {
            let rule = if field.link.is_some() { KEPT } else { "it must have a value" };
            self.fault(field, None, rule);
        }
    }

    fn unset(&mut self) {
        let Some(field) = self.next() else { return };
        self.fault(field, None, KEPT);
    }

    fn text(&mut self, value: &str) {
        let Some(field) = self.next() else { return };
        if field.link.is_some() && field.ty != FieldType::Text {
            // A typed ID is read from any document whatever its model's key is.
            self.fault(field, Some(value), key_rule(field));
            return;
        }
        self.check_text(field, value);
        if field.required && value.is_empty() && field.ty == FieldType::Text {
            self.fault(field, Some(value), "it must not be empty");
        }
        if let Some(selection) = field.selection {
            let choices = selection();
            if !choices.iter().any(|(choice, _)| choice == value) {
                let known: Vec<String> = choices.into_iter().map(|(choice, _)| format!("{choice:?}")).collect();
                self.fault(field, Some(value), format!("one of {}", known.join(", ")));
            }
        }
    }

    fn external_id(&mut self, value: &ExternalValue<'_>) {
        let Some(field) = self.next() else { return };
        if let Some(rule) = value.fault() {
            self.fault(field, Some(&value.to_string()), rule);
        } else if let ExternalValue::Text(text) = value {
            self.check_text(field, text);
        }
    }

    fn translated(&mut self, value: &Translated) {
        let Some(field) = self.next() else { return };
        if field.required && value.default_text().is_empty() {
            self.fault(field, Some(""), "its default text must not be empty");
        }
        for (language, text) in value.texts() {
            if !is_language(language) {
                self.fault(field, Some(language), "a language is a code of letters, digits, `_`, `-` and `@`, like `fr` or `de_CH`");
            }
            self.check_text(field, text);
        }
    }

    fn float(&mut self, value: f64) {
        let Some(field) = self.next() else { return };
        // SQLite keeps NaN as null; what one database cannot keep, none takes.
        if value.is_nan() {
            self.fault(field, Some("NaN"), "a number");
        }
    }

    fn bool(&mut self, _: bool) {
        self.next();
    }
    fn int(&mut self, value: i64) {
        let Some(field) = self.next() else { return };
        if field.link.is_some() && field.ty != FieldType::Int {
            self.fault(field, Some(&value.to_string()), key_rule(field));
        }
    }
    fn uuid(&mut self, text: &str) {
        let Some(field) = self.next() else { return };
        if !is_uuid(text) {
            self.fault(field, Some(text), "a UUID in lower case, with hyphens");
        }
    }
    fn decimal(&mut self, text: &str) {
        let Some(field) = self.next() else { return };
        if decimal(text).is_none() {
            self.fault(field, Some(text), "a decimal number, like \"1.50\"");
        }
    }
    fn bytes(&mut self, _: &[u8]) {
        self.next();
    }
    fn timestamp(&mut self, _: DateTime<Utc>) {
        self.next();
    }
    fn date(&mut self, _: NaiveDate) {
        self.next();
    }
    fn time(&mut self, _: NaiveTime) {
        self.next();
    }
    fn json(&mut self, text: &str) {
        let Some(field) = self.next() else { return };
        if text.is_empty() {
            self.fault(field, None, "a value that JSON can express (in a map, keys are texts)");
        }
    }
    fn secret(&mut self, _: &Secret) {
        self.next();
    }
    fn selection(&mut self, _: &str) {
        self.next();
    }
}
