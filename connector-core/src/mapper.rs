//! From the remote's data to local values: pure and synchronous, without a store and without a client.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::extension::MappedPart;
use crate::{
    BackendId, BindingId, Extension, ExternalBinding, ExternalId, ExternalValue, Key, MappedExtension, Model, ModelId, NoRecord,
    RecordBinding, RecordId,
};

/// Maps what the remote sends for one record: implemented on the remote's own struct.
///
/// The import asks in this order: [`external_id`](Self::external_id), [`skip`](Self::skip),
/// [`external_updated_at`](Self::external_updated_at), [`links`](Self::links), and, once everything that is linked is
/// there, [`map`](Self::map). A mapper writes nothing; what it returns is compared with what is kept, and only what
/// differs is written.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
/// use connector_core::{ImportMapper, Links, MapContext, Mapped, MappingError};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop {
/// #     name: String,
/// # }
/// # #[derive(Record)]
/// # #[record(name = "product")]
/// # struct Product {
/// #     title: String,
/// # }
/// # #[derive(ExternalBinding)]
/// # #[binding(name = "shop.product")]
/// # struct ShopProduct {
/// #     record_id: RecordId<Product>,
/// #     backend_id: BackendId<Shop>,
/// #     external_id: Option<u32>,
/// #     sync_date: Option<DateTime<Utc>>,
/// # }
///
/// /// As the shop sends it.
/// struct RemoteProduct {
///     id: u32,
///     name: String,
/// }
///
/// impl ImportMapper for RemoteProduct {
///     type Binding = ShopProduct;
///
///     fn external_id(&self) -> Result<u32, MappingError> {
///         Ok(self.id)
///     }
///
///     fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
///         let product = Product { title: self.name.trim().to_owned() };
///         let binding = ShopProduct {
///             record_id: context.record_id(),
///             backend_id: context.backend_id(),
///             external_id: Some(self.id),
///             sync_date: None,
///         };
///         Ok(Mapped::new(product, binding))
///     }
/// }
///
/// let links = Links::new();
/// let context = MapContext::new(BackendId::new(1), &links);
/// let (product, ..) = RemoteProduct { id: 12, name: " Chair ".into() }.map(&context).unwrap().into_parts();
/// assert_eq!(product.unwrap().title, "Chair");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be imported",
    label = "this type does not say how it is mapped",
    note = "help: write `impl ImportMapper for {Self} {{ type Binding = ...; ... }}`"
)]
pub trait ImportMapper: Send + Sync {
    /// The binding that it maps to.
    type Binding: ExternalBinding;

    /// Its ID on the remote.
    ///
    /// # Errors
    /// [`MappingError`] where it has none: the record then fails, and the others go on.
    fn external_id(&self) -> Result<<Self::Binding as ExternalBinding>::ExternalId, MappingError>;

    /// Words by which a person finds it on the remote when its ID is the very thing that is wrong: `product 17`.
    fn reference(&self) -> Option<String> {
        None
    }

    /// When the remote last changed it, by the remote's clock. The import reads no further where the binding already has
    /// this date (`external_updated_at`), and its cursor is the greatest of these dates.
    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Why it is not to be imported at all.
    fn skip(&self) -> Option<Skip> {
        None
    }

    /// Which other records it links: they are imported before it, and looked up a page at a time.
    fn links(&self, _links: &mut LinkRequests) {}

    /// The local values, whole: what the remote says, and what is kept (`context`) where the remote says nothing.
    ///
    /// # Errors
    /// [`MappingError`] where the remote's data cannot be mapped: the record then fails, and the others go on.
    fn map(&self, context: &MapContext<'_, Self::Binding>) -> Result<Mapped<Self::Binding>, MappingError>;
}

/// Why a record is not imported. Not a failure: nobody needs to act.
///
/// ```
/// use connector_core::Skip;
/// assert_eq!(Skip::because("a guest has no account").reason(), "a guest has no account");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    reason: Cow<'static, str>,
}

