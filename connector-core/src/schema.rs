//! The models and additions of one application, in one list.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::const_text::ConstText;
use crate::contradiction::check_additions;
use crate::field::{same_name, same_text};
use crate::model::LONGEST;
use crate::validate::Validator;
use crate::{Addition, Model, ModelMeta};

/// What an application lists in [`schema!`](crate::schema): models, and values added to selections.
///
/// Listing an addition is what makes its crate known for sure: a crate that nothing names is not linked.
///
/// ```
/// use connector_core::{Record, RecordId, Schema};
///
/// #[derive(Record)]
/// #[record(name = "category")]
/// struct Category {
///     name: String,
/// }
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     category: RecordId<Category>,
/// }
///
/// assert!(Schema::new().add::<Category>().add::<Product>().check().is_ok());
/// let error = Schema::new().add::<Product>().check().unwrap_err();
/// assert_eq!(error.faults, ["`category` of product links category, which is not listed: add it"]);
/// ```
#[derive(Debug)]
pub struct Schema {
    entries: Cow<'static, [SchemaEntry]>,
}

/// One element of a [`Schema`].
///
/// ```
/// use connector_core::{Listed, Record, SchemaEntry};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// assert!(matches!(Product::ENTRY, SchemaEntry::Model(meta) if meta.name == "product"));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum SchemaEntry {
    /// A backend, a record, a binding or an extension.
    Model(&'static ModelMeta),
    /// Values added to a selection.
    Addition(&'static Addition),
}

/// What can be an element of a [`Schema`]: every [`Model`], and an enum with `#[selection_add(…)]`.
///
/// ```
/// use connector_core::{Listed, Record, Schema};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// fn alone<T: Listed>() -> Schema {
///     Schema::new().add::<T>()
/// }
///
/// assert_eq!(alone::<Product>().models().count(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be listed in a schema",
    label = "neither a model nor an addition to a selection",
    note = "help: list backends, records, bindings, extensions, and enums with `#[selection_add(…)]`; a base selection comes with its model"
)]
pub trait Listed {
    /// The element.
    const ENTRY: SchemaEntry;
}

#[diagnostic::do_not_recommend]
impl<T: Model> Listed for T {
    const ENTRY: SchemaEntry = SchemaEntry::Model(T::META);
}

/// Contradictions between the elements of a schema, all of them.
///
/// Name one of the two otherwise, or list what is missing: each sentence says which.
///
/// ```
/// use connector_core::{Record, Schema};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// #[derive(Record)]
/// #[record(name = "article", table = "product")]
/// struct Article {
///     title: String,
/// }
///
/// let error = Schema::new().add::<Product>().add::<Article>().check().unwrap_err();
/// assert_eq!(error.faults[0], "the table \"product\" belongs to both product and article");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the schema contradicts itself: {}", faults.join("; "))]
pub struct SchemaError {
    /// One sentence each.
    pub faults: Vec<String>,
}

impl Schema {
    /// A schema in a constant; [`schema!`](crate::schema) is the way to write one, and checks it.
    #[must_use]
    pub const fn listed(entries: &'static [SchemaEntry]) -> Self {
        Self { entries: Cow::Borrowed(entries) }
    }

    /// A schema made at run time, without elements yet.
    #[must_use]
    pub const fn new() -> Self {
        Self::listed(&[])
    }

    /// With one more element.
    #[must_use]
    #[allow(clippy::should_implement_trait)]
    pub fn add<T: Listed>(mut self) -> Self {
        self.entries.to_mut().push(T::ENTRY);
        self
    }

