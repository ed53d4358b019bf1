//! An export adapter of any type: bodies are JSON.

use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{ChangedBody, ExportContext, ExportMapper, MappingError, NeededOptions, ReferenceRequests};
use connector_store::BoxFuture;
use serde::de::DeserializeOwned;

use super::body::Body;
use super::safety::{CreateSafety, IdempotencyKey, Safety};
use super::{ExportAdapter, Written};
use crate::erased::ClientOf;
use crate::registry::Synchronized;
use crate::{Component, RemoteError};

/// What an adapter of any type answers.
type Answer<'a, R> = BoxFuture<'a, Result<R, RemoteError>>;

/// An [`ExportAdapter`] of any type.
pub(crate) trait AnyExportAdapter<T: Synchronized>: Component {
    fn safety(&self) -> Safety;
    fn needs_options(&self) -> Option<NeededOptions>;
    fn timeout(&self) -> Duration;
    fn grace(&self) -> Duration;
    fn references(&self, context: &ExportContext<'_, T>, requests: &mut ReferenceRequests);
    fn map(&self, context: &ExportContext<'_, T>) -> Result<Body, MappingError>;
    /// A body that was kept.
    fn parse(&self, body: &str) -> Result<Body, RemoteError>;
    fn import_first<'a>(&'a self, client: &'a ClientOf<T>, id: &'a T::ExternalId, known: Option<DateTime<Utc>>) -> Answer<'a, bool>;
    fn create<'a>(&'a self, client: &'a ClientOf<T>, body: &'a str, key: &'a IdempotencyKey) -> Answer<'a, Written<T::ExternalId>>;
    fn update<'a>(
        &'a self,
        client: &'a ClientOf<T>,
        id: &'a T::ExternalId,
        body: &'a str,
        changed: &'a [&'static str],
    ) -> Answer<'a, Written<T::ExternalId>>;
    fn delete<'a>(&'a self, client: &'a ClientOf<T>, id: &'a T::ExternalId) -> Answer<'a, ()>;
    fn find<'a>(&'a self, client: &'a ClientOf<T>, body: &'a str) -> Answer<'a, Vec<T::ExternalId>>;
}

impl<T: Synchronized, A: ExportAdapter<T>> AnyExportAdapter<T> for A {
    fn safety(&self) -> Safety {
        A::Create::SAFETY
    }

    fn needs_options(&self) -> Option<NeededOptions> {
        A::Body::needs_options()
    }

    fn timeout(&self) -> Duration {
        ExportAdapter::timeout(self)
    }

    fn grace(&self) -> Duration {
        ExportAdapter::grace(self)
    }

    fn references(&self, context: &ExportContext<'_, T>, requests: &mut ReferenceRequests) {
        A::Body::references(context, requests);
    }

    fn map(&self, context: &ExportContext<'_, T>) -> Result<Body, MappingError> {
        let body = Body::of(A::Body::map(context)?);
        body.map_err(|error| MappingError::new(format!("its body cannot be written as JSON: {error}")))
    }

    fn parse(&self, body: &str) -> Result<Body, RemoteError> {
        let unwritable = |error| RemoteError::permanent(format!("the body cannot be written as JSON: {error}"));
        Body::of(read::<A::Body>(body)?).map_err(unwritable)
    }

    fn import_first<'a>(&'a self, client: &'a ClientOf<T>, id: &'a T::ExternalId, known: Option<DateTime<Utc>>) -> Answer<'a, bool> {
        Box::pin(in_time(ExportAdapter::timeout(self), ExportAdapter::import_first(self, client, id, known)))
    }

    fn create<'a>(&'a self, client: &'a ClientOf<T>, body: &'a str, key: &'a IdempotencyKey) -> Answer<'a, Written<T::ExternalId>> {
        Box::pin(async move {
            let body = read::<A::Body>(body)?;
            in_time(ExportAdapter::timeout(self), ExportAdapter::create(self, client, &body, key)).await
        })
    }

    fn update<'a>(
        &'a self,
        client: &'a ClientOf<T>,
        id: &'a T::ExternalId,
        body: &'a str,
        changed: &'a [&'static str],
    ) -> Answer<'a, Written<T::ExternalId>> {
        Box::pin(async move {
            let changed = ChangedBody::new(read::<A::Body>(body)?, |field| changed.contains(&field.name));
            in_time(ExportAdapter::timeout(self), ExportAdapter::update(self, client, id, &changed)).await
        })
    }

    fn delete<'a>(&'a self, client: &'a ClientOf<T>, id: &'a T::ExternalId) -> Answer<'a, ()> {
        Box::pin(in_time(ExportAdapter::timeout(self), ExportAdapter::delete(self, client, id)))
    }

    fn find<'a>(&'a self, client: &'a ClientOf<T>, body: &'a str) -> Answer<'a, Vec<T::ExternalId>> {
        Box::pin(async move {
            let body = read::<A::Body>(body)?;
            in_time(ExportAdapter::timeout(self), async { A::Create::find(self, client, &body).await }).await
        })
    }
}

/// A body from the text that is kept.
fn read<B: DeserializeOwned>(text: &str) -> Result<B, RemoteError> {
    let unreadable = |error| RemoteError::permanent(format!("the body cannot be read back from JSON, as is needed after a crash: {error}"));
    serde_json::from_str(text).map_err(unreadable)
}

/// No request takes longer than its adapter says: what is later is dropped, and whether it got there is not known.
async fn in_time<R>(limit: Duration, request: impl Future<Output = Result<R, RemoteError>>) -> Result<R, RemoteError> {
    match tokio::time::timeout(limit, request).await {
        Ok(answer) => answer,
        Err(_) => Err(RemoteError::network(format!("it did not answer within {limit:?}"))),
    }
}
