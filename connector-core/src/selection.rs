//! Closed lists of values.

use std::fmt;

/// A closed list of values, one a variant. Given by [`derive(Selection)`](derive@crate::Selection).
///
/// It is Odoo's `Selection` field, and an addition its `selection_add`. There, what a method gives is not checked, and orders that
/// contradict each other pass.
///
/// ```
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum State {
///     #[selection("pending", label = "Waits for confirmation")]
///     Pending,
///     #[selection("active")]
///     Active,
/// }
///
/// assert_eq!(State::Pending.value(), "pending");
/// assert_eq!("active".parse(), Ok(State::Active));
/// assert_eq!(State::Active.label(), "Active");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no selection",
    label = "this type has no list of values",
    note = "help: add `#[derive(Selection)]` to `{Self}`"
)]
pub trait Selection: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// The selection itself, or the one that its values are added to.
    type Base: Selection<Base = Self::Base>;
    /// What a parent is: the selection itself, or, of an addition, any value of the open selection.
    type Parent;
    /// The name of the enum.
    const NAME: &'static str;
    /// Where the enum is declared: crate, modules, name. By it, one base is told from another in constants.
    const PATH: &'static str;
    /// The live values, as declared.
    const OPTIONS: &'static [SelectionOption];
    /// The values that are gone, and what became of them: `#[selection(removed("1.6", become = V1_7))]`.
    const REMOVED: &'static [Removed] = &[];
    /// Of an addition, other labels for values of its base: `#[selection(relabel(V1_7 = "…"))]`.
    const RELABELS: &'static [Relabel] = &[];

    /// The position in [`OPTIONS`](Selection::OPTIONS).
    fn index(self) -> usize;

    /// The variant at a position of [`OPTIONS`](Selection::OPTIONS).
    fn from_index(index: usize) -> Option<Self>;

    /// The value that this one falls back on.
    fn parent(self) -> Option<Self::Parent>;

    /// All that is said of the value.
    fn option(self) -> &'static SelectionOption {
        &Self::OPTIONS[self.index()]
    }

    /// The stored value.
    fn value(self) -> &'static str {
        self.option().value
    }

    /// What people call it, as declared. What another crate calls it with `relabel` shows where the selection is open: in
    /// [`Extensible::label`](crate::Extensible::label) and [`Extensible::options`](crate::Extensible::options).
    fn label(self) -> &'static str {
        self.option().label
    }

    /// The variant with this stored value. A removed value is no variant's: reading a text (`FromStr`, serde, rows) takes it
    /// for what it became, and this does not.
    ///
    /// ```
    /// use connector_core::Selection;
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// enum State {
    ///     #[selection("draft")]
    ///     Draft,
    ///     #[selection("done")]
    ///     Done,
    /// }
    ///
    /// assert_eq!(State::from_value("done"), Some(State::Done));
    /// assert_eq!(State::from_value("dnoe"), None);
    /// assert_eq!(State::from_index(State::Done.index()), Some(State::Done));
    /// ```
    fn from_value(value: &str) -> Option<Self> {
        Self::OPTIONS.iter().position(|option| option.value == value).and_then(Self::from_index)
    }
}

/// One value of a selection.
///
/// ```
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.0")]
///     V2_0,
///     #[selection("2.4", label = "2.4 (long-term)", parent = V2_0)]
///     V2_4,
/// }
///
/// let option = Version::V2_4.option();
/// assert_eq!((option.variant, option.value, option.label), ("V2_4", "2.4", "2.4 (long-term)"));
/// assert_eq!(option.parent().map(|parent| parent.value), Some("2.0"));
/// assert!(option.after().is_none());
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct SelectionOption {
    /// The name of its variant (without `r#`).
    pub variant: &'static str,
    /// The stored value.
    pub value: &'static str,
    /// What people call it.
    pub label: &'static str,
    parent: Option<fn() -> &'static SelectionOption>,
    after: Option<fn() -> &'static SelectionOption>,
}

impl SelectionOption {
    /// The value of a variant, and what people call it.
    #[must_use]
    pub const fn new(variant: &'static str, value: &'static str, label: &'static str) -> Self {
        Self { variant, value, label, parent: None, after: None }
    }

    /// With the value it falls back on.
    #[must_use]
    pub const fn with_parent(mut self, parent: fn() -> &'static SelectionOption) -> Self {
        self.parent = Some(parent);
        self
    }

    /// Listed right after another value.
    #[must_use]
    pub const fn with_after(mut self, after: fn() -> &'static SelectionOption) -> Self {
        self.after = Some(after);
        self
    }

    /// With what somebody else calls it.
    pub(crate) const fn with_label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// The value it falls back on.
    #[must_use]
    pub fn parent(&self) -> Option<&'static SelectionOption> {
        self.parent.map(|parent| parent())
    }

    /// The value it is listed after.
    #[must_use]
    pub fn after(&self) -> Option<&'static SelectionOption> {
        self.after.map(|after| after())
    }
}

/// Value and label; the parents are functions.
impl fmt::Debug for SelectionOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectionOption")
            .field("variant", &self.variant)
            .field("value", &self.value)
            .field("label", &self.label)
            .field("parent", &self.parent().map(|parent| parent.value))
            .finish_non_exhaustive()
    }
}

