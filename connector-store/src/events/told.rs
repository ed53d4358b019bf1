//! Telling: by the store, of its own writes; and by the application, of its own.

use std::any::TypeId;
use std::sync::Arc;

use connector_core::{Changes, Key, Model, ModelId, ModelMeta, Value};

use super::listeners::{Of, OfModel};
use super::{Event, EventKind, Listeners, Origin, kinds_of_change};
use crate::rows::{BATCH, key_value, one_row};
use crate::{BoxFuture, Error, Store, Tx};

impl Store {
    /// The same store, whose writes these listeners are told of. The store itself goes on without them: hand on this one.
    ///
    /// See [`Listener`](crate::Listener).
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// /// Refuses products whose title is shouted.
    /// struct Polite;
    ///
    /// impl Listener<Product> for Polite {
    ///     async fn on(&self, tx: &mut Tx<'_>, event: &Event<Product>) -> Result<(), Error> {
    ///         match tx.get::<Product>(&event.id).await? {
    ///             Some(product) if product.title.ends_with('!') => Err(Error::application("no shouting")),
    ///             _ => Ok(()),
    ///         }
    ///     }
    /// }
    ///
    /// let heard = store.with_listeners(&Listeners::builder().on::<Product>("polite", Polite).build()?);
    /// assert!(matches!(heard.put(product("Chair!")).await, Err(Error::Listener { .. })));
    /// assert_eq!(store.count::<Product>().await?, 0);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn with_listeners(&self, listeners: &Listeners) -> Self {
        let mut store = self.clone();
        store.hearing.listeners = Some(listeners.clone());
        store
    }

    /// The same store, whose writes come from there, where nothing else says so.
    ///
    /// ```
    /// # use connector_store::{Error, Origin, Store};
    /// # async fn shown(store: Store) {
    /// let upload = store.with_origin(Origin::Named("price upload"));
    /// # }
    /// ```
    #[must_use]
    pub fn with_origin(&self, origin: Origin) -> Self {
        let mut store = self.clone();
        store.hearing.origin = origin;
        store
    }
}

