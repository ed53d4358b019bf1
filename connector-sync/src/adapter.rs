//! What an external system can do for one binding.

use std::future::Future;

use chrono::{DateTime, Utc};
use connector_core::{Backend, ExternalBinding, ExternalId, ExternalValue, ImportMapper, Sealed, Secret};

use crate::{RemoteError, RemoteErrorKind};

/// A backend that can be talked to. Written by the connector:
///
/// ```
/// # use connector_core::Backend;
/// use connector_sync::{Connect, Opened, RemoteError};
///
/// # #[derive(Backend)]
/// # #[backend(name = "shop.backend")]
/// # struct Shop { name: String, location: String, token: Option<connector_core::Secret> }
/// struct Client {
///     location: String,
///     token: connector_core::Secret,
/// }
///
/// impl Connect for Shop {
///     type Client = Client;
///
///     async fn connect(&self, opened: &Opened<'_, Self>) -> Result<Client, RemoteError> {
///         Ok(Client { location: self.location.clone(), token: opened.secret("token")? })
///     }
/// }
/// ```
///
/// The client is opened once for each piece of work, when it is first needed. `self` is the backend as it is opened for
/// that: with the fields that the environment gives ([`Store::overlaid`](connector_store::Store::overlaid)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be talked to",
    label = "no client is known for this backend",
    note = "help: write `impl Connect for {Self} {{ type Client = …; async fn connect(…) … }}`"
)]
pub trait Connect: Backend + Send + Sync {
    /// The client.
    type Client: Send + Sync + 'static;

    /// Opens the client.
    fn connect(&self, opened: &Opened<'_, Self>) -> impl Future<Output = Result<Self::Client, RemoteError>> + Send;
}

/// The secrets of a backend, opened for [`Connect::connect`].
///
/// Each comes from the first that has it: the piece of work ([`with_secret`](crate::WorkContext::with_secret)), the environment
/// variable `CONNECTOR_<KIND>_<NAME>_<FIELD>`, the store.
///
/// The example stands at [`Connect`]. A client over HTTP with them: `Opened::http` (feature `http`).
#[derive(Debug)]
pub struct Opened<'b, B> {
    backend: &'b B,
}

impl<'b, B: Backend> Opened<'b, B> {
    pub(crate) fn new(backend: &'b B) -> Self {
        Self { backend }
    }

    #[cfg(feature = "http")]
    pub(crate) fn backend(&self) -> &'b B {
        self.backend
    }

    /// The secret `field`, without which there is no client.
    ///
    /// # Errors
    /// [`Unauthorized`](RemoteErrorKind::Unauthorized), saying what to do, when nobody gives it, or when it is kept and cannot be
    /// opened; [`Permanent`](RemoteErrorKind::Permanent) when the backend has no such secret.
    pub fn secret(&self, field: &str) -> Result<Secret, RemoteError> {
        self.optional_secret(field)?.ok_or_else(|| {
            let message = format!(
                "no `{field}` of {} {:?} is given: put it with the backend, or set {}",
                B::NAME,
                self.backend.name(),
                connector_store::variable_of::<B>(self.backend.name(), field)
            );
            RemoteError::new(RemoteErrorKind::Unauthorized, message)
        })
    }

    /// The secret `field`; `None` where nobody gives it.
    ///
    /// # Errors
    /// As [`secret`](Self::secret), of one that cannot be opened.
    pub fn optional_secret(&self, field: &str) -> Result<Option<Secret>, RemoteError> {
        connector_store::secret_of(self.backend, field).map_err(|error| match error {
            connector_store::Error::Sealed(sealed) => sealed.into(),
            other => RemoteError::permanent(other.to_string()),
        })
    }
}

/// So that `self.token.expose()?` works in [`Connect::connect`]: a secret that cannot be opened lets nobody in.
impl From<Sealed> for RemoteError {
    fn from(sealed: Sealed) -> Self {
        Self::new(RemoteErrorKind::Unauthorized, sealed.to_string())
    }
}

/// What is asked of the remote: everything that changed at or after a time, of the whole or of one part of it.
///
/// ```
/// use chrono::DateTime;
/// use connector_sync::Window;
///
/// assert_eq!(Window::everything().since, None);
///
/// /// For a remote that filters by a text.
/// fn filter(window: &Window) -> String {
///     window.since.map_or_else(String::new, |since| format!("updated_at>={}", since.format("%Y-%m-%d %H:%M:%S")))
/// }
/// assert_eq!(filter(&Window::everything()), "");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window {
    /// By the remote's clock; `None` asks for everything.
    pub since: Option<DateTime<Utc>>,
    /// The part that is asked for.
    pub(crate) part: Option<Part>,
}

/// A part of the remote: which binding, and its ID there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) model: &'static str,
    pub(crate) id: ExternalValue<'static>,
}

impl Window {
    /// Everything, whenever it changed.
    #[must_use]
    pub fn everything() -> Self {
        Self { since: None, part: None }
    }

