//! The update on the remote of what changed here.

use std::sync::atomic::{AtomicBool, Ordering};

use connector_core::ExternalId;
use connector_store::{Error, Lease, Origin, ReviewKind, Stored};

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
        let client = self.client::<T>().await?;
        // What is on its way counts as unknown, in case this process ends before the answer is here.
        let without = sent.map(|sent| sent.without(&changed).to_text());
        let without = without.as_deref();
        let begun = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.require_active(backend).await?;
                match without {
                    Some(without) => tx.set_sent(id, without).await,
                    None => Ok(()),
                }
            })
        });
        match begun.await {
            Ok(()) => {}
            Err(Error::LeaseLost { .. }) => return Ok(Ended::with(elsewhere())),
            Err(error) => return Err(stop(error)),
        }
        let late = AtomicBool::new(false);
        let answer = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || async {
            lease.renew().await.map_err(|error| RemoteError::network(format!("nothing was sent: {error}")).nothing_was_done())?;
            let answer = adapter.update(client, external_id, &body.text, &changed).await;
            late.fetch_or(answer.as_ref().is_err_and(RemoteError::leaves_open), Ordering::Relaxed);
            answer
        })
        .await;
        self.note(T::NAME, &answer);
        let written = match answer {
            Ok(written) => written,
            Err(error) if error.kind() == RemoteErrorKind::NotFound => {
                let message = format!("the remote no longer has {}: {error}", external_id.to_external());
                return self.review(binding, ReviewKind::Gone, message).await;
            }
            // An update that came too late would overwrite a later one.
            Err(error) => return Ok(Ended { keep_lease: late.into_inner(), ..Ended::failed(error.to_string()) }),
        };
        let sent = body.sent_to(external_id).to_text();
        let (sent, written) = (&sent, &written);
        let ended = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.set_origin(Origin::export(backend));
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
