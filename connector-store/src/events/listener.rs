//! Who is told.

use std::future::Future;

use connector_core::Model;

use crate::{BoxFuture, Error, Event, Tx};

/// Is told of every write of `M`, in the transaction that writes: after the write, and before the commit.
///
/// What it writes in the transaction is kept or lost with the write, and is told as well. An error undoes the write, and is
/// what the writer gets ([`Error::Listener`]).
///
/// It may be told of a write again, after the write and all that the listener wrote were undone: where the database asks for the
/// whole transaction to be repeated, and where of many rows another one was refused. So it must do nothing that cannot be undone
/// or repeated, above all it must not talk to an external system: it enqueues a job for that. The guide `docs/listening.md` has
/// the whole of it.
///
/// ```
/// # use connector_core::{Record, RecordId, schema};
/// use connector_store::{Error, Event, EventKind, Listener, Listeners, Store, Tx};
///
/// #[derive(Record)]
/// #[record(name = "product")]
/// struct Product {
///     title: String,
///     price: i64,
/// }
///
/// /// A price that a product had.
/// #[derive(Record)]
/// #[record(name = "price")]
/// struct Price {
///     product: RecordId<Product>,
///     price: i64,
/// }
///
/// struct PriceList;
///
/// impl Listener<Product> for PriceList {
///     async fn on(&self, tx: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
///         if matches!(event.kind, EventKind::Created | EventKind::Changed(_))
///             && let Some(product) = tx.get::<Product>(&event.id).await?
///         {
///             tx.put(Price { product: product.id(), price: product.price }).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # schema! { static SHOP = [Product, Price]; }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let store = Store::connect("sqlite::memory:").await?;
/// # store.migrate(&SHOP).await?;
/// let listeners = Listeners::builder().on_fields::<Product>("price list", ["price"], PriceList).build().unwrap();
/// let store = store.with_listeners(&listeners);
///
/// store.put(Product { title: "Chair".into(), price: 80 }).await?;
/// assert_eq!(store.count::<Price>().await?, 1);
/// # Ok::<(), Error>(()) }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not listen to `{M}`",
    label = "no listener",
    note = "help: write `impl Listener<{M}> for {Self} {{ async fn on(&self, tx: &mut Tx<'_>, event: &Event<{M}>) -> Result<(), Error> {{ … }} }}`"
)]
pub trait Listener<M: Model + Send + Sync>: Send + Sync + 'static {
    /// Is told of one event.
    ///
    /// # Errors
    /// An error undoes the write.
    fn on(&self, tx: &mut Tx<'_>, event: &Event<M>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Is told of everything that one call wrote, in its order: one event after the other, unless it is written otherwise.
    ///
    /// # Errors
    /// An error undoes all of it, and then one row after the other is written and told.
    fn on_many(&self, tx: &mut Tx<'_>, events: &[Event<M>]) -> impl Future<Output = Result<(), Error>> + Send {
        async move {
            for event in events {
                tx.telling(event);
                self.on(tx, event).await?;
            }
            Ok(())
        }
    }
}

/// A [`Listener`] of any type.
pub(super) trait AnyListener<M: Model>: Send + Sync {
    fn on_many<'t>(&'t self, tx: &'t mut Tx<'_>, events: &'t [Event<M>]) -> BoxFuture<'t, Result<(), Error>>;
}

impl<M: Model + Send + Sync, L: Listener<M>> AnyListener<M> for L {
    fn on_many<'t>(&'t self, tx: &'t mut Tx<'_>, events: &'t [Event<M>]) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(Listener::on_many(self, tx, events))
    }
}
