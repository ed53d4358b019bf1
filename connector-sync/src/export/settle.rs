//! What a person has found out about a create of which it was not known whether it got there.

use connector_core::{BindingId, ExternalId};
use connector_store::{Error, ReviewKind};

use super::run::reference;
use crate::registry::Synchronized;
use crate::{Connect, WorkContext};

/// What became of a create on the remote, as a person has found out.
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
    /// As [`bind`](connector_store::TxBinder::bind); [`Error::Busy`](connector_store::Error::Busy) while an export of it is running or may still be.
    pub async fn settle_export<T: Synchronized<Backend = B>>(
        &self,
        binding: BindingId<T>,
        found: Settlement<T::ExternalId>,
    ) -> Result<(), Error> {
        let backend = self.backend_id();
        let found = &found;
        self.store
            .transaction(move |tx| {
                Box::pin(async move {
                    let Some(kept) = tx.get::<T>(&binding).await? else {
                        return Err(Error::NotFound { model: T::NAME, id: binding.to_string() });
                    };
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
                    for kind in [ReviewKind::InDoubt, ReviewKind::Match] {
                        tx.close_review::<T>(backend, &kind, &reference::<T>(&kept), &decision).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
