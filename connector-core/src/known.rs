//! A selection and what is added to it, in one.

use std::collections::{HashMap, HashSet};

use crate::field::same_text;
use crate::{Addition, Relabel, Removed, Selection, SelectionOption, UnknownValue};

/// An enum that gives values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Giver {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
}

impl Giver {
    pub(crate) const fn of<V: Selection>() -> Self {
        Self { name: V::NAME, path: V::PATH }
    }

    pub(crate) const fn is(&self, other: &Self) -> bool {
        same_text(self.path, other.path)
    }

    /// Its name in a sentence about both; where they have one name, where it is declared.
    pub(crate) const fn beside(&self, other: &Self) -> &'static str {
        if same_text(self.name, other.name) { self.path } else { self.name }
    }
}

/// All values of one open selection.
#[derive(Debug)]
pub(crate) struct Known {
    options: Vec<&'static SelectionOption>,
    labels: HashMap<&'static str, &'static str>,
    pub(crate) removed: Vec<Removed>,
    /// Why no text says anything: a value that two enums give, or that one gives and another one removes.
    ambiguous: Option<String>,
    /// All that contradicts itself.
    pub(crate) contradictions: Vec<String>,
}

impl Known {
    /// What people call a value.
    pub(crate) fn label(&self, option: &'static SelectionOption) -> &'static str {
        self.labels.get(option.value).copied().unwrap_or(option.label)
    }

    /// The values in their order, with the labels that they have.
    pub(crate) fn options(&self) -> Vec<SelectionOption> {
        self.options.iter().map(|option| option.with_label(self.label(option))).collect()
    }

    /// The value that a text says, or what it became, in the selection `name`.
    pub(crate) fn find(&self, name: &str, value: &str) -> Result<&'static SelectionOption, UnknownValue> {
        if let Some(contradiction) = &self.ambiguous {
            return Err(UnknownValue::contradiction(contradiction));
        }
        let live = self.options.iter().copied().find(|option| option.value == value);
        let became = || self.removed.iter().find(|removed| removed.value == value).map(Removed::became);
        live.or_else(became).ok_or_else(|| UnknownValue::new(name, value, self.options.iter().map(|option| option.value), true))
    }
}

/// The values in their order: as declared, an addition right after its `after` (with what comes after that), the others at
/// the end; with other labels, and what is gone. The same for every order of the additions.
pub(crate) fn merge(
    base: Giver,
    options: &'static [SelectionOption],
    removed: &'static [Removed],
    mut additions: Vec<&'static Addition>,
) -> Known {
    // The linker's order differs by profile: the order of the first values as texts, and of the enums' paths, does not.
    additions.sort_by_key(|addition| (addition.options.first().map(|option| option.value), addition.giver.path));
    let mut union = Union { base, givers: HashMap::new(), ambiguous: Vec::new(), relabelled: HashMap::new(), faults: Vec::new() };
    let mut added: Vec<&'static SelectionOption> = Vec::new();
    for option in options {
        union.givers.insert(option.value, (base, option));
    }
    for addition in &additions {
        added.extend(addition.options.iter().filter(|option| union.gives(addition.giver, option)));
    }
    let gone = std::iter::once((base, removed)).chain(additions.iter().map(|addition| (addition.giver, addition.removed)));
    let removed = union.removed(gone);
    for addition in &additions {
        for relabel in addition.relabels {
            union.relabels(addition.giver, relabel);
        }
    }
    let mut ordered = Vec::with_capacity(union.givers.len());
    let mut placed = HashSet::with_capacity(union.givers.len());
    // The last rest: what goes in a circle of several enums, which nothing refuses where it is declared.
    let first = options.iter().chain(added.iter().copied().filter(|option| option.after().is_none()));
    for option in first.chain(added.iter().copied()) {
        place(option, &added, &mut placed, &mut ordered);
    }
    union.circles("parent", &ordered, SelectionOption::parent);
    union.circles("after", &ordered, SelectionOption::after);
    let labels = union.relabelled.into_iter().map(|(value, (_, label))| (value, label)).collect();
    let ambiguous = union.ambiguous.first().cloned();
    let contradictions = union.ambiguous.into_iter().chain(union.faults).collect();
    Known { options: ordered, labels, removed, ambiguous, contradictions }
}

