//! Which component is taken: decided once, when a registry is built.
//!
//! One is better than another where it is not worse on either axis, version and bindings, and better on one: it is registered
//! for a nearer version of the parent chain, or for fewer of the same bindings. Where no one is better than all others, it is
//! not decided here, and the registry does not build.

use super::columns::Columns;
use super::entry::{Entry, ModelId, Need, PurposeId, Replacement, Scope, for_version};

/// All that is registered for one kind of backend.
pub(super) struct Resolver<'r> {
    columns: &'r Columns,
    entries: Vec<Entry>,
    pub(super) faults: Vec<String>,
}

impl<'r> Resolver<'r> {
    /// Refuses what is registered twice at one place.
    pub(super) fn new(columns: &'r Columns, registered: Vec<Entry>) -> Self {
        let (mut entries, mut faults): (Vec<Entry>, Vec<String>) = (Vec::with_capacity(registered.len()), Vec::new());
        for entry in registered {
            match entries.iter().find(|taken| taken.is_at(&entry.purpose, &entry.scope, entry.version)) {
                Some(taken) => faults.push(format!(
                    "`{}` and `{}` are both the {} of {}{}: register one of them",
                    taken.ty.name,
                    entry.ty.name,
                    entry.purpose.name,
                    entry.scope,
                    for_version(entry.version)
                )),
                None => entries.push(entry),
            }
        }
        Self { columns, entries, faults }
    }