impl Skip {
    /// For this reason, in a few words.
    #[must_use]
    pub fn because(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into() }
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// The remote's data cannot be mapped.
///
/// ```
/// use connector_core::MappingError;
///
/// fn quantity(text: &str) -> Result<u32, MappingError> {
///     text.parse().map_err(|_| MappingError::new(format!("`qty` is {text:?}, expected a whole number")))
/// }
///
/// assert_eq!(quantity("many").unwrap_err().to_string(), "`qty` is \"many\", expected a whole number");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MappingError {
    message: String,
}

impl MappingError {
    /// Says what is wrong with which field of the remote's data, and what is expected.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// What a mapper puts out: the values of the record (unless the binding is `direct`) and of the binding.
///
/// The import itself fills in the binding's backend, record, external ID, `sync_date` and `external_updated_at`: what the
/// mapper writes there does not count.
#[derive(Debug)]
pub struct Mapped<T: ExternalBinding> {
    record: Option<T::Record>,
    binding: T,
    extensions: Vec<MappedExtension>,
}

impl<T: ExternalBinding> Mapped<T> {
    /// A record and its binding.
    #[must_use]
    pub fn new(record: T::Record, binding: T) -> Self
    where
        T: RecordBinding,
    {
        Self { record: Some(record), binding, extensions: Vec::new() }
    }

    /// A `direct` binding.
    #[must_use]
    pub fn direct(binding: T) -> Self
    where
        T: ExternalBinding<Record = NoRecord>,
    {
        Self { record: None, binding, extensions: Vec::new() }
    }

    /// With the fields that another crate added to the binding or to its record. They are written with it, in the same
    /// transaction, and compared as it is; a second one of the same extension takes the place of the first.
    ///
    /// An extension that a mapper does not give stays as it is kept.
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
    /// use connector_core::{Extension, Mapped};
    /// # #[derive(Backend)]
    /// # #[backend(name = "shop")]
    /// # struct Shop {
    /// #     name: String,
    /// # }
    /// # #[derive(Record)]
    /// # #[record(name = "product")]
    /// # struct Product {
    /// #     title: String,
    /// # }
    /// # #[derive(ExternalBinding)]
    /// # #[binding(name = "shop.product")]
    /// # struct ShopProduct {
    /// #     record_id: RecordId<Product>,
    /// #     backend_id: BackendId<Shop>,
    /// #     external_id: Option<u32>,
    /// #     sync_date: Option<DateTime<Utc>>,
    /// # }
    ///
    /// #[derive(Extension)]
    /// #[extension(of = ShopProduct, name = "acme.shop.product")]
    /// struct AcmeShopProduct {
    ///     rating: Option<i64>,
    /// }
    ///
    /// fn rated(mapped: Mapped<ShopProduct>, rating: i64) -> Mapped<ShopProduct> {
    ///     mapped.with_extension(AcmeShopProduct { rating: Some(rating) })
    /// }
    /// ```
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // As record and binding are passed.
    pub fn with_extension<E: Extension, W>(mut self, extension: E) -> Self
    where
        E::Of: MappedPart<T, W>,
    {
        let extension = MappedExtension::new(&extension, <E::Of as MappedPart<T, W>>::IS_RECORD);
        self.extensions.retain(|other| other.meta().name != extension.meta().name);
        self.extensions.push(extension);
        self
    }

    /// Record, binding, and extensions.
    #[must_use]
    pub fn into_parts(self) -> (Option<T::Record>, T, Vec<MappedExtension>) {
        (self.record, self.binding, self.extensions)
    }
}

/// What is known while a record is mapped: its backend, what is kept of it, and what it links.
#[derive(Debug)]
pub struct MapContext<'a, T: ExternalBinding> {
    backend: BackendId<T::Backend>,
    record: Option<&'a T::Record>,
    binding: Option<&'a T>,
    links: &'a Links,
}

impl<'a, T: ExternalBinding> MapContext<'a, T> {
    /// For a record that is not kept yet.
    #[must_use]
    pub fn new(backend: BackendId<T::Backend>, links: &'a Links) -> Self {
        Self { backend, record: None, binding: None, links }
    }

    /// For one that is kept: its binding, and its record (unless the binding is `direct`).
    #[must_use]
    pub fn kept(mut self, binding: Option<&'a T>, record: Option<&'a T::Record>) -> Self {
        self.binding = binding;
        self.record = record;
        self
    }

