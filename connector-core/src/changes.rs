//! Some fields of a model.

use std::fmt;
use std::marker::PhantomData;

use crate::similar::nearest;
use crate::validate::Validator;
use crate::{Field, FieldType, FieldValue, Invalid, Link, Model, Value};

/// Some fields of `T` with their new values. Not there, null and a value are three things.
///
/// ```
/// use connector_core::{Changes, Record};
///
/// #[derive(Debug, Clone, Record)]
/// #[record(name = "product")]
/// struct Product {
///     name: String,
///     weight: Option<f64>,
/// }
///
/// let before = Product { name: "Chair".into(), weight: Some(4.5) };
/// let after = Product { weight: None, ..before.clone() };
/// let changes = Changes::between(&before, &after);
/// assert_eq!(changes.to_string(), "weight: null");
/// ```
///
/// A secret changes only by being set or cleared by name: comparing a value with a secret to one without finds no change.
///
/// By name, a field takes what its type takes, and the error says what that is:
///
/// ```
/// # use connector_core::{Changes, Record};
/// # #[derive(Record)]
/// # #[record(name = "product")]
/// # struct Product {
/// #     name: String,
/// #     weight: Option<f64>,
/// # }
/// let changes = Changes::<Product>::new().set("name", "Stool").unwrap().clear("weight").unwrap();
/// assert_eq!(changes.to_string(), "name: \"Stool\", weight: null");
/// assert!(changes.set("weight", "heavy").is_err());
/// ```
pub struct Changes<T> {
    values: Vec<(usize, Value)>,
    model: PhantomData<fn() -> T>,
}

impl<T: Model> Changes<T> {
    /// No field.
    #[must_use]
    pub fn new() -> Self {
        Self { values: Vec::new(), model: PhantomData }
    }

    /// The fields in which `after` differs from `before`.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let before = Product { title: "Chair".into(), weight: Some(4.5) };
    /// let after = Product { title: "Stool".into(), weight: Some(4.5) };
    /// assert_eq!(Changes::between(&before, &after).to_string(), "title: \"Stool\"");
    /// assert!(Changes::between(&before, &before).is_empty());
    /// ```
    #[must_use]
    pub fn between(before: &T, after: &T) -> Self {
        Self::between_values(&Value::all_of(before), Value::all_of(after))
    }

    /// As [`between`](Self::between), of values in the order of the model's fields; values past the last field are none of it.
    #[must_use]
    pub fn between_values(before: &[Value], after: Vec<Value>) -> Self {
        let values = after
            .into_iter()
            .enumerate()
            .take(T::FIELDS.len())
            .zip(before)
            .filter(|((position, after), before)| T::FIELDS[*position].differs(before, after))
            .map(|(change, _)| change)
            .collect();
        Self { values, model: PhantomData }
    }

    /// With a new value for the field `name`: of the type of the field, with or without its `Option`; for a text also `"…"`.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let changes = Changes::<Product>::new().set("title", "Stool").unwrap().set("weight", &2.5).unwrap();
    /// assert_eq!(changes.get("weight"), Some(&Value::Float(2.5)));
    ///
    /// let unknown = changes.clone().set("titel", "Stool").unwrap_err();
    /// assert_eq!(unknown.to_string(), "product has no stored field `titel`; did you mean `title`?");
    /// // The ID of another model is no value for a link.
    /// assert!(Changes::<ShopProduct>::new().set("record_id", &BackendId::<Shop>::new(1)).is_err());
    /// ```
    ///
    /// # Errors
    /// [`ChangeError`] when the model has no stored field of that name, or one whose type does not take the value.
    pub fn set<V: ChangeValue + ?Sized>(mut self, name: &str, value: &V) -> Result<Self, ChangeError> {
        let position = T::META.position(name).ok_or_else(|| ChangeError::new::<T>(name))?;
        let field = &T::FIELDS[position];
        let value = match (field.ty, value.to_value()) {
            // As an external ID, a UUID is its text.
            (FieldType::ExternalText, Value::Uuid(text)) => Value::Text(text),
            (_, value) => value,
        };
        let (given, wanted) = (V::LINK.map(|link| link.model), field.link.map(|link| link.model));
        if given != wanted {
            return Err(ChangeError::of_link::<T>(field, given, wanted));
        }
        if (!value.is_null() || field.required)
            && let Err(reason) = (field.fits)(&value)
        {
            return Err(ChangeError::of_type::<T>(field, &value, &reason.rule()));
        }
        self.put(position, field.live(value));
        Ok(self)
    }

    /// With null for the field `name`: the only way to clear a secret.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let changes = Changes::<Product>::new().clear("weight").unwrap();
    /// assert_eq!(changes.get("weight"), Some(&Value::Null));
    /// assert!(changes.clear("title").is_err(), "it must have a value");
    /// ```
    ///
    /// # Errors
    /// [`ChangeError`] when the model has no stored field of that name, or one that must have a value.
    pub fn clear(mut self, name: &str) -> Result<Self, ChangeError> {
        let position = T::META.position(name).ok_or_else(|| ChangeError::new::<T>(name))?;
        if T::FIELDS[position].required {
            return Err(ChangeError::of_type::<T>(&T::FIELDS[position], &Value::Null, "it must have a value"));
        }
        self.put(position, Value::Null);
        Ok(self)
    }

