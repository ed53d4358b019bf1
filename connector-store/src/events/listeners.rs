//! The listeners of an application, in their order.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use connector_core::{Changes, Key, Model, ModelId, Value};

use super::event::EventKind;
use super::listener::{AnyListener, Listener};
use crate::{BoxFuture, Error, Event, Tx};

/// Who is told of which writes, in which order: for [`Store::with_listeners`](crate::Store::with_listeners). Cheap to clone.
///
/// The listeners of a model are told in the order in which they were added. Its `Debug` lists them.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// struct Log;
///
/// impl Listener<Product> for Log {
///     async fn on(&self, _: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
///         println!("{event:?}");
///         Ok(())
///     }
/// }
///
/// let listeners = Listeners::builder().on::<Product>("log", Log).build()?;
/// let heard = store.with_listeners(&listeners);
/// heard.put(product("Chair")).await?; // product 1 created, the application
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Clone, Default)]
pub struct Listeners(Arc<HashMap<TypeId, Arc<dyn OfModel>>>);

/// [`Listeners`] in the making.
///
/// Made by [`Listeners::builder`]; the example stands at [`Listeners`].
#[derive(Default)]
#[must_use = "listeners are told of nothing before they are built, and given to a store"]
pub struct ListenersBuilder {
    models: HashMap<TypeId, Box<dyn OfModel>>,
    faults: Vec<String>,
}

/// Why listeners cannot be built: everything at once. `Debug` is the same sentence as `Display`.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// # struct Log;
/// # impl Listener<Product> for Log {
/// #     async fn on(&self, _: &mut Tx<'_>, _: &Event<Product>) -> Result<(), Error> {
/// #         Ok(())
/// #     }
/// # }
/// let error = Listeners::builder().on_fields::<Product>("log", ["titel"], Log).build().unwrap_err();
/// assert!(error.faults[0].contains("titel"), "{error}");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the listeners do not fit together: {}", faults.join("; "))]
pub struct ListenersErrors {
    /// One sentence each.
    pub faults: Vec<String>,
}

impl fmt::Debug for ListenersErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Listeners {
    /// None, to be added to.
    pub fn builder() -> ListenersBuilder {
        ListenersBuilder::default()
    }

    /// Those of a model, where there are any.
    pub(crate) fn of(&self, model: TypeId) -> Option<&Arc<dyn OfModel>> {
        self.0.get(&model)
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut models: Vec<(&str, Vec<&str>)> = self.0.values().map(|of| (of.model(), of.names())).collect();
        models.sort_unstable();
        f.debug_map().entries(models).finish()
    }
}

impl fmt::Debug for ListenersBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListenersBuilder").field("models", &self.models.len()).field("faults", &self.faults).finish()
    }
}

impl ListenersBuilder {
    /// Tells a listener of every write of `M`, after those that were added before it. Errors name it as it is called here.
    pub fn on<M: Model + Send + Sync>(self, name: impl Into<String>, listener: impl Listener<M>) -> Self {
        self.add(name.into(), None, listener)
    }

    /// As [`on`](Self::on), of changes of these fields alone. Of rows that are new, gone, bound or unbound it is told all the same.
    pub fn on_fields<M: Model + Send + Sync>(
        mut self,
        name: impl Into<String>,
        fields: impl IntoIterator<Item = &'static str>,
        listener: impl Listener<M>,
    ) -> Self {
        let name = name.into();
        let mut known = Vec::new();
        for field in fields {
            match (M::META.position(field), Changes::<M>::new().clear(field)) {
                // What is refused says which fields there are.
                (None, Err(error)) => self.faults.push(format!("{name:?} is to be told of changes, and {error}")),
                _ => known.push(field),
            }
        }
        self.add(name, Some(known), listener)
    }

    fn add<M: Model + Send + Sync>(mut self, name: String, fields: Option<Vec<&'static str>>, listener: impl Listener<M>) -> Self {
        let of = self.models.entry(TypeId::of::<M>()).or_insert_with(|| Box::new(Of::<M> { entries: Vec::new() }));
        if of.names().contains(&name.as_str()) {
            self.faults.push(format!("{} has two listeners called {name:?}: give one of them another name", M::NAME));
        }
        if let Some(of) = of.as_any_mut().downcast_mut::<Of<M>>() {
            of.entries.push(Entry { name: name.into(), fields, listener: Box::new(listener) });
        }
        self
    }

    /// The listeners.
    ///
    /// # Errors
    /// [`ListenersErrors`] with everything that contradicts itself: two listeners of one model with one name, and fields that
    /// are not there.
    pub fn build(self) -> Result<Listeners, ListenersErrors> {
        if !self.faults.is_empty() {
            return Err(ListenersErrors { faults: self.faults });
        }
        Ok(Listeners(Arc::new(self.models.into_iter().map(|(model, of)| (model, Arc::from(of))).collect())))
    }
}

/// The listeners of a model.
pub(super) struct Of<M: Model> {
    pub(super) entries: Vec<Entry<M>>,
}

/// One of them.
pub(super) struct Entry<M: Model> {
    pub(super) name: Arc<str>,
    /// The changes that it is told of; all, unless it says otherwise.
    fields: Option<Vec<&'static str>>,
    pub(super) listener: Box<dyn AnyListener<M>>,
}

impl<M: Model> Entry<M> {
    /// Whether it is told of an event.
    pub(super) fn hears(&self, event: &Event<M>) -> bool {
        match (&self.fields, event.changes()) {
            (Some(fields), Some(changes)) => fields.iter().any(|field| changes.get(field).is_some()),
            _ => true,
        }
    }
}

/// A row of a model whose type is not known where it is written: how it was, unless it is new, and how it is.
pub(crate) struct UntypedWrite {
    pub(crate) key: Key,
    pub(crate) before: Option<Vec<Value>>,
    pub(crate) after: Vec<Value>,
}

/// [`Of`] any model.
pub(crate) trait OfModel: Send + Sync {
    fn model(&self) -> &'static str;
    fn names(&self) -> Vec<&str>;
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// Tells of writes.
    fn tell_untyped<'t>(&'t self, tx: &'t mut Tx<'_>, writes: Vec<UntypedWrite>) -> BoxFuture<'t, Result<(), Error>>;
}

impl<M: Model + Send + Sync> OfModel for Of<M> {
    fn model(&self) -> &'static str {
        M::NAME
    }

    fn names(&self) -> Vec<&str> {
        self.entries.iter().map(|entry| &*entry.name).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn tell_untyped<'t>(&'t self, tx: &'t mut Tx<'_>, writes: Vec<UntypedWrite>) -> BoxFuture<'t, Result<(), Error>> {
        let kind = |write: UntypedWrite| {
            let kind = match write.before {
                None => EventKind::Created,
                Some(before) => EventKind::Changed(Changes::between_values(&before, write.after)),
            };
            (M::Id::from_key(write.key), kind)
        };
        let told = writes.into_iter().map(kind).collect();
        Box::pin(tx.tell::<M>(told))
    }
}