impl<'c> Tx<'c> {
    /// Where what is written now comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.hearing.origin
    }

    /// Says where what is written from now on comes from, to the end of the transaction. Gives what was said before.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             assert_eq!(tx.set_origin(Origin::Named("price upload")), Origin::Application);
    ///             tx.put(product("Chair")).await?; // listeners are told "price upload"
    ///             Ok(())
    ///         })
    ///     })
    ///     .await?;
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn set_origin(&mut self, origin: Origin) -> Origin {
        std::mem::replace(&mut self.hearing.origin, origin)
    }

    /// Tells the listeners that the application has created a row by statements of its own: of a `foreign` record, or of any
    /// other model. See [`changed`](Tx::changed).
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// // After an `INSERT` of the application's own:
    /// store.transaction(|tx| Box::pin(async move { tx.created::<Product>(&RecordId::new(7), Origin::Application).await })).await?;
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Listener`].
    pub async fn created<M: Model + Send + Sync>(&mut self, id: &M::Id, origin: Origin) -> Result<(), Error> {
        self.tell_of::<M>(id, origin, || vec![EventKind::Created]).await
    }

    /// Tells the listeners that the application has changed a row by statements of its own: of a `foreign` record, or of any
    /// other model. So its own writes take part as those of the store do. Where nothing changed, nobody is told.
    ///
    /// ```
    /// # use connector_core::{Changes, Record, RecordId, schema};
    /// # use connector_store::{Error, Event, Listener, Listeners, Origin, Store, Tx};
    /// #[derive(Record)]
    /// #[record(name = "person", table = "persons", foreign)]
    /// struct Person {
    ///     mail: String,
    /// }
    /// # struct Newsletter;
    /// # impl Listener<Person> for Newsletter {
    /// #     async fn on(&self, _: &mut Tx<'_>, event: &Event<Person>) -> Result<(), Error> {
    /// #         assert_eq!(format!("{event:?}"), "person 7 changed (mail: \"ada@example.org\"), the application");
    /// #         Ok(())
    /// #     }
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let store = Store::connect("sqlite::memory:").await?;
    /// let store = store.with_listeners(&Listeners::builder().on::<Person>("newsletter", Newsletter).build().unwrap());
    /// # store.transaction(|tx| Box::pin(async move { Ok(tx.as_sqlite()?.execute_batch("CREATE TABLE persons (id INTEGER PRIMARY KEY, mail TEXT)")?) })).await?;
    /// store.transaction(|tx| Box::pin(async move {
    ///     tx.as_sqlite()?.execute("UPDATE persons SET mail = 'ada@example.org' WHERE id = 7", ())?;
    ///     let changes = Changes::<Person>::new().set("mail", "ada@example.org")?;
    ///     tx.changed(&RecordId::<Person>::new(7), &changes, Origin::Application).await
    /// })).await?;
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`Error::Listener`]: what the listeners wrote is undone then. What the application wrote is undone with the transaction.
    pub async fn changed<M: Model + Send + Sync>(&mut self, id: &M::Id, changes: &Changes<M>, origin: Origin) -> Result<(), Error> {
        self.tell_of::<M>(id, origin, || kinds_of_change(None, changes.clone())).await
    }

    /// Tells the listeners that the application has deleted a row by statements of its own; `row` is how it was. See
    /// [`changed`](Tx::changed).
    ///
    /// # Errors
    /// [`Error::Listener`].
    pub async fn removed<M: Model + Send + Sync>(&mut self, id: &M::Id, row: M, origin: Origin) -> Result<(), Error> {
        self.tell_of::<M>(id, origin, || vec![EventKind::Removed(row)]).await
    }

    /// Tells of what the application did.
    async fn tell_of<M: Model + Send + Sync>(
        &mut self,
        id: &M::Id,
        origin: Origin,
        kinds: impl FnOnce() -> Vec<EventKind<M>> + Send,
    ) -> Result<(), Error> {
        if !self.is_heard::<M>() {
            return Ok(());
        }
        let told = kinds().into_iter().map(|kind| (id.clone(), kind)).collect();
        let point = self.savepoint().await?;
        let before = self.set_origin(origin);
        let result = self.tell::<M>(told).await;
        self.set_origin(before);
        self.end_point(point, result).await
    }

    /// Whether somebody listens to a model.
    pub(crate) fn is_heard<M: Model>(&self) -> bool {
        self.heard(TypeId::of::<M>()).is_some()
    }

    /// Who listens to a model: mostly nobody.
    pub(crate) fn heard(&self, model: TypeId) -> Option<&Arc<dyn OfModel>> {
        self.hearing.of(model)
    }

    /// Says which event a listener is being told of.
    pub(super) fn telling<M: Model>(&mut self, event: &Event<M>) {
        self.hearing.at(event.id.key());
    }

    /// Whether a listener is being told: what is written now, it writes.
    pub(super) fn is_telling(&self) -> bool {
        self.hearing.is_telling()
    }

    /// Tells the listeners of a model what was written, one listener after the other.
    pub(crate) fn tell<'t, M: Model + Send + Sync>(&'t mut self, told: Vec<(M::Id, EventKind<M>)>) -> BoxFuture<'t, Result<(), Error>>
    where
        'c: 't,
    {
        let origin = self.origin().clone();
        self.tell_events(told.into_iter().map(|(id, kind)| Event::new(id, kind, origin.clone())).collect())
    }

    /// As [`tell`](Self::tell), each from where it comes.
    // Boxed: listeners write, and what they write is told.
    pub(super) fn tell_events<'t, M: Model + Send + Sync>(&'t mut self, events: Vec<Event<M>>) -> BoxFuture<'t, Result<(), Error>>
    where
        'c: 't,
    {
        Box::pin(async move {
            let Some(of) = self.heard(TypeId::of::<M>()).map(Arc::clone) else { return Ok(()) };
            let Some(of) = of.as_any().downcast_ref::<Of<M>>() else { return Ok(()) };
            let events = self.hold_of_call(events);
            for entry in &of.entries {
                let hears = |one: &Event<M>, next: &Event<M>| entry.hears(one) == entry.hears(next);
                for heard in events.chunk_by(hears).filter(|events| entry.hears(&events[0])) {
                    let row = if let [event] = heard { Some(event.id.key()) } else { None };
                    tracing::trace!(listener = &*entry.name, model = M::NAME, events = heard.len(), origin = %heard[0].origin, "telling");
                    self.hearing.enter(&entry.name, M::NAME, row)?;
                    let result = entry.listener.on_many(self, heard).await;
                    self.hearing.leave(result)?;
                }
            }
            Ok(())
        })
    }

    /// How rows are before they are written, each in the place of its key; `None` where one is not there, or cannot be read.
    pub(crate) async fn values_before(&mut self, meta: &'static ModelMeta, keys: &[Key]) -> Result<Vec<Option<Vec<Value>>>, Error> {
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(BATCH) {
            if keys.len() > 1 && self.statements.dialect.takes_lists() {
                // Otherwise one of them cannot be read.
                if let Ok(found) = one_row(self.kept_values(meta, keys).await)? {
                    all.extend(found);
                    continue;
                }
            }
            for key in keys {
                all.push(self.value_before(meta, key).await?);
            }
        }
        Ok(all)
    }

    /// As [`values_before`](Self::values_before), of one row.
    pub(crate) async fn value_before(&mut self, meta: &'static ModelMeta, key: &Key) -> Result<Option<Vec<Value>>, Error> {
        let sql = self.statements.of(meta);
        let found = one_row(self.find_to_write(meta, &sql.by_key, &[key_value(key)]).await)?;
        Ok(found.ok().flatten().map(|(_, values)| values))
    }
}
