//! A selection that other crates may add values to.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::field::same_text;
use crate::{FieldType, FieldValue, ReadError, RowRead, RowWrite, Selection, SelectionOption, UnknownValue};

/// A value of the selection `S`, or one that any linked crate adds to it with `#[selection_add(S)]`.
///
/// ```
/// use connector_core::{Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("1.7")]
///     V1_7,
/// }
///
/// // Another crate:
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection_add(Version)]
/// enum AcmeVersion {
///     #[selection("1.7-acme", parent = Version::V1_7)]
///     V1_7Acme,
/// }
///
/// let version: Extensible<Version> = "1.7-acme".parse().unwrap();
/// assert_eq!(version.get::<AcmeVersion>(), Some(AcmeVersion::V1_7Acme));
/// assert_eq!(version.base(), Some(Version::V1_7));
/// ```
///
/// A crate that nothing names is not linked, and its values are then unknown: name it in `schema!`, or `use` it.
pub struct Extensible<S> {
    option: &'static SelectionOption,
    base: PhantomData<fn() -> S>,
}

impl<S> Extensible<S> {
    /// The stored value.
    #[must_use]
    pub fn value(&self) -> &'static str {
        self.option.value
    }

    pub(crate) fn of(option: &'static SelectionOption) -> Self {
        Self { option, base: PhantomData }
    }
}

impl<S: Selection<Base = S>> Extensible<S> {
    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.option.label
    }

    /// The value that this one falls back on.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.option.parent().map(Self::of)
    }

    /// The value itself, then its parent, and so on.
    pub fn chain(&self) -> impl Iterator<Item = Self> + use<S> {
        let mut next = Some(*self);
        // A circle of parents is refused where it is declared; the bound is for one that spans crates.
        std::iter::from_fn(move || {
            let current = next?;
            next = current.parent();
            Some(current)
        })
        .take(64)
    }

    /// The nearest value of `S`: the value itself, or the first of its parents that is one.
    #[must_use]
    pub fn base(&self) -> Option<S> {
        self.chain().find_map(|value| S::from_value(value.value()))
    }

    /// The value as one of the selection `V` (which is `S`, or adds to it), when it is one.
    #[must_use]
    pub fn get<V: Selection<Base = S>>(&self) -> Option<V> {
        V::from_value(self.value())
    }

    /// All values that are known, in their order: those of `S` as declared, an addition right after its `after`, the
    /// others at the end.
    #[must_use]
    pub fn options() -> Vec<SelectionOption> {
        known::<S>().options.iter().map(|option| **option).collect()
    }
}

impl<V: Selection> From<V> for Extensible<V::Base> {
    fn from(value: V) -> Self {
        Self::of(value.option())
    }
}

impl<S: Selection<Base = S>> FromStr for Extensible<S> {
    type Err = UnknownValue;

    fn from_str(value: &str) -> Result<Self, UnknownValue> {
        let known = known::<S>();
        if let Some(conflict) = known.conflict::<S>() {
            return Err(conflict);
        }
        known
            .options
            .iter()
            .find(|option| option.value == value)
            .map(|option| Self::of(option))
            .ok_or_else(|| UnknownValue::new(S::NAME, value, known.options.iter().map(|option| option.value), true))
    }
}

impl<S> Copy for Extensible<S> {}

impl<S> Clone for Extensible<S> {
    fn clone(&self) -> Self {
        *self
    }
}

/// By the stored value.
impl<S> PartialEq for Extensible<S> {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl<S> Eq for Extensible<S> {}

impl<S> Hash for Extensible<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value().hash(state);
    }
}

impl<S> fmt::Debug for Extensible<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extensible({:?})", self.value())
    }
}

/// The stored value.
impl<S> fmt::Display for Extensible<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.value())
    }
}

impl<S> Serialize for Extensible<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.serialize_str(self.value())
    }
}

impl<'de, S: Selection<Base = S>> Deserialize<'de> for Extensible<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl<S: Selection<Base = S>> FieldValue for Extensible<S> {
    const TYPE: FieldType = FieldType::Selection;
    const OPTIONS: Option<fn() -> Vec<&'static SelectionOption>> = Some(|| known::<S>().options.clone());

    fn write_to(&self, row: &mut dyn RowWrite) {
        row.selection(self.value());
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        row.text()?.parse().map_err(|error: UnknownValue| ReadError::new(error.to_string()))
    }
}

/// Values that an enum adds to a selection.
#[derive(Debug)]
pub struct Addition {
    name: &'static str,
    own: fn() -> TypeId,
    base: fn() -> TypeId,
    base_name: &'static str,
    base_options: &'static [SelectionOption],
    options: &'static [SelectionOption],
    conflict: fn() -> Option<UnknownValue>,
}

impl Addition {
    /// What the enum `V` adds.
    #[must_use]
    pub const fn of<V: Selection>() -> Self {
        Self {
            name: V::NAME,
            own: TypeId::of::<V>,
            base: TypeId::of::<V::Base>,
            base_name: <V::Base as Selection>::NAME,
            base_options: <V::Base as Selection>::OPTIONS,
            options: V::OPTIONS,
            conflict: conflict::<V::Base>,
        }
    }

