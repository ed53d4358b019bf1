//! What a person has found out about a create of which it was not known whether it got there.

use std::time::Duration;

use connector_core::{BackendId, BindingId, ExternalId};
use connector_store::{Error, Lease, Origin, Tx};

use super::create::close_reviews;
use crate::registry::Synchronized;
use crate::{Connect, WorkContext};

/// What became of a create on the remote, as a person has found out.
///
/// ```
/// use connector_core::BindingId;
/// use connector_store::Error;
/// use connector_sync::{Connect, Settlement, Synchronized, WorkContext};
///
/// /// A person has looked: the shop has it, under this ID.
/// async fn it_is_there<B, T>(work: &WorkContext<'_, B>, binding: BindingId<T>, id: T::ExternalId) -> Result<(), Error>
/// where
///     B: Connect,
///     T: Synchronized<Backend = B>,
/// {
///     work.settle_export::<T>(binding, Settlement::Created(id)).await
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement<I> {
    /// It is there, under this ID.
    Created(I),
    /// It is not there: the next export creates it.
    NotCreated,
}

impl<B: Connect> WorkContext<'_, B> {
    /// Settles a create that is in doubt: binds it to what is there, or lets the next export create it. The review of it is closed.
    ///
    /// Does nothing but that where no create was begun.
    ///
    /// # Errors
    /// As [`bind`](connector_store::TxBinder::bind); [`Error::Leased`] while an export of it is running, or a request of it may
    /// still be on its way; [`Error::OtherBackend`].
    pub async fn settle_export<T: Synchronized<Backend = B>>(
        &self,
        binding: BindingId<T>,
        found: Settlement<T::ExternalId>,
    ) -> Result<(), Error> {
        let Some(lease) = self.store.lease_binding::<T>(binding, LEASE).await? else {
            return Err(Error::Leased { model: T::NAME, id: binding.to_string() });
        };
        let (backend, found, held) = (self.backend_id(), &found, &lease);
        let settled = self.store.transaction(move |tx| Box::pin(settle::<T>(tx, held, backend, binding, found))).await;
        // It expires by itself, where it cannot be released; what was settled is settled.
        if let Err(error) = lease.release().await {
            tracing::warn!(model = T::NAME, %binding, %error, "a lease was not released");
        }
        settled
    }
}

/// How long settling takes at the most.
const LEASE: Duration = Duration::from_secs(30);

async fn settle<T: Synchronized>(
    tx: &mut Tx<'_>,
    lease: &Lease,
    backend: BackendId<T::Backend>,
    binding: BindingId<T>,
    found: &Settlement<T::ExternalId>,
) -> Result<(), Error> {
    tx.set_origin(Origin::export(backend));
    tx.hold(lease).await?;
    let Some(kept) = tx.get::<T>(&binding).await? else {
        return Err(Error::NotFound { model: T::NAME, id: binding.to_string() });
    };
    if kept.backend_id() != backend {
        let (is_on, binder) = (kept.backend_id().get(), backend.get());
        return Err(Error::OtherBackend { model: T::NAME, id: binding.get(), is_on, binder });
    }
    let decision = match found {
        Settlement::Created(id) => {
            tx.binder::<T>(backend).bind(binding, id).await?;
            // What it holds there is not known.
            tx.clear_sent(binding).await?;
            format!("it is there, as {}", id.to_external())
        }
        Settlement::NotCreated => "it is not there".to_owned(),
    };
    tx.end_intent(binding).await?;
    close_reviews::<T>(tx, backend, binding, &decision).await
}