    /// The ID of the part that is asked for, where it is one of `U`: said by
    /// [`ImportChanged::of`](crate::ImportChanged::of). `None` asks for the whole.
    #[must_use]
    pub fn part<U: ExternalBinding>(&self) -> Option<U::ExternalId> {
        let part = self.part.as_ref().filter(|part| part.model == U::NAME)?;
        U::ExternalId::from_external(part.id.clone()).ok()
    }
}

/// Which page is asked for.
///
/// ```
/// use connector_sync::Page;
///
/// let first = Page::first(50);
/// assert_eq!((first.size, first.token.as_deref(), first.number(), first.offset()), (50, None, 1, 0));
/// let third = first.after("3".to_owned());
/// assert_eq!((third.number(), third.offset()), (3, 100));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// At most so many records.
    pub size: usize,
    /// What the page before said comes next; `None` for the first one.
    pub token: Option<String>,
}

impl Page {
    /// The first page, of at most so many records.
    #[must_use]
    pub fn first(size: usize) -> Self {
        Self { size, token: None }
    }

    /// The page with this token.
    #[must_use]
    pub fn after(self, token: String) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The number of the page, from 1, where tokens are numbers: see [`RemotePage::number_after`].
    #[must_use]
    pub fn number(&self) -> u64 {
        self.token.as_deref().and_then(|token| token.parse().ok()).unwrap_or(1)
    }

    /// How many records come before the page, where tokens are numbers: for remotes that want an offset.
    ///
    /// ```
    /// # use connector_sync::Page;
    /// assert_eq!(Page::first(50).after("3".to_owned()).offset(), 100);
    /// ```
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.number().saturating_sub(1).saturating_mul(self.size as u64)
    }
}

/// A page of the remote's answer.
///
/// ```
/// use connector_sync::{Page, RemotePage};
///
/// // The remote has numbered pages, and says how many records there are in all.
/// let page = Page::first(2);
/// let answer: RemotePage<u32, &str> = RemotePage::of_records(vec!["one", "two"]).number_after(&page, 3).total(Some(3));
/// assert_eq!(answer.into_parts(), (vec!["one", "two"], Some("2".to_owned())));
///
/// // The remote says itself where the next page is.
/// let answer: RemotePage<u32, &str> = RemotePage::of_records(vec!["three"]).next(None);
/// assert_eq!(answer.into_parts().1, None);
/// ```
#[derive(Debug)]
pub struct RemotePage<I, R> {
    pub(crate) ids: Vec<I>,
    pub(crate) records: Vec<R>,
    pub(crate) unreadable: Vec<Unreadable<I>>,
    pub(crate) next: Option<String>,
    pub(crate) total: Option<u64>,
    /// How many records came where the page should be full.
    pub(crate) short: Option<usize>,
}

/// A record of a page that makes no sense: it fails by itself, and the others of the page go on.
///
/// ```
/// use connector_sync::{RemotePage, Unreadable};
///
/// let read = |text: &str| text.parse::<f64>().map_err(|error| Unreadable::new(Some(12_u32), format!("price {text:?}"), error));
/// let page = RemotePage::of_results(vec![read("4.5"), read("a lot")]);
/// assert_eq!(page.into_parts().0, [4.5], "the other one is remembered as a failure of 12");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable<I> {
    pub(crate) id: Option<I>,
    pub(crate) reference: String,
    pub(crate) error: String,
}

impl<I> Unreadable<I> {
    /// With its ID, where that at least could be read, words by which a person finds it, and what is wrong.
    #[must_use]
    pub fn new(id: Option<I>, reference: impl Into<String>, error: impl std::fmt::Display) -> Self {
        Self { id, reference: reference.into(), error: error.to_string() }
    }
}

impl<I, R> RemotePage<I, R> {
    /// Whole records.
    #[must_use]
    pub fn of_records(records: Vec<R>) -> Self {
        Self { ids: Vec::new(), records, unreadable: Vec::new(), next: None, total: None, short: None }
    }

    /// Whole records, of which some could not be read.
    #[must_use]
    pub fn of_results(records: Vec<Result<R, Unreadable<I>>>) -> Self {
        let mut page = Self::of_records(Vec::with_capacity(records.len()));
        for record in records {
            match record {
                Ok(record) => page.records.push(record),
                Err(unreadable) => page.unreadable.push(unreadable),
            }
        }
        page
    }

    /// IDs only: the records are read by [`Adapter::read_many`].
    #[must_use]
    pub fn of_ids(ids: Vec<I>) -> Self {
        Self { ids, records: Vec::new(), unreadable: Vec::new(), next: None, total: None, short: None }
    }

    /// The whole records of the page, for what is read of them elsewhere.
    pub fn records_mut(&mut self) -> &mut [R] {
        &mut self.records
    }

    /// The whole records of the page, and what [`Page::token`] is to be for the next one.
    #[must_use]
    pub fn into_parts(self) -> (Vec<R>, Option<String>) {
        (self.records, self.next)
    }

    /// With what [`Page::token`] is to be for the next page; `None` where this is the last one.
    #[must_use]
    pub fn next(mut self, token: Option<String>) -> Self {
        self.next = token;
        self
    }

