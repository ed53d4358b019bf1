//! The update on the remote of what changed here.

use connector_core::ExternalId;
use connector_store::{Error, Lease, ReviewKind, Stored};

use super::body::{Body, Sent};
use super::erased::AnyExportAdapter;
use super::one::{Ended, elsewhere, remember_date};
use super::run::ExportRun;
use crate::asking;
use crate::error::Stop;
use crate::registry::Synchronized;
use crate::{Connect, RecordOutcome, RemoteError, RemoteErrorKind};

impl<'r, B: Connect> ExportRun<'r, B> {
    /// Sends what the remote does not have as it is here.
    pub(super) async fn update<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        external_id: &T::ExternalId,
        body: &Body,
        sent: Option<Sent>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        let changed = body.changed(sent.as_ref());
        if changed.is_empty() {
            return Ok(Ended::with(RecordOutcome::Unchanged));
        }
        let (id, backend) = (binding.id(), self.work.backend_id());
        let stop = |error| Stop::store(T::NAME, format!("while updating binding {id}"), error);
        if let Some(sent) = sent {
            // What is on its way counts as unknown, in case this process ends before the answer is here.
            let without = sent.without(&changed).to_text();
            let without = &without;
            let begun = self.work.store.transaction(move |tx| {
                Box::pin(async move {
                    tx.hold(lease).await?;
                    tx.set_sent(id, without).await
                })
            });
            match begun.await {
                Ok(()) => {}
                Err(Error::LeaseLost { .. }) => return Ok(Ended::with(elsewhere())),
                Err(error) => return Err(stop(error)),
            }
        }
        let client = self.client::<T>().await?;
        let answer = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || async {
            match lease.renew().await {
                Ok(()) => adapter.update(client, external_id, &body.text, &changed).await,
                Err(error) => Err(RemoteError::permanent(format!("nothing was sent: {error}"))),
            }
        })
        .await;
        let written = match answer {
            Ok(written) => written,
            Err(error) if error.kind() == RemoteErrorKind::NotFound => {
                let message = format!("the remote no longer has {}: {error}", external_id.to_external());
                return self.review(binding, ReviewKind::Gone, message).await;
            }
            // An update that came too late would overwrite a later one.
            Err(error) => return Ok(Ended { keep_lease: error.leaves_open(), ..Ended::failed(error.to_string()) }),
        };
        let sent = body.sent_to(external_id).to_text();
        let (sent, written) = (&sent, &written);
        let ended = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                remember_date(tx, id, written).await?;
                tx.set_sent(id, sent).await
            })
        });
        match ended.await {
            Ok(()) => Ok(Ended::with(RecordOutcome::Updated(changed))),
            Err(Error::LeaseLost { .. }) => Ok(Ended::with(elsewhere())),
            Err(error) if error.is_about_one_row() => {
                Ok(Ended::failed(format!("the remote was updated, and the binding could not be: {error}")))
            }
            Err(error) => Err(Stop::store(T::NAME, format!("while writing down the update of binding {id} on {backend}"), error)),
        }
    }
}