    /// The backend.
    #[must_use]
    pub fn backend_id(&self) -> BackendId<T::Backend> {
        self.backend
    }

    /// The ID of the kept record; [`unset`](RecordId::unset) for a new one.
    #[must_use]
    pub fn record_id(&self) -> RecordId<T::Record> {
        self.binding.and_then(ExternalBinding::record_id).cloned().unwrap_or_else(RecordId::unset)
    }

    /// The binding as it is kept; `None` for a new one.
    #[must_use]
    pub fn binding(&self) -> Option<&'a T> {
        self.binding
    }

    /// The record as it is kept; `None` for a new one.
    #[must_use]
    pub fn record(&self) -> Option<&'a T::Record> {
        self.record
    }

    /// The record behind the external ID `id` of the binding `L`, on the same backend.
    ///
    /// # Errors
    /// [`MappingError`] when it is not bound, or was not asked for by [`ImportMapper::links`].
    pub fn linked_record<L: RecordBinding>(&self, id: &L::ExternalId) -> Result<RecordId<L::Record>, MappingError> {
        let linked = self.links.get::<L>(id)?;
        linked
            .record
            .clone()
            .map(RecordId::from_key)
            .ok_or_else(|| MappingError::new(format!("{} {} links no record", L::NAME, id.to_external())))
    }

    /// The binding behind the external ID `id` of the binding `L`, on the same backend.
    ///
    /// # Errors
    /// As [`linked_record`](Self::linked_record).
    pub fn linked_binding<L: ExternalBinding>(&self, id: &L::ExternalId) -> Result<BindingId<L>, MappingError> {
        self.links.get::<L>(id).map(|linked| BindingId::new(linked.binding))
    }
}

/// What a page of records links: collected before it is looked up.
///
/// ```
/// use connector_core::{ExternalBinding, LinkRequests};
///
/// fn links<Category: ExternalBinding<ExternalId = u32>>(categories: &[u32], links: &mut LinkRequests) {
///     for id in categories {
///         links.needs::<Category>(id);
///     }
/// }
/// ```
#[derive(Debug, Default)]
pub struct LinkRequests {
    requests: Vec<LinkRequest>,
}

/// One external ID of another binding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkRequest {
    /// The binding's type.
    pub binding: TypeId,
    /// The binding's technical name.
    pub model: &'static str,
    /// The external ID.
    pub id: ExternalValue<'static>,
}

impl LinkRequest {
    /// The external ID `id` of the binding `L`.
    #[must_use]
    pub fn of<L: ExternalBinding>(id: &L::ExternalId) -> Self {
        Self { binding: TypeId::of::<L>(), model: L::NAME, id: id.to_external().into_owned() }
    }
}

impl LinkRequests {
    /// The record must be there: it is imported first where it is not.
    pub fn needs<L: ExternalBinding>(&mut self, id: &L::ExternalId) {
        self.requests.push(LinkRequest::of::<L>(id));
    }

    /// What was asked for, in order.
    #[must_use]
    pub fn into_requests(self) -> Vec<LinkRequest> {
        self.requests
    }
}

/// What was found for the requests of a page.
#[derive(Debug, Default)]
pub struct Links {
    found: HashMap<LinkRequest, Linked>,
}

#[derive(Debug)]
struct Linked {
    binding: i64,
    record: Option<Key>,
}

impl Links {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The binding behind a request, and the record that it links.
    pub fn insert<L: ExternalBinding>(&mut self, id: &L::ExternalId, binding: BindingId<L>, record: Option<&RecordId<L::Record>>) {
        let linked = Linked { binding: binding.get(), record: record.map(ModelId::key) };
        self.found.insert(LinkRequest::of::<L>(id), linked);
    }

    /// Whether a request was found.
    #[must_use]
    pub fn contains(&self, request: &LinkRequest) -> bool {
        self.found.contains_key(request)
    }

    fn get<L: ExternalBinding>(&self, id: &L::ExternalId) -> Result<&Linked, MappingError> {
        self.found.get(&LinkRequest::of::<L>(id)).ok_or_else(|| {
            MappingError::new(format!(
                "it links {} {}, which is not bound: name it in `links`, so that it is imported first",
                <L as Model>::NAME,
                id.to_external()
            ))
        })
    }
}
