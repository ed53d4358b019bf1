//! The models and additions of one application, in one list.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::const_text::ConstText;
use crate::field::same_text;
use crate::{Addition, ModelMeta};

/// What an application lists in [`schema!`](crate::schema): models, and values added to selections.
///
/// Listing an addition is what makes its crate known for sure: a crate that nothing names is not linked.
#[derive(Debug)]
pub struct Schema {
    entries: Cow<'static, [SchemaEntry]>,
}

/// One element of a [`Schema`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum SchemaEntry {
    /// A backend, a record or a binding.
    Model(&'static ModelMeta),
    /// Values added to a selection.
    Addition(&'static Addition),
}

/// What can be an element of a [`Schema`]: given by every derive of a model, and by `derive(Selection)` with
/// `#[selection_add(…)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be listed in a schema",
    label = "neither a model nor an addition to a selection",
    note = "help: list backends, records, bindings, and enums with `#[selection_add(…)]`; a base selection comes with its model"
)]
pub trait Listed {
    /// The element.
    const ENTRY: SchemaEntry;
}

/// Contradictions between the elements of a schema, all of them.
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
    /// # Errors
    /// [`SchemaError`] with every contradiction: a name, a table or an index name taken twice, a link to a model that is
    /// not listed.
    pub fn check(&self) -> Result<(), SchemaError> {
        for addition in self.additions() {
            addition.register();
        }
        let mut faults = Vec::new();
        let mut names: HashMap<&str, &str> = HashMap::new();
        let mut tables: HashMap<&str, &str> = HashMap::new();
        let mut indexes: HashMap<&str, &str> = HashMap::new();
        for meta in self.models() {
            if names.insert(meta.name, meta.table).is_some() {
                faults.push(format!("two models are called {:?}", meta.name));
            }
            if let Some(other) = tables.insert(meta.table, meta.name).filter(|other| *other != meta.name) {
                faults.push(format!("the table {:?} belongs to both {other} and {}", meta.table, meta.name));
            }
            for unique in meta.unique {
                if let Some(other) = indexes.insert(unique.name, meta.name).filter(|other| *other != meta.name) {
                    faults.push(format!(
                        "the unique key {:?} belongs to both {other} and {}: name one of them otherwise",
                        unique.name, meta.name
                    ));
                }
            }
        }
        for meta in self.models() {
            for (field, link) in meta.fields.iter().filter_map(|field| Some((field, field.link?))) {
                if !names.contains_key(link.model) {
                    faults.push(format!("`{}` of {} links {}, which is not listed: add it", field.name, meta.name, link.model));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(SchemaError { faults }) }
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

/// The check of one element at compile time: [`schema!`](crate::schema) emits one for each, at the element.
///
/// # Panics
/// In a constant, where it is a compile error: a name or a table that an earlier element has, a link to a model that is
/// not listed.
#[track_caller]
pub(crate) const fn check_element(entries: &[SchemaEntry], element: usize) {
    let SchemaEntry::Model(meta) = entries[element] else { return };
    let mut i = 0;
    while i < element {
        if let SchemaEntry::Model(other) = entries[i] {
            if same_text(meta.name, other.name) {
                ConstText::new("the name \"").push(meta.name).push("\" is taken twice in this schema").panic();
            }
            if same_text(meta.table, other.table) {
                ConstText::new("the table \"")
                    .push(meta.table)
                    .push("\" of `")
                    .push(meta.name)
                    .push("` is already the table of `")
                    .push(other.name)
                    .push("`: give one of them another `table`")
                    .panic();
            }
        }
        i += 1;
    }
    let mut f = 0;
    while f < meta.fields.len() {
        if let Some(link) = meta.fields[f].link {
            let (mut listed, mut i) = (false, 0);
            while i < entries.len() {
                if let SchemaEntry::Model(other) = entries[i] {
                    listed = listed || same_text(other.name, link.model);
                }
                i += 1;
            }
            if !listed {
                ConstText::new("`")
                    .push(meta.fields[f].name)
                    .push("` of `")
                    .push(meta.name)
                    .push("` links `")
                    .push(link.model)
                    .push("`, which this schema does not list: add it")
                    .panic();
            }
        }
        f += 1;
    }
}
