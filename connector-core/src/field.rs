//! What a model says of its fields, as constants.

use crate::{FieldValue, ReadError, Removed, SelectionOption, SelectionValues, Value, ValueReader};

/// Gives choices that are known only at run time, as (value, label).
pub type Choices = fn() -> Vec<(String, String)>;

/// Calls its first argument for each term of the text, and puts the answers in their places.
pub type TranslateTerms = fn(&mut dyn FnMut(&str) -> String, &str) -> String;

/// One stored field of a model: everything that a store, a form or a document needs to know of it.
///
/// ```
/// use connector_core::{FieldType, Model, Record};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     /// As printed on the price tag.
///     #[field(label = "Name", size = 64)]
///     title: Option<String>,
/// }
///
/// let field = Product::META.field("title").unwrap();
/// assert_eq!((field.ty, field.label, field.size, field.required), (FieldType::Text, "Name", Some(64), false));
/// assert_eq!(field.help, Some("As printed on the price tag."));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// The name in Rust (without `r#`).
    pub name: &'static str,
    /// The name of its column.
    pub column: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// A sentence that explains it.
    pub help: Option<&'static str>,
    /// What kind of value it holds.
    pub ty: FieldType,
    /// Whether it always has a value (its type is no `Option`).
    pub required: bool,
    /// The greatest length of a text, in characters.
    pub size: Option<u32>,
    /// What it links to.
    pub link: Option<Link>,
    /// What it is for in a backend or a binding.
    pub role: Option<Role>,
    /// Whether the store keeps an index over it.
    pub index: bool,
    /// The value of the column where nothing is said.
    pub default: Option<fn() -> Value>,
    /// The values of a selection, in their order; of an open one, all that are known, with the labels of `relabel`.
    pub options: Option<fn() -> Vec<SelectionOption>>,
    /// The values that a selection no longer has. A row may hold one until a store has rewritten it, and is read as what the
    /// value became.
    pub removed: Option<fn() -> Vec<Removed>>,
    /// The choices of a text field that are known only at run time, as (value, label).
    pub selection: Option<Choices>,
    /// How it is translated.
    pub translate: Option<Translate>,
    /// The name that its column had before.
    pub renamed_from: Option<&'static str>,
    /// Why the field's type does not take a value.
    pub(crate) fits: fn(&Value) -> Result<(), ReadError>,
    /// What contradicts itself between the enums of an open selection.
    pub(crate) contradictions: fn() -> Vec<String>,
}

fn fits<T: FieldValue>(value: &Value) -> Result<(), ReadError> {
    T::read_from(&mut ValueReader::new(std::slice::from_ref(value))).map(drop)
}

/// How the emitted code describes a field: `Field::of::<Type>(…)`, then what was said of it.
impl Field {
    /// A field that holds a `T`.
    ///
    /// What `#[field(…)]` says of a field is said by the methods below. A model that is written by hand calls them itself:
    ///
    /// ```
    /// use connector_core::{Field, FieldType, Value};
    ///
    /// const LOCATION: Field = Field::of::<Option<String>>("location", "location", "Location").size(255).help("Base address.").index();
    /// const RETRIES: Field = Field::of::<u8>("retries", "retries", "Retries").default(|| Value::Int(3)).renamed_from("tries");
    ///
    /// assert_eq!((LOCATION.ty, LOCATION.required, LOCATION.size, LOCATION.index), (FieldType::Text, false, Some(255), true));
    /// assert_eq!((RETRIES.required, RETRIES.renamed_from), (true, Some("tries")));
    /// assert_eq!(RETRIES.default.unwrap()(), Value::Int(3));
    /// ```
    #[must_use]
    pub const fn of<T: FieldValue>(name: &'static str, column: &'static str, label: &'static str) -> Self {
        Self {
            name,
            column,
            label,
            help: None,
            ty: T::TYPE,
            required: T::REQUIRED,
            size: None,
            link: T::LINK,
            role: None,
            index: false,
            default: None,
            options: None,
            removed: None,
            selection: None,
            translate: None,
            renamed_from: None,
            fits: fits::<T>,
            contradictions: Vec::new,
        }
        .values(T::VALUES)
    }

    /// With the values of a selection.
    pub(crate) const fn values(mut self, values: Option<SelectionValues>) -> Self {
        if let Some(SelectionValues { options, removed, contradictions }) = values {
            self.options = Some(options);
            self.removed = Some(removed);
            self.contradictions = contradictions;
        }
        self
    }

