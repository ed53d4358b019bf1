//! Bindings that are bound and unbound, of models that somebody listens to.

use std::collections::HashMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use connector_core::{BackendId, BindingId, Changes, ExternalBinding, Key, ModelId, Role, Value};

use super::{TxBinder, external_value};
use crate::events::{Batch, EventKind, kinds_of_change};
use crate::{BoxFuture, Error, Tx};

impl<T: ExternalBinding + Send + Sync> TxBinder<'_, '_, T> {
    pub(super) async fn bind_heard(&mut self, bindings: &[(BindingId<T>, T::ExternalId)]) -> Result<Vec<Result<(), Error>>, Error> {
        let backend = self.backend;
        self.tx.write_and_tell(&External { backend, what: What::Bind(bindings) }).await
    }

    pub(super) async fn unbind_heard(&mut self, bindings: &[BindingId<T>]) -> Result<Vec<Result<(), Error>>, Error> {
        let backend = self.backend;
        self.tx.write_and_tell(&External { backend, what: What::Unbind(bindings) }).await
    }
}

/// External IDs that are given or taken.
struct External<'b, T: ExternalBinding> {
    backend: BackendId<T::Backend>,
    what: What<'b, T>,
}

enum What<'b, T: ExternalBinding> {
    Bind(&'b [(BindingId<T>, T::ExternalId)]),
    Unbind(&'b [BindingId<T>]),
}

impl<T: ExternalBinding> What<'_, T> {
    /// The bindings, each with what its external ID is to be.
    fn asked(&self, rows: Range<usize>) -> Vec<(BindingId<T>, Value)> {
        match self {
            Self::Bind(bindings) => bindings[rows].iter().map(|(binding, id)| (*binding, external_value(id))).collect(),
            Self::Unbind(bindings) => bindings[rows].iter().map(|binding| (*binding, Value::Null)).collect(),
        }
    }
}

impl<T: ExternalBinding + Send + Sync> Batch for External<'_, T> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        match self.what {
            What::Bind(bindings) => bindings.len(),
            What::Unbind(bindings) => bindings.len(),
        }
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let asked = self.what.asked(rows.clone());
            let keys: Vec<Key> = asked.iter().map(|(binding, _)| binding.key()).collect();
            let before = tx.values_before(T::META, &keys).await?;
            let mut known: HashMap<Key, Vec<Value>> =
                keys.into_iter().zip(before).filter_map(|(key, before)| Some((key, before?))).collect();
            let mut binder = tx.binder::<T>(self.backend);
            let done = match self.what {
                What::Bind(bindings) => binder.bind_many_unheard(&bindings[rows]).await?,
                What::Unbind(bindings) => binder.unbind_many_unheard(&bindings[rows]).await?,
            };
            let time = tx.time();
            let mut told = Vec::with_capacity(done.len());
            for ((binding, id), _) in asked.into_iter().zip(&done).filter(|(_, done)| done.is_ok()) {
                if let Some(values) = known.get_mut(&binding.key()) {
                    told.extend(after(values, id, time).into_iter().map(|kind| (binding, kind)));
                }
            }
            tx.tell::<T>(told).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}

/// What is told of a binding that has got this external ID, or none any more; its values become what they are now.
fn after<T: ExternalBinding>(values: &mut Vec<Value>, id: Value, time: DateTime<Utc>) -> Vec<EventKind<T>> {
    let mut after = values.clone();
    if let Some(place) = T::META.role(Role::SyncDate).filter(|_| !id.is_null()) {
        after[place] = Value::Timestamp(time);
    }
    if let Some(place) = T::META.role(Role::ExternalId) {
        after[place] = id;
    }
    let before = std::mem::replace(values, after.clone());
    kinds_of_change(Some(&before), Changes::between_values(&before, after))
}
