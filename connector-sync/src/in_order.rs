//! Records in the places of their IDs.

use std::collections::HashMap;

use connector_core::{ExternalBinding, ExternalId, ImportMapper};

use crate::RemoteError;

/// What a remote answered to a question for some IDs, each in the place of its ID, and `None` for one that it does not have:
/// what [`Adapter::read_many`](crate::Adapter::read_many) gives, whatever the order of the answer. Records that nobody asked for
/// are left out.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// # #[derive(ExternalBinding)]
/// # #[binding(name = "shop.status", direct)]
/// # struct ShopStatus {
/// #     backend_id: BackendId<Shop>,
/// #     external_id: Option<u32>,
/// #     sync_date: Option<DateTime<Utc>>,
/// #     label: String,
/// # }
/// use connector_core::ImportMapper;
/// use connector_sync::in_order_of;
///
/// #[derive(ImportMapper)]
/// #[mapper(to = ShopStatus)]
/// struct RemoteStatus {
///     #[map(external_id)]
///     id: u32,
///     #[map(to = label)]
///     label: String,
/// }
///
/// let answer = vec![RemoteStatus { id: 3, label: "shipped".into() }, RemoteStatus { id: 1, label: "new".into() }];
/// let placed = in_order_of(&[1, 2, 3], answer)?;
/// let labels: Vec<_> = placed.iter().map(|status| status.as_ref().map(|status| status.label.as_str())).collect();
/// assert_eq!(labels, [Some("new"), None, Some("shipped")]);
/// # Ok::<(), connector_sync::RemoteError>(())
/// ```
///
/// # Errors
/// [`InvalidData`](crate::RemoteErrorKind::InvalidData) where the ID of a record cannot be read, or two records have one.
pub fn in_order_of<R: ImportMapper>(
    ids: &[<R::Binding as ExternalBinding>::ExternalId],
    records: Vec<R>,
) -> Result<Vec<Option<R>>, RemoteError> {
    let mut found = HashMap::with_capacity(records.len());
    for record in records {
        let id = record.external_id().map_err(|error| RemoteError::invalid_data(error.to_string()))?;
        let shown = id.to_external().to_string();
        if found.insert(id, record).is_some() {
            return Err(RemoteError::invalid_data(format!("it has {shown} twice")));
        }
    }
    Ok(ids.iter().map(|id| found.remove(id)).collect())
}
