//! What happened to a row.

use std::fmt;

use connector_core::{Changes, ExternalBinding, ExternalId, ExternalValue, Model};

use crate::Origin;

/// What happened to a row of `M`: written already, and not committed yet.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// struct Log;
///
/// impl Listener<Product> for Log {
///     async fn on(&self, _: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
///         assert_eq!(format!("{event:?}"), "product 1 changed (title: \"Stool\"), the application");
///         assert!(event.changes().is_some_and(|changes| changes.get("title").is_some()));
///         Ok(())
///     }
/// }
///
/// let chair = store.put(product("Chair")).await?.id();
/// let heard = store.with_listeners(&Listeners::builder().on::<Product>("log", Log).build()?);
/// heard.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
#[doc = include_str!("../../docs/close.md")]
/// ```
#[non_exhaustive]
pub struct Event<M: Model> {
    /// The row.
    pub id: M::Id,
    /// What happened to it.
    pub kind: EventKind<M>,
    /// Where that comes from.
    pub origin: Origin,
}

/// What happened to a row.
///
/// ```
/// use connector_core::Model;
/// use connector_store::EventKind;
///
/// fn told<M: Model>(kind: &EventKind<M>) -> &'static str {
///     match kind {
///         EventKind::Created => "new",
///         EventKind::Changed(_) => "changed",
///         EventKind::Removed(_) => "gone",
///         EventKind::Bound(_) | EventKind::Unbound(_) => "bound or unbound",
///         _ => "something else",
///     }
/// }
/// ```
#[non_exhaustive]
pub enum EventKind<M: Model> {
    /// It is new. [`Tx::get`](crate::Tx::get) reads it.
    Created,
    /// These fields have other values now: at least one has.
    Changed(Changes<M>),
    /// It is gone. This is how it was.
    Removed(M),
    /// A binding has this external ID now, and had none. Told after `Created` or `Changed`, which are told as well.
    Bound(ExternalValue<'static>),
    /// A binding had this external ID, and has it no more. Told after `Changed`, which is told as well.
    Unbound(ExternalValue<'static>),
}

impl<M: Model> Event<M> {
    pub(crate) fn new(id: M::Id, kind: EventKind<M>, origin: Origin) -> Self {
        Self { id, kind, origin }
    }

    /// What changed, where something did.
    #[must_use]
    pub fn changes(&self) -> Option<&Changes<M>> {
        match &self.kind {
            EventKind::Changed(changes) => Some(changes),
            _ => None,
        }
    }
}

impl<T: ExternalBinding> Event<T> {
    /// The external ID that the binding has got, where it has just got one.
    ///
    /// ```
    /// # use connector_core::{ExternalBinding, Record};
    /// use connector_store::Event;
    ///
    /// fn told<T: ExternalBinding>(event: &Event<T>) -> Option<String> {
    ///     event.bound_to().map(|id| format!("{} {:?} is {id:?} there", T::NAME, event.id))
    /// }
    /// ```
    #[must_use]
    pub fn bound_to(&self) -> Option<T::ExternalId> {
        match &self.kind {
            EventKind::Bound(id) => T::ExternalId::from_external(id.clone()).ok(),
            _ => None,
        }
    }
}

/// Without the values of the row: `changed (price: 7)`.
impl<M: Model> fmt::Debug for EventKind<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created => f.write_str("created"),
            Self::Changed(changes) => write!(f, "changed ({changes})"),
            Self::Removed(_) => f.write_str("removed"),
            Self::Bound(id) => write!(f, "bound to {id}"),
            Self::Unbound(id) => write!(f, "unbound from {id}"),
        }
    }
}

/// In words: `product 7 changed (price: 8), import from shop 1`. Secrets are not shown.
impl<M: Model> fmt::Debug for Event<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use connector_core::ModelId;
        write!(f, "{} {} {:?}, {}", M::NAME, self.id.key(), self.kind, self.origin)
    }
}