    /// The value as it is kept: of a removed one, what it became.
    pub(crate) fn live(&self, value: Value) -> Value {
        let (Some(removed), Value::Text(text)) = (self.removed, &value) else { return value };
        let gone = removed().into_iter().find(|removed| removed.value == text.as_str());
        gone.map_or(value, |removed| Value::Text(removed.became().value.to_owned()))
    }

    /// Whether its value may be one that nothing shows, or hold one: a secret, or a JSON document.
    pub(crate) fn may_hide(&self) -> bool {
        matches!(self.ty, FieldType::Secret | FieldType::Json)
    }

    /// With a sentence that explains it.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// With a greatest length, in characters.
    #[must_use]
    pub const fn size(mut self, size: u32) -> Self {
        self.size = Some(size);
        self
    }

    /// With a role.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// const RECORD: Field = Field::of::<RecordId<Product>>("record_id", "record_id", "Product").role(Role::Record);
    /// // The binding goes with its record.
    /// assert_eq!(RECORD.link.unwrap().on_delete, OnDelete::Cascade);
    /// ```
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        // Deleting a record takes its bindings along; anything else keeps what is linked.
        if let (Role::Record, Some(link)) = (role, &mut self.link) {
            link.on_delete = OnDelete::Cascade;
        }
        self
    }

    /// With a policy for the deletion of what it links.
    #[must_use]
    pub const fn on_delete(mut self, on_delete: OnDelete) -> Self {
        if let Some(link) = &mut self.link {
            link.on_delete = on_delete;
        }
        self
    }

    /// With an index.
    #[must_use]
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// With a default.
    #[must_use]
    pub const fn default(mut self, default: fn() -> Value) -> Self {
        self.default = Some(default);
        self
    }

    /// With choices that are known only at run time.
    #[must_use]
    pub const fn selection(mut self, selection: Choices) -> Self {
        self.selection = Some(selection);
        self
    }

    /// With a way of translation.
    #[must_use]
    pub const fn translate(mut self, translate: Translate) -> Self {
        self.translate = Some(translate);
        self
    }

    /// With the name that its column had before.
    #[must_use]
    pub const fn renamed_from(mut self, renamed_from: &'static str) -> Self {
        self.renamed_from = Some(renamed_from);
        self
    }
}

/// What kind of value a field holds, and so what kind of column it gets.
///
/// ```
/// use connector_core::{FieldType, FieldValue, Json, Secret};
///
/// assert_eq!(<Option<u16> as FieldValue>::TYPE, FieldType::Int);
/// assert_eq!(<Json<Vec<String>> as FieldValue>::TYPE, FieldType::Json);
/// assert_eq!(<Secret as FieldValue>::TYPE, FieldType::Secret);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// A truth value.
    Bool,
    /// An integer that fits `i64`.
    Int,
    /// A floating-point number.
    Float,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// A point in time: UTC, microseconds.
    Timestamp,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A JSON document.
    Json,
    /// A text in several languages.
    Translated,
    /// A UUID: where the database has no type for it, a text in lower case with hyphens.
    Uuid,
    /// A decimal number, exactly: where the database has no type for it, a text without zeros that say nothing.
    Decimal,
    /// A secret.
    Secret,
    /// A value of a selection, kept as its text.
    Selection,
    /// An external ID that is kept as a text.
    ExternalText,
    /// An external ID that is kept as an integer.
    ExternalInt,
}

/// What a field is for in a backend or in a binding.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let external_id = ShopProduct::META.role(Role::ExternalId).unwrap();
/// assert_eq!(ShopProduct::FIELDS[external_id].name, "external_id");
/// assert_eq!(ShopProduct::META.field("position").unwrap().role, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// How people call a backend.
    Name,
    /// Which dialect a backend speaks.
    Version,
    /// The record that a binding links.
    Record,
    /// The backend that a binding is on.
    Backend,
    /// The ID on the external system.
    ExternalId,
    /// The last successful synchronization.
    SyncDate,
    /// When the external system last changed it, by its own clock.
    ExternalUpdatedAt,
}

/// What a field links to.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// let link = ShopProduct::META.field("backend_id").unwrap().link.unwrap();
/// assert_eq!((link.model, link.table, link.key), ("shop", "shop", "id"));
/// assert_eq!(link.on_delete, OnDelete::Restrict);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The technical name of the model.
    pub model: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The column of its key.
    pub key: &'static str,
    /// Whether the table is the application's.
    pub foreign: bool,
    /// What happens to the linking row when the linked one is deleted.
    pub on_delete: OnDelete,
}

impl Link {
    /// A link of an extension to the row that it extends, with which it goes.
    #[must_use]
    pub(crate) const fn extended<T: crate::Model>() -> Self {
        let mut link = Self::to::<T>();
        link.on_delete = OnDelete::Cascade;
        link
    }

