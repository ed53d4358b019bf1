//! A record of the application.

use crate::{Field, Model, ModelKind, ReadError, RecordId, RecordKey, RowRead, RowWrite, Standalone, Unique};

/// A record of the application: the internal side of a binding. Given by [`derive(Record)`](derive@crate::Record).
///
/// ```
/// use connector_core::{Record, RecordId};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
/// }
///
/// fn shown<R: Record>(id: &RecordId<R>) -> String {
///     format!("{} {id}", R::NAME)
/// }
///
/// assert_eq!(shown(&RecordId::<Product>::new(7)), "product 7");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no record",
    label = "no record",
    note = "help: add `#[derive(Record)]` to `{Self}`; or, where it is a binding, link it by `BindingId<{Self}>`, and a backend by `BackendId<{Self}>`"
)]
pub trait Record: Model<Id = RecordId<Self>> + Standalone {
    /// The type of its key: `i64` for what the store keeps itself.
    type Key: RecordKey;
}

/// What a `direct` binding links: no record.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// #[derive(ExternalBinding)]
/// #[binding(name = "shop.website", direct)]
/// struct ShopWebsite {
///     backend_id: BackendId<Shop>,
///     external_id: u32,
///     sync_date: Option<DateTime<Utc>>,
/// }
///
/// fn links_nothing<T: ExternalBinding<Record = NoRecord>>(binding: &T) {
///     assert_eq!(binding.record_id(), None);
/// }
///
/// links_nothing(&ShopWebsite { backend_id: BackendId::new(1), external_id: 0, sync_date: None });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRecord {}

impl Model for NoRecord {
    type Id = RecordId<Self>;
    const KIND: ModelKind = ModelKind::Record;
    const NAME: &'static str = "connector.no_record";
    const DESCRIPTION: &'static str = "No Record";
    const TABLE: &'static str = "connector_no_record";
    const FIELDS: &'static [Field] = &[];
    const UNIQUE: &'static [Unique] = &[];
    const FOREIGN: bool = true;
    fn write_to(&self, _: &mut dyn RowWrite) {
        match *self {}
    }
    fn read_from(_: &mut dyn RowRead) -> Result<Self, ReadError> {
        Err(ReadError::new("a direct binding links no record"))
    }
}

impl Standalone for NoRecord {}

impl Record for NoRecord {
    type Key = i64;
}
