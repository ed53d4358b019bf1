//! Enums that add values to a selection, and how they become known.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::known::{Giver, Known, merge};
use crate::{Relabel, Removed, Selection, SelectionOption};

/// What an enum adds to a selection: values, other labels, values that are gone.
///
/// ```
/// use connector_core::{Schema, Selection, SelectionOption};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.4")]
///     V2_4,
/// }
///
/// // In another crate:
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection_add(Version)]
/// enum Ours {
///     #[selection("2.4-acme")]
///     Acme,
/// }
///
/// let schema = Schema::new().add::<Ours>();
/// let addition = schema.additions().next().unwrap();
/// assert_eq!((addition.name(), addition.base_name()), ("Ours", "Version"));
/// assert_eq!(addition.options()[0].value, "2.4-acme");
/// ```
#[derive(Debug)]
pub struct Addition {
    pub(crate) giver: Giver,
    pub(crate) base: Giver,
    pub(crate) own_type: fn() -> TypeId,
    pub(crate) base_type: fn() -> TypeId,
    pub(crate) options: &'static [SelectionOption],
    pub(crate) base_options: &'static [SelectionOption],
    pub(crate) removed: &'static [Removed],
    pub(crate) relabels: &'static [Relabel],
    pub(crate) known: fn() -> Arc<Known>,
}

impl Addition {
    /// What the enum `V` adds.
    #[must_use]
    pub const fn of<V: Selection>() -> Self {
        Self {
            giver: Giver::of::<V>(),
            base: Giver::of::<V::Base>(),
            own_type: TypeId::of::<V>,
            base_type: TypeId::of::<V::Base>,
            options: V::OPTIONS,
            base_options: <V::Base as Selection>::OPTIONS,
            removed: V::REMOVED,
            relabels: V::RELABELS,
            known: known::<V::Base>,
        }
    }

    /// What contradicts itself between the enums of its selection.
    pub(crate) fn contradictions(&self) -> Vec<String> {
        (self.known)().contradictions.clone()
    }

    /// The name of the enum.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.giver.name
    }

    /// The name of the selection that it adds to.
    #[must_use]
    pub const fn base_name(&self) -> &'static str {
        self.base.name
    }

    /// The values that it adds, as declared.
    #[must_use]
    pub const fn options(&self) -> &'static [SelectionOption] {
        self.options
    }

    /// Makes the values known, for an enum that the linker may not have brought along.
    ///
    /// A [`Schema`](crate::Schema) does it for all that it lists, when it is [checked](crate::Schema::check).
    ///
    /// ```
    /// use connector_core::{Addition, Extensible, Selection};
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// enum Version {
    ///     #[selection("2.4")]
    ///     V2_4,
    /// }
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// #[selection_add(Version)]
    /// enum Ours {
    ///     #[selection("2.4-acme")]
    ///     Acme,
    /// }
    ///
    /// static OURS: Addition = Addition::of::<Ours>();
    /// OURS.register();
    /// OURS.register(); // once is enough, and twice is once
    /// assert_eq!(Extensible::<Version>::options().len(), 2);
    /// ```
    pub fn register(&'static self) {
        let mut registry = NAMED.write().unwrap_or_else(PoisonError::into_inner);
        if !registry.additions.iter().any(|known| known.is(self)) {
            registry.additions.push(self);
            registry.known.clear();
        }
    }

    /// Whether both are the same enum's. (The same constant may be at several places in the binary.)
    fn is(&self, other: &Self) -> bool {
        (self.own_type)() == (other.own_type)()
    }
}

inventory::collect!(Addition);

/// What was made known by name, and what follows from all that is known.
struct Registry {
    additions: Vec<&'static Addition>,
    known: BTreeMap<TypeId, Arc<Known>>,
}

static NAMED: RwLock<Registry> = RwLock::new(Registry { additions: Vec::new(), known: BTreeMap::new() });

/// All that is known of one open selection.
pub(crate) fn known<S: Selection<Base = S>>() -> Arc<Known> {
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
    additions.retain(|addition| (addition.base_type)() == base);
    let known = Arc::new(merge(Giver::of::<S>(), S::OPTIONS, S::REMOVED, additions));
    registry.known.insert(base, Arc::clone(&known));
    known
}