/// A value that is gone: rows and configurations that hold it are read as what it became.
///
/// ```
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection(removed("1.6", become = V1_7))]
/// enum Version {
///     #[selection("1.7")]
///     V1_7,
/// }
///
/// assert_eq!("1.6".parse(), Ok(Version::V1_7));
/// assert_eq!(Version::from_value("1.6"), None);
/// assert_eq!((Version::REMOVED[0].value, Version::REMOVED[0].became().value), ("1.6", "1.7"));
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Removed {
    /// The text that rows may still hold.
    pub value: &'static str,
    became: fn() -> &'static SelectionOption,
}

impl Removed {
    /// A value that is gone, and what it became.
    #[must_use]
    pub const fn new(value: &'static str, became: fn() -> &'static SelectionOption) -> Self {
        Self { value, became }
    }

    /// What it became: a live value.
    #[must_use]
    pub fn became(&self) -> &'static SelectionOption {
        (self.became)()
    }
}

impl fmt::Debug for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Removed").field("value", &self.value).field("became", &self.became().value).finish()
    }
}

/// What an addition calls a value of its base.
///
/// ```
/// use connector_core::{Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("1.7", label = "Magento 1.7")]
///     V1_7,
/// }
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection(relabel(V1_7 = "Magento 1.7 (long-term)"))]
/// #[selection_add(Version)]
/// enum Ours {
///     #[selection("1.7-acme")]
///     Acme,
/// }
///
/// assert_eq!(Extensible::from(Version::V1_7).label(), "Magento 1.7 (long-term)");
/// assert_eq!(Version::V1_7.label(), "Magento 1.7");
/// assert_eq!(Ours::RELABELS[0].variant, "V1_7");
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Relabel {
    /// The name of the base's variant (without `r#`).
    pub variant: &'static str,
    /// What people call it.
    pub label: &'static str,
    option: fn() -> &'static SelectionOption,
}

impl Relabel {
    /// Another label for a variant of the base.
    #[must_use]
    pub const fn new(variant: &'static str, option: fn() -> &'static SelectionOption, label: &'static str) -> Self {
        Self { variant, label, option }
    }

    /// The base's value.
    #[must_use]
    pub fn option(&self) -> &'static SelectionOption {
        (self.option)()
    }
}

impl fmt::Debug for Relabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relabel").field("variant", &self.variant).field("label", &self.label).finish_non_exhaustive()
    }
}

/// What a field's type says of its selection, where it is one:
/// [`FieldValue::VALUES`](crate::FieldValue::VALUES).
///
/// ```
/// use connector_core::{FieldValue, ReadError, RowRead, RowWrite, Selection, SelectionValues};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum State {
///     #[selection("draft")]
///     Draft,
/// }
///
/// /// A type of its own around a selection has its values, too.
/// struct Wrapped(State);
///
/// impl FieldValue for Wrapped {
///     const TYPE: connector_core::FieldType = State::TYPE;
///     const VALUES: Option<SelectionValues> = Some(SelectionValues::closed::<State>());
///     fn write_to(&self, row: &mut dyn RowWrite) {
///         self.0.write_to(row);
///     }
///     fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
///         State::read_from(row).map(Wrapped)
///     }
/// }
///
/// let field = connector_core::Field::of::<Wrapped>("state", "state", "State");
/// assert_eq!(field.options.unwrap()()[0].value, "draft");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SelectionValues {
    pub(crate) options: fn() -> Vec<SelectionOption>,
    pub(crate) removed: fn() -> Vec<Removed>,
    pub(crate) contradictions: fn() -> Vec<String>,
}

impl SelectionValues {
    /// Of the closed selection `S`: its own values alone.
    #[must_use]
    pub const fn closed<S: Selection>() -> Self {
        Self {
            options: || S::OPTIONS.to_vec(),
            // What became a value of the base's is nothing that a field of an addition alone can hold.
            removed: || S::REMOVED.iter().filter(|removed| S::from_value(removed.became().value).is_some()).copied().collect(),
            contradictions: Vec::new,
        }
    }
}

/// A text that is no value of a selection.
///
/// ```
/// use connector_core::Selection;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum State {
///     #[selection("draft")]
///     Draft,
///     #[selection("done")]
///     Done,
/// }
///
/// let error = "dnoe".parse::<State>().unwrap_err();
/// assert_eq!(error.to_string(), "\"dnoe\" is no value of `State`, which has \"draft\", \"done\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnknownValue {
    message: String,
}

impl UnknownValue {
    /// `value` is none of `known`, the values of the selection `name`.
    #[must_use]
    pub fn new<'a>(name: &str, value: &str, known: impl Iterator<Item = &'a str>, open: bool) -> Self {
        let known: Vec<String> = known.map(|value| format!("{value:?}")).collect();
        let mut message = format!("{value:?} is no value of `{name}`");
        if !known.is_empty() {
            message.push_str(", which has ");
            message.push_str(&known.join(", "));
        }
        if open {
            message.push_str("; if another crate adds it, that crate is not linked: list its enum in `schema!`, or `use` it");
        }
        Self { message }
    }

    /// No text says anything while the enums of a selection contradict each other.
    #[must_use]
    pub(crate) fn contradiction(message: &str) -> Self {
        Self { message: message.to_owned() }
    }
}
