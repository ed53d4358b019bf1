//! The versions of a backend: the columns of a registry's tables.

use connector_core::{Backend, Extensible};

/// Every version that is known, in its order, and after them a place for a backend that has none.
#[derive(Debug)]
pub(super) struct Columns {
    versions: Vec<Column>,
    /// Sorted by the value, so that it is found fast.
    places: Vec<(&'static str, usize)>,
}

/// A version and those that it falls back on, nearest first: itself, its parent, and so on.
#[derive(Debug)]
struct Column {
    value: &'static str,
    chain: Vec<&'static str>,
}

impl Columns {
    pub(super) fn of<B: Backend>() -> Self {
        let known = Extensible::<B::Version>::options();
        let versions = known.iter().filter_map(|option| option.value.parse::<Extensible<B::Version>>().ok());
        let column = |version: Extensible<B::Version>| Column {
            value: version.value(),
            chain: version.chain().map(|version| version.value()).collect(),
        };
        let versions: Vec<Column> = versions.map(column).collect();
        let mut places: Vec<_> = versions.iter().enumerate().map(|(place, version)| (version.value, place)).collect();
        places.sort_unstable();
        Self { versions, places }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.versions.len() + 1
    }

    /// The column of a version.
    pub(super) fn place(&self, version: Option<&str>) -> Option<usize> {
        match version {
            Some(version) => self.places.binary_search_by_key(&version, |place| place.0).ok().map(|place| self.places[place].1),
            None => Some(self.versions.len()),
        }
    }

    /// The versions that must have what is needed: all of them, or none where there are none.
    pub(super) fn proven(&self) -> Vec<Option<&'static str>> {
        let all: Vec<_> = self.versions.iter().map(|version| Some(version.value)).collect();
        if all.is_empty() { vec![None] } else { all }
    }

    /// Each column's version, the widest first: none, then those without a parent, and so on.
    pub(super) fn root_first(&self) -> Vec<Option<&'static str>> {
        let mut columns: Vec<&Column> = self.versions.iter().collect();
        columns.sort_by_key(|column| column.chain.len());
        std::iter::once(None).chain(columns.into_iter().map(|column| Some(column.value))).collect()
    }

    /// What a version falls back on: its parent; at last what is for every version.
    pub(super) fn parent(&self, version: &str) -> Option<&'static str> {
        self.chain(Some(version)).get(1).copied()
    }

    /// How near what is registered for `own` is to `version`: 0 for the very version. `None` where it is not for it.
    pub(super) fn distance(&self, own: Option<&str>, version: Option<&str>) -> Option<usize> {
        match own {
            None => Some(usize::MAX),
            Some(own) => self.chain(version).iter().position(|version| *version == own),
        }
    }

    /// How far it is from the root.
    pub(super) fn depth(&self, version: Option<&str>) -> usize {
        self.chain(version).len()
    }

    fn chain(&self, version: Option<&str>) -> &[&'static str] {
        let place = version.and_then(|version| self.place(Some(version)));
        place.and_then(|place| self.versions.get(place)).map_or(&[], |version| &version.chain)
    }
}
