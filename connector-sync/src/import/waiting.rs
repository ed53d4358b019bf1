//! Pages that wait for what they link.

use std::any::TypeId;
use std::collections::VecDeque;

use connector_core::{ExternalValue, LinkRequest};
use connector_store::BoxFuture;
use tracing::Span;

use super::run::Run;
use crate::Connect;
use crate::error::Stop;

/// A page of any binding that is still to be written.
pub(super) trait AnyPending<'r, B: Connect>: Send {
    fn write<'a>(self: Box<Self>, run: &'a mut Run<'r, B>) -> BoxFuture<'a, Result<(), Stop>>
    where
        'r: 'a;
}

/// A page, and what it waits for.
pub(crate) struct Waiting<'r, B: Connect> {
    pub(super) page: Box<dyn AnyPending<'r, B> + 'r>,
    pub(super) model: &'static str,
    pub(super) needs: Needs,
    pub(super) span: Span,
}

/// What is imported before a page.
#[derive(Default)]
pub(super) struct Needs {
    /// The records of the page that wait: to find circles.
    pub(super) waiting: Vec<LinkRequest>,
    /// What they wait for: IDs of one binding, not more than are read at once.
    pub(super) groups: VecDeque<(TypeId, Vec<ExternalValue<'static>>)>,
}
