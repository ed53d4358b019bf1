//! What is wrong with the remote's data.

use std::fmt;

/// The data of one record cannot be mapped: in an import the remote's, in an export what is kept here.
///
/// ```
/// use connector_core::MappingError;
///
/// fn quantity(text: &str) -> Result<u32, MappingError> {
///     text.parse().map_err(|_| MappingError::new(format!("`qty` is {text:?}, expected a whole number")))
/// }
///
/// assert_eq!(quantity("many").unwrap_err().to_string(), "`qty` is \"many\", expected a whole number");
/// ```
///
/// What a derived mapper gives also names the model, the field, the external ID and, unless it may be a secret, the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    message: String,
    place: Option<Box<Place>>,
}

/// Where it happened, as far as a derived mapper knows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    model: &'static str,
    external_id: Option<String>,
    field: String,
    target: &'static str,
    value: Option<String>,
}

impl MappingError {
    /// Says what is wrong with which field of the remote's data, and what is expected.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None }
    }

    /// The technical name of the binding, where a derived mapper gave the error.
    #[must_use]
    pub fn model(&self) -> Option<&'static str> {
        self.place.as_ref().map(|place| place.model)
    }

    /// The field that is read (several of them: `brand, name`), where a derived mapper gave the error.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.place.as_ref().map(|place| &*place.field)
    }

    /// The record's ID on the remote, where a derived mapper gave the error and knew it.
    #[must_use]
    pub fn external_id(&self) -> Option<&str> {
        self.place.as_ref().and_then(|place| place.external_id.as_deref())
    }

    /// With the place where it happened. What has one already keeps it.
    pub(crate) fn at(
        mut self,
        model: &'static str,
        external_id: Option<String>,
        field: String,
        target: &'static str,
        value: Option<String>,
    ) -> Self {
        self.place.get_or_insert_with(|| Box::new(Place { model, external_id, field, target, value }));
        self
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = &self.place else { return f.write_str(&self.message) };
        let Place { model, external_id, field, target, value } = &**place;
        if !field.is_empty() {
            write!(f, "`{field}` of ")?;
        }
        f.write_str(model)?;
        if let Some(id) = external_id {
            write!(f, " {id}")?;
        }
        if !target.is_empty() {
            write!(f, " does not become `{target}`")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(value) = value {
            write!(f, " (it is {value})")?;
        }
        Ok(())
    }
}

impl std::error::Error for MappingError {}