    /// With the next page's number, where the remote counts pages and says how many records there are.
    ///
    /// A page that is not the last and is not full stops the import: a remote that sends fewer than it is asked for counts
    /// its pages otherwise, and records would be missed.
    #[must_use]
    pub fn number_after(mut self, page: &Page, total: u64) -> Self {
        let number = page.number();
        let more = number.saturating_mul(page.size as u64) < total;
        let count = self.ids.len() + self.records.len() + self.unreadable.len();
        self.short = (more && count < page.size).then_some(count);
        self.next(more.then(|| (number + 1).to_string())).total(Some(total))
    }

    /// With the next page's number as long as pages are full, where the remote counts pages and does not say how many records there are.
    ///
    /// The last page may then be an empty one. Only for a remote that is certain to send as many as it is asked for, if it has them: one
    /// that sends fewer would end here.
    ///
    /// ```
    /// # use connector_sync::{Page, RemotePage};
    /// # let page = Page::first(2);
    /// let answer: RemotePage<u32, &str> = RemotePage::of_records(vec!["one", "two"]).number_while_full(&page);
    /// assert_eq!(answer.into_parts().1.as_deref(), Some("2"));
    /// ```
    #[must_use]
    pub fn number_while_full(self, page: &Page) -> Self {
        let count = self.ids.len() + self.records.len() + self.unreadable.len();
        let next = (count >= page.size).then(|| (page.number() + 1).to_string());
        self.next(next)
    }

    /// With how many records there are on all pages.
    #[must_use]
    pub fn total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }
}

/// What the remote can do for the binding `T`. The guide `docs/connecting-a-shop.md` has a whole one.
///
/// The methods are asynchronous, get an opened client, and never see the store: no transaction is open while the remote is
/// asked. An error that [is retryable](RemoteError::is_retryable) is tried again a few times.
///
/// It is what the Odoo connector calls the backend adapter.
///
/// The example stands at the [front page](crate) of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no adapter of `{T}`",
    label = "no adapter",
    note = "help: write `impl Adapter<{T}> for {Self} {{ type Remote = …; async fn changed(…) … async fn read_many(…) … }}`"
)]
pub trait Adapter<T: ExternalBinding>: Send + Sync + 'static
where
    T::Backend: Connect,
{
    /// A record as the remote sends it.
    type Remote: ImportMapper<Binding = T> + 'static;

    /// Whether [`changed`](Adapter::changed) gives the oldest change first. The cursor then moves with each page, so that an
    /// interrupted import goes on where it was.
    ///
    /// Otherwise it moves at the end, and no further than the newest date of the first page: what changes on a page that was
    /// read already, while the later ones are read, is of a later date, and comes with the next window. What that window
    /// brings again is recognised by its date.
    ///
    /// It is held against the dates that come ([`external_updated_at`](connector_core::ImportMapper::external_updated_at)): where one is
    /// older than one before it, by more than the [overlap](crate::ImportChanged::overlap), a warning names the record, the cursor is put
    /// back where it was when the import began, and moves at the end alone.
    const OLDEST_FIRST: bool = false;

    /// One page of what changed in the window.
    fn changed(
        &self,
        client: &<T::Backend as Connect>::Client,
        window: &Window,
        page: &Page,
    ) -> impl Future<Output = Result<RemotePage<T::ExternalId, Self::Remote>, RemoteError>> + Send;

    /// One page of the IDs of all that there is, whenever it changed: what a [sweep](crate::WorkContext::sweep) compares with the
    /// bindings. Unless it is written, sweeps are refused.
    ///
    /// Whole records do as well, as their IDs are taken: where [`changed`](Adapter::changed) leaves out nothing that exists, this is
    /// `self.changed(client, &Window::everything(), page)`.
    fn ids(
        &self,
        client: &<T::Backend as Connect>::Client,
        page: &Page,
    ) -> impl Future<Output = Result<RemotePage<T::ExternalId, Self::Remote>, RemoteError>> + Send {
        let _ = (client, page);
        async { Err(RemoteError::permanent(format!("the adapter of {} does not list IDs: write its method `ids`", T::NAME))) }
    }

    /// Some records by their IDs, at most a page of them (200 unless the import says otherwise), each in the place of its ID; `None` for
    /// one that is not there.
    ///
    /// Many systems answer a part of what they are asked for, and do not say so: what did not come is asked for again, as long as more
    /// comes by it. That costs a request each time: say in the request how many you want, or ask for as many at once as you get.
    ///
    /// Where the answer to several is an error about data ([`InvalidData`](crate::RemoteErrorKind::InvalidData),
    /// [`NotFound`](crate::RemoteErrorKind::NotFound), [`Permanent`](crate::RemoteErrorKind::Permanent)), each is asked for by
    /// itself: one record that cannot be read does not stop the others.
    fn read_many(
        &self,
        client: &<T::Backend as Connect>::Client,
        ids: &[T::ExternalId],
    ) -> impl Future<Output = Result<Vec<Option<Self::Remote>>, RemoteError>> + Send;
}
