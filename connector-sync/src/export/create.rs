//! The create on the remote: begun, sent, and bound; settled where it was interrupted.

use std::sync::atomic::{AtomicBool, Ordering};

use connector_core::{BackendId, BindingId, ExternalId};
use connector_store::{Error, Intent, Lease, Origin, ReviewKind, Stored, Tx};

use super::Written;
use super::body::Body;
use super::erased::AnyExportAdapter;
use super::one::{Ended, elsewhere, remember_date};
use super::run::ExportRun;
use super::safety::{IdempotencyKey, Safety};
use crate::asking;
use crate::error::Stop;
use crate::registry::Synchronized;
use crate::{Connect, RecordOutcome, RemoteError, RemoteErrorKind};

/// What became of a request that creates.
enum Creation<I> {
    Done(Written<I>),
    /// The remote refused: nothing was created.
    Refused(RemoteError),
    /// Whether it got there is not known.
    Open(RemoteError),
    /// A person has to decide.
    Review(ReviewKind, String),
}

impl<'r, B: Connect> ExportRun<'r, B> {
    /// Finds out what became of a create that was begun and not ended. `None` when it is bound now.
    pub(super) async fn settle<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        intent: Intent<T>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Option<Ended>, Stop> {
        if binding.external_id().is_some() {
            // Bound by somebody else: by a person, or by an import that found it.
            self.end_intent(lease, binding, "it was bound meanwhile").await?;
            return Ok(None);
        }
        let client = self.client::<T>().await?;
        tracing::info!(model = T::NAME, binding = %binding.id(), begun_at = %intent.begun_at, "settling a create that was begun");
        let creation = match adapter.safety() {
            // It may be there already: what refuses the repetition says nothing of the first one.
            Safety::Idempotent => self.send(lease, binding, &intent.body, &IdempotencyKey::kept(intent.key.clone()), adapter, true).await?,
            Safety::NaturalKey => {
                let found =
                    asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || adapter.find(client, &intent.body)).await;
                match found {
                    Err(error) => Creation::Open(error),
                    Ok(found) => match found.as_slice() {
                        [] => self.send(lease, binding, &intent.body, &IdempotencyKey::kept(intent.key.clone()), adapter, false).await?,
                        [one] => Creation::Done(Written::new(one.clone())),
                        several => {
                            let several: Vec<String> = several.iter().map(|id| id.to_external().to_string()).collect();
                            let which = several.join(", ");
                            Creation::Review(
                                ReviewKind::Match,
                                format!("its create was interrupted, and the remote has several records with its natural key: {which}"),
                            )
                        }
                    },
                }
            }
            Safety::Unsafe => Creation::Review(
                ReviewKind::InDoubt,
                format!(
                    "its create was interrupted at {}, and may or may not have reached the remote",
                    intent.begun_at.format("%Y-%m-%d %H:%M:%S UTC")
                ),
            ),
        };
        // What was sent is what the remote has, where it was created.
        let body = adapter.parse(&intent.body).ok();
        self.conclude(lease, binding, creation, body.as_ref(), adapter).await
    }

    /// Begins and sends a create.
    pub(super) async fn create<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        body: &Body,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Ended, Stop> {
        // A client that does not open leaves nothing behind.
        self.client::<T>().await?;
        let key = IdempotencyKey::new();
        let (id, backend, text, token) = (binding.id(), self.work.backend_id(), &body.text, key.as_str());
        // What was begun is remembered after a power cut, too.
        let begun = self.work.store.durable_transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.require_active(backend).await?;
                tx.begin_intent::<T>(backend, id, token, text).await
            })
        });
        match begun.await {
            Ok(true) => {}
            Ok(false) | Err(Error::LeaseLost { .. }) => return Ok(Ended::with(elsewhere())),
            Err(error) => return Err(Stop::store(T::NAME, format!("while beginning to create binding {id}"), error)),
        }
        let creation = self.send(lease, binding, text, &key, adapter, false).await?;
        Ok(self.conclude(lease, binding, creation, Some(body), adapter).await?.unwrap_or_else(|| Ended::with(RecordOutcome::Created)))
    }

    /// Sends a create that was begun; `doubtful` where an earlier attempt at it may have got there.
    async fn send<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        body: &str,
        key: &IdempotencyKey,
        adapter: &'r dyn AnyExportAdapter<T>,
        doubtful: bool,
    ) -> Result<Creation<T::ExternalId>, Stop> {
        let client = self.client::<T>().await?;
        let (id, doubtful) = (binding.id(), AtomicBool::new(doubtful));
        // With the same key it may be sent as often as is needed; otherwise only where it certainly did not get there.
        let again = if adapter.safety() == Safety::Idempotent { RemoteError::is_retryable } else { RemoteError::is_retryable_for_certain };
        let answer = asking::ask(T::NAME, &mut self.progress, again, || async {
            // The lease outlasts each request.
            lease.renew().await.map_err(|error| RemoteError::network(format!("nothing was sent: {error}")).nothing_was_done())?;
            let answer = adapter.create(client, body, key).await;
            doubtful.fetch_or(answer.as_ref().is_err_and(RemoteError::leaves_open), Ordering::Relaxed);
            answer
        })
        .await;
        self.note(T::NAME, &answer);
        Ok(match answer {
            Ok(written) => match written.id.to_external().fault() {
                None => Creation::Done(written),
                Some(rule) => Creation::Review(ReviewKind::InDoubt, format!("it was created under an ID that cannot be kept: {rule}")),
            },
            Err(error) if !doubtful.into_inner() => Creation::Refused(error),
            Err(error) if error.leaves_open() || error.is_retryable() || error.kind() == RemoteErrorKind::Unauthorized => {
                tracing::warn!(model = T::NAME, binding = %id, %error, "it is not known whether it was created");
                Creation::Open(error)
            }
            Err(error) => Creation::Review(
                ReviewKind::InDoubt,
                format!("its create was interrupted, and may have reached the remote, which refused the repetition: {error}"),
            ),
        })
    }

    /// Writes down what became of a create. `None` when it is bound.
    async fn conclude<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        creation: Creation<T::ExternalId>,
        body: Option<&Body>,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<Option<Ended>, Stop> {
        match creation {
            Creation::Done(written) => self.bind(lease, binding, &written, body).await,
            Creation::Refused(error) => {
                self.end_intent(lease, binding, "the remote refused it").await?;
                Ok(Some(Ended::failed(error.to_string())))
            }
            Creation::Open(error) => {
                // What is looked for must not be on its way any more; what is repeated with its key may be.
                let keep_lease = adapter.safety() == Safety::NaturalKey;
                let not_before = if keep_lease {
                    let time = chrono::Utc::now() + adapter.timeout() + adapter.grace();
                    format!(" that begins after {}", time.format("%H:%M:%S UTC"))
                } else {
                    String::new()
                };
                let message = format!("{error}: it is not known whether it was created; the next export{not_before} settles that");
                Ok(Some(Ended { outcome: RecordOutcome::Failed(message), keep_lease }))
            }
            Creation::Review(kind, message) => self.review(binding, kind, message).await.map(Some),
        }
    }

    /// Binds what was created. `None` when that is done.
    async fn bind<T: Synchronized<Backend = B>>(
        &mut self,
        lease: &Lease,
        binding: &Stored<T>,
        written: &Written<T::ExternalId>,
        body: Option<&Body>,
    ) -> Result<Option<Ended>, Stop> {
        let (id, backend) = (binding.id(), self.work.backend_id());
        let sent = body.map(|body| body.sent_to(&written.id).to_text());
        let sent = sent.as_deref();
        let bound = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.set_origin(Origin::export(backend));
                tx.hold(lease).await?;
                tx.binder::<T>(backend).bind(id, &written.id).await?;
                remember_date(tx, id, written).await?;
                tx.end_intent(id).await?;
                close_reviews::<T>(tx, backend, id, "bound by an export").await?;
                match sent {
                    Some(sent) => tx.set_sent(id, sent).await,
                    None => tx.clear_sent(id).await,
                }
            })
        });
        let external_id = written.id.to_external();
        match bound.await {
            Ok(()) => Ok(None),
            // Who has it now settles what was begun, and finds what was created.
            Err(Error::LeaseLost { .. }) => Ok(Some(Ended::with(elsewhere()))),
            Err(error) if error.is_about_one_row() => {
                let message = format!("the remote has it as {external_id}, and it cannot be bound to that: {error}");
                self.review(binding, ReviewKind::Match, message).await.map(Some)
            }
            Err(error) => Err(Stop::store(T::NAME, format!("while binding {id} to {external_id}"), error)),
        }
    }

    /// Puts a binding before a person.
    pub(super) async fn review<T: Synchronized<Backend = B>>(
        &mut self,
        binding: &Stored<T>,
        kind: ReviewKind,
        message: String,
    ) -> Result<Ended, Stop> {
        let (id, backend, shown) = (binding.id(), self.work.backend_id(), subject(binding.id()));
        let told = format!("{message}. {}", decide(&kind));
        let (told, kind, shown) = (&told, &kind, &shown);
        let written = self.work.store.transaction(move |tx| Box::pin(async move { tx.review::<T>(backend, kind, shown, told).await }));
        written.await.map_err(|error| Stop::store(T::NAME, format!("while putting binding {id} under review"), error))?;
        Ok(Ended::with(RecordOutcome::Skipped(format!("it is under review ({kind})"))))
    }

    /// Ends a create that was begun, without a binding.
    async fn end_intent<T: Synchronized<Backend = B>>(&mut self, lease: &Lease, binding: &Stored<T>, decision: &str) -> Result<(), Stop> {
        let (id, backend) = (binding.id(), self.work.backend_id());
        let ended = self.work.store.transaction(move |tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                close_reviews::<T>(tx, backend, id, decision).await?;
                tx.end_intent(id).await
            })
        });
        match ended.await {
            Ok(()) | Err(Error::LeaseLost { .. }) => Ok(()),
            Err(error) => Err(Stop::store(T::NAME, format!("while ending the create of binding {id}"), error)),
        }
    }
}

/// What a review of an export is about: the binding, which stays when its external ID goes.
pub(crate) fn subject<T: Synchronized>(binding: BindingId<T>) -> String {
    format!("binding {binding}")
}

/// Closes what was to be decided about the export of a binding.
pub(crate) async fn close_reviews<T: Synchronized>(
    tx: &mut Tx<'_>,
    backend: BackendId<T::Backend>,
    binding: BindingId<T>,
    decision: &str,
) -> Result<(), Error> {
    for kind in [ReviewKind::InDoubt, ReviewKind::Match, ReviewKind::Gone] {
        tx.close_review::<T>(backend, &kind, &subject(binding), decision).await?;
    }
    Ok(())
}

/// What a person does about a review.
fn decide(kind: &ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Gone => "Delete the binding, or unbind it so that the next export creates it anew",
        _ => "Say by `settle_export` which ID it has, or that it was not created",
    }
}