/// One value, then those that come after it.
fn place(
    option: &'static SelectionOption,
    added: &[&'static SelectionOption],
    placed: &mut HashSet<&'static str>,
    ordered: &mut Vec<&'static SelectionOption>,
) {
    if placed.insert(option.value) {
        ordered.push(option);
        for next in added.iter().filter(|next| next.after().is_some_and(|after| after.value == option.value)) {
            place(next, added, placed, ordered);
        }
    }
}

/// What several enums say of one selection, and where they contradict each other.
struct Union {
    base: Giver,
    givers: HashMap<&'static str, (Giver, &'static SelectionOption)>,
    relabelled: HashMap<&'static str, (Giver, &'static str)>,
    ambiguous: Vec<String>,
    faults: Vec<String>,
}

impl Union {
    /// Whether the value is new. Of two enums that give one, the first one has it.
    fn gives(&mut self, giver: Giver, option: &'static SelectionOption) -> bool {
        if let Some((first, _)) = self.givers.get(option.value) {
            let (name, first, second) = (self.base.name, first.beside(&giver), giver.beside(first));
            let value = option.value;
            self.ambiguous
                .push(format!("the value {value:?} of `{name}` is given by both `{first}` and `{second}`: one must give it another value"));
            return false;
        }
        self.givers.insert(option.value, (giver, option));
        true
    }

    /// What is gone, from all enums.
    fn removed(&mut self, all: impl Iterator<Item = (Giver, &'static [Removed])>) -> Vec<Removed> {
        let (mut gone, mut by): (Vec<Removed>, HashMap<&'static str, Giver>) = (Vec::new(), HashMap::new());
        for (giver, removed) in all.flat_map(|(giver, list)| list.iter().map(move |removed| (giver, removed))) {
            let (name, value) = (self.base.name, removed.value);
            if let Some((other, _)) = self.givers.get(value) {
                let (this, other) = (giver.beside(other), other.beside(&giver));
                self.ambiguous
                    .push(format!("the value {value:?} of `{name}` is removed by `{this}`, and `{other}` gives it: one of them must go"));
            } else if let Some(first) = by.get(value) {
                let (first, second) = (first.beside(&giver), giver.beside(first));
                self.ambiguous
                    .push(format!("the value {value:?} of `{name}` is removed by both `{first}` and `{second}`: one of them must go"));
            } else {
                by.insert(value, giver);
                gone.push(*removed);
            }
        }
        gone
    }

    /// Another label. Of two enums that give one, the first one's shows.
    fn relabels(&mut self, giver: Giver, relabel: &Relabel) {
        let value = relabel.option().value;
        if let Some((first, _)) = self.relabelled.get(value) {
            let (name, variant) = (self.base.name, relabel.variant);
            let (first, second) = (first.beside(&giver), giver.beside(first));
            self.faults.push(format!("`{name}::{variant}` is relabelled by both `{first}` and `{second}`: one of them must go"));
        } else {
            self.relabelled.insert(value, (giver, relabel.label));
        }
    }

    /// Circles that span several enums: one fault each, at the member that comes first.
    fn circles(&mut self, key: &str, options: &[&'static SelectionOption], next: fn(&SelectionOption) -> Option<&'static SelectionOption>) {
        let mut told: HashSet<&'static str> = HashSet::new();
        for start in options {
            let mut members = vec![start.value];
            let mut current = next(start);
            while let Some(option) = current.filter(|option| !members.contains(&option.value)) {
                members.push(option.value);
                current = next(option);
            }
            if current.is_some_and(|option| option.value == start.value) && told.insert(start.value) {
                told.extend(&members);
                let chain: Vec<String> = members.iter().chain([&start.value]).map(|value| self.told(value)).collect();
                self.faults.push(format!("`{key}` goes in a circle: {}; remove one `{key}` of the circle", chain.join(" -> ")));
            }
        }
    }

    /// A value as the code names it.
    fn told(&self, value: &str) -> String {
        self.givers.get(value).map_or_else(|| format!("{value:?}"), |(giver, option)| format!("`{}::{}`", giver.name, option.variant))
    }
}

#[cfg(test)]
mod tests;
