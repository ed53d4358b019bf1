//! What the code of an external ID uses.

use crate::{ExternalId, ExternalValue, FieldType, ReadError, RowRead, RowWrite};

/// An external ID around another one.
pub struct Inner<T> {
    /// Whether it is kept as an integer.
    pub integer: bool,
    /// What is kept of it.
    pub to_external: for<'a> fn(&'a T) -> ExternalValue<'a>,
    /// Back from what is kept.
    pub from_external: fn(ExternalValue<'_>) -> Result<T, ReadError>,
}

/// What an external ID has from the one inside of it: the one place where the emitted code asks anything of that type.
#[must_use]
pub const fn inner<T: ExternalId>() -> Inner<T> {
    Inner { integer: T::INTEGER, to_external: T::to_external, from_external: T::from_external }
}

/// What is kept of an external ID in a field without a role.
#[must_use]
pub const fn external_type<E: ExternalId>() -> FieldType {
    if E::INTEGER { FieldType::Int } else { FieldType::Text }
}

/// Writes an external ID in a field without a role.
pub fn write_external<E: ExternalId>(id: &E, row: &mut dyn RowWrite) {
    match id.to_external() {
        ExternalValue::Int(value) => row.int(value),
        ExternalValue::Text(value) => row.text(&value),
    }
}

/// Reads an external ID in a field without a role.
///
/// # Errors
/// [`ReadError`] when what is kept is no ID of that type.
pub fn read_external<E: ExternalId>(row: &mut dyn RowRead) -> Result<E, ReadError> {
    let value = if E::INTEGER { ExternalValue::Int(row.int()?) } else { ExternalValue::Text(row.text()?.into()) };
    E::from_external(value)
}

/// What a struct derives beside `ExternalId`.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not derive all that `ExternalId` needs beside it",
    label = "a derive is missing",
    note = "help: write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`"
)]
pub trait ExternalIdDerives<T> {}
#[diagnostic::do_not_recommend]
impl<T: Clone + Ord + std::hash::Hash + std::fmt::Debug> ExternalIdDerives<T> for () {}

/// Says once, at the type, that a derive is missing.
pub const fn external_id_derives<T>()
where
    (): ExternalIdDerives<T>,
{
}
