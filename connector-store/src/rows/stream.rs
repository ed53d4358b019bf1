//! All rows, one after the other, in little memory.

use std::collections::VecDeque;

use connector_core::{ExternalBinding, Key, Model, ModelId};

use super::BATCH;
use crate::{Binder, Error, Store, Stored};

/// The rows of a model in the order of their keys, read a page at a time.
///
/// Given by [`Store::stream`] and [`Binder::stream`]. Between two pages it holds no connection, no transaction and nothing
/// of the database's, so that it can stay open for days, and others write meanwhile. So it is no snapshot: each row comes as
/// it is when its page is read. One that is there all the time comes exactly once. One that is deleted before its page does
/// not come; one that is put meanwhile comes when its key is behind the last page (on PostgreSQL a slow transaction may
/// commit a smaller one: that one does not come). Inside a transaction, [`Tx::all`](crate::Tx::all) sees one state.
///
/// ```
/// # use connector_core::{Record, schema};
/// # use connector_store::{Error, Store};
/// # #[derive(Debug, PartialEq, Record)]
/// # #[record(name = "product")]
/// # struct Product { title: String }
/// # schema! { static ALL = [Product]; }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let store = Store::connect("sqlite::memory:").await?;
/// # store.migrate(&ALL).await?;
/// # store.put_many(&[Product { title: "Chair".into() }, Product { title: "Table".into() }]).await?;
/// let mut products = store.stream::<Product>();
/// let mut titles = Vec::new();
/// while let Some(product) = products.next().await? {
///     titles.push(product.into_value().title);
/// }
/// assert_eq!(titles, ["Chair", "Table"]);
/// # Ok::<(), Error>(()) }).unwrap();
/// ```
#[must_use = "nothing is read until `next` is called"]
#[derive(Debug)]
pub struct RowStream<T: Model> {
    store: Store,
    backend: Option<i64>,
    size: usize,
    after: Option<Key>,
    page: VecDeque<Stored<T>>,
    ended: bool,
}

impl<T: Model + Send + Sync> RowStream<T> {
    fn new(store: Store, backend: Option<i64>) -> Self {
        Self { store, backend, size: BATCH, after: None, page: VecDeque::new(), ended: false }
    }

    /// With so many rows in a page, at least one; 1,000 if nothing is said.
    pub fn page_size(mut self, rows: usize) -> Self {
        self.size = rows.max(1);
        self
    }

    /// Goes on behind a row that came earlier, which need not be there any more.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// store.put_many(&[product("Chair"), product("Table"), product("Stool")]).await?;
    /// let first = store.stream::<Product>().page_size(1).next_page().await?;
    /// let rest = store.stream::<Product>().after(&first[0].id()).next_page().await?;
    /// assert_eq!((first.len(), rest.len()), (1, 2));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn after(mut self, id: &T::Id) -> Self {
        self.after = Some(id.key());
        self
    }

    /// The next row; `None` when there is none any more. After an error it goes on with the same page.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when a row holds what its model cannot hold; what the database says;
    /// [`Error::InsideTransaction`] inside a transaction of the same store.
    pub async fn next(&mut self) -> Result<Option<Stored<T>>, Error> {
        if self.page.is_empty() {
            self.page = self.read().await?.into();
        }
        Ok(self.page.pop_front())
    }

    /// The next rows, up to a page of them: none when there is none any more.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_page(&mut self) -> Result<Vec<Stored<T>>, Error> {
        if self.page.is_empty() { self.read().await } else { Ok(std::mem::take(&mut self.page).into()) }
    }

    async fn read(&mut self) -> Result<Vec<Stored<T>>, Error> {
        if self.ended {
            return Ok(Vec::new());
        }
        let page = self.store.read().await?.tx()?.page::<T>(self.after.as_ref(), self.backend, self.size).await?;
        self.ended = page.len() < self.size;
        if let Some(last) = page.last() {
            self.after = Some(last.id().key());
        }
        Ok(page)
    }
}

impl Store {
    /// All rows of a model, read a page at a time: memory stays flat, however many there are. See [`RowStream`].
    pub fn stream<T: Model + Send + Sync>(&self) -> RowStream<T> {
        RowStream::new(self.clone(), None)
    }
}

impl<T: ExternalBinding + Send + Sync> Binder<'_, T> {
    /// All bindings of the backend, those without an external ID among them, read a page at a time. See [`RowStream`].
    pub fn stream(&self) -> RowStream<T> {
        RowStream::new(self.store().clone(), Some(self.backend().get()))
    }
}
