//! What was resolved of one binding: a row for each purpose, a cell for each version.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::columns::Columns;
use super::entry::{Entry, ModelId, PurposeId, Scope};
use super::resolve::{Cell, Resolver};

/// A map by type.
pub(super) type ByType<V> = HashMap<TypeId, V, BuildHasherDefault<TypeHasher>>;

/// Which component is taken for a binding, by purpose and version.
#[derive(Clone, Default)]
pub(crate) struct Table {
    columns: Option<Arc<Columns>>,
    rows: Vec<Row>,
    places: ByType<usize>,
}

#[derive(Clone)]
struct Row {
    purpose: PurposeId,
    cells: Vec<Option<Entry>>,
}

impl Table {
    pub(super) fn resolve(resolver: &mut Resolver<'_>, columns: &Arc<Columns>, binding: ModelId) -> Self {
        let binding = Scope::these([binding]);
        let mut purposes = resolver.purposes(&binding);
        // The framework's first, the others as they were registered.
        purposes.sort_by_key(|purpose| !purpose.is_own());
        let taken = |cell| if let Cell::Taken(entry) = cell { Some(entry) } else { None };
        let rows: Vec<Row> = purposes
            .into_iter()
            .map(|purpose| Row { purpose, cells: resolver.row(&purpose, &binding).into_iter().map(taken).collect() })
            .collect();
        let places = rows.iter().enumerate().map(|(place, row)| (row.purpose.id, place)).collect();
        Self { columns: Some(Arc::clone(columns)), rows, places }
    }

    /// The component by the trait object of its purpose: two reads by a hash, and the place of the version.
    #[inline]
    pub(crate) fn get<C: ?Sized + 'static>(&self, purpose: TypeId, version: Option<&str>) -> Option<&C> {
        let row = self.rows.get(*self.places.get(&purpose)?)?;
        row.cells.get(self.columns.as_ref()?.place(version)?)?.as_ref()?.get()
    }

    /// What is taken for a version.
    pub(super) fn entry(&self, purpose: TypeId, version: Option<&str>) -> Option<&Entry> {
        let row = self.rows.get(*self.places.get(&purpose)?)?;
        row.cells.get(self.columns.as_ref()?.place(version)?)?.as_ref()
    }

    /// Whether there is a component of the purpose, for any version.
    pub(crate) fn has(&self, purpose: TypeId) -> bool {
        self.places.contains_key(&purpose)
    }

    /// The purposes that it has anything for.
    pub(super) fn purposes(&self) -> impl Iterator<Item = &PurposeId> {
        self.rows.iter().map(|row| &row.purpose)
    }
}

/// Type IDs are hashes already.
#[derive(Debug, Default)]
pub(super) struct TypeHasher(u64);

impl Hasher for TypeHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 ^= hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
