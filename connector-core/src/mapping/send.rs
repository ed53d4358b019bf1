//! What a derived export mapper is made of: a constant for each field of the body, and the functions that go through them.

use std::cell::RefCell;

use super::fill::Gave;
use super::references::Referring;
use crate::__private::RecordOf;
use crate::{ExportContext, ExternalBinding, ExternalId, MappingError, ReferenceRequests, References};

/// Whether what is linked is asked for, or found.
pub enum Mode<'a> {
    /// Asked for.
    Ask(RefCell<&'a mut ReferenceRequests>),
    /// Found.
    Find(&'a References),
}

/// What a field of a body comes from.
pub struct SendFrom<'a, T: ExternalBinding, O> {
    /// The binding.
    pub binding: &'a T,
    /// What the application tells its mappers.
    pub options: &'a O,
    /// Whether what is linked is asked for.
    pub mode: Mode<'a>,
    record: Option<&'a T::Record>,
}

impl<'a, T: ExternalBinding, O> SendFrom<'a, T, O> {
    /// To be sent.
    #[must_use]
    pub fn new(context: &ExportContext<'a, T>, options: &'a O) -> Self {
        let mode = Mode::Find(context.references());
        Self { binding: context.binding(), options, mode, record: context.record() }
    }

    /// To be asked what it links.
    #[must_use]
    pub fn asking(context: &ExportContext<'a, T>, options: &'a O, requests: &'a mut ReferenceRequests) -> Self {
        Self { mode: Mode::Ask(RefCell::new(requests)), ..Self::new(context, options) }
    }

    /// The record.
    ///
    /// # Errors
    /// It was not given.
    pub fn record(&self) -> Result<&'a <T as RecordOf>::Record, MappingError>
    where
        T: RecordOf<Record = <T as ExternalBinding>::Record>,
    {
        self.record.ok_or_else(|| MappingError::new("its record was not given: name it in `ExportContext::new`"))
    }
}

/// A field of a body, filled by a function.
///
/// # Errors
/// What is wrong with what is kept.
pub fn send<T: ExternalBinding, O, V>(
    from: &SendFrom<'_, T, O>,
    field: &'static str,
    sources: &[&str],
    give: fn(&SendFrom<'_, T, O>) -> Gave<V>,
) -> Result<V, MappingError> {
    let gave = give(from).and_then(|value| value.ok_or_else(|| MappingError::new("it must have a value, and this is absent")));
    let id = || from.binding.external_id().map(|id| id.to_external().to_string());
    gave.map_err(|error| error.at(T::NAME, id(), sources.join(", "), field, None))
}

/// What is behind a link: nothing, where it is only asked for.
///
/// # Errors
/// It has no external ID.
pub fn refer<L, S, T, O, How>(from: &SendFrom<'_, T, O>, link: &S) -> Gave<S::Found>
where
    L: ExternalBinding,
    S: Referring<L, How>,
    T: ExternalBinding,
{
    match &from.mode {
        Mode::Ask(requests) => {
            link.ask(&mut requests.borrow_mut());
            Ok(None)
        }
        Mode::Find(references) => link.find(references).map(Some),
    }
}