    /// A link to a model, which keeps what is linked.
    #[must_use]
    pub const fn to<T: crate::Model>() -> Self {
        Self { model: T::NAME, table: T::TABLE, key: T::KEY_COLUMN, foreign: T::FOREIGN, on_delete: OnDelete::Restrict }
    }
}

/// What happens to a linking row when the linked one is deleted: `#[field(ondelete = …)]`.
///
/// Where nothing is said, a binding goes with its record (`cascade`), and every other link, the one to the backend among
/// them, keeps what it links (`restrict`).
///
/// ```
/// use connector_core::{Model, OnDelete, Record, RecordId};
///
/// #[derive(Record)]
/// #[record(name = "category")]
/// struct Category {
///     title: String,
///     #[field(ondelete = set_null)]
///     parent: Option<RecordId<Category>>,
/// }
///
/// assert_eq!(Category::META.field("parent").unwrap().link.unwrap().on_delete, OnDelete::SetNull);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnDelete {
    /// It is deleted as well.
    Cascade,
    /// It forbids the deletion.
    Restrict,
    /// It stays, and its link becomes null.
    SetNull,
}

/// How a text is translated.
///
/// ```
/// use connector_core::{Model, Record, Translate, Translated};
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
/// assert!(matches!(Product::FIELDS[0].translate, Some(Translate::Whole)));
/// assert!(matches!(Product::FIELDS[1].translate, Some(Translate::Terms(_))));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Translate {
    /// As a whole: one text a language.
    Whole,
    /// Term by term: the function calls its first argument for each term of the text, and puts the answers in their places.
    Terms(TranslateTerms),
}

/// A set of fields whose values no two rows share.
///
/// ```
/// use connector_core::{Model, Record};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// #[unique(code, where = active, message = "This code is taken.")]
/// struct Product {
///     code: String,
///     active: bool,
/// }
///
/// let unique = Product::UNIQUE[0];
/// assert_eq!((unique.fields, unique.only_where, unique.message), (&["code"][..], Some("active"), "This code is taken."));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unique {
    /// The name, of the index as well.
    pub name: &'static str,
    /// The names of the fields, in the order of the index.
    pub fields: &'static [&'static str],
    /// What people see when it is violated.
    pub message: &'static str,
    /// A `bool` field: only rows where it is true are compared.
    pub only_where: Option<&'static str>,
}

impl Unique {
    /// No two rows share the values of `fields`.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [&'static str], message: &'static str) -> Self {
        Self { name, fields, message, only_where: None }
    }

    /// Among the rows where the `bool` field is true.
    #[must_use]
    pub const fn only_where(mut self, field: &'static str) -> Self {
        self.only_where = Some(field);
        self
    }
}

/// A field that is read through a link and never stored: `#[field(related = link.field)]`.
///
/// ```
/// use connector_core::{Backend, BackendId, FieldType, Model, Record, Related};
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     location: String,
/// }
///
/// #[derive(Record)]
/// #[record(name = "shelf")]
/// struct Shelf {
///     shop: BackendId<Shop>,
///     #[field(related = shop.location)]
///     location: Related<String>,
/// }
///
/// let related = Shelf::RELATED[0];
/// assert_eq!((related.name, related.link, related.table, related.column), ("location", "shop", "shop", "location"));
/// assert_eq!(related.ty, FieldType::Text);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RelatedField {
    /// The name of the field.
    pub name: &'static str,
    /// The column of the link.
    pub link: &'static str,
    /// The table that the link leads to.
    pub table: &'static str,
    /// The column of that table's key.
    pub key: &'static str,
    /// The column that is read there.
    pub column: &'static str,
    /// What kind of value it is.
    pub ty: FieldType,
}

impl RelatedField {
    /// The field `source` of the model `T`, read through the column `link`.
    ///
    /// The derive has checked that `T` has a stored field of that name; without one the column is empty, and no store
    /// takes an empty column.
    #[must_use]
    pub const fn of<T: crate::Model>(name: &'static str, link: &'static str, source: &str) -> Self {
        let (mut column, mut ty, mut i) = ("", FieldType::Text, 0);
        while i < T::FIELDS.len() {
            if same_text(T::FIELDS[i].name, source) {
                column = T::FIELDS[i].column;
                ty = T::FIELDS[i].ty;
            }
            i += 1;
        }
        Self { name, link, table: T::TABLE, key: T::KEY_COLUMN, column, ty }
    }
}

/// `==` for texts in constants.
pub(crate) const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// As [`same_text`], for names in a database: `SQLite` does not tell the case of (ASCII) letters apart.
pub(crate) const fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}
