//! From the remote's data to local values, and from local values to what the remote is sent: pure and synchronous, without a
//! store and without a client.

mod body;
mod context;
mod convert;
mod draft;
mod error;
mod export;
mod fill;
mod import;
mod linked;
mod links;
mod mapped;
mod options;
mod presence;
mod probe;
mod references;
mod send;

pub use body::{BodyField, ChangedBody};
pub use context::MapContext;
pub use error::MappingError;
pub use export::{ExportContext, ExportMapper};
pub use import::{ImportMapper, Skip};
pub use links::{LinkRequest, LinkRequests, Links};
pub use mapped::{Mapped, MappedChanges};
pub use options::{MapOptions, NeededOptions};
pub use presence::Presence;
pub use references::{ReferenceRequest, ReferenceRequests, References};

pub(crate) use draft::Given;

/// What emitted code uses.
pub(crate) mod emitted {
    pub use super::convert::{Children, Fits, Forced, Items, Missable, Outcome};
    pub use super::draft::Given;
    pub use super::fill::{
        Fill, From, Gave, Give, LinkStep, Said, Source, Step, Visit, children, each, external_id, finalized, fit, forced, gave, map,
        mistaken, need, or_default, updated_at,
    };
    pub use super::linked::{Failing, LinkIds, LinkTo};
    pub use super::probe::{ByReference, ByValue, NotShown, Plain, Probe, Show, Shown};
    pub use super::references::Referring;
    pub use super::send::{Mode, SendFrom, finalized_body, refer, send};
}