    /// Refuses what is for bindings that are not registered.
    pub(super) fn refuse_strangers(&mut self, bindings: &[ModelId], replacements: &mut Vec<Replacement>) {
        let strangers = |scope: &Scope| -> Vec<&'static str> {
            let unknown = |model: &&ModelId| bindings.iter().all(|binding| binding.id != model.id);
            scope.named().iter().filter(unknown).map(|model| model.name).collect()
        };
        for entry in &self.entries {
            for name in strangers(&entry.scope) {
                let (purpose, ty) = (entry.purpose.name, entry.ty.name);
                self.faults.push(format!("the {purpose} `{ty}` is for {name}, and it is not registered: add `.binding::<…>(…)` for it"));
            }
        }
        replacements.retain(|replacement| {
            let (purpose, old) = (replacement.entry.purpose.name, replacement.old.name);
            let unknown = strangers(&replacement.entry.scope);
            let fault = |name| format!("the {purpose} `{old}` of {name} is to be replaced, and {name} is not registered");
            self.faults.extend(unknown.iter().map(fault));
            unknown.is_empty()
        });
    }

    /// Puts new components in the places of old ones, whatever the order in which that was asked for: first for more bindings
    /// and for wider versions, so that what is replaced further down is known.
    pub(super) fn replace(&mut self, mut replacements: Vec<Replacement>) {
        // The rest of the key is for errors: they are the same in whatever order it was asked for.
        replacements.sort_by_cached_key(|Replacement { entry, .. }| {
            let (width, depth) = (std::cmp::Reverse(entry.scope.size()), self.columns.depth(entry.version));
            (width, depth, entry.version, entry.scope.to_string(), entry.purpose.name)
        });
        while !replacements.is_empty() {
            let first = &replacements[0].entry;
            let (purpose, scope, version) = (first.purpose, first.scope.clone(), first.version);
            let (here, later) = replacements.into_iter().partition(|other| other.entry.is_at(&purpose, &scope, version));
            replacements = later;
            self.replace_at(&purpose, &scope, version, here);
        }
    }

    /// Those of one place: each takes the place of another one, which may be a new one itself.
    fn replace_at(&mut self, purpose: &PurposeId, scope: &Scope, version: Option<&'static str>, mut here: Vec<Replacement>) {
        loop {
            let best = self.best(purpose, scope, version);
            let fitting: Vec<usize> = (0..here.len()).filter(|place| best.iter().any(|best| best.ty.id == here[*place].old.id)).collect();
            if let [place] = fitting[..] {
                let Replacement { mut entry, old } = here.remove(place);
                entry.replaced = Some(old.name);
                self.entries.retain(|taken| !taken.is_at(purpose, scope, version));
                self.entries.push(entry);
                continue;
            }
            let (purpose, version) = (purpose.name, for_version(version));
            if fitting.len() > 1 {
                let quoted = |names: &mut dyn Iterator<Item = &'static str>| {
                    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
                    names.sort_unstable();
                    names.dedup();
                    names.join(" and ")
                };
                let new = quoted(&mut fitting.iter().map(|place| here[*place].entry.ty.name));
                let old = quoted(&mut fitting.iter().map(|place| here[*place].old.name));
                self.faults.push(format!(
                    "{new} are both to replace {old}, the {purpose} of {scope}{version}: keep one of them, or let one replace the other"
                ));
                return;
            }
            let current: Vec<String> = best.iter().map(|best| format!("`{}`", best.ty.name)).collect();
            for Replacement { old, .. } in here {
                self.faults.push(match current.as_slice() {
                    [] => format!("the {purpose} `{}` of {scope} is to be replaced{version}, where there is none: register one", old.name),
                    names => format!(
                        "`{}` of {scope} is to be replaced{version}, where the {purpose} is {}: name that one",
                        old.name,
                        names.join(" or ")
                    ),
                });
            }
            return;
        }
    }

    /// The purposes for which there is anything for a binding, as they were registered.
    pub(super) fn purposes(&self, binding: &Scope) -> Vec<PurposeId> {
        let mut purposes: Vec<PurposeId> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.scope.covers(binding)) {
            if purposes.iter().all(|purpose| purpose.id != entry.purpose.id) {
                purposes.push(entry.purpose);
            }
        }
        purposes
    }

    /// What is taken for a purpose of a binding, in each column. Says where that is not decided: once, and not again for
    /// the versions that fall back on it.
    pub(super) fn row(&mut self, purpose: &PurposeId, binding: &Scope) -> Vec<Cell> {
        let mut row = vec![Cell::Empty; self.columns.len()];
        let mut faults = Vec::new();
        for version in self.columns.root_first() {
            let Some(place) = self.columns.place(version) else { continue };
            row[place] = match self.best(purpose, binding, version)[..] {
                [] => Cell::Empty,
                [entry] => Cell::Taken(entry.clone()),
                [first, second, ..] => {
                    let above = version.and_then(|version| self.columns.place(self.columns.parent(version)));
                    let both = [first.ty.name, second.ty.name];
                    if !above.is_some_and(|above| matches!(&row[above], Cell::Undecided(same) if *same == both)) {
                        faults.push(undecided(purpose, binding, version, first, second));
                    }
                    Cell::Undecided(both)
                }
            };
        }
        self.faults.extend(faults);
        row
    }

    /// Says for which versions there is none of what is needed.
    pub(super) fn prove(&mut self, need: &Need) {
        let Need { purpose, model, fault } = need;
        let binding = Scope::these([*model]);
        let versions = self.columns.proven();
        let mut missing = versions.into_iter().filter(|version| self.best(purpose, &binding, *version).is_empty());
        let faults: Vec<String> = match fault {
            Some(fault) => missing.next().map(|_| fault.clone()).into_iter().collect(),
            None => missing
                .map(|version| {
                    let version = version.map(|version| format!(" for version {version}")).unwrap_or_default();
                    format!("{} has no {}{version}: add {}", model.name, purpose.name, purpose.added_by())
                })
                .collect(),
        };
        self.faults.extend(faults);
    }

    /// What nothing is better than.
    fn best(&self, purpose: &PurposeId, bindings: &Scope, version: Option<&str>) -> Vec<&Entry> {
        let fitting = self.entries.iter().filter(|entry| entry.purpose.id == purpose.id && entry.scope.covers(bindings));
        let candidates: Vec<(&Entry, usize)> =
            fitting.filter_map(|entry| Some((entry, self.columns.distance(entry.version, version)?))).collect();
        let is_better = |(one, near): &(&Entry, usize), (other, far): &(&Entry, usize)| {
            near <= far && other.scope.covers(&one.scope) && (near < far || !one.scope.covers(&other.scope))
        };
        let unbeaten = candidates.iter().filter(|one| !candidates.iter().any(|other| is_better(other, one)));
        unbeaten.map(|(entry, _)| *entry).collect()
    }
}

/// What is taken for a purpose, a binding and a version.
#[derive(Clone)]
pub(super) enum Cell {
    Empty,
    Taken(Entry),
    /// These and maybe more, of which none is better than the others.
    Undecided([&'static str; 2]),
}

fn undecided(purpose: &PurposeId, binding: &Scope, version: Option<&str>, first: &Entry, second: &Entry) -> String {
    let registered = |entry: &Entry| format!("`{}` (of {},{})", entry.ty.name, entry.scope, for_version(entry.version));
    format!(
        "{binding} has no one {}{}: neither {} nor {} is both of the nearer version and of fewer bindings; `replace` one of them there",
        purpose.name,
        for_version(version),
        registered(first),
        registered(second),
    )
}
