//! Which row a value is about, by the values of its unique keys.

use connector_core::{Key, ModelMeta, Role, Unique, Value};

/// The values of a unique key; `None` where it does not hold: one of them is null, or its condition is not met.
pub(super) fn key_values(meta: &ModelMeta, unique: &Unique, values: &[Value]) -> Option<Vec<Value>> {
    let value = |field: &str| values.get(meta.position(field)?).filter(|value| !value.is_null());
    if unique.only_where.is_some_and(|field| value(field) != Some(&Value::Bool(true))) {
        return None;
    }
    unique.fields.iter().map(|field| value(field).cloned()).collect()
}

/// Whether both rows of a binding link the same record; true of all other models.
fn same_record(meta: &ModelMeta, values: &[Value], kept: &[Value]) -> bool {
    meta.role(Role::Record).is_none_or(|record| values[record] == kept[record])
}

/// Whether the row that was found by the unique key at `place` is the one that the value is about.
fn identifies(meta: &ModelMeta, place: usize, values: &[Value], kept: &[Value]) -> bool {
    if place == 0 {
        return true;
    }
    // A binding that is found by its record, while one of both has no external ID yet.
    let is_record_key = meta.role(Role::Record).is_some_and(|record| meta.unique[place].fields.contains(&meta.fields[record].name));
    let external = meta.role(Role::ExternalId);
    place == 1 && is_record_key && external.is_some_and(|external| values[external].is_null() || kept[external].is_null())
}

/// What a `put` leaves as it is kept: secrets that the value does not have (that is in `Changes`), and what only a
/// synchronization says of a binding.
pub(super) fn keep_roles(meta: &ModelMeta, mut values: Vec<Value>, kept: &[Value]) -> Vec<Value> {
    for role in [Role::ExternalId, Role::SyncDate, Role::ExternalUpdatedAt] {
        if let Some(place) = meta.role(role).filter(|place| values[*place].is_null()) {
            values[place] = kept[place].clone();
        }
    }
    values
}

/// A row that holds a unique key: its ID and its values.
pub(super) type Holder<'k> = (&'k Key, &'k [Value]);

/// Which row a value is about, of those that hold its unique keys.
pub(super) enum Verdict<'k> {
    /// This one.
    Own(Holder<'k>),
    /// None: another one holds the unique key at this place.
    InTheWay(usize, Holder<'k>),
    /// None holds any.
    Nobody,
}

/// Which row a value is about: `holders` has, for each unique key of the model, the row that holds the value's.
///
/// The first key that has values says which row it is; a binding is found by its record, too. A binding never moves from one
/// record to another by a `put`.
pub(super) fn judge<'k>(meta: &ModelMeta, values: &[Value], holders: impl IntoIterator<Item = Option<Holder<'k>>>) -> Verdict<'k> {
    let mut own: Option<Holder<'k>> = None;
    for (place, holder) in holders.into_iter().enumerate() {
        let Some((id, kept)) = holder else { continue };
        match own {
            Some((known, _)) if known == id => {}
            None if identifies(meta, place, values, kept) && same_record(meta, values, kept) => own = Some((id, kept)),
            _ => return Verdict::InTheWay(place, (id, kept)),
        }
    }
    own.map_or(Verdict::Nobody, Verdict::Own)
}