    /// The models, as listed.
    pub fn models(&self) -> impl Iterator<Item = &'static ModelMeta> {
        self.entries.iter().filter_map(|entry| match entry {
            SchemaEntry::Model(meta) => Some(*meta),
            SchemaEntry::Addition(_) => None,
        })
    }

    /// The additions, as listed.
    pub fn additions(&self) -> impl Iterator<Item = &'static Addition> {
        self.entries.iter().filter_map(|entry| match entry {
            SchemaEntry::Model(_) => None,
            SchemaEntry::Addition(addition) => Some(*addition),
        })
    }

    /// Makes the added values known, and looks for contradictions. A store does this before it migrates.
    ///
    /// Names of tables, columns and indexes that differ by the case of letters alone are one, as `SQLite` takes them.
    ///
    /// # Errors
    /// [`SchemaError`] with every contradiction: a name, a table, a column or an index name taken twice, a link to a model
    /// that is not listed, an extension of one, a default that its own field refuses; and between the enums of a selection,
    /// listed or linked: a value that two of them give, or that one gives and another one removes, two labels for one value,
    /// parents or orders in a circle; a listed addition that no field takes, although there is a field of the selection that it adds
    /// to.
    pub fn check(&self) -> Result<(), SchemaError> {
        for addition in self.additions() {
            addition.register();
        }
        let mut faults = Vec::new();
        let names: HashSet<&str> = self.models().map(|meta| meta.name).collect();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut tables: HashMap<String, &str> = HashMap::new();
        let mut indexes: HashMap<String, &str> = HashMap::new();
        for meta in self.models() {
            if !seen.insert(meta.name) {
                faults.push(format!("two models are called {:?}", meta.name));
                continue;
            }
            if let Some(other) = tables.insert(meta.table.to_ascii_lowercase(), meta.name) {
                faults.push(format!("the table {:?} belongs to both {other} and {}", meta.table, meta.name));
            }
            for unique in meta.unique {
                if let Some(other) = indexes.insert(unique.name.to_ascii_lowercase(), meta.name) {
                    let whose = if other == meta.name { format!("{other} twice") } else { format!("both {other} and {}", meta.name) };
                    faults.push(format!("the unique key {:?} belongs to {whose}: name one of them otherwise", unique.name));
                }
            }
            check_names(meta, &mut faults);
            if let Some(extended) = meta.extends.filter(|extended| !names.contains(extended.model)) {
                faults.push(format!("{} extends {}, which is not listed: add it", meta.name, extended.model));
            }
            check_fields(meta, &names, &mut faults);
        }
        self.check_relations(&mut faults);
        faults.extend(self.additions().filter_map(|addition| self.has_no_room_for(addition)));
        for contradiction in self.additions().flat_map(Addition::contradictions) {
            if !faults.contains(&contradiction) {
                faults.push(contradiction);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(SchemaError { faults }) }
    }

    /// Of an addition whose values no field takes, although there are fields of the selection that it adds to.
    fn has_no_room_for(&self, addition: &Addition) -> Option<String> {
        let selections =
            || self.models().flat_map(|meta| meta.fields.iter().filter_map(move |field| Some((meta, field, (field.options?)()))));
        let added = addition.options.first()?.value;
        if selections().any(|(.., options)| options.iter().any(|option| option.value == added)) {
            return None;
        }
        let base = || addition.base_options.iter().map(|option| option.value);
        let (meta, field, _) = selections().find(|(.., options)| options.iter().map(|option| option.value).eq(base()))?;
        let (adds, to) = (addition.name(), addition.base_name());
        Some(format!("{adds} adds to {to}, and `{}` of {} takes no added value: declare it as `Extensible<{to}>`", field.name, meta.name))
    }

    /// Tables and indexes share their names, and those of indexes are made of two names with `_` between them: the field
    /// `c` of the table `a_b` and the field `b_c` of the table `a` would share one.
    fn check_relations(&self, faults: &mut Vec<String>) {
        let own = || self.models().filter(|meta| !meta.foreign);
        let mut taken: HashMap<String, String> = HashMap::new();
        for meta in own() {
            taken.insert(meta.table.to_ascii_lowercase(), format!("the table of {}", meta.name));
        }
        for meta in own() {
            let keys =
                meta.unique.iter().map(|unique| (unique.name.to_owned(), format!("the unique key {:?} of {}", unique.name, meta.name)));
            let indexes = meta
                .fields
                .iter()
                .filter_map(|field| Some((meta.index_name(field)?, format!("the index over `{}` of {}", field.name, meta.name))));
            for (name, what) in keys.chain(indexes) {
                match taken.get(&name.to_ascii_lowercase()) {
                    // Two unique keys of one name were told.
                    Some(other) if other.starts_with("the unique key") && what.starts_with("the unique key") => {}
                    Some(other) if *other == what => {}
                    Some(other) => faults.push(format!(
                        "{other} and {what} are both called {name:?} in the database: give one of them another name, by `column`, `table` or `name`"
                    )),
                    None => {
                        taken.insert(name.to_ascii_lowercase(), what);
                    }
                }
            }
        }
    }
}

/// Names that no database can keep: none of them is made by a derive.
fn check_names(meta: &'static ModelMeta, faults: &mut Vec<String>) {
    let mut check = |kind: &str, name: &str, parts: bool| {
        let mut parts = if parts { name.split('.') } else { name.split('\0') };
        let fits = parts.all(|part| !part.is_empty() && part.len() <= LONGEST) && !name.chars().any(char::is_control);
        if !fits {
            faults.push(format!("the {kind} {name:?} of {} is no name: 1 to {LONGEST} bytes, and no control characters", meta.name));
        }
    };
    check("table", meta.table, meta.foreign);
    check("column", meta.key_column, false);
    meta.fields.iter().for_each(|field| check("column", field.column, false));
    if !meta.foreign {
        meta.unique.iter().for_each(|unique| check("unique key", unique.name, false));
    }
}