    /// A value of the selection that two enums give, if there is one.
    pub(crate) fn conflict(&self) -> Option<UnknownValue> {
        (self.conflict)()
    }

    /// The name of the enum.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name of the selection that the values are added to.
    pub(crate) const fn base_name(&self) -> &'static str {
        self.base_name
    }

    /// A value that both enums add to one selection, in a constant. There a selection is known by its name and its values:
    /// types cannot be compared.
    pub(crate) const fn shared_value(&self, other: &Self) -> Option<&'static str> {
        let mut i = 0;
        while i < self.base_options.len() {
            if i >= other.base_options.len() || !same_text(self.base_options[i].value, other.base_options[i].value) {
                return None;
            }
            i += 1;
        }
        if i < other.base_options.len() || !same_text(self.base_name, other.base_name) {
            return None;
        }
        let mut i = 0;
        while i < self.options.len() {
            let mut o = 0;
            while o < other.options.len() {
                if same_text(self.options[i].value, other.options[o].value) {
                    return Some(self.options[i].value);
                }
                o += 1;
            }
            i += 1;
        }
        None
    }

    /// Makes the values known, for an enum that the linker may not have brought along.
    pub fn register(&'static self) {
        let mut registry = NAMED.write().unwrap_or_else(PoisonError::into_inner);
        if !registry.additions.iter().any(|known| known.is(self)) {
            registry.additions.push(self);
            registry.known.clear();
        }
    }

    /// Whether both are the same enum's. (The same constant may be at several places in the binary.)
    fn is(&self, other: &Self) -> bool {
        (self.own)() == (other.own)()
    }
}

inventory::collect!(Addition);

/// What was made known by name, and what follows from all that is known.
struct Registry {
    additions: Vec<&'static Addition>,
    known: BTreeMap<TypeId, Arc<Known>>,
}

static NAMED: RwLock<Registry> = RwLock::new(Registry { additions: Vec::new(), known: BTreeMap::new() });

/// The values of one open selection.
struct Known {
    options: Vec<&'static SelectionOption>,
    /// A value that is there twice, and who gives it.
    conflict: Option<(&'static str, &'static str, &'static str)>,
}

impl Known {
    fn conflict<S: Selection>(&self) -> Option<UnknownValue> {
        self.conflict.map(|(value, first, second)| UnknownValue::ambiguous(S::NAME, value, first, second))
    }
}

fn conflict<S: Selection<Base = S>>() -> Option<UnknownValue> {
    known::<S>().conflict::<S>()
}

fn known<S: Selection<Base = S>>() -> Arc<Known> {
    let base = TypeId::of::<S>();
    if let Some(known) = NAMED.read().unwrap_or_else(PoisonError::into_inner).known.get(&base) {
        return Arc::clone(known);
    }
    let mut registry = NAMED.write().unwrap_or_else(PoisonError::into_inner);
    let mut additions: Vec<&'static Addition> = inventory::iter::<Addition>.into_iter().collect();
    for named in &registry.additions {
        if !additions.iter().any(|addition| addition.is(named)) {
            additions.push(named);
        }
    }
    additions.retain(|addition| (addition.base)() == base);
    // The linker's order differs by profile: the order of the first values as texts, and of the enums' names, does not.
    additions.sort_by_key(|addition| (addition.options.first().map(|option| option.value), addition.name));
    let known = Arc::new(merge(S::NAME, S::OPTIONS, &additions));
    registry.known.insert(base, Arc::clone(&known));
    known
}

/// The values in their order: as declared, an addition right after its `after` (with what comes after that), the others at
/// the end.
fn merge(name: &'static str, base: &'static [SelectionOption], additions: &[&'static Addition]) -> Known {
    let mut givers: HashMap<&'static str, &'static str> = base.iter().map(|option| (option.value, name)).collect();
    let mut conflict = None;
    let mut added: Vec<&'static SelectionOption> = Vec::new();
    for addition in additions {
        for option in addition.options {
            match givers.insert(option.value, addition.name) {
                Some(first) => conflict = conflict.or(Some((option.value, first, addition.name))),
                None => added.push(option),
            }
        }
    }
    let mut options: Vec<&'static SelectionOption> = Vec::with_capacity(givers.len());
    // The last rest: what goes in a circle of several enums, which nothing refuses where it is declared.
    let placed = base.iter().chain(added.iter().copied().filter(|option| option.after().is_none()));
    for option in placed.chain(added.iter().copied()) {
        place(option, &added, &mut options);
    }
    Known { options, conflict }
}

/// One value, then those that come after it.
fn place(option: &'static SelectionOption, added: &[&'static SelectionOption], options: &mut Vec<&'static SelectionOption>) {
    if options.iter().any(|known| known.value == option.value) {
        return;
    }
    options.push(option);
    for next in added.iter().filter(|next| next.after().is_some_and(|after| after.value == option.value)) {
        place(next, added, options);
    }
}
