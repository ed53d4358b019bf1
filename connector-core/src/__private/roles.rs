//! What an editor shows of a role's key.
#![allow(non_upper_case_globals)]

/// How people call this backend: a `String`, unique among its kind.
pub const name: () = ();
/// Which dialect the backend speaks: a selection, `Extensible` of one, or `Option` of either.
pub const version: () = ();
/// The record that the binding links: `RecordId<R>`. Deleting the record deletes the binding, unless `ondelete` says
/// otherwise.
pub const record: () = ();
/// The backend that the binding is on: `BackendId<B>`. A backend that has bindings cannot be deleted, unless `ondelete`
/// says otherwise.
pub const backend: () = ();
/// The ID on the backend: an external ID, or `Option` of one where a binding exists before its first export.
pub const external_id: () = ();
/// When both sides were last in step: `Option<DateTime<Utc>>`. Imports and exports write it.
pub const sync_date: () = ();
/// When the external system last changed the record, by its own clock: `Option<DateTime<Utc>>`. Imports write it.
pub const external_updated_at: () = ();