    /// Whether no field is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The fields that are there, with their new values, in the order of the model's fields.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let changes = Changes::<Product>::new().clear("weight").unwrap().set("title", "Stool").unwrap();
    /// let columns: Vec<&str> = changes.iter().map(|(field, _)| field.column).collect();
    /// assert_eq!(columns, ["title", "weight"]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, &Value)> {
        self.values.iter().map(|(position, value)| (&T::FIELDS[*position], value))
    }

    /// The new value of the field `name`, when it is there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(field, _)| field.name == name).map(|(_, value)| value)
    }

    /// Keeps the fields for which `keep` says so, and drops the others.
    ///
    /// ```
    /// # use connector_core::{Changes, Record};
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product {
    /// #     name: String,
    /// #     weight: Option<f64>,
    /// # }
    /// let mut changes = Changes::<Product>::new().set("name", "Stool").unwrap().clear("weight").unwrap();
    /// changes.retain(|field, _| field.name != "name");
    /// assert_eq!(changes.to_string(), "weight: null");
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&'static Field, &Value) -> bool) {
        self.values.retain(|(position, value)| keep(&T::FIELDS[*position], value));
    }

    /// Without the fields that have a role in a backend or a binding.
    pub(crate) fn without_roles(mut self) -> Self {
        self.retain(|field, _| field.role.is_none());
        self
    }

    /// Finds every fault of the new values at once, as [`Model::validate`] does of a whole value.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let changes = Changes::<Product>::new().set("title", "").unwrap();
    /// assert_eq!(changes.validate().unwrap_err().to_string(), "product is refused: `title` (Title): it must not be empty, found \"\"");
    /// ```
    ///
    /// # Errors
    /// [`Invalid`], with all faults.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut validator = Validator::new(T::META);
        for (position, value) in &self.values {
            validator.value(*position, value);
        }
        validator.finish()
    }

    fn put(&mut self, position: usize, value: Value) {
        match self.values.binary_search_by_key(&position, |(position, _)| *position) {
            Ok(place) => self.values[place].1 = value,
            Err(place) => self.values.insert(place, (position, value)),
        }
    }
}

impl Field {
    /// Whether a row whose field has the value `before` must be written to become like a value that has `after` there. A secret
    /// that the value does not have stays: it is cleared by name alone.
    ///
    /// ```
    /// use connector_core::{Model, Record, Secret, Value};
    ///
    /// #[derive(Record)]
    /// #[record(name = "account")]
    /// struct Account {
    ///     login: String,
    ///     token: Option<Secret>,
    /// }
    ///
    /// let [login, token] = Account::FIELDS else { panic!("two fields") };
    /// assert!(login.differs(&Value::Text("ada".into()), &Value::Null));
    /// assert!(!token.differs(&Value::Secret(Secret::from("t-1")), &Value::Null));
    /// ```
    #[must_use]
    pub fn differs(&self, before: &Value, after: &Value) -> bool {
        let forgotten = self.ty == FieldType::Secret && after.is_null();
        !forgotten && after != before
    }
}

impl<T: Model> Default for Changes<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Changes<T> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), model: PhantomData }
    }
}

impl<T: Model> fmt::Debug for Changes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Changes<{}>({self})", T::NAME)
    }
}

/// `name: "Chair", weight: null`; a secret is three dots.
impl<T: Model> fmt::Display for Changes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (field, value)) in self.iter().enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(f, "{separator}{}: {value}", field.name)?;
        }
        Ok(())
    }
}

/// What a field can be set to: every [`FieldValue`], and a plain text.
///
/// ```
/// use connector_core::{ChangeValue, Value};
///
/// assert_eq!("Stool".to_value(), Value::Text("Stool".into()));
/// assert_eq!(Some(3_i64).to_value(), Value::Int(3));
/// ```
#[diagnostic::on_unimplemented(
    message = "no field can become a `{Self}`",
    label = "no value of a field",
    note = "help: give the value as the field has it: `&value`, with or without its `Option`"
)]
pub trait ChangeValue {
    /// What it links to, when it is a typed ID.
    const LINK: Option<Link>;

    /// The value without its type.
    fn to_value(&self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<V: FieldValue> ChangeValue for V {
    const LINK: Option<Link> = V::LINK;

    fn to_value(&self) -> Value {
        let mut values: Vec<Value> = Vec::with_capacity(1);
        self.write_to(&mut values);
        values.pop().unwrap_or(Value::Null)
    }
}

impl ChangeValue for str {
    const LINK: Option<Link> = None;

    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

/// A field that a model does not have, or that cannot have that value.
///
/// It is a mistake of the program that names the field: the message says which fields there are, or what the field takes.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let error = Changes::<Product>::new().set("weight", "heavy").unwrap_err();
/// assert_eq!(error.to_string(), "`weight` of product cannot become \"heavy\": expected a number");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ChangeError {
    message: String,
}

impl ChangeError {
    fn new<T: Model>(name: &str) -> Self {
        let known: Vec<String> = T::FIELDS.iter().map(|field| format!("`{}`", field.name)).collect();
        let remedy = match nearest(name, T::FIELDS.iter().map(|field| field.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", known.join(", ")),
        };
        Self { message: format!("{} has no stored field `{name}`; {remedy}", T::NAME) }
    }

    fn of_link<T: Model>(field: &Field, given: Option<&str>, wanted: Option<&str>) -> Self {
        let id = |model: Option<&str>| model.map_or_else(|| "no ID".to_owned(), |model| format!("an ID of {model}"));
        Self { message: format!("`{}` of {} holds {}, and this is {}", field.name, T::NAME, id(wanted), id(given)) }
    }

    fn of_type<T: Model>(field: &Field, value: &Value, rule: &str) -> Self {
        // What was meant as a secret is not shown, whatever its type.
        let value = if field.ty == FieldType::Secret && !value.is_null() { "this".to_owned() } else { value.to_string() };
        Self { message: format!("`{}` of {} cannot become {value}: {rule}", field.name, T::NAME) }
    }
}