/// What contradicts itself in the fields of one model.
fn check_fields(meta: &'static ModelMeta, names: &HashSet<&str>, faults: &mut Vec<String>) {
    let mut columns: HashMap<String, &str> = HashMap::new();
    for (position, field) in meta.fields.iter().enumerate() {
        if let Some(other) = columns.insert(field.column.to_ascii_lowercase(), field.name) {
            faults.push(format!("the column {:?} of {} belongs to both `{other}` and `{}`", field.column, meta.name, field.name));
        }
        if let Some(link) = field.link.filter(|link| !names.contains(link.model)) {
            faults.push(format!("`{}` of {} links {}, which is not listed: add it", field.name, meta.name, link.model));
        }
        for contradiction in (field.contradictions)() {
            if !faults.contains(&contradiction) {
                faults.push(contradiction);
            }
        }
        if let Some(default) = field.default {
            let mut validator = Validator::new(meta);
            validator.value(position, &default());
            for fault in validator.finish().err().into_iter().flat_map(|invalid| invalid.faults) {
                faults.push(format!("the default of {} is refused by its own field: {fault}", meta.name));
            }
        }
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

/// What a schema in a constant lists; one that was made at run time is in none.
pub(crate) const fn entries(schema: &'static Schema) -> &'static [SchemaEntry] {
    match &schema.entries {
        Cow::Borrowed(entries) => entries,
        Cow::Owned(_) => &[],
    }
}

/// The check of one element at compile time: [`schema!`](crate::schema) emits one for each, at the element.
///
/// # Panics
/// In a constant, where it is a compile error: a name, a table or a unique key's name that an earlier element has, a link
/// to a model that is not listed, an extension of one; what an addition says that an earlier one says otherwise.
#[track_caller]
pub(crate) const fn check_element(entries: &[SchemaEntry], element: usize) {
    let meta = match entries[element] {
        SchemaEntry::Model(meta) => meta,
        SchemaEntry::Addition(addition) => {
            let mut i = 0;
            while i < element {
                if let SchemaEntry::Addition(earlier) = entries[i] {
                    check_additions(addition, earlier);
                }
                i += 1;
            }
            return;
        }
    };
    let mut i = 0;
    while i < element {
        if let SchemaEntry::Model(other) = entries[i] {
            if same_text(meta.name, other.name) {
                ConstText::new("the name \"")
                    .push(meta.name)
                    .push("\" is taken twice in this schema; help: list every model once, and give each a `name` of its own")
                    .panic();
            }
            if same_name(meta.table, other.table) {
                ConstText::new("the table \"")
                    .push(meta.table)
                    .push("\" of `")
                    .push(meta.name)
                    .push("` is already the table of `")
                    .push(other.name)
                    .push("`; help: give one of them another `table`")
                    .panic();
            }
            check_keys(meta, other);
        }
        i += 1;
    }
    if let Some(extended) = meta.extends
        && !is_listed(entries, extended.model)
    {
        ConstText::new("`")
            .push(meta.name)
            .push("` extends `")
            .push(extended.model)
            .push("`, which this schema does not list; help: add it")
            .panic();
    }
    let mut f = 0;
    while f < meta.fields.len() {
        if let Some(link) = meta.fields[f].link
            && !is_listed(entries, link.model)
        {
            ConstText::new("`")
                .push(meta.fields[f].name)
                .push("` of `")
                .push(meta.name)
                .push("` links `")
                .push(link.model)
                .push("`, which this schema does not list; help: add it")
                .panic();
        }
        f += 1;
    }
}

/// Whether a model of this name is an element.
const fn is_listed(entries: &[SchemaEntry], model: &str) -> bool {
    let mut i = 0;
    while i < entries.len() {
        if let SchemaEntry::Model(other) = entries[i]
            && same_text(other.name, model)
        {
            return true;
        }
        i += 1;
    }
    false
}

/// The names of unique keys are names of indexes, of which a database has one each.
#[track_caller]
const fn check_keys(meta: &ModelMeta, other: &ModelMeta) {
    let mut u = 0;
    while u < meta.unique.len() {
        let mut o = 0;
        while o < other.unique.len() {
            if same_name(meta.unique[u].name, other.unique[o].name) {
                ConstText::new("the unique key \"")
                    .push(meta.unique[u].name)
                    .push("\" of `")
                    .push(meta.name)
                    .push("` is already a key of `")
                    .push(other.name)
                    .push("`; help: give one of them another `name`")
                    .panic();
            }
            o += 1;
        }
        u += 1;
    }
}
