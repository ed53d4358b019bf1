//! The purposes of the framework: they are registered and found as any other.

use connector_store::Records;

use super::Synchronized;
use super::purpose::{Component, PurposeOf};
use crate::erased::{AnyAdapter, AnyHooks};
use crate::export::AnyExportAdapter;

/// What the remote can be asked.
pub(crate) struct ImportAdapter;

/// What an import does beside mapping.
pub(crate) struct Hooks;

/// What the remote can be told.
pub(crate) struct ExportPurpose;

/// How records are kept.
pub(crate) struct RecordsPort;

impl<T: Synchronized> PurposeOf<T> for ImportAdapter {
    const NAME: &'static str = "adapter";
    type Component = dyn AnyAdapter<T>;
}

impl<T: Synchronized> PurposeOf<T> for Hooks {
    const NAME: &'static str = "hooks";
    type Component = dyn AnyHooks<T>;
}

impl<T: Synchronized> PurposeOf<T> for ExportPurpose {
    const NAME: &'static str = "export adapter";
    type Component = dyn AnyExportAdapter<T>;
}

impl<T: Synchronized> PurposeOf<T> for RecordsPort {
    const NAME: &'static str = "records";
    type Component = dyn AnyRecords<T>;
}

/// [`Records`] of any type.
pub(crate) trait AnyRecords<T: Synchronized>: Component {
    fn port(&self) -> &dyn Records<T::Record>;
}

impl<T: Synchronized, R: Records<T::Record> + 'static> AnyRecords<T> for R {
    fn port(&self) -> &dyn Records<T::Record> {
        self
    }
}
