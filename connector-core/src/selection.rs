//! Closed lists of values.

use std::fmt;

/// A closed list of values, one a variant. Given by `derive(Selection)`.
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
    /// The values, as declared.
    const OPTIONS: &'static [SelectionOption];

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

    /// What people call it.
    fn label(self) -> &'static str {
        self.option().label
    }

    /// The variant with this stored value.
    fn from_value(value: &str) -> Option<Self> {
        Self::OPTIONS.iter().position(|option| option.value == value).and_then(Self::from_index)
    }
}

/// One value of a selection.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct SelectionOption {
    /// The stored value.
    pub value: &'static str,
    /// What people call it.
    pub label: &'static str,
    parent: Option<fn() -> &'static SelectionOption>,
    after: Option<fn() -> &'static SelectionOption>,
}

impl SelectionOption {
    /// A value and what people call it.
    #[must_use]
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label, parent: None, after: None }
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
            .field("value", &self.value)
            .field("label", &self.label)
            .field("parent", &self.parent().map(|parent| parent.value))
            .finish_non_exhaustive()
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
            message.push_str("; a value that another crate adds is known once that crate is linked: name it in `schema!` (or `use` it)");
        }
        Self { message }
    }

    /// The value is there twice, so that it says nothing.
    #[must_use]
    pub(crate) fn ambiguous(name: &str, value: &str, first: &str, second: &str) -> Self {
        let message = format!("the value {value:?} of `{name}` is given by both `{first}` and `{second}`: one must give it another value");
        Self { message }
    }
}
