//! A part of the remote that is imported by itself.

use connector_core::{BackendId, BindingId, ExternalId, ExternalValue};
use connector_store::{BoxFuture, Error, Store, SubUnit};

use crate::Connect;
use crate::adapter::Part;
use crate::registry::Synchronized;

/// Reads the ID that a part has on the remote.
type Load<B> = for<'a> fn(&'a Store, BackendId<B>, i64) -> BoxFuture<'a, Result<ExternalValue<'static>, Error>>;

/// A part that was asked for, by its binding, of any type.
pub(crate) struct AskedPart<B: Connect> {
    unit: SubUnit,
    model: &'static str,
    binding: i64,
    load: Load<B>,
}

impl<B: Connect> AskedPart<B> {
    pub(crate) fn of<U: Synchronized<Backend = B>>(binding: BindingId<U>) -> Self {
        Self { unit: SubUnit::of(binding), model: U::NAME, binding: binding.get(), load: load::<U> }
    }

    /// Which it is here, and on the remote.
    pub(super) async fn open(&self, store: &Store, backend: BackendId<B>) -> Result<(SubUnit, Part), Error> {
        let id = (self.load)(store, backend, self.binding).await?;
        Ok((self.unit, Part { model: self.model, id }))
    }
}

fn load<U: Synchronized>(
    store: &Store,
    backend: BackendId<U::Backend>,
    binding: i64,
) -> BoxFuture<'_, Result<ExternalValue<'static>, Error>> {
    Box::pin(async move {
        let id = BindingId::<U>::new(binding);
        let Some(kept) = store.get::<U>(&id).await? else {
            return Err(Error::NotFound { model: U::NAME, id: id.to_string() });
        };
        if kept.backend_id() != backend {
            return Err(Error::OtherBackend { model: U::NAME, id: binding, is_on: kept.backend_id().get(), binder: backend.get() });
        }
        let Some(external) = kept.external_id() else {
            return Err(Error::application(format!("{} {id} has no external ID yet: export or import it first", U::NAME)));
        };
        Ok(external.to_external().into_owned())
    })
}
